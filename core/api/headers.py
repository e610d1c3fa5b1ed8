"""Headers that every answer needs and that no view should have to remember."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The workspace asks for none of these; a script that got in could not either.
_DEVICES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
_PERMISSIONS = ", ".join(f"{device}=()" for device in _DEVICES)
_PRIVATE_PATHS = ("/api/", "/_allauth/")


class SafeHeadersMiddleware:
    """
    A Permissions-Policy on every answer, and no storing of what is somebody's own.

    A view that says itself how long its answer may be kept, such as a file's, is believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        if request.path.startswith(_PRIVATE_PATHS):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
