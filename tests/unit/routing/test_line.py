"""The waiting line, and when work leaves the hands it is in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.line import STEP_UP, Place, in_line, must_hand_on

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACES = st.lists(
    st.builds(
        Place,
        ticket_id=st.integers(1, 10**6),
        priority=st.sampled_from(["P1", "P2", "P3", "P4"]),
        eligible_at=st.integers(0, 10**6).map(lambda seconds: NOW - timedelta(seconds=seconds)),
        due_at=st.none() | st.integers(-(10**6), 10**6).map(lambda seconds: NOW + timedelta(seconds=seconds)),
        is_escalated=st.booleans(),
    ),
    max_size=20,
    unique_by=lambda place: place.ticket_id,
)


def ids(*places: Place) -> list[int]:
    return [place.ticket_id for place in in_line(places, NOW)]


def test_priority_then_due_time_then_wait() -> None:
    minute = timedelta(minutes=1)
    urgent = Place(1, "P1", NOW)
    due = Place(2, "P3", NOW, due_at=NOW + minute)
    older = Place(3, "P3", NOW - minute)
    younger = Place(4, "P3", NOW)
    assert ids(younger, older, due, urgent) == [1, 2, 3, 4]


def test_escalated_work_goes_two_steps_ahead() -> None:
    assert ids(Place(1, "P2", NOW), Place(2, "P3", NOW, is_escalated=True)) == [2, 1]


def test_nothing_waits_for_ever_behind_newer_work() -> None:
    assert ids(Place(1, "P1", NOW), Place(2, "P4", NOW - 4 * STEP_UP)) == [2, 1]


@given(PLACES)
def test_everybody_keeps_a_place(places: list[Place]) -> None:
    assert sorted(ids(*places)) == sorted(place.ticket_id for place in places)


@given(PLACES, st.integers(0, 10**6))
def test_of_two_alike_the_one_that_waits_longer_is_first(places: list[Place], seconds: int) -> None:
    line = in_line(places, NOW)
    for place in places:
        older = Place(
            10**7, place.priority, place.eligible_at - timedelta(seconds=seconds + 1), place.due_at,
            place.is_escalated,
        )  # fmt: skip
        order = [item.ticket_id for item in in_line([*line, older], NOW)]
        assert order.index(older.ticket_id) < order.index(place.ticket_id)


@pytest.mark.parametrize(
    ("presence", "channel", "has_just_returned", "leaves"),
    [
        ("online", "widget", True, False),
        ("away", "widget", True, False),
        ("away_handing_on", "email", False, True),
        ("offline", "email", False, False),
        ("offline", "email", True, True),
        ("offline", "slack", False, True),
    ],
)
def test_when_work_leaves_somebodys_hands(
    presence: str, channel: str, has_just_returned: bool, leaves: bool
) -> None:
    why = must_hand_on(
        presence=presence, is_active=True, channel=channel, has_just_returned=has_just_returned
    )
    assert bool(why) is leaves


def test_who_left_keeps_nothing() -> None:
    assert must_hand_on(presence="online", is_active=False, channel="email", has_just_returned=False)
