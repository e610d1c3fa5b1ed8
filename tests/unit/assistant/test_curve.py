"""Answered against wrong by confidence."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.curve import ENOUGH_JUDGED, Judged, curve, threshold_for

SHARES = st.floats(0, 1)


def test_few_judged_answers_do_not_move_the_shipped_curve() -> None:
    few = [Judged(0.9, is_right=False)] * (ENOUGH_JUDGED - 1)
    assert curve(few, []) == curve([], [])
    assert curve([*few, few[0]], []) != curve([], [])


def test_what_is_known_of_high_confidence_says_nothing_of_low() -> None:
    sure = [Judged(0.93, is_right=True)] * 200
    before, after = curve([], [0.55] * 50), curve(sure, [0.55] * 50)
    assert before[0].wrong == after[0].wrong


def test_the_band_narrows_with_evidence() -> None:
    def width(count: int) -> float:
        point = curve([Judged(0.93, is_right=True)] * count, [0.93] * 40)[0]
        return point.wrong_high - point.wrong_low

    assert width(400) < width(40) < width(0)


def test_a_limit_leads_to_the_lowest_threshold_that_keeps_it() -> None:
    points = curve([], [])
    strict, loose = threshold_for(points, 0.035), threshold_for(points, 0.12)
    assert strict is not None
    assert loose is not None
    assert loose < strict
    assert all(point.wrong <= 0.12 for point in points if point.threshold >= loose)
    assert threshold_for(points, 0.0001) is None


@given(st.lists(st.tuples(SHARES, st.booleans()), max_size=60), st.lists(SHARES, max_size=60))
def test_shares_are_shares_and_answers_only_become_fewer(
    judged: list[tuple[float, bool]], asked: list[float]
) -> None:
    points = curve([Judged(at, is_right) for at, is_right in judged], asked)
    for point in points:
        assert 0 <= point.wrong_low <= point.wrong_high <= 1
        assert 0 <= point.wrong <= 1
        assert 0 <= point.answered <= 1
    answered = [point.answered for point in points]
    assert answered == sorted(answered, reverse=True)


def test_a_category_begins_with_what_all_others_came_to() -> None:
    others = [Judged(0.93, is_right=False)] * 200
    own = [Judged(0.93, is_right=True)] * ENOUGH_JUDGED
    alone = curve(own, [0.93] * 40)[0].wrong
    pooled = curve(own, [0.93] * 40, around=others)[0].wrong
    whole = curve([*own, *others], [0.93] * 40)[0].wrong
    assert alone < pooled < whole
    # Its own evidence wins in the end, and too few others move nothing.
    many = curve(own * 40, [0.93] * 40, around=others)[0].wrong
    assert many < 0.1
    assert curve(own, [0.93] * 40, around=others[: ENOUGH_JUDGED - 1])[0].wrong == alone
