"""Bringing a ticket's clocks up to date with what happened and with the policies in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from core import writes
from core.reads import Read
from sla import configuration
from sla.clock import BREACH_FRACTION, Measure, Step, urgency
from sla.clock import Clock as ClockNoun
from sla.configuration import Assignment, Configuration
from sla.live import LiveClock, append
from sla.measures import Plan, plan
from sla.models import Clock, ClockEvent, TicketFact, TicketSla
from sla.services.noting import facts_add, facts_from_timeline, history_of
from sla.services.targeting import (
    acting_fractions,
    has_promise,
    known_steps,
    pass_over,
    pauses_of,
    take_target,
)
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets
from tickets.services import Due, ticket_set_due

OPTIONAL = frozenset({Measure.PERIODIC_UPDATE, Measure.AGENT_WORK_TIME, Measure.REQUESTER_WAIT_TIME})
DERIVED = (
    "state", "started_at", "due_at", "fulfilled_at", "cancelled_at", "breached_at", "elapsed_seconds",
    "policy_id", "target_seconds", "calendar_id", "revision",
)  # fmt: skip
_CLOCKS = Read(Clock.objects.all, ())
_EVENTS = Read(ClockEvent.objects.all, ())
_FACTS = Read(TicketFact.objects.all, ())


def _locked() -> QuerySet[TicketSla]:
    return TicketSla.objects.select_for_update()


_STATES = Read(_locked, ())
# A reply that is just being committed must not be counted as missing.
BREACH_GRACE = timedelta(seconds=5)


@dataclass(frozen=True)
class Refreshed:
    """A ticket's clocks after a refresh; `state` holds the lock on the rows."""

    state: TicketSla
    ticket: Ticket
    assignment: Assignment
    clocks: list[LiveClock]
    stored: tuple[Any, ...] = ()
    """What the state's row says, so that it is written only where that changed."""


@transaction.atomic(savepoint=False)
def clocks_refresh(
    *, ticket_id: int, now: datetime, new_facts: Sequence[TicketFact] = (), is_change: bool = False
) -> Refreshed | None:
    """
    Derive a ticket's clocks again from its facts, including `new_facts`, and the policy that now matches.

    Appends missing events to their histories and mirrors the most urgent clock on the ticket. Fires nothing:
    `ticket_check` does that. Safe to repeat; returns None if the ticket is gone, and if it was a mere change
    of the ticket (`is_change`) that tells clocks nothing: without a fact, and with every target as it was.
    """
    state, ticket, past = lock_state(ticket_id)
    if state is None or ticket is None:
        return None
    # Only under the lock: two events of a new ticket write some of the same facts and would otherwise
    # deadlock.
    facts_add([*past, *new_facts])
    in_force = configuration.current()
    rows = _CLOCKS.rows(Q(ticket_id=ticket_id))
    if is_change and not past and not new_facts and still_holds(rows, in_force.assign(ticket), state):
        return None
    known = Known(state, ticket, rows, _FACTS.rows(Q(ticket_id=ticket_id)), events_of(rows))
    refreshed, dropped = derived(known, in_force, news={fact.key for fact in new_facts}, now=now)
    save_clocks([*refreshed.clocks, *dropped], in_force, now=now)
    finish(refreshed, now=now)
    return refreshed


@dataclass(frozen=True)
class Known:
    """What is stored of a ticket and its clocks; `state` is locked, the events are by clock."""

    state: TicketSla
    ticket: Ticket
    rows: Sequence[Clock]
    facts: list[TicketFact]
    events: Mapping[int, list[ClockEvent]]


def derived(
    known: Known, in_force: Configuration, *, news: set[str] | None = None, now: datetime
) -> tuple[Refreshed, list[LiveClock]]:
    """
    A ticket's clocks by its facts and the policies in force, and those that nothing justifies any longer.

    Nothing is stored. `news` are the keys of the facts of now.
    """
    state, ticket = known.state, known.ticket
    assignment = in_force.assign(ticket)
    before = load_clocks(known.rows, known.events, in_force)
    resolution = before.get((Measure.RESOLUTION.value, 1))
    pauses = pauses_of(resolution, ticket, assignment, in_force, now=now)
    plans = plan(history_of(ticket, known.facts), pauses)
    fresh = (news or set()) if before else None
    steps_before = known_steps(state, in_force)
    clocks: list[LiveClock] = []
    for item in plans:
        clock = before.pop((item.measure.value, item.number), None)
        if clock is None and not is_wanted(item, assignment, fresh):
            continue
        clock = clock or new_clock(ticket.pk, item, assignment, in_force)
        take_plan(clock, item, now=now)
        had_promise = has_promise(clock)
        take_target(clock, item, assignment, in_force, ticket, now=now)
        if steps_before is not None:
            known_then = steps_before if had_promise else frozenset[float]()
            pass_over(clock, known_then, assignment, in_force, now=now)
        clocks.append(clock)
    for clock in before.values():
        drop_clock(clock, now=now)
    refreshed = Refreshed(state, ticket, assignment, clocks, stored=columns_of(state))
    state.policy, state.version_id = assignment.policy, in_force.version_id
    return refreshed, list(before.values())


