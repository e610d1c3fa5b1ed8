"""Celery entry points of people."""

from celery import shared_task

from core import clock
from core.queue import SLOW, enqueue
from people import attendance, services
from people.services import retaining, watching

BEAT: dict[str, float] = {
    "people.tasks.watch_presence": 30.0,
    "people.tasks.watch_absences": 60.0,
    "people.tasks.watch_loans": 60.0,
    "people.tasks.clear_sessions": 3600.0,
    "people.tasks.watch_person_requests": 300.0,
    "people.tasks.retain": 900.0,
    "people.tasks.watch_reading": 60.0,
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
def watch_loans() -> int:
    """Take people out of teams that they were lent to, once that time is over; returns how many."""
    return services.loans_end(now=clock.now())


@shared_task
def clear_sessions() -> int:
    """Delete expired sessions and mailed links; returns the number of sessions."""
    return services.sessions_clear(now=clock.now())


@shared_task
def person_request_run(request_id: int) -> bool:
    """Export or erase a person's data."""
    return services.person_request_run(request_id=request_id, now=clock.now())


@shared_task
def watch_person_requests() -> int:
    """Take up requests that broke off, and delete files of exports that expired; returns how many both."""
    due = services.person_requests_due(now=clock.now())
    for request_id in due:
        enqueue("people.tasks.person_request_run", SLOW, request_id=request_id)
    return len(due) + services.person_exports_expire(now=clock.now())


@shared_task
def retain() -> int:
    """Take away what is older than the brands' rules of retention say; returns how many records."""
    return retaining.retention_run(now=clock.now())


@shared_task
def watch_reading() -> int:
    """Store how much was read and raise what is unusual; returns the new alarms."""
    return watching.reading_watch(now=clock.now())
