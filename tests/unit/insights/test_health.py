"""The score of a company: against an oracle in plain sentences, and what must hold for any company."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.health import (
    BANDS,
    MOST_GAINED,
    Correction,
    Observed,
    Reason,
    Weights,
    assess,
    band_of,
    restored,
    stored,
)

TODAY = date(2026, 3, 2)
SEEN = 12


def seen(**values: Any) -> Observed:
    return Observed(on=TODAY, seen=SEEN, **values)


def points(observed: Observed, weights: Weights | None = None, *words: Correction) -> dict[str, int]:
    return {one.reason: one.points for one in assess(observed, weights or Weights(), words).told}


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        pytest.param(seen(), {}, id="nothing"),
        # Six where two are usual: (6 - 2) / 4 is the whole.
        pytest.param(seen(recent=tuple(range(6)), earlier=(2, 1, 3)), {"burst": -15}, id="burst"),
        # Four where three are usual happen by chance.
        pytest.param(seen(recent=(1, 2, 3, 4), earlier=(3, 3, 3)), {}, id="no burst"),
        pytest.param(seen(recent=(1, 2), earlier=(0, 0, 0)), {}, id="two tickets are no burst"),
        # 3 of 4 are bad, and 0 of 3 were: worse, so 3/4 of 12.
        pytest.param(seen(moods=4, bad_moods=3, moods_before=3), {"mood": -9}, id="worse mood"),
        pytest.param(
            seen(moods=4, bad_moods=3, moods_before=4, bad_moods_before=3), {"mood": -4}, id="as bad as ever"
        ),
        pytest.param(seen(moods=2, bad_moods=2), {}, id="too few moods"),
        pytest.param(seen(bugs=(7,)), {"bugs": -4}, id="one bug"),
        pytest.param(seen(bugs=tuple(range(9))), {"bugs": -16}, id="many bugs"),
        pytest.param(seen(silent=(1, 2, 3)), {"silent": -12}, id="silent"),
        pytest.param(seen(late=(1,), judged=9), {"late": -3}, id="late"),
        pytest.param(seen(low=(4,), rated=2), {"csat": -4}, id="low rating"),
        pytest.param(seen(renewal_on=TODAY + timedelta(days=60)), {"renewal": -5}, id="renewal ahead"),
        pytest.param(seen(renewal_on=TODAY), {"renewal": -10}, id="renewal today"),
        pytest.param(seen(renewal_on=TODAY + timedelta(days=61)), {}, id="renewal far"),
        pytest.param(seen(renewal_on=TODAY - timedelta(days=30)), {"renewal": -10}, id="renewal past"),
        pytest.param(seen(renewal_on=TODAY - timedelta(days=31)), {}, id="renewal forgotten"),
        # A quarter less: twice that of 11.
        pytest.param(seen(used=75, used_before=100), {"usage": -6}, id="usage falls"),
        pytest.param(seen(used=95, used_before=100), {}, id="usage stays"),
        pytest.param(seen(used=130, used_before=100), {"usage": 3}, id="usage grows"),
        pytest.param(seen(used=900, used_before=100), {"usage": MOST_GAINED}, id="usage explodes"),
        pytest.param(seen(used=10), {}, id="usage unknown before"),
    ],
)
def test_each_reason_costs_what_the_rule_says(observed: Observed, expected: dict[str, int]) -> None:
    assert points(observed) == expected
    assert assess(observed, Weights()).score == min(100, 100 + sum(expected.values()))


def test_too_little_known_has_no_score_but_its_reasons() -> None:
    small = Observed(on=TODAY, seen=2, bugs=(1,))
    found = assess(small, Weights())
    assert found.score is None
    assert [one.reason for one in found.told] == ["bugs"]
    assert found.without("bugs") is None


def test_a_correction_holds_until_its_day_has_passed() -> None:
    observed = seen(bugs=(1, 2))
    today = Correction("bugs", 0, TODAY)
    found = assess(observed, Weights(), [today])
    assert found.score == 100
    assert (found.told[0].points, found.told[0].ruled) == (0, -8)
    assert points(observed, None, Correction("bugs", 0, TODAY - timedelta(days=1))) == {"bugs": -8}


def test_the_newest_correction_of_a_reason_holds() -> None:
    words = (Correction("bugs", -1, TODAY), Correction("bugs", -30, TODAY))
    assert points(seen(), None, *words) == {"bugs": -30}


numbers = st.lists(st.integers(1, 10**6), unique=True, max_size=60).map(tuple)
counts = st.integers(0, 60)
COMPANIES = st.builds(
    Observed,
    on=st.just(TODAY),
    seen=counts,
    recent=numbers,
    earlier=st.tuples(counts, counts, counts),
    moods=st.integers(60, 100),
    bad_moods=counts,
    moods_before=st.integers(60, 100),
    bad_moods_before=counts,
    moody=numbers,
    bugs=numbers,
    silent=numbers,
    late=numbers,
    judged=counts,
    low=numbers,
    rated=counts,
    renewal_on=st.none() | st.dates(TODAY - timedelta(days=90), TODAY + timedelta(days=200)),
    used=st.none() | counts,
    used_before=st.none() | counts,
)
WEIGHTS = st.builds(
    Weights,
    **{reason.value: st.integers(0, 60) for reason in Reason},
    renewal_days=st.integers(1, 365),
    least_tickets=st.integers(1, 50),
)


@settings(max_examples=200, deadline=None)
@given(COMPANIES, WEIGHTS)
def test_the_score_is_the_bounded_sum_of_what_is_told(observed: Observed, weights: Weights) -> None:
    found = assess(observed, weights)
    total = 100 + sum(one.points for one in found.told)
    if observed.seen < weights.least_tickets:
        assert found.score is None
    else:
        assert found.score == max(0, min(100, total))
    for one in found.told:
        assert -getattr(weights, one.reason) <= one.points <= MOST_GAINED
        if found.score is not None:
            assert found.without(one.reason) == max(0, min(100, total - one.points))
    assert [one.points for one in found.told] == sorted(one.points for one in found.told)


@settings(max_examples=100, deadline=None)
@given(COMPANIES, st.sampled_from(["bugs", "silent", "late", "low"]))
def test_one_more_bad_thing_never_helps(observed: Observed, name: str) -> None:
    worse = Observed(**{**_values(observed), name: (*getattr(observed, name), 10**7)})
    before, after = (assess(one, Weights(least_tickets=1)).score for one in (observed, worse))
    assert observed.seen < 1 or (before is not None and after is not None and after <= before)


@settings(max_examples=100, deadline=None)
@given(COMPANIES)
def test_what_is_stored_comes_back(observed: Observed) -> None:
    assert restored(stored(observed)) == observed


def test_what_an_older_version_stored_is_read() -> None:
    assert restored({"on": "2026-03-02", "seen": 4, "gone": 1}) == Observed(on=TODAY, seen=4)


def test_every_score_has_one_band() -> None:
    for score in range(101):
        low, high = BANDS[band_of(score)]
        assert low <= score <= high


def _values(observed: Observed) -> dict[str, Any]:
    return {name: getattr(observed, name) for name in Observed.__dataclass_fields__}
