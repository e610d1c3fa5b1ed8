"""
Calls of programs pass by what only browsers need: sessions, CSRF, sign-in, messages.

The two classes stand around those middleware in the settings; what is outside of them, such as headers and
the check of the host, applies to every call.
"""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

_PREFIX = "/api/v1/"


class _NoSession(SessionBase):
    """An empty session that is stored nowhere."""

    def load(self) -> dict[str, object]:
        return {}

    def exists(self, session_key: str) -> bool:
        return False


def is_direct(request: HttpRequest) -> bool:
    """Whether a call has a token and nothing else that could say who it is from."""
    meta = request.META
    return (
        request.path_info.startswith(_PREFIX)
        and meta.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
        and "HTTP_COOKIE" not in meta
    )


class DirectBegin:
    """In front of the middleware that only browsers need."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response, self.direct = get_response, DirectEnd.newest

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_direct(request):
            return self.get_response(request)
        request.session, request.user = _NoSession(), AnonymousUser()
        # Nothing that a browser would send along by itself is believed, so nothing can be forged.
        request.csrf_processing_done = True  # type: ignore[attr-defined]  # Django's own mark
        return self.direct(request)


class DirectEnd:
    """
    Behind them, in front of the views.

    Django builds a chain from its end: the newest one belongs to the chain whose beginning is built next.
    """

    newest: Handler

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        DirectEnd.newest = staticmethod(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
