"""Rules as data: reading, refusing, matching in order."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.rules import InvalidRule, describe, first_match, read_rules
from routing.signals import Customer, Facts, Signal

KESTREL = Facts(
    signals={"type": Signal("bug"), "product_area": Signal("pipelines"), "language": Signal("en")},
    customer=Customer("Kestrel Freight", "enterprise", Decimal(184_000), health=58),
    channel="email",
    brand="halyard",
    tags=("exports",),
    subject="Snowflake export empty since Tuesday",
    entities=("HLY-4012",),
)


def rule(when: dict[str, Any], name: str = "Rule", **then: Any) -> dict[str, Any]:
    return {"name": name, "when": when, "then": then}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, True),
        ({"field": "segment", "op": "is", "value": ["enterprise", "mid_market"]}, True),
        ({"field": "segment", "op": "is_not", "value": "enterprise"}, False),
        ({"field": "arr", "op": "at_least", "value": 100_000}, True),
        ({"field": "health", "op": "under", "value": 60}, True),
        ({"field": "renewal_days", "op": "under", "value": 60}, False),
        ({"field": "error_code", "op": "starts_with", "value": "hly-40"}, True),
        ({"field": "tags", "op": "is", "value": "exports"}, True),
        ({"field": "subject", "op": "contains", "value": "SNOWFLAKE"}, True),
        ({"field": "subject", "op": "contains", "value": ""}, False),
        (
            {
                "all": [
                    {"field": "segment", "op": "is", "value": "enterprise"},
                    {
                        "any": [
                            {"field": "product_area", "op": "is", "value": "billing"},
                            {"field": "channel", "op": "is", "value": "email"},
                        ]
                    },
                ]
            },
            True,
        ),
        ({"any": []}, False),
        ({"all": []}, True),
    ],
)
def test_conditions(when: dict[str, Any], expected: bool) -> None:
    assert (first_match(read_rules([rule(when)]), KESTREL) is not None) == expected


def test_the_first_match_wins_and_inactive_rules_are_skipped() -> None:
    rules = read_rules(
        [
            rule({}, "Off", tier="T3") | {"is_active": False},
            rule({"field": "channel", "op": "is", "value": "slack"}, "Slack"),
            rule({"field": "channel", "op": "is", "value": "email"}, "Email", tier="T2", team="pipelines"),
            rule({}, "Everything else"),
        ]
    )
    match = first_match(rules, KESTREL)
    assert match is not None
    assert (match[0], match[1].name, match[1].then.tier) == (3, "Email", "T2")


@pytest.mark.parametrize(
    "data",
    [
        {},
        ["x"],
        [{"when": {}}],
        [rule({"field": "shoe_size", "op": "is", "value": "9"})],
        [rule({"field": "segment", "op": "resembles", "value": "smb"})],
        [rule({"field": "arr", "op": "over", "value": "much"})],
        [rule({"field": "arr", "op": "over", "value": True})],
        [rule({"field": "segment", "op": "is", "value": []})],
        [rule({"field": "segment", "op": "is", "value": None})],
        [rule({"all": [{"any": [{"all": [{"any": []}]}]}]})],
        [rule({"all": [{}]})],
        [rule({"all": [], "any": []})],
        [rule({}, tier="T4")],
        [rule({}, tier=["T1"])],
        [rule({}, min_priority=["P1"])],
        [rule({}, min_priority="P0")],
        [rule({}, skills="snowflake")],
        [rule({}, team=3)],
        [rule({}, colour="red")],
        [rule({"all": [{"field": "segment", "op": "is", "value": "smb"}] * 61})],
    ],
)
def test_rules_that_could_not_be_evaluated_are_refused(data: Any) -> None:
    with pytest.raises(InvalidRule):
        read_rules(data)


def test_rules_survive_a_round_trip() -> None:
    rules = read_rules([rule({"field": "channel", "op": "is", "value": "email"}, tier="T2", skills=["sql"])])
    assert read_rules([describe(item) for item in rules]) == rules


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "field", "op", "value", "name", "when", "then", "tier"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_either_refused_or_can_be_evaluated(data: Any) -> None:
    try:
        rules = read_rules([{"name": "x", "when": data}])
    except InvalidRule:
        return
    first_match(rules, KESTREL)
