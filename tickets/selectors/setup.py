"""What tickets add to the set-up guide."""

from datetime import datetime

from core.actors import Actor
from core.setup import Facts, Found, State
from tickets.models import OPEN_STATUSES, Ticket


def first_ticket_at() -> datetime | None:
    """Fills the port of that name."""
    return Ticket.objects.order_by("created_at", "id").values_list("created_at", flat=True).first()


def answer_way(actor: Actor) -> Found:
    """The first answer that a person gave; waits once a ticket is there that `actor` can answer."""
    if Ticket.objects.present().filter(first_replied_at__isnull=False).exists():
        return Found(State.DONE)
    waiting = Ticket.objects.visible_to(actor).present().filter(status__in=OPEN_STATUSES)
    number = waiting.order_by("created_at", "id").values_list("pk", flat=True).first()
    if number is None:
        return Found(State.OPEN)
    return Found(State.WAITING, Facts(counts={"number": number}))
