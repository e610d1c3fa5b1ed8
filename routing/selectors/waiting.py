"""Tickets that wait for a person, and those that wait without anybody having noticed."""

from datetime import datetime

from django.db.models import Q

from core.reads import Read
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
    rows = _WAITING.rows(Q(), order=("routing_eligible_at", "pk"), limit=limit)
    ids = [row[0] for row in rows]
    escalated = {number for (number,) in _ESCALATED.rows(Q(pk__in=ids))} if ids else set()
    places = [Place(pk, priority, since, due, pk in escalated) for pk, priority, since, due in rows]
    return in_line(places, now)


def _waiting() -> TicketQuerySet:
    waits = open_for_work().filter(routing_eligible_at__isnull=False, assignee__isnull=True)
    return waits.exclude(handler=Handler.ASSISTANT)


_WAITING = Read(_waiting, ("pk", "priority", "routing_eligible_at", "next_due_at"))
_ESCALATED = Read(lambda: TicketRouting.objects.filter(is_escalated=True), ("pk",))


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
