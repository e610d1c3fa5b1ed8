"""Which customers come with the tickets that somebody may see; fills `core.ports.customers_in_sight`."""

from django.db.models import Q

from core.actors import Actor
from people.selectors import internal as everybody
from tickets.models import Participant, Ticket


def customers_in_sight(actor: Actor, kind: str) -> Q:
    """Who asked or takes part in a visible ticket, or (`company`) the companies behind them."""
    tickets = Ticket.objects.visible_to(actor).order_by()
    if kind == "contact":
        copied = Participant.objects.filter(ticket__in=tickets.values("pk"), contact__isnull=False)
        return Q(pk__in=tickets.values("requester")) | Q(pk__in=copied.values("contact"))
    people = everybody.contacts_with_company(tickets.values("requester"))
    named = tickets.filter(company__isnull=False)
    return Q(pk__in=named.values("company")) | Q(pk__in=people.values("company"))
