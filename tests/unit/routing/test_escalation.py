"""When work escalates, and whose turn it is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.escalation import CHAINS, TRIGGERS, Course, causes_of, on_call, sinks, step_of, turn_ends
from routing.preferences import Preferences, read_preferences
from routing.rules import InvalidRule

ROTA: dict[str, Any] = {
    "people": [7, 8, 9], "since": "2026-03-02", "days": 7, "hour": 9, "timezone": "Europe/Berlin",
}  # fmt: skip
NOW = datetime(2026, 3, 12, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moods", "is_falling"),
    [
        (("neutral", "negative", "angry"), True),
        (("positive", "positive", "neutral", "negative", "angry"), True),
        (("angry", "angry", "angry"), False),
        (("negative", "neutral", "angry"), False),
        (("positive", "neutral", "neutral"), False),
        (("neutral", "angry"), False),
        ((), False),
    ],
)
def test_a_mood_that_sinks(moods: tuple[str, ...], is_falling: bool) -> None:
    found = causes_of(Course(1, moods=moods), TRIGGERS)
    assert [cause.key for cause in found] == (["mood:1:0"] if is_falling else [])


@given(st.lists(st.sampled_from([0.5, 0.0, -0.5, -0.7, -1.0]), max_size=8), st.integers(1, 5))
def test_a_better_message_at_the_end_is_never_a_sinking_mood(grades: list[float], count: int) -> None:
    assert not sinks([*grades, 0.5], count)


@pytest.mark.parametrize(
    ("course", "key"),
    [
        (Course(1, contacts=3), "repeated:1"),
        (Course(1, contacts=2), None),
        (Course(1, moods=["angry"], arr=30_000, renewal_days=20), "value:1:0"),
        (Course(1, moods=["angry"], arr=30_000, health=40, reopened=2), "value:1:2"),
        (Course(1, moods=["neutral"], arr=30_000, renewal_days=20), None),
        (Course(1, moods=["angry"], arr=30_000, renewal_days=-3), None),
        (Course(1, moods=["angry"], arr=20_000, renewal_days=20), None),
        (Course(1, moods=["angry"], renewal_days=20), None),
    ],
)
def test_causes(course: Course, key: str | None) -> None:
    assert [cause.key for cause in causes_of(course, TRIGGERS)] == ([key] if key else [])


def test_a_trigger_of_zero_is_off() -> None:
    off = dict.fromkeys(TRIGGERS, 0)
    course = Course(1, moods=["positive", "negative", "angry"], contacts=99, arr=10**6, renewal_days=1)
    assert causes_of(course, off) == []


def test_each_cause_takes_the_next_step_and_the_last_repeats() -> None:
    steps = [step_of(CHAINS, "T3", before) for before in range(4)]
    assert steps == [CHAINS["T3"][0], CHAINS["T3"][1], CHAINS["T3"][1], CHAINS["T3"][1]]
    assert step_of(CHAINS, "", 0) == CHAINS["T1"][0]
    assert step_of({"T1": []}, "T1", 0) == []


def test_turns_change_at_the_hour_of_the_place() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert on_call(ROTA, datetime(2026, 3, 2, 8, 59, tzinfo=zone)) is None
    assert on_call(ROTA, datetime(2026, 3, 2, 9, tzinfo=zone)) == 7
    assert on_call(ROTA, datetime(2026, 3, 9, 8, 59, tzinfo=zone)) == 7
    assert on_call(ROTA, datetime(2026, 3, 9, 9, tzinfo=zone)) == 8
    # Clocks go forward on 29 March: the turn still changes at nine.
    assert on_call(ROTA, datetime(2026, 3, 30, 8, 59, tzinfo=zone)) == 7
    assert on_call(ROTA, datetime(2026, 3, 30, 9, tzinfo=zone)) == 8
    assert turn_ends(ROTA, NOW) == datetime(2026, 3, 16, 9, tzinfo=zone)


@given(st.integers(0, 60_000_000).map(lambda seconds: NOW + timedelta(seconds=seconds)))
def test_a_turn_holds_until_its_end_and_then_goes_on(at: datetime) -> None:
    ends = turn_ends(ROTA, at)
    assert ends is not None
    assert ends > at
    now = on_call(ROTA, at)
    assert on_call(ROTA, ends - timedelta(seconds=1)) == now
    following = ROTA["people"][(ROTA["people"].index(now) + 1) % 3]
    assert on_call(ROTA, ends) == following


def test_without_a_rota_nobody_is_called() -> None:
    assert on_call({}, NOW) is None
    assert turn_ends({}, NOW) is None


@pytest.mark.parametrize(
    "data",
    [
        {"triggers": {"sentiment_messages": 1}},
        {"triggers": TRIGGERS | {"repeated_days": -1}},
        {"chains": {"T1": []}},
        {"chains": CHAINS | {"T1": [["call_the_press"]]}},
        {"chains": CHAINS | {"T1": [[]]}},
        {"chains": CHAINS | {"T1": [["notify_lead"]] * 7}},
        {"on_call": {"people": [1]}},
        {"on_call": ROTA | {"people": ["x"]}},
        {"on_call": ROTA | {"days": 0}},
        {"on_call": ROTA | {"hour": 24}},
        {"on_call": ROTA | {"since": "soon"}},
        {"on_call": ROTA | {"timezone": "Mars/Olympus"}},
        {"on_call": []},
    ],
)
def test_nonsense_is_refused(data: Any) -> None:
    with pytest.raises(InvalidRule):
        read_preferences(data, Preferences())
