"""Celery entry points of the widget."""

from celery import shared_task

from core import clock
from widget import services

BEAT: dict[str, float] = {"widget.tasks.forget": 600.0}


@shared_task
def forget() -> int:
    """Delete everything past the brand's retention."""
    now = clock.now()
    return services.forget_due(now=now) + services.seen_forget(now=now) + services.messages_forget(now=now)
