"""Why tickets went where they are: reasons may hold words of a ticket."""

from django.db.models import Q

from core.kept import Table, Tickets
from core.persons import Person, Rows
from routing.models import Decision, TicketRouting


def _ticket(tickets: Tickets) -> Q:
    return Q(ticket__in=tickets)


KEEPERS = (
    Table("routing", Decision, by=_ticket, text=("rule",), json=("score", "reasons", "inputs"), is_made=True),
    Table(
        "routing",
        TicketRouting,
        by=_ticket,
        text=("why",),
        json=("requirements", "why_message"),
        is_made=True,
    ),
)


def _asked(person: Person) -> Q:
    return Q(ticket__requester__in=person.contact_ids)


PERSONS = (
    Rows(
        "routing",
        Decision,
        by=_asked,
        # Where and why it went stays; what was known of the customer then does not.
        sets={"inputs": {}},
        why_not="how our people share their work",
    ),
)
