"""Celery entry points of webhooks; sending has threads of its own (`services.posting`)."""

from celery import shared_task

from core import clock
from integrations.webhooks import services


@shared_task
def tell() -> None:
    """Tell admins which webhooks stand still."""
    services.tell(now=clock.now())


@shared_task
def forget() -> None:
    """Drop what is old enough."""
    services.forget(now=clock.now())
