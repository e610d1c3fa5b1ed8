"""Celery entry points of tickets."""

from celery import shared_task

from core import clock
from tickets import services

BEAT: dict[str, float] = {
    "tickets.tasks.wake": 15.0,
    "tickets.tasks.send_scheduled": 15.0,
    "tickets.tasks.tell_incidents": 5.0,
    "tickets.tasks.change_tags": 5.0,
    "tickets.tasks.scan_files": 15.0,
    "tickets.tasks.purge": 3600.0,
}


@shared_task
def wake() -> int:
    """Wake the tickets whose snooze has ended; returns how many."""
    return services.tickets_wake(now=clock.now())


@shared_task
def send_scheduled() -> int:
    """Send the replies whose time has come; returns how many."""
    return services.replies_send_due(now=clock.now())


@shared_task
def tell_incidents() -> int:
    """Send the next batch of replies to incidents; returns how many."""
    return services.tellings_send_due(now=clock.now())


@shared_task
def change_tags() -> int:
    """Merge or delete tags on the next batch of tickets, or give them back; returns how many were changed."""
    return services.tags_change_due(now=clock.now()) + services.tags_undo_due(now=clock.now())


@shared_task
def scan_files() -> int:
    """Have the virus scanner look at the files that wait for it; returns how many it looked at."""
    return services.files_scan()


@shared_task
def purge() -> int:
    """Delete for good what has lain in the trash for long enough; returns how many tickets."""
    services.tags_forget(now=clock.now())
    gone = done = services.trash_purge(now=clock.now())
    # A bounded number of batches: the next hour goes on.
    for _ in range(19):
        if not done:
            break
        done = services.trash_purge(now=clock.now())
        gone += done
    return gone
