"""Notes about tickets in a CRM: their words are kept there, and here in the log of calls alone."""

from django.db.models import Q

from core.kept import Copy, Tickets
from core.persons import Elsewhere, Person, Rows
from integrations.crm.models import Conflict, Outcome, Record


def copies(tickets: Tickets) -> list[Copy]:
    """The notes that were sent about these tickets."""
    sent = Outcome.objects.filter(ticket__in=tickets, done_at__isnull=False).order_by("connection__system")
    return [Copy(system, "") for system in sent.values_list("connection__system", flat=True).distinct()]


def _record(person: Person) -> Q:
    # One that belongs to another contact is theirs, though the address is the same: a new person's.
    by_address = Q(contact=None, values__email__in=sorted(person.addresses))
    return Q(contact__in=person.contact_ids) | by_address


def _conflict(person: Person) -> Q:
    return Q(record__in=Record.objects.filter(_record(person)).values("pk"))


PERSONS = (Rows("mirrors", Conflict, by=_conflict), Rows("mirrors", Record, by=_record))


def elsewhere(person: Person) -> list[Elsewhere]:
    """Their records in CRMs, by what they are called there."""
    rows = Record.objects.filter(_record(person)).order_by("pk")
    told = rows.values_list("connection__system", "kind", "remote_id")
    return [Elsewhere(system, f"{kind} {number}") for system, kind, number in told]