def lock_state(ticket_id: int) -> tuple[TicketSla | None, Ticket | None, list[TicketFact]]:
    """
    The ticket, its locked SLA row, and at the first call its past facts as the timeline tells them.

    The ticket is read under the lock: what it says of its own due time is what the last holder wrote.
    """
    state = _STATES.first(Q(pk=ticket_id))
    ticket = all_tickets.ticket_find(ticket_id)
    if state is not None or ticket is None:
        return state, ticket, []
    state = TicketSla(ticket_id=ticket_id)
    if not writes.insert_new(state):
        # Somebody else was first, and has written since.
        state, ticket = _STATES.first(Q(pk=ticket_id)), all_tickets.ticket_find(ticket_id)
    return state, ticket, facts_from_timeline(ticket) if ticket is not None else []


def still_holds(clocks: Sequence[Clock], assignment: Assignment, state: TicketSla) -> bool:
    """
    Whether these clocks of a ticket have the targets that they would get now, and none is missing.

    An edited policy or calendar is another matter: its tickets are marked to be checked.
    """
    policy_id = assignment.policy.pk if assignment.policy else None
    if not clocks or state.policy_id != policy_id:
        return False
    running = [clock for clock in clocks if clock.fulfilled_at is None and clock.cancelled_at is None]
    promised = {measure.value for measure in OPTIONAL if assignment.seconds(measure) is not None}
    if not promised <= {clock.measure for clock in running}:
        return False
    for clock in running:
        seconds = assignment.seconds(clock.measure)
        calendar_id = assignment.calendar.pk if assignment.calendar and seconds is not None else None
        if (clock.policy_id, clock.target_seconds, clock.calendar_id) != (policy_id, seconds, calendar_id):
            return False
    return True


def events_of(clocks: Sequence[Clock]) -> dict[int, list[ClockEvent]]:
    """The events of these clocks, by clock; one query."""
    rows = _EVENTS.rows(Q(clock_id__in=[row.pk for row in clocks]), order=("id",)) if clocks else ()
    found: dict[int, list[ClockEvent]] = {}
    for event in rows:
        found.setdefault(event.clock_id, []).append(event)
    return found


def load_clocks(
    clocks: Sequence[Clock], events: Mapping[int, list[ClockEvent]], in_force: Configuration
) -> dict[tuple[str, int], LiveClock]:
    """These clocks of a ticket with their events, by measure and number."""
    found: dict[tuple[str, int], LiveClock] = {}
    for row in clocks:
        clock = LiveClock(row, list(events.get(row.pk, ())), ClockNoun(in_force.target(None, None)))
        clock.stored = _columns(clock)
        clock.derive(in_force)
        found[row.measure, row.number] = clock
    return found


def is_wanted(item: Plan, assignment: Assignment, news: set[str] | None) -> bool:
    """
    Whether a clock that does not exist yet is worth having; `news` are the facts of now, None at the first.

    The optional measures have clocks only where the policy promises something. A wait that was over before
    anything was promised is not judged afterwards.
    """
    if item.measure not in OPTIONAL:
        return True
    if assignment.seconds(item.measure) is None:
        return False
    return news is None or not item.is_over or item.started_by in news


def new_clock(ticket_id: int, item: Plan, assignment: Assignment, in_force: Configuration) -> LiveClock:
    """A clock without events, unsaved."""
    first = item.events[0]
    row = Clock(
        ticket_id=ticket_id,
        measure=item.measure.value,
        number=item.number,
        policy=assignment.policy,
        state="running",
        started_at=first.at,
    )
    return LiveClock(row, [], ClockNoun(in_force.target(None, None)))


def take_plan(clock: LiveClock, item: Plan, *, now: datetime) -> None:
    """Append missing events; when the history itself turned out different, write it again."""
    stored = [event.key for event in clock.structure]
    wanted = [event.key for event in item.events]
    if stored != wanted[: len(stored)]:
        clock.row.revision += 1
        stored = []
    missing = item.events[len(stored) :]
    append(
        clock,
        [ClockEvent(step=event.step, key=event.key, at=event.at, label=event.label) for event in missing],
        now=now,
    )


