"""Celery entry points of the portal."""

from celery import shared_task

from core import clock
from portal import services

BEAT: dict[str, float] = {"portal.tasks.forget": 3600.0}


@shared_task
def mail_link(*, link_id: int) -> bool:
    """Mail a link to sign in, if there is somebody at the address."""
    return services.link_mail(link_id=link_id, now=clock.now())


@shared_task
def forget() -> int:
    """Delete old links and sessions."""
    return services.forget_due(now=clock.now())
