"""From the widget to the customer's other places."""

from datetime import datetime

from core import ports
from widget.errors import NoPortal
from widget.models import WidgetSession


def has_portal(session: WidgetSession) -> bool:
    """Whether this customer can go on to the portal: somebody has to have said who they are."""
    return session.is_verified and bool(ports.help_doors(session.brand_id, session.brand.slug))


def portal_way(*, session: WidgetSession, now: datetime) -> ports.WayIn:
    """
    The way into the portal of the session's brand for who has signed in here. Raises NoPortal.

    A visitor has none: who they are is only what they typed.
    """
    if session.is_verified and session.contact_id is not None:
        way = ports.portal_way(brand_id=session.brand_id, contact_id=session.contact_id, now=now)
        if way is not None:
            return way
    raise NoPortal("There is no portal to go on to from here.")
