"""Celery entry points of CRMs."""

from celery import shared_task

from core import clock
from core.queue import enqueue
from integrations.crm import services


@shared_task
def sweep() -> None:
    """Read what is due of each account, also what a crash or a missing broker has left; settle doubts."""
    for connection_id in services.connections_due(now=clock.now()):
        enqueue("integrations.crm.tasks.sync", connection_id=connection_id)
    services.doubts_settle(now=clock.now())


@shared_task
def sync(*, connection_id: int) -> None:
    """Read one account for a while; what is left is due again at once."""
    services.sync(connection_id=connection_id)
