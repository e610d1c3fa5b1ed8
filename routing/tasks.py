"""Celery entry points of routing."""

import logging
from datetime import timedelta

from celery import shared_task

from core import clock
from core.events import step
from routing import selectors, services
from routing.escalation import causes_of
from routing.wording import say

logger = logging.getLogger(__name__)

BEAT: dict[str, float] = {
    "routing.tasks.drain": 15.0,
    "routing.tasks.sweep": 30.0,
    "routing.tasks.watch": 60.0,
}


@shared_task
def drain() -> int:
    """Give waiting tickets to people who are free; returns how many were assigned."""
    return services.queue_drain(now=clock.now())


@shared_task
def sweep() -> int:
    """Put tickets that nobody holds and that wait for no answer into the line; returns how many."""
    now = clock.now()
    hold = timedelta(seconds=selectors.in_force().preferences.hold_for_assistant_seconds)
    found = selectors.stuck_tickets(before=now - hold)
    for ticket_id in found:
        try:
            with step():
                services.ticket_route(ticket_id=ticket_id, now=now)
                services.ticket_offer(ticket_id=ticket_id, why=say("not_answered"), now=now)
        except Exception:
            # One broken ticket must not keep the others from being answered.
            logger.exception("Routing a stuck ticket failed", extra={"ticket_id": ticket_id})
    return len(found)


@shared_task
def watch() -> int:
    """Escalate open tickets whose course asks for it; returns how many."""
    now = clock.now()
    force = selectors.in_force()
    found = [
        (course.ticket_id, cause)
        for course in selectors.courses(force.preferences.triggers, now=now)
        for cause in causes_of(course, force.preferences.triggers)
    ]
    known = selectors.keys_decided(cause.key for _, cause in found)
    count = 0
    for ticket_id, cause in found:
        if cause.key in known:
            continue
        try:
            done = services.ticket_escalate_on(ticket_id=ticket_id, cause=cause, now=now)
            count += done is not None
        except Exception:
            # One broken ticket must not keep the others from being seen.
            logger.exception("Escalating a ticket failed", extra={"ticket_id": ticket_id})
    return count
