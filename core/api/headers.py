"""Headers that every answer needs and that no view should have to remember."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The workspace uses none of these, so an injected script cannot use them either.
_DEVICES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
_PERMISSIONS = ", ".join(f"{device}=()" for device in _DEVICES)
_PRIVATE_PATHS = ("/api/", "/_allauth/")


class SafeHeadersMiddleware:
    """
    A Permissions-Policy on every answer, and no caching of personal data.

    A view that sets its own caching rule, such as the one for files, keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        if request.path.startswith(_PRIVATE_PATHS):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
