"""The rules of who wins."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.crm.deciding import Rule, Sides, Verdict, decide

EARLY, LATE = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
VALUES = st.sampled_from([None, "a", "b", "c"])
MOMENTS = st.sampled_from([None, EARLY, LATE])
SIDES = st.builds(
    Sides,
    theirs=VALUES,
    ours=VALUES,
    theirs_at=MOMENTS,
    ours_at=MOMENTS,
    base=st.none() | st.fixed_dictionaries({"theirs": VALUES, "ours": VALUES}),
)


def _base(theirs: Any, ours: Any) -> dict[str, Any]:
    return {"theirs": theirs, "ours": ours}


@pytest.mark.parametrize(
    ("rule", "sides", "verdict"),
    [
        (Rule.CRM, Sides("a", "b"), Verdict.TAKE),
        (Rule.CANDOR, Sides("a", "b"), Verdict.KEEP),
        (Rule.CANDOR, Sides("a", None), Verdict.TAKE),
        (Rule.ASK, Sides("a", "b"), Verdict.ASK),
        (Rule.ASK, Sides("c", "a", base=_base("a", "a")), Verdict.TAKE),
        (Rule.ASK, Sides("a", "b", base=_base("a", "a")), Verdict.ASK),
        (Rule.ASK, Sides("a", "b", base=_base("a", "b")), Verdict.KEEP),
        (Rule.NEWEST, Sides("a", "b"), Verdict.ASK),
        (Rule.NEWEST, Sides("a", "b", EARLY, LATE), Verdict.KEEP),
        (Rule.NEWEST, Sides("a", "b", LATE, EARLY), Verdict.TAKE),
        (Rule.NEWEST, Sides("c", "a", base=_base("a", "a")), Verdict.TAKE),
        (Rule.NEWEST, Sides("a", "c", base=_base("a", "a")), Verdict.KEEP),
        (Rule.NEWEST, Sides("b", "c", base=_base("a", "a")), Verdict.ASK),
        (Rule.CRM, Sides(None, "a", base=_base("a", "a")), Verdict.TAKE),
        (Rule.CRM, Sides(None, "b", base=_base("a", "a")), Verdict.KEEP),
        (Rule.NEWEST, Sides("a", None, base=_base("a", "a")), Verdict.KEEP),
    ],
)
def test_each_rule(rule: Rule, sides: Sides, verdict: Verdict) -> None:
    assert decide(rule, sides) == verdict


@given(sides=SIDES)
def test_what_candor_wins_is_never_overwritten(sides: Sides) -> None:
    verdict = decide(Rule.CANDOR, sides)
    assert verdict != Verdict.ASK
    assert verdict != Verdict.TAKE or sides.ours is None


@given(sides=SIDES, rule=st.sampled_from(list(Rule)))
def test_a_value_is_emptied_only_where_both_had_agreed_on_it(sides: Sides, rule: Rule) -> None:
    if sides.theirs is None and sides.ours is not None and decide(rule, sides) == Verdict.TAKE:
        assert sides.base == _base(sides.ours, sides.ours)


@given(sides=SIDES, rule=st.sampled_from(list(Rule)))
def test_what_was_compared_and_has_not_changed_asks_nobody_again(sides: Sides, rule: Rule) -> None:
    settled = Sides(sides.theirs, sides.ours, base=_base(sides.theirs, sides.ours))
    assert decide(rule, settled) != Verdict.ASK


@given(value=VALUES, rule=st.sampled_from(list(Rule)))
def test_two_equal_values_are_no_difference(value: Any, rule: Rule) -> None:
    assert decide(rule, Sides(value, value)) == Verdict.SAME
