"""Whose hands a ticket was in, and how much of one time lies in another, each by another way."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from insights.holding import FIELDS, Step, held_of
from insights.times import Measure, joined, within, without

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
VALUES: dict[str, list[Any]] = {
    "status": ["new", "open", "pending", "resolved"],
    "assignee": [None, 1, 2],
    "snoozed_until": [None, "later"],
}


@st.composite
def changes(draw: st.DrawFn) -> tuple[list[Step], dict[str, Any]]:
    """Changes in order, with the values that they leave."""
    state = {name: draw(st.sampled_from(VALUES[name])) for name in FIELDS}
    steps, at = [], 0
    for name in draw(st.lists(st.sampled_from(FIELDS), max_size=8)):
        at += draw(st.integers(0, 3))
        new = draw(st.sampled_from(VALUES[name]))
        steps.append(Step(START + timedelta(hours=at), name, state[name], new))
        state[name] = new
    return steps, state


@given(changes())
def test_each_hour_belongs_to_who_held_it_then(history: tuple[list[Step], dict[str, Any]]) -> None:
    steps, state = history
    found = held_of(steps, now_is=state, created_at=START, last_at=START)
    for hour in range(26):
        at = START + timedelta(hours=hour)
        then = dict(state)
        for step in reversed(steps):
            if step.at > at:
                then[step.field] = step.old
        in_hand = then["status"] in ("new", "open") and then["snoozed_until"] is None
        holder = then["assignee"] if in_hand else None
        holding = [one.user_id for one in found if one.since <= at and (one.until is None or at < one.until)]
        assert holding == ([] if holder is None else [holder])
    assert all(one.until is None or one.since < one.until for one in found)


def test_what_no_change_tells_holds_since_the_last_of_it() -> None:
    later, now_is = START + timedelta(hours=5), {"status": "open", "assignee": 2, "snoozed_until": None}
    taken = [Step(START, "assignee", None, 1)]
    first, second = held_of(taken, now_is=now_is, created_at=START, last_at=later)
    assert (first.user_id, first.until, second.user_id, second.since) == (1, later, 2, later)
    (one,) = held_of([], now_is=now_is, created_at=START, last_at=later)
    assert (one.user_id, one.since, one.until) == (2, START, None)
    assert held_of([], now_is=now_is | {"status": "closed"}, created_at=START, last_at=later) == []


stretches = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


@given(stretches, stretches, st.integers(0, 30), st.integers(0, 30))
def test_times_are_those_of_each_second(
    these: list[tuple[int, int]], those: list[tuple[int, int]], start: int, end: int
) -> None:
    def seconds(of: Any) -> set[int]:
        return {second for low, high in of for second in range(int(low), int(high))}

    first, second = joined(these), joined(those)
    assert seconds(within(first, second)) == seconds(these) & seconds(those)
    assert seconds(without(first, second)) == seconds(these) - seconds(those)
    assert Measure(first).between(start, end) == len(seconds(these) & set(range(start, end)))
