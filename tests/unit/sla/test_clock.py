"""Laws of one clock: pauses, targets and calendars."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.calendar import ALWAYS, Calendar
from sla.clock import Clock, ClockEvent, State, Step, Target, replay, urgency

HOUR = 3600
T0 = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)  # the Friday before London's clocks go forward
OFFICE = Calendar(
    "Europe/London",
    (((9 * HOUR, 12 * HOUR + 1800), (13 * HOUR, 17 * HOUR)),) * 5 + ((), ()),
    holidays={date(2026, 4, 3): "Good Friday"},
)
CALENDARS = st.sampled_from([ALWAYS, OFFICE])
SECONDS = st.integers(60, 60 * HOUR)


def events(*steps: tuple[Step, float]) -> list[ClockEvent]:
    """Events at hours after T0."""
    return [ClockEvent(step, T0 + timedelta(hours=hours)) for step, hours in steps]


@st.composite
def histories(draw: st.DrawFn) -> list[ClockEvent]:
    """Any running and pausing, at rising times, starting with a start."""
    gaps = draw(st.lists(st.integers(1, 40 * HOUR), min_size=0, max_size=8))
    at, found = T0, [ClockEvent(Step.APPLY, T0), ClockEvent(Step.START, T0)]
    for number, gap in enumerate(gaps):
        at += timedelta(seconds=gap)
        found.append(ClockEvent(Step.PAUSE if number % 2 == 0 else Step.RESUME, at))
    return found


@given(histories(), CALENDARS, SECONDS, st.lists(st.tuples(st.integers(0, 10), SECONDS), max_size=4))
def test_targets_that_held_before_leave_no_trace_in_the_due_time(
    history: list[ClockEvent], calendar: Calendar, seconds: int, detours: list[tuple[int, int]]
) -> None:
    target = Target(seconds, calendar)
    straight = replay(history, target)
    detoured = list(history)
    for place, _ in detours:
        index = min(2 + place, len(detoured))
        detoured.insert(index, ClockEvent(Step.RETARGET, detoured[index - 1].at))
    assert replay(detoured, target).due_at == straight.due_at


@given(histories(), CALENDARS, SECONDS)
def test_due_time_is_when_elapsed_time_reaches_the_target(
    history: list[ClockEvent], calendar: Calendar, seconds: int
) -> None:
    clock = replay(history, Target(seconds, calendar))
    due = clock.due_at
    if due is None:
        assert not clock.is_running
        assert clock.elapsed(history[-1].at) < seconds
    else:
        assert clock.elapsed(due) == pytest.approx(seconds, abs=1e-5)
        assert clock.elapsed(due - timedelta(microseconds=1)) < seconds


@given(histories(), CALENDARS, SECONDS, st.integers(0, 200 * HOUR), st.integers(0, 200 * HOUR))
def test_elapsed_time_never_falls(
    history: list[ClockEvent], calendar: Calendar, seconds: int, a: int, b: int
) -> None:
    clock = replay(history, Target(seconds, calendar))
    first, second = sorted((T0 + timedelta(seconds=a), T0 + timedelta(seconds=b)))
    assert clock.elapsed(first) <= clock.elapsed(second)


@given(SECONDS, CALENDARS, st.integers(1, 30 * HOUR), st.integers(1, 30 * HOUR))
def test_a_pause_shifts_the_due_time_by_its_working_time(
    seconds: int, calendar: Calendar, before: int, pause: int
) -> None:
    start = [ClockEvent(Step.START, T0)]
    paused_at = T0 + timedelta(seconds=before)
    resumed_at = paused_at + timedelta(seconds=pause)
    target = Target(seconds, calendar)
    plain = replay(start, target).due_at
    assert plain is not None
    clock = replay([*start, ClockEvent(Step.PAUSE, paused_at), ClockEvent(Step.RESUME, resumed_at)], target)
    assert clock.due_at is not None
    if plain <= paused_at:
        assert clock.due_at == plain
    else:
        left = seconds - calendar.business_seconds_between(T0, paused_at)
        assert clock.due_at == calendar.add_business_seconds(resumed_at, left)
        assert calendar.business_seconds_between(plain, clock.due_at) == pytest.approx(
            calendar.business_seconds_between(paused_at, resumed_at), abs=1e-5
        )


@given(histories(), SECONDS, SECONDS, CALENDARS)
def test_a_shorter_target_is_never_due_later(
    history: list[ClockEvent], a: int, b: int, calendar: Calendar
) -> None:
    shorter, longer = sorted((a, b))
    first = replay(history, Target(shorter, calendar)).due_at
    second = replay(history, Target(longer, calendar)).due_at
    assert second is None or (first is not None and first <= second)


@given(histories(), st.data())
def test_repeated_events_change_nothing(history: list[ClockEvent], data: st.DataObject) -> None:
    """A pause while paused, a start while running: what a second delivery would bring."""
    target = Target(8 * HOUR, OFFICE)
    index = data.draw(st.integers(1, len(history) - 1))
    doubled = [*history[: index + 1], history[index], *history[index + 1 :]]
    assert replay(doubled, target).runs == replay(history, target).runs


def test_pause_over_the_weekend_of_the_clock_change() -> None:
    """Friday 9:00 to 15:00 and from Monday 9:00 BST: 5.5 hours before, 2.5 left of 8."""
    london = ZoneInfo("Europe/London")
    history = [
        ClockEvent(Step.START, T0),
        ClockEvent(Step.PAUSE, T0 + timedelta(hours=6)),
        ClockEvent(Step.RESUME, datetime(2026, 3, 30, 9, 0, tzinfo=london)),
    ]
    clock = replay(history, Target(8 * HOUR, OFFICE))
    assert clock.due_at == datetime(2026, 3, 30, 11, 30, tzinfo=london)


def test_paused_before_the_end_has_no_due_time() -> None:
    clock = replay(events((Step.START, 0), (Step.PAUSE, 1)), Target(2 * HOUR))
    assert clock.due_at is None
    assert clock.state(T0 + timedelta(days=30)) == State.PAUSED


def test_an_answer_at_the_due_instant_is_in_time() -> None:
    clock = replay(events((Step.START, 0), (Step.FULFIL, 1)), Target(HOUR))
    assert clock.state(T0 + timedelta(hours=5)) == State.MET
    late = replay(
        [*events((Step.START, 0)), ClockEvent(Step.FULFIL, T0 + timedelta(hours=1, microseconds=1))],
        Target(HOUR),
    )
    assert late.state(T0 + timedelta(hours=5)) == State.BREACHED
    assert late.breached_at(T0 + timedelta(hours=5)) == T0 + timedelta(hours=1)


def test_an_answer_after_closing_time_misses_a_target_that_ended_with_the_day() -> None:
    friday = datetime(2026, 3, 13, 16, 0, tzinfo=UTC)
    history = [ClockEvent(Step.START, friday), ClockEvent(Step.FULFIL, friday + timedelta(hours=3))]
    clock = replay(history, Target(HOUR, OFFICE))
    assert clock.due_at == friday + timedelta(hours=1)
    assert clock.state(friday + timedelta(days=3)) == State.BREACHED


def test_a_missed_target_stays_missed_while_work_goes_on() -> None:
    clock = replay(events((Step.START, 0)), Target(HOUR))
    assert clock.state(T0 + timedelta(minutes=59)) == State.RUNNING
    assert clock.state(T0 + timedelta(hours=1)) == State.RUNNING
    assert clock.state(T0 + timedelta(minutes=61)) == State.BREACHED


def test_reopening_resumes_instead_of_restarting() -> None:
    clock = replay(events((Step.START, 0), (Step.FULFIL, 3), (Step.RESUME, 30)), Target(4 * HOUR))
    assert clock.fulfilled_at is None
    assert clock.due_at == T0 + timedelta(hours=31)


def test_a_longer_target_heals_a_miss_and_a_shorter_one_makes_it() -> None:
    history = events((Step.START, 0))
    moment = T0 + timedelta(hours=3)
    assert replay(history, Target(2 * HOUR)).state(moment) == State.BREACHED
    assert replay(history, Target(4 * HOUR)).state(moment) == State.RUNNING


def test_cancelled_clocks_neither_miss_nor_meet() -> None:
    clock = replay(events((Step.START, 0), (Step.CANCEL, 5)), Target(HOUR))
    assert clock.state(T0 + timedelta(hours=9)) == State.CANCELLED
    assert clock.breached_at(T0 + timedelta(hours=9)) is None
    assert clock.pending([0.5, 1.0], T0 + timedelta(hours=9)) == []


def test_without_a_target_nothing_is_due() -> None:
    clock = replay(events((Step.START, 0)), Target(None))
    assert clock.due_at is None
    assert clock.pending([0.75, 1.0], T0 + timedelta(days=9)) == []
    assert clock.state(T0 + timedelta(days=9)) == State.RUNNING


class TestFiring:
    """Each warning goes out once for a target."""

    def fire(self, history: list[ClockEvent], target: Target, fraction: float, hours: float) -> None:
        clock = replay(history, target)
        assert fraction in [f for _, f in clock.pending([fraction], T0)]
        step = Step.BREACH if fraction == 1.0 else Step.WARN
        history.append(ClockEvent(step, T0 + timedelta(hours=hours), fraction, clock.generation))

    def test_once_under_one_target_also_over_pauses(self) -> None:
        history, target = events((Step.APPLY, 0), (Step.START, 0)), Target(4 * HOUR)
        self.fire(history, target, 0.75, 3)
        history += events((Step.PAUSE, 3.5), (Step.RESUME, 9))
        assert [f for _, f in replay(history, target).pending([0.75, 1.0], T0)] == [1.0]

    def test_in_order_with_their_times(self) -> None:
        clock = replay(events((Step.APPLY, 0), (Step.START, 0)), Target(4 * HOUR))
        assert clock.pending([1.0, 0.5, 0.75], T0) == [
            (T0 + timedelta(hours=2), 0.5),
            (T0 + timedelta(hours=3), 0.75),
            (T0 + timedelta(hours=4), 1.0),
        ]

    def test_raised_priority_does_not_repeat_a_warning_that_is_past(self) -> None:
        history = events((Step.APPLY, 0), (Step.START, 0))
        self.fire(history, Target(8 * HOUR), 0.5, 4)
        history += events((Step.RETARGET, 5))
        assert [f for _, f in replay(history, Target(6 * HOUR)).pending([0.5, 1.0], T0)] == [1.0]

    def test_lowered_priority_warns_again_when_the_new_time_comes(self) -> None:
        history = events((Step.APPLY, 0), (Step.START, 0))
        self.fire(history, Target(2 * HOUR), 1.0, 2)
        history += events((Step.RETARGET, 3))
        assert replay(history, Target(8 * HOUR)).pending([1.0], T0) == [(T0 + timedelta(hours=8), 1.0)]

    def test_flapping_between_two_targets_fires_once(self) -> None:
        history = events((Step.APPLY, 0), (Step.START, 0))
        self.fire(history, Target(2 * HOUR), 1.0, 2)
        history += events((Step.RETARGET, 3), (Step.RETARGET, 3.1))
        assert replay(history, Target(2 * HOUR)).pending([1.0], T0) == []


def test_a_miss_that_nobody_noted_in_time_is_still_told_afterwards() -> None:
    later = T0 + timedelta(days=1)
    late = replay(events((Step.APPLY, 0), (Step.START, 0), (Step.FULFIL, 2)), Target(HOUR))
    assert late.pending([0.75, 1.0], later) == [(T0 + timedelta(hours=1), 1.0)]
    in_time = replay(events((Step.APPLY, 0), (Step.START, 0), (Step.FULFIL, 0.9)), Target(HOUR))
    assert in_time.pending([0.75, 1.0], later) == []


def test_urgency_puts_the_earliest_running_due_time_first() -> None:
    now = T0 + timedelta(hours=1)
    soon = replay(events((Step.START, 0)), Target(2 * HOUR))
    later = replay(events((Step.START, 0)), Target(20 * HOUR))
    paused = replay(events((Step.START, 0), (Step.PAUSE, 0.5)), Target(HOUR))
    met = replay(events((Step.START, 0), (Step.FULFIL, 0.5)), Target(HOUR))
    clocks: list[Clock] = [met, paused, later, soon]
    assert sorted(clocks, key=lambda clock: urgency(clock, now)) == [soon, later, paused, met]


def test_a_clock_began_when_it_first_ran() -> None:
    clock = replay(events((Step.APPLY, 0), (Step.START, 1), (Step.PAUSE, 2), (Step.RESUME, 5)), Target(HOUR))
    assert clock.started_at == T0 + timedelta(hours=1)
    assert replay(events((Step.APPLY, 0)), Target(HOUR)).started_at is None


HALF, WHOLE = 0.5, 1.0


@pytest.mark.parametrize(
    ("fired", "hours", "told_again"),
    [
        # The third target is half used at 3, which is when it took effect: that is past, not to come.
        (((HALF, 1),), 6, []),
        (((HALF, 1),), 5.99, []),
        (((HALF, 1),), 6.01, [HALF]),
        # What was told of another fraction says nothing about this one, and takes nothing back.
        (((HALF, 1), (WHOLE, 1)), 5, []),
        (((WHOLE, 1),), 5, [HALF]),
        (((HALF, 1), (HALF, 2)), 8, []),
    ],
)
def test_a_warning_comes_again_only_after_its_new_time(
    fired: tuple[tuple[float, int], ...], hours: float, told_again: list[float]
) -> None:
    """A clock from 0 whose second target took effect at 3; each firing names the target it belongs to."""
    history = events((Step.APPLY, 0), (Step.START, 0))
    history += [
        ClockEvent(Step.WARN, T0 + timedelta(hours=2), fraction, number) for fraction, number in fired
    ]
    history += events((Step.RETARGET, 3))
    clock = replay(history, Target(round(hours * HOUR)))
    assert [fraction for _, fraction in clock.pending([HALF], T0)] == told_again


SHARES = st.sets(st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.9, 1.5]), max_size=5)


@given(histories(), CALENDARS, SECONDS, SHARES, SHARES, st.integers(0, 90 * HOUR))
def test_what_a_publication_passes_over_is_never_told_and_the_rest_once(
    history: list[ClockEvent],
    calendar: Calendar,
    seconds: int,
    known: set[float],
    fresh: set[float],
    after: int,
) -> None:
    target, published = Target(seconds, calendar), T0 + timedelta(seconds=after)
    clock = replay(history, target)
    passed = clock.passed(fresh - known, published)
    assert passed == sorted(passed)
    # By single shares, which knows nothing of lists: used up by then, or still to come.
    used_up = {share for share in fresh - known if (clock.crossing(share) or published) < published}
    at_once = {share for share in fresh - known if clock.crossing(share) == published}
    assert {share for _, share in passed} == used_up | at_once
    assert all(clock.crossing(share) == at for at, share in passed)
    noted = [ClockEvent(Step.WARN, at, share, clock.generation) for at, share in passed]
    clock = replay([*history, *noted], target)
    assert clock.passed(fresh - known, published) == []
    told = [share for _, share in clock.pending(known | fresh, published)]
    assert len(told) == len(set(told))
    if clock.is_running:
        assert set(told) == (known | fresh) - used_up - at_once


def test_a_stopped_clock_passes_over_what_it_had_used_up_and_a_promise_less_one_nothing() -> None:
    paused = replay(events((Step.APPLY, 0), (Step.START, 0), (Step.PAUSE, 1)), Target(2 * HOUR))
    hour = T0 + timedelta(hours=1)
    assert paused.passed([0.75, 0.5, 0.25], hour) == [(T0 + timedelta(minutes=30), 0.25), (hour, 0.5)]
    assert paused.passed([0.5], hour - timedelta(seconds=1)) == []
    assert replay(events((Step.START, 0)), Target(None)).passed([0.5], T0 + timedelta(days=9)) == []
    told = [*events((Step.APPLY, 0), (Step.START, 0)), ClockEvent(Step.WARN, hour, 0.5, 1)]
    assert replay(told, Target(2 * HOUR)).passed([0.5, 0.25], hour) == [(T0 + timedelta(minutes=30), 0.25)]


def test_urgency_is_the_due_time_or_what_is_left() -> None:
    now = T0 + timedelta(hours=1)
    cases = [
        (events((Step.START, 0)), Target(2 * HOUR), (0, (T0 + timedelta(hours=2)).timestamp())),
        # A promise that was dropped: it runs, and is never due.
        (events((Step.START, 0)), Target(None), (2, -HOUR)),
        (events((Step.START, 0), (Step.PAUSE, 0.5)), Target(2 * HOUR), (1, 1.5 * HOUR)),
        # Stopped after it was due: it has a due time, and nobody can meet it any more.
        (events((Step.START, 0), (Step.FULFIL, 0.75)), Target(HOUR // 2), (2, -0.25 * HOUR)),
    ]
    assert [urgency(replay(history, target), now) for history, target, _ in cases] == [
        expected for _, _, expected in cases
    ]
