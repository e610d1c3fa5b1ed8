"""Who calls the customer-side API: a session token in a header, never a cookie."""

from django.core.cache import cache
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from core import clock
from core.actors import Actor
from people.models import Contact
from widget import selectors, services
from widget.errors import SessionEnded
from widget.models import WidgetSession, WidgetSettings
from widget.origins import allows, normalize

HEADER = "X-Candor-Session"
_ORIGINS_KEY = "widget:origins"


class SessionTokenAuthentication(BaseAuthentication):
    """`X-Candor-Session`; a page cannot send it by accident, as browsers do with cookies."""

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
    """The session that the authentication found."""
    session: WidgetSession = request.widget_session  # type: ignore[attr-defined]  # our mark on Django's request
    return session


def origins_of(settings: WidgetSettings) -> list[str]:
    """The origins of a brand: its list, and its own site."""
    return [*settings.allowed_origins, normalize(settings.brand.site_url)]


def is_allowed_anywhere(origin: str) -> bool:
    """Whether some brand allows this origin; for preflights, which do not say whose they are."""
    known: list[str] | None = cache.get(_ORIGINS_KEY)
    if known is None:
        rows = WidgetSettings.objects.select_related("brand").filter(is_enabled=True)
        known = sorted({origin for row in rows for origin in origins_of(row) if origin})
        cache.set(_ORIGINS_KEY, known, timeout=15)
    return allows(known, origin)


def is_same_origin(origin: str, host: str) -> bool:
    """Whether a page of our own server calls."""
    return bool(origin) and origin.partition("://")[2] == host
