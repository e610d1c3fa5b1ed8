"""When a day of reading is unusual."""

import random

import pytest

from people.reading import Past, Rule, limit_of

PEOPLE, DAYS, LOOKED_BACK = 10, 250, 28


def heavy(chance: random.Random, middle: float) -> int:
    """A day's count: log-normal, so that a day of three times the usual is nothing rare."""
    return round(chance.lognormvariate(0.0, 0.5) * middle)


def test_a_flood_is_far_above_whatever_was_usual() -> None:
    past = Past(own=[38, 41, 22, 30, 35, 44, 40, 29, 33, 31], others=[60, 55, 48])
    assert limit_of(past, Rule()) == 88
    assert limit_of(past, Rule(factor=1.0)) == 60, "as much as a colleague reads is not unusual"


def test_whoever_is_new_is_measured_by_their_team() -> None:
    assert limit_of(Past(own=[3], others=[50] * 10), Rule()) == 100


def test_without_any_past_there_is_a_fixed_limit() -> None:
    assert limit_of(Past(own=[9] * 4, others=[9] * 4), Rule()) == 300


def test_below_the_least_nothing_is_unusual() -> None:
    assert limit_of(Past(own=[1] * 20, others=[2] * 20), Rule()) == 40
    assert limit_of(Past(own=[1] * 20, others=[0] * 20), Rule().of_kind("exports")) == 4


@pytest.mark.parametrize("seed", range(5))
def test_false_alarms_stay_below_what_is_promised(seed: int) -> None:
    """Ten people with uneven days, nobody doing anything: less than one alarm in two months."""
    chance = random.Random(seed)
    middles = [chance.uniform(20, 60) for _ in range(PEOPLE)]
    counts = [[heavy(chance, middle) for _ in range(DAYS)] for middle in middles]
    alarms = flagged = 0
    for day in range(LOOKED_BACK, DAYS):
        window = [days[day - LOOKED_BACK : day] for days in counts]
        for who in range(PEOPLE):
            others = [count for other in range(PEOPLE) if other != who for count in window[other]]
            past = Past(window[who], others)
            alarms += counts[who][day] > limit_of(past, Rule())
            # The bound holds by ranks alone: with no factor, and whatever the distribution.
            flagged += counts[who][day] > limit_of(past, Rule(factor=1.0, fewest=0))
    days = DAYS - LOOKED_BACK
    assert flagged <= 2 * days / LOOKED_BACK, "about one in four weeks, for the whole team"
    assert alarms <= days / 60


def test_a_theft_is_noticed_before_it_is_through() -> None:
    """Seventy thousand files in 58 hours are 20 a minute: the limit is passed within the first ten."""
    chance = random.Random(1)
    past = Past([heavy(chance, 30) for _ in range(28)], [heavy(chance, 40) for _ in range(250)])
    assert limit_of(past, Rule()) < 10 * 70_000 / (58 * 60)