def drop_clock(clock: LiveClock, *, now: datetime) -> None:
    """Cancel a clock that the facts no longer justify."""
    if [event.key for event in clock.structure] == ["recomputed"]:
        return
    clock.row.revision += 1
    label = "Taken back: the history turned out different"
    append(clock, [ClockEvent(step=Step.CANCEL, key="recomputed", at=now, label=label)], now=now)


def save_clocks(clocks: Sequence[LiveClock], in_force: Configuration, *, now: datetime) -> None:
    """Bring the readable columns up to date with the events, and store both, of any number of tickets."""
    for clock in clocks:
        settle(clock, in_force, now=now)
    if new := [clock.row for clock in clocks if clock.row._state.adding]:
        writes.insert(*new)
    # The rows were read under the locks of their tickets' states, so nobody else has changed them since.
    writes.update_many([clock.row for clock in clocks if _is_changed(clock)], DERIVED)
    for clock in clocks:
        clock.stored = _columns(clock)
    events = [(clock, event) for clock in clocks for event in clock.events if event._state.adding]
    for clock, event in events:
        event.clock = clock.row
    if events:
        writes.insert(*(event for _, event in events))


def _columns(clock: LiveClock) -> dict[str, Any]:
    return {name: getattr(clock.row, name) for name in DERIVED}


def _is_changed(clock: LiveClock) -> bool:
    return bool(clock.stored) and clock.stored != _columns(clock)


def settle(clock: LiveClock, in_force: Configuration, *, now: datetime) -> None:
    """Set the readable columns of a clock to what its events say."""
    row = clock.row
    noun = clock.derive(in_force)
    values: dict[str, Any] = {
        "state": noun.state(now).value,
        "started_at": noun.started_at or row.started_at,
        "due_at": noun.due_at,
        "fulfilled_at": noun.fulfilled_at,
        "cancelled_at": noun.cancelled_at,
        "breached_at": noun.breached_at(now),
        # For a running clock any stored figure would be stale at once.
        "elapsed_seconds": 0.0 if noun.is_running else noun.elapsed(now),
        "policy_id": row.policy_id,
        "target_seconds": row.target_seconds,
        "calendar_id": row.calendar_id,
        "revision": row.revision,
    }
    for name, value in values.items():
        setattr(row, name, value)


def finish(refreshed: Refreshed, *, now: datetime) -> None:
    """Set when to check again, and mirror the most urgent clock on the ticket."""
    state = refreshed.state
    if is_checked_anew(refreshed, now=now):
        writes.update(state, ["policy", "version", "next_check_at"])
    if (due := due_of(refreshed, now=now)) is not None:
        ticket_set_due(**vars(due), now=now)


def is_checked_anew(refreshed: Refreshed, *, now: datetime) -> bool:
    """Set when to check again; returns whether the state's row says something else now."""
    times = [
        at + BREACH_GRACE if fraction >= BREACH_FRACTION else at
        for clock in refreshed.clocks
        for at, fraction in clock.noun.pending(acting_fractions(refreshed.assignment), now)
    ]
    refreshed.state.next_check_at = min(times, default=None)
    return columns_of(refreshed.state) != refreshed.stored


def due_of(refreshed: Refreshed, *, now: datetime) -> Due | None:
    """The most urgent clock, if the ticket shows another one."""
    shown = [c for c in refreshed.clocks if c.row.target_seconds is not None and c.noun.cancelled_at is None]
    clock = min(shown, key=lambda c: urgency(c.noun, now), default=None)
    is_running = clock is not None and clock.noun.is_running
    due_at = clock.row.due_at if clock and is_running else None
    kind, started_at = (clock.row.measure, clock.row.started_at) if clock else ("", None)
    due = Due(refreshed.state.pk, due_at, kind, clock.row.state if clock else "", started_at)
    # Whoever writes these columns holds the state's lock, as we do: what was read under it holds.
    ticket = refreshed.ticket
    shown_now = (ticket.next_due_at, ticket.next_due_kind, ticket.next_due_state, ticket.next_due_started_at)
    return due if shown_now != (due.due_at, due.kind, due.state, due.started_at) else None


def columns_of(state: TicketSla) -> tuple[Any, ...]:
    """What is stored of it."""
    return state.policy_id, state.version_id, state.next_check_at


def measure_name(measure: str) -> str:
    """The display name of a measure."""
    return Measure(measure).value.replace("_", " ").capitalize()
