"""Celery entry points of quality."""

from celery import shared_task

from core import clock
from quality import services

BATCHES = 10


@shared_task
def settle() -> int:
    """
    Read what has happened, mark tickets from before, score what is due, and draw the weeks that are over.

    Returns how many were scored.
    """
    for _ in range(BATCHES):
        if not services.events_follow(now=clock.now()):
            break
    services.tickets_fill(now=clock.now())
    done = 0
    for _ in range(BATCHES):
        found = services.reviews_settle(now=clock.now())
        done += found
        if not found:
            break
    services.samples_draw(now=clock.now())
    return done


@shared_task
def judge() -> int:
    """Ask the model about the conversations that wait for it; returns how many were asked."""
    return services.reviews_judge(now=clock.now())


@shared_task
def look() -> int:
    """Look for falls of quality; returns how many stand."""
    return services.drift_look(now=clock.now())
