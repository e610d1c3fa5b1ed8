"""Celery entry points of the clocks."""

import logging

from celery import shared_task

from core import clock
from sla import services

logger = logging.getLogger(__name__)

BEAT: dict[str, float] = {"sla.tasks.tick": 5.0}
BATCHES = 10


@shared_task
def tick() -> int:
    """Check every ticket whose clocks are due; returns how many warnings and breaches fired."""
    fired = 0
    for _ in range(BATCHES):
        claimed = services.checks_claim(now=clock.now())
        for ticket_id in claimed:
            try:
                fired += services.ticket_check(ticket_id=ticket_id, now=clock.now())
            except Exception:
                logger.exception("Clock check failed", extra={"ticket_id": ticket_id})
        if not claimed:
            break
    return fired
