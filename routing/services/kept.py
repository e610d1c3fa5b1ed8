"""Why tickets went where they are: reasons may hold words of a ticket."""

from django.db.models import Q

from core.kept import Table, Tickets
from routing.models import Decision, TicketRouting


def _ticket(tickets: Tickets) -> Q:
    return Q(ticket__in=tickets)


KEEPERS = (
    Table("routing", Decision, by=_ticket, text=("rule",), json=("score", "reasons", "inputs")),
    Table("routing", TicketRouting, by=_ticket, text=("why",), json=("requirements",)),
)
