"""The simulated day: the same for a seed, and nobody gets more than fits."""

import pytest

from bench.routing_day import STRATEGIES, day_of, fresh, simulate
from bench.routing_table import PAIRED, interval, measured, table

SMALL = 120


def test_a_seed_is_a_day() -> None:
    assert day_of(3, tickets=SMALL) == day_of(3, tickets=SMALL)
    assert day_of(3, tickets=SMALL).work != day_of(4, tickets=SMALL).work


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("seed", range(3))
def test_no_ticket_goes_to_two_people_and_nobody_is_over_capacity(name: str, seed: int) -> None:
    day = day_of(seed, tickets=SMALL)
    result = simulate(day, STRATEGIES[name]())
    assert (result.given_twice, result.over_capacity) == (0, 0)
    assert len(result.waits) + result.unserved == SMALL
    assert all(wait >= 0 for wait in result.waits)
    assert [agent.held for agent in fresh(day)] == [0] * len(day.agents)


def test_a_run_is_repeatable() -> None:
    day = day_of(1, tickets=SMALL)
    assert simulate(day, STRATEGIES["ours"]()) == simulate(day, STRATEGIES["ours"]())


def test_the_strategy_that_requires_skills_misroutes_nothing() -> None:
    assert simulate(day_of(2, tickets=SMALL), STRATEGIES["priority, then eligibility"]()).misrouted == 0


def test_the_table_has_a_row_for_each_figure() -> None:
    text = table(measured(2, SMALL))
    day = day_of(0, tickets=SMALL)
    figures = simulate(day, STRATEGIES["ours"]()).figures(day)
    assert text.count("\n") == 1 + len(figures) + len(PAIRED)
    assert [figure for figure in (*figures, *PAIRED) if f"| {figure}" not in text] == []


def test_a_segment_weighs_what_it_is_promised() -> None:
    day = day_of(0, tickets=SMALL)
    result = simulate(day, STRATEGIES["ours"]())
    assert 0 < result.met_weight <= sum(work.weight for work in day.work)
    assert result.met_weight > result.met


def test_intervals_are_students() -> None:
    middle, half = interval([1.0, 3.0])
    assert (middle, round(half, 3)) == (2.0, 12.706)
    assert interval([5.0]) == (5.0, 0.0)
