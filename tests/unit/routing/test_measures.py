"""The arithmetic of the measures of routing."""

from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.measures import DEFINITIONS, MISROUTES, moves_of, reassigned, share_of, spread


@pytest.mark.parametrize(
    ("holders", "moves"),
    [
        ([None], 0),
        ([None, 1], 0),
        ([None, 1, None, 1], 0),
        ([1, 2], 1),
        ([None, 1, None, 2, 1], 2),
        ([], 0),
    ],
)
def test_a_move_is_to_somebody_else(holders: list[int | None], moves: int) -> None:
    assert moves_of(holders) == moves


def test_reassignments_are_those_of_tickets_that_somebody_held() -> None:
    figure = reassigned({1: [None, 7], 2: [7, 8, 9], 3: [None, None]})
    assert (figure.value, figure.part, figure.whole) == (1.0, frozenset({2}), frozenset({1, 2}))
    assert reassigned({3: [None]}).value is None


def test_a_share_counts_only_what_is_in_the_whole() -> None:
    figure = share_of(MISROUTES, [1, 9], [1, 2, 3])
    assert (figure.value, figure.part) == (33.3, frozenset({1}))
    assert share_of(MISROUTES, [], []).value is None


@given(st.dictionaries(st.integers(1, 9), st.frozensets(st.integers(1, 50), max_size=9), max_size=6))
def test_the_spread_is_deviation_by_mean(shares: dict[int, frozenset[int]]) -> None:
    counts = [len(tickets) for tickets in shares.values()]
    if len(counts) < 2 or not sum(counts):
        assert spread(shares).value is None
    else:
        assert spread(shares).value == round(pstdev(counts) / fmean(counts), 2)


def test_every_measure_says_what_it_is() -> None:
    assert all(one.unit and one.formula and one.excludes for one in DEFINITIONS)
