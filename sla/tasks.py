"""Celery entry points of the clocks."""

from celery import shared_task

from core import clock
from sla import services

BEAT: dict[str, float] = {"sla.tasks.tick": 5.0}
# With what a claim takes: 100,000 that a publication made due are done in four minutes, and others have time.
BATCHES = 12


@shared_task
def tick() -> int:
    """Check every ticket whose clocks are due; returns how many warnings and breaches fired."""
    fired = 0
    for _ in range(BATCHES):
        claimed = services.checks_claim(now=clock.now())
        fired += services.tickets_check(ticket_ids=claimed, now=clock.now())
        if not claimed:
            break
    return fired
