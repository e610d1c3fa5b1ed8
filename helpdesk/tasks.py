"""The proof that scheduler, broker and worker work together."""

from datetime import datetime

from celery import shared_task
from celery.signals import worker_ready
from django.core.cache import cache

from core import clock

BEAT: dict[str, float] = {"helpdesk.tasks.heartbeat": 10.0}
_KEY = "helpdesk:heartbeat"


@shared_task
def heartbeat() -> None:
    """Record the time where `/readyz` finds it; without the database, so that it proves only the chain."""
    cache.set(_KEY, clock.now(), timeout=None)


@worker_ready.connect
def announce(**_: object) -> None:
    """A fresh worker beats at once instead of after the schedule's first interval."""
    heartbeat.delay()


def last_heartbeat() -> datetime | None:
    """When a worker last finished the scheduled task; None if never, or if Redis is down."""
    beaten_at: datetime | None = cache.get(_KEY)
    return beaten_at
