"""Celery entry points of the insights."""

from celery import shared_task

from core import clock, pace
from insights import services
from insights.api.report_letter import report_letter

BATCHES = 10


@shared_task
def settle() -> int:
    """Read what has happened, then work out the tickets that are due; returns how many."""
    for _ in range(BATCHES):
        if not services.events_follow(now=clock.now()):
            break
    services.told_follow(now=clock.now())
    return sum(pace.batches(lambda: services.facts_settle(now=clock.now()), most=BATCHES))


@shared_task
def fill() -> int:
    """Mark tickets from before this app, then take the baseline once it can be taken; returns how many."""
    now = clock.now()
    found = services.facts_fill(now=now)
    if not found:
        services.baseline_take(now=now)
    return found


@shared_task
def examine() -> int:
    """Work out the health of companies that are due, then tell owners of new signals; returns how many."""
    done = sum(pace.batches(lambda: services.health_settle(now=clock.now()), most=BATCHES))
    services.alerts_send(now=clock.now())
    return done


@shared_task
def begin_day() -> int:
    """Mark companies that were not worked out today; returns how many."""
    return services.health_day_begin(now=clock.now())


@shared_task
def notice() -> int:
    """Look for more than the season explains; returns how many spikes stand."""
    return services.spikes_look(now=clock.now())


@shared_task
def play() -> int:
    """Let playbooks look at new events, and at who waited for the end of quiet hours; returns how many."""
    done = 0
    for _ in range(BATCHES):
        found = services.events_look(now=clock.now())
        done += found
        if not found:
            break
    return done + services.firings_settle(now=clock.now())


@shared_task
def play_records() -> int:
    """Let playbooks look at trails, payments and tickets, and note what came of them; returns how many."""
    now = clock.now()
    return services.records_look(now=now) + services.firings_judge(now=now)


@shared_task
def forget() -> int:
    """Delete product events that were kept long enough; returns how many."""
    done = 0
    for _ in range(BATCHES):
        found = services.events_forget(now=clock.now())
        done += found
        if not found:
            break
    return done


@shared_task
def mail_reports() -> int:
    """Mail the reports that are due; returns how many left."""
    return services.reports_send(write=report_letter, now=clock.now())
