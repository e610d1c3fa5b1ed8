"""Who is calling the customer-side API: a session token in a header, never a cookie."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from core import clock
from core.actors import Actor
from people.models import Contact
from widget import selectors, services
from widget.errors import SessionEnded
from widget.models import WidgetSession

HEADER = "X-Candor-Session"


class SessionTokenAuthentication(BaseAuthentication):
    """`X-Candor-Session`; unlike with cookies, a browser never sends it on a page's behalf."""

    def authenticate(self, request: Request) -> tuple[Contact, Actor]:
        now = clock.now()
        session = selectors.session_by_token(request.headers.get(HEADER, ""), now=now)
        services.session_touch(session, now=now)
        actor = session.actor
        if actor is None or session.contact is None:
            raise SessionEnded("This session has ended. Begin another one.")
        request.widget_session = session  # type: ignore[attr-defined]  # our mark on Django's request
        return session.contact, actor


def session_of(request: Request) -> WidgetSession:
    """The session that authentication found."""
    session: WidgetSession = request.widget_session  # type: ignore[attr-defined]  # our mark on Django's request
    return session


def is_same_origin(origin: str, host: str) -> bool:
    """Whether the caller is a page of our own server."""
    return bool(origin) and origin.partition("://")[2] == host
