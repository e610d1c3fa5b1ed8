"""Which customers are visible through the tickets somebody may see; fills `core.ports.customers_in_sight`."""

from django.db.models import Q

from core.actors import Actor
from people.selectors import internal as everybody
from tickets.models import Participant, Ticket


def customers_in_sight(actor: Actor, kind: str) -> Q:
    """The requesters and participants of visible tickets, or (`company`) the companies behind them."""
    tickets = Ticket.objects.visible_to(actor).order_by()
    if kind == "contact":
        copied = Participant.objects.filter(ticket__in=tickets.values("pk"), contact__isnull=False)
        return Q(pk__in=tickets.values("requester")) | Q(pk__in=copied.values("contact"))
    people = everybody.contacts_with_company(tickets.values("requester"))
    named = tickets.filter(company__isnull=False)
    return Q(pk__in=named.values("company")) | Q(pk__in=people.values("company"))
