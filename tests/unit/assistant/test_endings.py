"""What the history of a conversation says about its end."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.endings import Happening, Heard, told_by
from assistant.models import State, Why
from tests.cast import NOW

LATER = NOW + timedelta(days=60)
SURE, UNSURE = 0.95, 0.7


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def story(*parts: tuple[float, Heard] | tuple[float, Heard, float]) -> list[Happening]:
    """Happenings by hour; the third is a confidence, or a score."""
    found = []
    for ref, (hours, what, *more) in enumerate(parts, start=1):
        value = more[0] if more else 0
        found.append(Happening(at(hours), what, ref, score=int(value), confidence=float(min(1, value))))
    return found


def ends(*parts: tuple[float, Heard] | tuple[float, Heard, float]) -> list[tuple[State, Why]]:
    return [(one.state, one.why) for one in told_by(story(*parts), now=LATER).endings]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(1, Heard.ANSWERED, SURE), (2, Heard.THANKED)], [(State.CONFIRMED, Why.WORDS)]),
        ([(1, Heard.ANSWERED, SURE), (2, Heard.HELPED)], [(State.CONFIRMED, Why.HELPED)]),
        ([(1, Heard.ANSWERED, UNSURE), (2, Heard.RATED, 4)], [(State.CONFIRMED, Why.RATED)]),
        ([(1, Heard.ANSWERED, SURE)], [(State.VERIFIED, Why.RELEVANT)]),
        ([(1, Heard.ANSWERED, UNSURE)], [(State.ASSUMED, Why.QUIET)]),
        ([(1, Heard.ANSWERED, UNSURE), (2, Heard.WORKS)], [(State.VERIFIED, Why.WORKS)]),
        ([(1, Heard.ANSWERED, SURE), (2, Heard.FAILS_ON)], [(State.ABANDONED, Why.FAILS_ON)]),
        ([(1, Heard.ANSWERED, SURE), (2, Heard.UNHELPED)], [(State.ABANDONED, Why.UNHELPED)]),
        ([(1, Heard.ANSWERED, SURE), (2, Heard.RATED, 2)], [(State.ABANDONED, Why.LOW_RATED)]),
        ([(1, Heard.ASKED_BACK)], [(State.ABANDONED, Why.UNANSWERED)]),
        ([(1, Heard.HANDED_OVER)], [(State.HANDED_OVER, Why.HANDOFF)]),
        ([(1, Heard.ANSWERED, SURE), (2, Heard.STEPPED_IN)], [(State.HANDED_OVER, Why.STEPPED_IN)]),
        # A rating of 3 says neither, and what a person did is not the assistant's.
        ([(1, Heard.ANSWERED, UNSURE), (2, Heard.RATED, 3)], [(State.ASSUMED, Why.QUIET)]),
        (
            [(1, Heard.HANDED_OVER), (2, Heard.STEPPED_IN), (9, Heard.RATED, 5)],
            [(State.HANDED_OVER, Why.HANDOFF)],
        ),
        ([(1, Heard.STEPPED_IN), (2, Heard.THANKED)], []),
        # A later yes makes more of an assumption.
        (
            [(1, Heard.ANSWERED, UNSURE), (100, Heard.RATED, 5)],
            [(State.ASSUMED, Why.QUIET), (State.CONFIRMED, Why.RATED)],
        ),
        # The customer came back: the resolution is taken away, and the next answer counts anew.
        (
            [(1, Heard.ANSWERED, SURE), (2, Heard.HELPED), (50, Heard.ASKED), (51, Heard.ANSWERED, UNSURE)],
            [(State.CONFIRMED, Why.HELPED), (State.CAME_BACK, Why.WROTE_AGAIN), (State.ASSUMED, Why.QUIET)],
        ),
        (
            [(1, Heard.ANSWERED, UNSURE), (100, Heard.ASKED_ELSEWHERE)],
            [(State.ASSUMED, Why.QUIET), (State.CAME_BACK, Why.ASKED_AGAIN)],
        ),
        # After 7 days it is another matter; thanks are no return.
        ([(1, Heard.ANSWERED, SURE), (2, Heard.HELPED), (171, Heard.ASKED)], [(State.CONFIRMED, Why.HELPED)]),
        ([(1, Heard.ANSWERED, SURE), (2, Heard.HELPED), (3, Heard.THANKED)], [(State.CONFIRMED, Why.HELPED)]),
        # Who writes on within 72 hours has not fallen silent.
        (
            [(1, Heard.ANSWERED, SURE), (72, Heard.ASKED), (73, Heard.ANSWERED, UNSURE)],
            [(State.ASSUMED, Why.QUIET)],
        ),
    ],
)
def test_a_conversation_ends_as_the_page_says(
    parts: list[tuple[float, Heard]], expected: list[tuple[State, Why]]
) -> None:
    assert ends(*parts) == expected


def test_before_72_hours_silence_says_nothing() -> None:
    history = story((0, Heard.ANSWERED, SURE))
    told = told_by(history, now=at(71.9))
    assert (told.endings, told.state, told.due_at) == ((), State.OPEN, at(72))
    assert told_by(history, now=at(72)).state == State.VERIFIED


def test_what_a_person_corrected_holds_until_the_customer_comes_back() -> None:
    corrected = Happening(at(100), Heard.CORRECTED, 9, state=State.CONFIRMED)
    told = told_by([*story((1, Heard.ANSWERED, UNSURE)), corrected], now=LATER)
    assert told.state == State.CONFIRMED
    back = Happening(at(120), Heard.ASKED, 10)
    assert told_by([*story((1, Heard.ANSWERED, UNSURE)), corrected, back], now=LATER).state == State.CAME_BACK


_PARTS = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.sampled_from([one for one in Heard if one != Heard.CORRECTED]),
        st.sampled_from([0.2, 0.7, 0.95, 1, 2, 3, 4, 5]),
    ),
    max_size=14,
)


def _made(parts: list[tuple[int, Heard, float]]) -> list[Happening]:
    return story(*sorted(parts, key=lambda part: part[0]))


@given(_PARTS, st.integers(0, 500))
def test_a_longer_history_only_adds_lines(parts: list[tuple[int, Heard, float]], hours: int) -> None:
    """So that it does not matter when, or how often, the ledger is worked out."""
    history = _made(parts)
    early = told_by([one for one in history if one.at <= at(hours)], now=at(hours))
    whole = told_by(history, now=LATER)
    assert whole.endings[: len(early.endings)] == early.endings
    keys = [one.key for one in whole.endings]
    assert len(keys) == len(set(keys))
