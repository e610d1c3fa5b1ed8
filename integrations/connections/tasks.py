"""Celery entry points of connections."""

from datetime import timedelta
from threading import BoundedSemaphore

from celery import shared_task

from core import clock
from integrations.connections import services

# Systems may hang. Clocks, answers and screens have the other threads of the worker for themselves.
_lines = BoundedSemaphore(2)
LINE_KEPT = timedelta(seconds=30)


@shared_task
def deliver(*, delivery_id: int) -> None:
    """
    Send one queued change, then whatever else is due; without a free line it is left to whoever has one.

    Many changes at once would else wait for the sweep two by two.
    """
    if not _lines.acquire(blocking=False):
        return
    try:
        services.delivery_send(delivery_id=delivery_id)
        ends = clock.now() + LINE_KEPT
        while clock.now() < ends and (due := services.deliveries_due(now=clock.now(), limit=10)):
            for other in due:
                services.delivery_send(delivery_id=other)
    finally:
        _lines.release()


@shared_task
def process(*, hook_id: int) -> None:
    """Act on one webhook."""
    services.hook_process(hook_id=hook_id)


@shared_task
def sweep() -> None:
    """Queue what is due: also what a crash or a missing broker has left behind."""
    now = clock.now()
    services.deliveries_settle(now=now)
    for delivery_id in services.deliveries_due(now=now):
        deliver.apply_async(kwargs={"delivery_id": delivery_id}, expires=60)
    for hook_id in services.hooks_due(now=now):
        process.apply_async(kwargs={"hook_id": hook_id}, expires=60)


@shared_task
def alarm() -> None:
    """Tell which connections do not work."""
    services.alarms_raise(now=clock.now())


@shared_task
def forget() -> None:
    """Drop old lines of the log."""
    services.forget(now=clock.now())
