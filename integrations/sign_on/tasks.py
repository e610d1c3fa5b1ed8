"""Celery entry points of single sign-on."""

from celery import shared_task

from core import clock
from integrations.sign_on import services


@shared_task
def clear() -> int:
    """Delete sign-ins that ended or expired a day ago; returns how many."""
    return services.attempts_clear(now=clock.now())
