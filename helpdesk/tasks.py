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
    """Note the time where `/readyz` finds it; no database: this proves the chain and nothing else."""
    cache.set(_KEY, clock.now(), timeout=None)


@worker_ready.connect
def announce(**_: object) -> None:
    """A fresh worker beats at once instead of after the schedule's first interval."""
    heartbeat.delay()


def last_heartbeat() -> datetime | None:
    """When a worker last finished the scheduled task; None when never, or when Redis is away."""
    beaten_at: datetime | None = cache.get(_KEY)
    return beaten_at
