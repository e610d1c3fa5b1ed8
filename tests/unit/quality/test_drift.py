"""Falls of quality: the sum against a plain one, what alarms, and how many causes there are."""

import math
import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from quality.drift import (
    ALL,
    CLOSE,
    LEAST_USUAL,
    PLAIN,
    RECENT,
    Outcome,
    Row,
    Scope,
    Usual,
    causes,
    limit_of,
    row_of,
    split,
    weights_of,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
STREAM = st.lists(st.tuples(st.integers(0, 300), st.booleans()), max_size=120)


def outcomes(rows: list[tuple[int, bool]]) -> list[Outcome]:
    return [Outcome(NOW - days * DAY, is_bad, place) for place, (days, is_bad) in enumerate(rows)]


def looked_at(found: list[Outcome], *, rows: int = 20) -> Row:
    usual, lately = split(found, now=NOW)
    return row_of(usual, lately, watch=CLOSE, rows=rows)


@settings(deadline=None)
@given(STREAM)
def test_the_sum_is_the_best_likelihood_ratio_over_all_beginnings(rows: list[tuple[int, bool]]) -> None:
    found = outcomes(rows)
    row = looked_at(found)
    past = [one for one in found if NOW - RECENT - 182 * DAY <= one.at < NOW - RECENT]
    assert (row.usual.bad, row.usual.all) == (sum(one.is_bad for one in past), len(past))
    if len(past) < LEAST_USUAL:
        assert (row.limit, row.has_fallen) == (None, False)
        return
    lately = sorted((one for one in found if one.at >= NOW - RECENT), key=lambda one: one.at)
    p0 = row.usual.share
    odds = CLOSE.odds * p0 / (1 - p0)
    p1 = odds / (1 + odds)
    terms = [math.log(p1 / p0) if one.is_bad else math.log((1 - p1) / (1 - p0)) for one in lately]
    best = max((sum(terms[place:]) for place in range(len(terms))), default=0.0)
    if p0 < 0.9:
        assert row.sum == max(0.0, best) or math.isclose(row.sum, max(0.0, best), abs_tol=1e-9)
    assert row.limit is not None
    if row.has_fallen:
        assert row.sum >= row.limit
        assert row.tickets


def test_a_clear_fall_is_found_with_its_beginning_and_a_steady_share_is_not() -> None:
    past = [(29 + number, number % 10 == 0) for number in range(150)]
    steady = [(27 - number // 2, number % 10 == 0) for number in range(50)]
    assert not looked_at(outcomes(past + steady)).has_fallen
    fallen = [(27 - number // 2, number >= 20 and number % 2 == 0) for number in range(50)]
    row = looked_at(outcomes(past + fallen))
    assert row.has_fallen
    assert row.since == NOW - 17 * DAY
    assert (row.bad, row.all) == (15, 30)


def test_few_outcomes_alarm_nobody() -> None:
    past = [(29 + number, False) for number in range(150)]
    assert not looked_at(outcomes([*past, (3, True), (2, True), (1, True)])).has_fallen
    assert looked_at(outcomes(past[: LEAST_USUAL - 1])).limit is None


def test_more_rows_need_more_and_closer_watching_less() -> None:
    usual = Usual(10, 100, 182.0)
    assert limit_of(usual, 10, CLOSE, 40) > limit_of(usual, 10, CLOSE, 20)
    assert limit_of(usual, 10, CLOSE, 20) < limit_of(usual, 10, PLAIN, 20)
    assert weights_of(usual, CLOSE)[0] < weights_of(usual, PLAIN)[0]


def test_the_sum_seldom_passes_its_limit_where_nothing_happens() -> None:
    """Lorden's bound, by looking for a year at 20 steady rows, of which 36 may alarm."""
    rng = random.Random(7)
    alarms = 0
    for _ in range(20):
        found = [Outcome(NOW + rng.random() * 548 * DAY, rng.random() < 0.15) for _ in range(450)]
        was_so = False
        for day in range(210, 548, 5):
            usual, lately = split(found, now=NOW + day * DAY)
            row = row_of(usual, lately, watch=CLOSE, rows=20)
            alarms += row.has_fallen and not was_so
            was_so = row.has_fallen
    assert alarms <= 36


def fall(*tickets: int, day: int = 0, total: float = 12.0) -> Row:
    since = NOW - day * DAY
    return Row(Usual(5, 100, 182.0), ((NOW, total),), 8.0, since, len(tickets), 20, tickets, True)


def names(fallen: dict[Scope, list[tuple[str, Row]]]) -> list[Scope]:
    return [one.scope for one in causes(fallen)]


BILLING, ACCESS, BUG = ("category", "billing"), ("category", "access"), ("category", "bug")
BIG = ("segment", "enterprise")


def test_one_cause_is_told_once() -> None:
    row = fall(1, 2, 3, 4)
    assert names({BILLING: [("csat", row), ("reopen_rate", fall(5))], ALL: [("csat", row)]}) == [BILLING]
    assert names({BILLING: [("csat", row)], BIG: [("csat", fall(1, 2, 3, total=9))]}) == [BILLING]
    assert names({BILLING: [("csat", row)], BIG: [("csat", fall(7, 8, 9))]}) == [BILLING, BIG]


def test_many_categories_at_once_are_one_cause() -> None:
    each = {
        scope: [("csat", fall(place, day=place))] for place, scope in enumerate((BILLING, ACCESS, BUG), 1)
    }
    (found,) = causes(each)
    assert (found.scope, set(found.joined)) == (ALL, {BILLING, ACCESS, BUG})
    assert found.since == NOW - 3 * DAY
    apart = each | {BUG: [("csat", fall(9, day=25))]}
    assert set(names(apart)) == {BILLING, ACCESS, BUG}
