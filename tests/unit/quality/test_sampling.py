"""Samples: the same from the same seed, fair between seeds, and apart from what was picked."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from quality.sampling import Candidate, drawn, picked

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 10_000),
        who=st.integers(0, 4),
        risks=st.lists(st.sampled_from(["low_rated", "came_back"]), unique=True).map(tuple),
    ),
    unique_by=lambda one: one.id,
    max_size=40,
)
ORDER = ("low_rated", "came_back")


@given(CANDIDATES, st.text(max_size=8), st.integers(0, 5))
def test_a_sample_follows_from_its_seed_alone(candidates: list[Candidate], seed: str, each: int) -> None:
    found = drawn(candidates, seed=seed, each=each)
    assert found == drawn(list(reversed(candidates)), seed=seed, each=each)
    whose = {one.id: one.who for one in candidates}
    counts, all_of = Counter(whose[pk] for pk in found), Counter(whose.values())
    assert all(counts[who] == min(each, all_of[who]) for who in all_of)


@given(CANDIDATES, st.integers(0, 5))
def test_what_is_picked_for_a_risk_is_apart(candidates: list[Candidate], most: int) -> None:
    at_random = drawn(candidates, seed="a", each=2)
    found = picked(candidates, order=ORDER, besides=at_random, most=most, seed="a")
    risky = {one.id: one.risks for one in candidates if one.risks}
    assert not set(found) & set(at_random)
    assert len(found) == min(most, len(risky.keys() - set(at_random)))
    urgent = [min(ORDER.index(name) for name in risky[pk]) for pk in found]
    assert urgent == sorted(urgent)


def test_everybody_is_drawn_as_often_as_the_others() -> None:
    candidates = [Candidate(number, 1) for number in range(1, 11)]
    counts = Counter(pk for seed in range(2_000) for pk in drawn(candidates, seed=str(seed), each=3))
    # 600 each, with a standard deviation of 20.5.
    assert set(counts) == set(range(1, 11))
    assert all(500 < count < 700 for count in counts.values())
