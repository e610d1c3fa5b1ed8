"""What the portal keeps of a person: the links that were mailed to them, and where they are signed in."""

from django.db.models import Q

from core.persons import Person, Rows
from portal.models import PortalLink, PortalSession


def _link(person: Person) -> Q:
    return Q(address__in=person.addresses) & person.before("created_at")


def _session(person: Person) -> Q:
    by_address = Q(address__in=person.addresses) & person.before("created_at")
    return Q(contact__in=person.contact_ids) | by_address


PERSONS = (
    Rows("portal_sessions", PortalLink, by=_link, hides=("digest",)),
    Rows("portal_sessions", PortalSession, by=_session, hides=("token_digest",)),
)
