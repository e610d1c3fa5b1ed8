"""Celery entry points of people."""

from celery import shared_task

from core import clock
from people import attendance, services

BEAT: dict[str, float] = {
    "people.tasks.watch_presence": 30.0,
    "people.tasks.watch_absences": 60.0,
    "people.tasks.clear_sessions": 3600.0,
}


@shared_task
def watch_presence() -> int:
    """Set people offline who have closed the workspace; returns how many."""
    return len(attendance.presence_sweep(now=clock.now()))


@shared_task
def watch_absences() -> int:
    """Tell of absences that have begun; returns how many."""
    return services.absences_begin(now=clock.now())


@shared_task
def clear_sessions() -> int:
    """Delete expired sessions and mailed links; returns the number of sessions."""
    return services.sessions_clear(now=clock.now())
