"""Warnings and breaches: claimed in the database, reported exactly once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from core import events
from core.actors import SYSTEM
from core.events import publish
from sla import configuration
from sla.clock import BREACH_FRACTION, Step
from sla.events import ClockBreached, ClockWarned
from sla.live import LiveClock, append
from sla.models import ClockEvent, TicketSla
from sla.services.clocking import (
    BREACH_GRACE,
    Refreshed,
    clocks_refresh,
    finish,
    measure_name,
    save_clocks,
)
from sla.services.targeting import acting_fractions, actions_at, without_repeats
from tickets.entries import BreachStep
from tickets.selectors import internal as all_tickets
from tickets.services import timeline_append

# If the worker that claimed a ticket dies, nobody else tries for this long.
LEASE = timedelta(seconds=60)
POSTPONE = timedelta(seconds=2)
MANY = 1000
"""As many due checks as a publication leaves, and an ordinary moment does not."""
# An event that keeps failing for longer than this no longer holds a warning back.
PATIENCE = timedelta(minutes=10)
HANDLER_PREFIX = "sla."
FACT_EVENTS = ("tickets.message_received", "tickets.reply_posted", "tickets.ticket_changed")


def checks_claim(*, now: datetime, limit: int = 200) -> list[int]:
    """Claim the tickets whose clocks are due for a check; returns their ids, the most overdue first."""
    with transaction.atomic():
        rows = list(
            TicketSla.objects.select_for_update(skip_locked=True)
            .filter(next_check_at__lte=now)
            .order_by("next_check_at")
            .values_list("pk", flat=True)[:limit]
        )
        TicketSla.objects.filter(pk__in=rows).update(next_check_at=now + LEASE)
    return rows


def checks_behind(now: datetime) -> bool:
    """Fills `core.pace.behind`: whether so many checks are due that it takes seconds."""
    due = TicketSla.objects.filter(next_check_at__lte=now).order_by()
    return due.values("pk")[:MANY].count() == MANY


@transaction.atomic
def ticket_check(*, ticket_id: int, now: datetime, is_history: bool = False) -> int:
    """
    Refresh a ticket's clocks and report what has come due; returns how many warnings and breaches fired.

    The row lock admits one worker at a time, and each firing is unique in the database and committed with its
    event: after a crash at any point it is still reported once, only later. With `is_history` (imports)
    nothing is added to the timeline.
    """
    if facts_on_their_way([ticket_id], now=now):
        TicketSla.objects.filter(pk=ticket_id).update(next_check_at=now + POSTPONE)
        return 0
    refreshed = clocks_refresh(ticket_id=ticket_id, now=now)
    if refreshed is None:
        return 0
    fired = 0
    done: set[str] = set()
    for clock in refreshed.clocks:
        fired += fire_due(clock, refreshed, done, is_history=is_history, now=now)
    if fired:
        finish(refreshed, now=now)
    return fired


def facts_on_their_way(ticket_ids: Collection[int], *, now: datetime) -> set[int]:
    """To which of these tickets something happened that has not reached their clocks yet."""
    return events.on_their_way(
        names=FACT_EVENTS, key="ticket_id", values=ticket_ids, handlers=HANDLER_PREFIX, since=now - PATIENCE
    )


def is_anything_due(refreshed: Refreshed, *, now: datetime) -> bool:
    """Whether `fire_due` would report something of a ticket."""
    fractions = acting_fractions(refreshed.assignment)
    return any(
        at + (BREACH_GRACE if fraction == BREACH_FRACTION else timedelta()) <= now
        for clock in refreshed.clocks
        for at, fraction in clock.noun.pending(fractions, now)
    )


def fire_due(
    clock: LiveClock, refreshed: Refreshed, done: set[str], *, is_history: bool, now: datetime
) -> int:
    """
    Report one clock's due warnings and breach, in order.

    `done` is what this check has asked for: two clocks whose steps come due together raise a ticket once.
    """
    count = 0
    for at, fraction in clock.noun.pending(acting_fractions(refreshed.assignment), now):
        is_breach = fraction == BREACH_FRACTION
        if at + (BREACH_GRACE if is_breach else timedelta()) > now:
            continue
        asked = actions_at(refreshed.assignment, fraction)
        actions = without_repeats(asked, done)
        fire(clock, at=at, fraction=fraction, asked=asked, actions=actions, is_history=is_history, now=now)
        count += 1
    return count


def fire(
    clock: LiveClock,
    *,
    at: datetime,
    fraction: float,
    asked: list[str],
    actions: list[str],
    is_history: bool,
    now: datetime,
) -> None:
    """
    Record one firing and publish its event with `actions`; `asked` is what the policy names.

    Its `at` is when the share was used up, its `recorded_at` when it was told.
    """
    is_breach = fraction == BREACH_FRACTION
    step = Step.BREACH if is_breach else Step.WARN
    generation = clock.noun.generation
    label = "Target missed" if is_breach else f"{fraction:.0%} of the target used"
    event = ClockEvent(
        step=step,
        key=f"{step}:{generation}:{fraction}",
        at=at,
        fraction=fraction,
        generation=generation,
        label=label,
        detail={"actions": actions} | ({"asked": asked} if asked != actions else {}),
    )
    append(clock, [event], now=now)
    save_clocks([clock], configuration.current(), now=now)
    row = clock.row
    if not is_breach:
        publish(
            ClockWarned(
                ticket_id=row.ticket_id, clock_id=row.pk, kind=row.measure, fraction=fraction, actions=actions
            )
        )
        return
    publish(ClockBreached(ticket_id=row.ticket_id, clock_id=row.pk, kind=row.measure, actions=actions))
    if not is_history:
        timeline_append(
            actor=SYSTEM,
            ticket_id=row.ticket_id,
            step=BreachStep(row.measure, at.isoformat(), row.pk),
            body_text=f"{measure_name(row.measure)} missed its target.",
            now=now,
        )


def checks_soon(*, tickets: Q, now: datetime, before: int | None = None) -> int:
    """
    Have the clocks of these open tickets checked at the next tick; returns how many.

    `before` is the row of the version that a publication has just replaced: where nobody noted under which
    one a ticket's clocks were derived, it was that.
    """
    ids = all_tickets.tickets().filter(tickets, status__in=["new", "open", "pending", "on_hold"]).values("pk")
    values: dict[str, Any] = {"next_check_at": now}
    if before is not None:
        values["version"] = Coalesce("version", Value(before))
    return TicketSla.objects.filter(pk__in=ids).update(**values)


def ticket_import(*, ticket_id: int, now: datetime) -> None:
    """
    Clocks for a ticket with a finished history: derived as usual, but without timeline entries.

    Wrap it in `core.events.silenced` so that nobody is notified of breaches long past.
    """
    ticket_check(ticket_id=ticket_id, now=now, is_history=True)
