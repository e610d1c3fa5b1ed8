"""Clocks that followed a ticket step by step equal those derived from its whole history at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from sla import services
from sla.models import Clock, ClockEvent
from tests.cast import NOW, Cast
from tests.hearing import deliver_to
from tickets.models import Ticket
from tickets.services import ticket_update

ACTIONS = st.sampled_from(
    ["customer", "reply", "ask", "resolve", "reopen", "hold", "P1", "P4", "spam", "ham", "refresh", "deliver"]
)
STEPS = st.lists(st.tuples(ACTIONS, st.integers(1, 30 * 3600)), min_size=1, max_size=10)
CHANGES: dict[str, dict[str, Any]] = {
    "resolve": {"status": "resolved"},
    "reopen": {"status": "open"},
    "hold": {"status": "on_hold"},
    "P1": {"priority": "P1"},
    "P4": {"priority": "P4"},
    "spam": {"is_spam": True},
    "ham": {"is_spam": False},
}


class Undone(Exception):
    """Ends an example without leaving anything behind."""


def act(cast: Cast, ticket: Ticket, action: str, now: datetime) -> None:
    """One thing that happens to the ticket."""
    if action == "customer":
        cast.says(ticket, "Any news?", now=now)
    elif action == "reply":
        cast.replies(ticket, cast.agent, "Working on it.", now=now)
    elif action == "ask":
        cast.replies(ticket, cast.agent, "Which workspace?", now=now, status="pending")
    elif action == "refresh":
        services.clocks_refresh(ticket_id=ticket.pk, now=now)
    elif action == "deliver":
        deliver_to("sla")
    else:
        ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes=CHANGES[action], now=now)


def story(ticket: Ticket) -> dict[tuple[str, int], tuple[Any, ...]]:
    """What happened to each clock; without its target once it was judged, since that one stays."""
    found = {}
    for row in Clock.objects.filter(ticket=ticket):
        is_over = row.fulfilled_at is not None or row.cancelled_at is not None
        target = () if is_over else (row.target_seconds, row.calendar_id, row.state, row.due_at)
        found[row.measure, row.number] = (row.started_at, row.fulfilled_at, row.cancelled_at, *target)
    return found


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, lead=st.sampled_from([0, 27 * 86_400]))
def test_following_the_events_gives_what_a_replay_gives(
    cast: Cast, steps: list[tuple[str, int]], lead: int
) -> None:
    # Made before the first example, which takes back all that is its own.
    assert all([cast.agent, cast.brand, cast.customer])
    now = NOW + timedelta(seconds=lead)
    try:
        with transaction.atomic():
            with clock.frozen(now):
                ticket = cast.ticket(now=now)
            for action, gap in steps:
                now += timedelta(seconds=gap)
                with clock.frozen(now):
                    act(cast, ticket, action, now)
            with clock.frozen(now):
                deliver_to("sla")
                services.clocks_refresh(ticket_id=ticket.pk, now=now)
            followed = story(ticket)
            ClockEvent.objects.filter(clock__ticket=ticket).delete()
            Clock.objects.filter(ticket=ticket).delete()
            services.clocks_refresh(ticket_id=ticket.pk, now=now)
            assert story(ticket) == {key: value for key, value in followed.items() if key in story(ticket)}
            extra = set(followed) - set(story(ticket))
            assert all(followed[key][2] is not None for key in extra)
            raise Undone
    except Undone:
        pass
