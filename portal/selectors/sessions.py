"""Who has signed in to a portal."""

from datetime import datetime

from django.db.models import Q

from core.actors import Actor
from people.actors import contact_actor
from people.models import Brand
from people.models.sessions import secret_digest
from people.selectors import internal as everybody
from portal.models import PortalSession
from portal.models.access import is_alive
from portal.selectors.forms import settings_of


def session_by_token(token: str, *, brand: Brand, now: datetime) -> PortalSession | None:
    """
    The open session behind a cookie's value in this brand.

    It is over when its contact was merged into another or blocked, and when the address is no longer theirs.
    """
    if not token or len(token) > 100:
        return None
    found = (
        PortalSession.objects.select_related("contact__company", "brand")
        .filter(is_alive(now) & Q(token_digest=secret_digest(token), brand=brand))
        .first()
    )
    if found is None or not everybody.has_proven_address(found.contact_id, found.address):
        return None
    return found


def actor_of(session: PortalSession) -> Actor:
    """The customer of a session, with what the brand lets them read of their company's."""
    if session.shares_company is None:
        session.shares_company = settings_of(session.brand_id).shares_company
    return contact_actor(
        session.contact,
        is_verified=True,
        shared_brands=frozenset({session.brand_id}) if session.shares_company else frozenset(),
    )
