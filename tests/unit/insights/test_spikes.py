"""Chances against exact sums, and spikes against seasons that have them and seasons that have none."""

import math
import random
from bisect import insort
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from insights.spikes import SEASON, WEEKS, Spike, Usual, counts_in, distinct, spikes, usual_of, windows
from insights.tails import above

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def poisson_by_hand(count: int, mean: float) -> float:
    below = sum(Fraction(mean) ** k / math.factorial(k) for k in range(count))
    return 1 - float(below) * math.exp(-mean)


def negative_binomial_by_hand(count: int, size: int, dispersion: Fraction) -> float:
    p = 1 / dispersion
    return 1 - float(sum(math.comb(k + size - 1, k) * p**size * (1 - p) ** k for k in range(count)))


@pytest.mark.parametrize("mean", [0.5, 1.0, 3.0, 12.5])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 11, 20])
def test_the_chance_is_that_of_the_sum(count: int, mean: float) -> None:
    assert above(count, mean) == pytest.approx(poisson_by_hand(count, mean), abs=1e-12)


@pytest.mark.parametrize("size", [1, 3, 8])
@pytest.mark.parametrize("dispersion", [Fraction(3, 2), Fraction(4)])
@pytest.mark.parametrize("count", [0, 1, 4, 15, 40])
def test_the_scattered_chance_is_that_of_the_sum(count: int, size: int, dispersion: Fraction) -> None:
    mean = float(size * (dispersion - 1))
    found = above(count, mean, float(dispersion))
    assert found == pytest.approx(negative_binomial_by_hand(count, size, dispersion), abs=1e-10)


def test_chances_far_out_and_of_large_counts_are_numbers() -> None:
    assert 0 < above(60, 2.0) < 1e-40
    assert 0 < above(5_600, 5_000, 1.2) < 1e-6
    assert above(3, 0.0) == 0.0


def test_windows_are_the_same_hours_of_each_week() -> None:
    found = windows(NOW)
    assert len(found) == WEEKS + 1
    assert all(end - start == timedelta(hours=24) for start, end in found)
    assert [NOW - end for _, end in found] == [week * SEASON for week in range(WEEKS + 1)]


def test_counts_are_those_of_a_plain_count() -> None:
    rng = random.Random(4)
    moments: list[datetime] = []
    for _ in range(800):
        insort(moments, NOW - timedelta(minutes=rng.randrange(70 * 24 * 60)))
    since = NOW - timedelta(days=50)
    expected = [sum(start <= one < end for one in moments) for start, end in windows(NOW) if start >= since]
    assert counts_in(moments, windows(NOW), since=since) == expected


def test_nothing_is_said_with_less_of_a_past() -> None:
    assert usual_of([3, 2, 4]) is None
    assert spikes({"a": [40, 1, 1, 1], "b": [40]}) == []


def test_a_spike_is_found_and_a_past_one_does_not_hide_it() -> None:
    found = spikes(
        {"export": [14, 2, 1, 2, 3, 1, 2, 2, 1], "again": [14, 2, 1, 30, 3, 1, 2, 2, 1], "calm": [3] * 9}
    )
    assert {one.key for one in found} == {"export", "again"}
    assert found[0].count == 14
    assert found[0].usual.mean < 3


def test_weekly_rush_is_no_spike() -> None:
    assert spikes({"monday": [31, 28, 33, 30, 26, 35, 29, 31, 30]}) == []


def test_four_tickets_alarm_nobody_however_rare() -> None:
    assert spikes({"new": [4, 0, 0, 0, 0, 0, 0, 0, 0]}) == []
    assert [one.key for one in spikes({"new": [6, 0, 0, 0, 0, 0, 0, 0, 0]})] == ["new"]


def test_random_weeks_alarm_rarely_even_in_many_series() -> None:
    rng = random.Random(11)

    def poisson(mean: float) -> int:
        limit, product, count = math.exp(-mean), rng.random(), 0
        while product > limit:
            product *= rng.random()
            count += 1
        return count

    looks, alarms = 300, 0
    for _ in range(looks):
        alarms += bool(spikes({key: [poisson(1 + key / 2) for _ in range(WEEKS + 1)] for key in range(20)}))
    assert alarms <= looks * 0.01


def test_what_is_mostly_the_same_tickets_is_one_cause() -> None:
    usual = Usual(1.0, 1.1, 8)
    code, area, other = (Spike(key, 9, usual, 0.0) for key in ("code", "area", "other"))
    tickets = {
        "code": frozenset(range(9)),
        "area": frozenset(range(12)),
        "other": frozenset(range(7, 20)),
    }
    assert distinct([code, area, other], tickets) == [code, other]
