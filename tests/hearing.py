"""Delivering events to one floor only, so that its tests do not change with what others do."""

from core.events import deliver, undelivered
from core.models import OutboxEvent


def deliver_to(floor: str) -> int:
    """Run the waiting handlers of one floor (`sla`), also for what they publish; returns how many ran."""
    total = 0
    while True:
        rows = OutboxEvent.objects.filter(completed_at=None).order_by("id")
        waiting = [(row.pk, key) for row in rows for key in undelivered(row) if key.startswith(f"{floor}.")]
        if not waiting:
            return total
        total += sum(deliver(event_id=event_id, key=key) for event_id, key in waiting)
