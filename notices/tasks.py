"""Celery entry points of notices."""

from celery import shared_task

from core import clock
from notices import services

BEAT: dict[str, float] = {"notices.tasks.mail_due": 30.0, "notices.tasks.forget": 3600.0}


@shared_task
def mail_due() -> int:
    """Hand over what is due by mail; returns how many mails."""
    return services.mails_claim(now=clock.now())


@shared_task
def forget() -> int:
    """Delete old notices; returns how many."""
    return services.notices_forget(now=clock.now())
