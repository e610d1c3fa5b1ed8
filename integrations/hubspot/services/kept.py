"""Notes about tickets in HubSpot: their words are kept there, and here in the log of calls alone."""

from django.db.models import Q

from core.kept import Copy, Tickets
from core.persons import Elsewhere, Person, Rows
from integrations.hubspot.models import Conflict, Outcome, Record


def copies(tickets: Tickets) -> list[Copy]:
    """The notes that were sent about these tickets."""
    sent = Outcome.objects.filter(ticket__in=tickets, done_at__isnull=False)
    return [Copy("hubspot", "")] if sent.exists() else []


def _record(person: Person) -> Q:
    # One that belongs to another contact is theirs, though the address is the same: a new person's.
    by_address = Q(contact=None, values__email__in=sorted(person.addresses))
    return Q(contact__in=person.contact_ids) | by_address


def _conflict(person: Person) -> Q:
    return Q(record__in=Record.objects.filter(_record(person)).values("pk"))


PERSONS = (Rows("mirrors", Conflict, by=_conflict), Rows("mirrors", Record, by=_record))


def elsewhere(person: Person) -> list[Elsewhere]:
    """Their records in HubSpot, by what they are called there."""
    rows = Record.objects.filter(_record(person)).order_by("pk").values_list("kind", "remote_id")
    return [Elsewhere("hubspot", f"{kind} {number}") for kind, number in rows]
