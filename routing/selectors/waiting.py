"""Tickets that wait for a person, and those that wait without anybody having noticed."""

from datetime import datetime

from django.db.models import Q

from routing.line import Place, in_line
from routing.models import TicketRouting
from tickets.models import Handler, Status
from tickets.models.ticket import TicketQuerySet
from tickets.selectors import internal as all_tickets

LOOK_AT = 500
_WORKABLE = (Status.NEW, Status.OPEN)


def open_for_work() -> TicketQuerySet:
    """Tickets that somebody should be working on now."""
    return all_tickets.tickets().present().filter(status__in=_WORKABLE, snoozed_until__isnull=True)


def waiting_tickets(*, now: datetime, limit: int = LOOK_AT) -> list[Place]:
    """The waiting line in order, limited to the `limit` that have waited longest; two queries."""
    rows = (
        open_for_work()
        .filter(routing_eligible_at__isnull=False, assignee__isnull=True)
        .exclude(handler=Handler.ASSISTANT)
        .order_by("routing_eligible_at")[:limit]
    )
    tickets = list(rows)
    escalated = set(
        TicketRouting.objects.filter(pk__in=[t.pk for t in tickets], is_escalated=True).values_list(
            "pk", flat=True
        )
    )
    places = [
        Place(t.pk, t.priority, t.routing_eligible_at, t.next_due_at, t.pk in escalated)
        for t in tickets
        if t.routing_eligible_at is not None
    ]
    return in_line(places, now)


def stuck_tickets(*, before: datetime, limit: int = 100) -> list[int]:
    """
    Tickets whose customer has waited since `before` although nobody has them: no person, no place in the
    line.

    The assistant has stopped working on them, or never began. Only tickets that routing has heard of: a
    history that was imported silently is left alone.
    """
    nobody = Q(assignee__isnull=True, routing_eligible_at__isnull=True)
    return list(
        open_for_work()
        .filter(nobody, waiting_since__lte=before, pk__in=TicketRouting.objects.values("pk"))
        .exclude(handler=Handler.ASSISTANT, last_message_at__gt=before)
        .order_by("waiting_since")
        .values_list("pk", flat=True)[:limit]
    )
