"""What is said of rules without a ticket is so for every ticket."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.overlaps import Fault, cases_of, excludes_itself, implies, static_warnings
from routing.rules import first_match, holds, read_rules
from routing.signals import Customer, Facts, Signal

WORDS = ("billing", "bill", "ing", "exports", "")


def cond(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def rules(*whens: dict[str, Any], tiers: str = "") -> Any:
    return read_rules(
        [
            {"name": f"Rule {n}", "when": when, "then": {"tier": f"T{tiers[n]}"} if tiers else {}}
            for n, when in enumerate(whens)
        ]
    )


texts = st.one_of(
    st.builds(
        cond,
        st.sampled_from(["product_area", "channel", "tags"]),
        st.sampled_from(["is", "is_not", "contains", "starts_with"]),
        st.one_of(st.sampled_from(WORDS), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2)),
    ),
    st.builds(
        cond,
        st.sampled_from(["health", "arr"]),
        st.sampled_from(["under", "at_most", "at_least", "over"]),
        st.integers(0, 4),
    ),
)
groups = st.recursive(
    texts,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: {"all": items}),
        st.lists(inner, max_size=3).map(lambda items: {"any": items}),
    ),
    max_leaves=5,
).filter(lambda when: depth(when) <= 3)
facts = st.builds(
    lambda area, channel, tags, health, arr: Facts(
        signals={"product_area": Signal(area)} if area is not None else {},
        channel=channel,
        tags=tuple(tags),
        customer=Customer(health=health, arr=None if arr is None else Decimal(arr)),
    ),
    st.one_of(st.none(), st.sampled_from(WORDS)),
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), max_size=3),
    st.one_of(st.none(), st.integers(0, 4)),
    st.one_of(st.none(), st.integers(0, 4)),
)


def depth(when: dict[str, Any]) -> int:
    inner = when.get("all", when.get("any"))
    return 1 if inner is None else 1 + max(map(depth, inner), default=0)


@given(st.lists(groups, min_size=1, max_size=4), st.lists(facts, min_size=1, max_size=12))
def test_a_rule_that_is_called_dead_decides_nothing(whens: list[Any], seen: list[Facts]) -> None:
    found = rules(*whens)
    dead = {
        warning.place
        for warning in static_warnings(found)
        if warning.fault in (Fault.NEVER, Fault.UNREACHABLE)
    }
    for one in seen:
        match = first_match(found, one)
        assert match is None or match[0] not in dead


@given(groups, facts)
def test_a_condition_holds_exactly_when_one_of_its_cases_does(when: Any, one: Facts) -> None:
    cases = cases_of(when)
    assert cases is not None
    whole = [
        all(holds({"field": a.field, "op": a.op, "value": a.value}, one) for a in case) for case in cases
    ]
    assert any(whole) == holds(when, one)
    for case, is_true in zip(cases, whole, strict=True):
        assert not (is_true and excludes_itself(case))


@given(texts, texts, facts)
def test_what_is_implied_follows(one: Any, other: Any, seen: Facts) -> None:
    for mine in cases_of(one) or []:
        for theirs in cases_of(other) or []:
            if implies(mine, theirs) and all(
                holds({"field": a.field, "op": a.op, "value": a.value}, seen) for a in mine
            ):
                assert all(holds({"field": a.field, "op": a.op, "value": a.value}, seen) for a in theirs)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ([{}], cond("channel", "is", "email")),
        ([cond("segment", "is", ["enterprise", "smb"])], cond("segment", "is", "smb")),
        (
            [cond("segment", "is", "enterprise"), cond("segment", "is", "smb")],
            cond("segment", "is", ["enterprise", "smb"]),
        ),
        ([cond("arr", "over", 5000)], cond("arr", "at_least", 6000)),
        ([cond("error_code", "starts_with", "HLY")], cond("error_code", "is", "hly-4012")),
        ([cond("subject", "contains", "fail")], cond("subject", "starts_with", "Export failed")),
        ([cond("channel", "is_not", "api")], cond("channel", "is", "email")),
        (
            [{"all": [cond("segment", "is", "enterprise"), {"any": [cond("tags", "is", ["a", "b"])]}]}],
            {"all": [cond("tags", "is", "b"), cond("segment", "is", "enterprise"), cond("hour", "over", 9)]},
        ),
        ([cond("custom.region", "is", ["emea", "apac"])], cond("custom.region", "is", "emea")),
    ],
)
def test_a_rule_behind_a_wider_one_is_never_reached(earlier: list[Any], later: Any) -> None:
    found = static_warnings(rules(*earlier, later))
    assert [(w.fault, w.place) for w in found] == [(Fault.UNREACHABLE, len(earlier) + 1)]
    assert found[0].others == tuple(range(1, len(earlier) + 1))


@pytest.mark.parametrize(
    "when",
    [
        {"all": [cond("segment", "is", "smb"), cond("segment", "is", "enterprise")]},
        {"all": [cond("segment", "is", "smb"), cond("segment", "is_not", ["smb"])]},
        {"all": [cond("arr", "over", 10), cond("arr", "under", 5)]},
        {"all": [cond("arr", "at_least", 5), cond("arr", "under", 5)]},
        {"all": [cond("subject", "starts_with", "a"), cond("subject", "starts_with", "b")]},
        {"any": []},
        cond("subject", "contains", ""),
    ],
)
def test_conditions_that_exclude_each_other_never_hold(when: Any) -> None:
    assert [w.fault for w in static_warnings(rules(when))] == [Fault.NEVER]


def test_several_tags_exclude_nothing() -> None:
    both = {"all": [cond("tags", "is", "a"), cond("tags", "is", "b")]}
    assert static_warnings(rules(both)) == []


def test_a_part_that_an_earlier_rule_takes_elsewhere_is_named() -> None:
    found = rules(cond("type", "is", "bug"), cond("type", "is", ["bug", "access"]), tiers="12")
    (warning,) = static_warnings(found)
    assert (warning.fault, warning.place, warning.others) == (Fault.PARTLY, 2, (1,))
    assert static_warnings([found[0], replace(found[1], then=found[0].then)]) == []


def test_rules_that_are_off_neither_take_nor_are_judged() -> None:
    everything, later = rules({}, cond("type", "is", "bug"))
    assert static_warnings([replace(everything, is_active=False), later]) == []
    assert static_warnings([everything, replace(later, is_active=False)]) == []


def test_a_value_that_a_field_never_has_is_named() -> None:
    (warning,) = static_warnings(rules(cond("channel", "is", ["email", "fax"])))
    assert (warning.fault, warning.detail) == (Fault.UNKNOWN_VALUE, "channel: fax")


def test_conditions_with_too_many_cases_are_not_judged() -> None:
    wide = {"all": [{"any": [cond("tags", "is", [f"{n}-{m}" for m in range(8)])]} for n in range(9)]}
    assert static_warnings(rules(wide, wide)) == []
