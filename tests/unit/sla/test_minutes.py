"""Each measure by its definition: a table, and a count of single minutes that knows nothing of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.calendar import ALWAYS, Calendar
from sla.clock import Clock, ClockEvent, Measure, State, Target, replay
from sla.measures import Fact, FactKind, plan

HOUR = 3600
# A Friday whose weekend sets London's clocks forward.
T0 = datetime(2026, 3, 27, 15, 0, tzinfo=UTC)
OFFICE = Calendar(
    "Europe/London", (((9 * HOUR, 12 * HOUR + 1800), (13 * HOUR, 17 * HOUR)),) * 5 + ((), ()), name="Office"
)
SHIFTS = Calendar("America/New_York", (((0, 6 * HOUR), (22 * HOUR, 24 * HOUR)),) * 7, name="Nights")
C, R, A, S = FactKind.CUSTOMER, FactKind.REPLY, FactKind.ANSWER, FactKind.STATUS
VOID, BACK = FactKind.VOIDED, FactKind.RESTORED
Happening = tuple[FactKind, int, str]
FINISHED = ("resolved", "closed")


def facts_of(happenings: list[Happening]) -> list[Fact]:
    found = [Fact(FactKind.CREATED, T0, "created", value="new")]
    for order, (kind, minute, value) in enumerate(happenings, start=1):
        at = T0 + timedelta(minutes=minute)
        found.append(Fact(kind, at, f"{kind}:{order}", order=order, value=value))
    return found


def clocks_of(happenings: list[Happening], target: Target) -> dict[Measure, list[Clock]]:
    found: dict[Measure, list[Clock]] = {measure: [] for measure in Measure}
    for item in plan(facts_of(happenings)):
        events = [ClockEvent(event.step, event.at) for event in item.events]
        found[item.measure].append(replay(events, target))
    return found


def spent(happenings: list[Happening], measure: Measure, until: int) -> float:
    """Minutes of plain time that all clocks of a measure counted."""
    now = T0 + timedelta(minutes=until)
    return sum(clock.elapsed(now) for clock in clocks_of(happenings, Target(HOUR))[measure]) / 60


PENDING, HOLD, OPEN, RESOLVED = ((S, value) for value in ("pending", "on_hold", "open", "resolved"))
DEFINITIONS: list[tuple[str, Measure, list[Happening], list[tuple[str, float]]]] = [
    (
        "first reply: acknowledged or not, it runs until a person replies",
        Measure.FIRST_REPLY,
        [(C, 0, ""), (S, 5, "pending"), (R, 20, ""), (R, 30, "")],
        [("met", 20)],
    ),
    (
        "next reply: the oldest unanswered message counts, later ones do not restart it",
        Measure.NEXT_REPLY,
        [(C, 0, ""), (R, 5, ""), (C, 10, ""), (C, 25, ""), (R, 40, "")],
        [("met", 30)],
    ),
    (
        "resolution: pending stops it, reopening lets it run on",
        Measure.RESOLUTION,
        [(C, 0, ""), (S, 10, "pending"), (S, 40, "open"), (S, 50, "resolved"), (S, 90, "open")],
        [("running", 20 + 30)],
    ),
    (
        "periodic update: from each public reply to the next, whatever the status",
        Measure.PERIODIC_UPDATE,
        [(C, 0, ""), (R, 5, ""), (S, 6, "pending"), (C, 15, ""), (S, 16, "on_hold"), (R, 45, "")],
        [("met", 40), ("breached", 75)],
    ),
    (
        "periodic update: an answer of the assistant is an update, and resolving ends the wait",
        Measure.PERIODIC_UPDATE,
        [(C, 0, ""), (R, 5, ""), (A, 20, ""), (S, 30, "resolved")],
        [("met", 15), ("cancelled", 10)],
    ),
    (
        "periodic update: an opening message of ours owes the next one",
        Measure.PERIODIC_UPDATE,
        [(R, 0, ""), (R, 25, "")],
        [("met", 25), ("breached", 95)],
    ),
    (
        "periodic update: after resolving, only a new reply starts another",
        Measure.PERIODIC_UPDATE,
        [(C, 0, ""), (R, 5, ""), (S, 10, "resolved"), (C, 60, ""), (S, 60, "open"), (R, 80, "")],
        [("cancelled", 5), ("running", 40)],
    ),
    (
        "agent work time: new and open count, pending and on hold do not",
        Measure.AGENT_WORK_TIME,
        [(C, 0, ""), (S, 10, "pending"), (S, 30, "open"), (S, 45, "on_hold"), (S, 100, "resolved")],
        [("met", 25)],
    ),
    (
        "agent work time: reopening continues it",
        Measure.AGENT_WORK_TIME,
        [(C, 0, ""), (S, 10, "resolved"), (S, 100, "open")],
        [("running", 30)],
    ),
    (
        "requester wait time: on hold counts too, only pending does not",
        Measure.REQUESTER_WAIT_TIME,
        [(C, 0, ""), (S, 10, "pending"), (S, 30, "on_hold"), (S, 45, "open"), (S, 60, "resolved")],
        [("met", 40)],
    ),
    (
        "spam cancels, and taking it back leaves out the time between",
        Measure.REQUESTER_WAIT_TIME,
        [(C, 0, ""), (VOID, 10, "spam"), (BACK, 100, "spam")],
        [("running", 30)],
    ),
]


@pytest.mark.parametrize(
    ("measure", "happenings", "expected"),
    [row[1:] for row in DEFINITIONS],
    ids=[row[0] for row in DEFINITIONS],
)
def test_each_measure_counts_what_its_definition_says(
    measure: Measure, happenings: list[Happening], expected: list[tuple[str, float]]
) -> None:
    now = T0 + timedelta(minutes=120)
    found = clocks_of(happenings, Target(HOUR))[measure]
    assert [(clock.state(now).value, clock.elapsed(now) / 60) for clock in found] == expected


def test_every_measure_has_a_row_in_the_table() -> None:
    assert {row[1] for row in DEFINITIONS} == set(Measure)


class Ledger:
    """Reads a ticket minute by minute, as a person with a stop watch would."""

    def __init__(self) -> None:
        self.minutes: dict[Measure, list[int]] = {measure: [] for measure in Measure}
        self.status, self.void = "new", set[str]()
        self.answered = self.asked = self.spoken = self.opened_by_us = False
        self.owes_reply = self.owes_update = False

    def hear(self, kind: FactKind, value: str, *, is_at_start: bool) -> None:
        if kind == C:
            self.owes_reply = self.owes_reply or self.answered
            self.spoken = self.asked = True
        elif kind in (R, A):
            is_opening = not self.spoken and is_at_start and kind == R
            self.opened_by_us = self.opened_by_us or is_opening
            # Until the customer has spoken on a ticket that we opened, there is nothing to answer.
            if not is_opening and (self.asked or not self.opened_by_us):
                self.answered, self.owes_reply = True, False
            self.spoken = True
            self.owes_update = self.status not in FINISHED
        elif kind == S:
            if value in FINISHED and self.status not in FINISHED:
                self.owes_reply = self.owes_update = False
            self.status = value
        elif kind == VOID:
            self.void.add(value)
        elif kind == BACK:
            self.void.discard(value)

    def pass_minute(self, minute: int) -> None:
        is_live = self.status not in FINISHED
        counts = {
            Measure.FIRST_REPLY: is_live and not self.answered and (self.asked or not self.opened_by_us),
            Measure.NEXT_REPLY: self.owes_reply,
            Measure.RESOLUTION: is_live and self.status != "pending",
            Measure.PERIODIC_UPDATE: self.owes_update,
            Measure.AGENT_WORK_TIME: self.status in ("new", "open"),
            Measure.REQUESTER_WAIT_TIME: self.status in ("new", "open", "on_hold"),
        }
        for measure, is_counted in counts.items():
            if is_counted and not self.void:
                self.minutes[measure].append(minute)


def is_working(calendar: Calendar, at: datetime) -> bool:
    """Whether the minute that starts at `at` is working time, read off the wall clock."""
    local = at.astimezone(ZoneInfo(calendar.zone))
    second = local.hour * HOUR + local.minute * 60
    return any(opens <= second < closes for opens, closes in calendar.week[local.weekday()])


KINDS = st.one_of(
    st.tuples(st.sampled_from([C, C, R, R, A]), st.just("")),
    st.tuples(st.just(S), st.sampled_from(["open", "pending", "on_hold", "resolved", "closed"])),
    st.tuples(st.sampled_from([VOID, BACK]), st.sampled_from(["spam", "trash"])),
)
STORIES = st.lists(st.tuples(KINDS, st.integers(1, 900)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(STORIES, st.sampled_from([ALWAYS, OFFICE, SHIFTS]), st.booleans())
def test_every_measure_agrees_with_counting_single_minutes(
    items: list[tuple[tuple[FactKind, str], int]], calendar: Calendar, is_opened_by_us: bool
) -> None:
    happenings: list[Happening] = [(R, 0, "")] if is_opened_by_us else []
    minute = 0
    for (kind, value), gap in items:
        minute += gap
        happenings.append((kind, minute, value))
    until = minute + 600
    ledger, rest = Ledger(), list(happenings)
    for passing in range(until):
        while rest and rest[0][1] <= passing:
            kind, at, value = rest.pop(0)
            ledger.hear(kind, value, is_at_start=at == 0)
        ledger.pass_minute(passing)
    now = T0 + timedelta(minutes=until)
    for measure, clocks in clocks_of(happenings, Target(30 * HOUR, calendar)).items():
        expected = sum(is_working(calendar, T0 + timedelta(minutes=m)) for m in ledger.minutes[measure])
        assert sum(clock.elapsed(now) for clock in clocks) == expected * 60, measure


@settings(max_examples=100, deadline=None)
@given(STORIES, st.sampled_from([ALWAYS, OFFICE, SHIFTS]), st.integers(1, 900))
def test_the_due_minute_is_the_one_in_which_the_target_is_used_up(
    items: list[tuple[tuple[FactKind, str], int]], calendar: Calendar, minutes: int
) -> None:
    """For the clocks of which a ticket has one: walk the minutes it ran until the target is spent."""
    happenings: list[Happening] = []
    minute = 0
    for (kind, value), gap in items:
        minute += gap
        happenings.append((kind, minute, value))
    ledger, rest = Ledger(), list(happenings)
    until = minute + 10 * 24 * 60
    for passing in range(until):
        while rest and rest[0][1] <= passing:
            kind, at, value = rest.pop(0)
            ledger.hear(kind, value, is_at_start=at == 0)
        ledger.pass_minute(passing)
    found = clocks_of(happenings, Target(minutes * 60, calendar))
    for measure in (Measure.RESOLUTION, Measure.AGENT_WORK_TIME, Measure.REQUESTER_WAIT_TIME):
        (clock,) = found[measure]
        if clock.state(T0 + timedelta(minutes=until)) == State.CANCELLED:
            continue
        counted = [m for m in ledger.minutes[measure] if is_working(calendar, T0 + timedelta(minutes=m))]
        if len(counted) < minutes:
            continue
        assert clock.due_at == T0 + timedelta(minutes=counted[minutes - 1] + 1), measure
