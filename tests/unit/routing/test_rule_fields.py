"""Every field of a ticket is a condition, or says why not."""

import pytest

from routing.preferences import Preferences, check_soft_weights, read_preferences
from routing.rule_fields import FIELDS, GROUPS, LEFT_OUT, field_of
from routing.rules import InvalidRule, check_members, read_rules
from routing.score import WEIGHTS, score
from routing.signals import Facts, Signal
from tickets.models.fields import BY_NAME


def test_every_field_of_a_ticket_is_a_condition_or_left_out_with_a_reason() -> None:
    assert set(BY_NAME) == (set(BY_NAME) & set(FIELDS)) | set(LEFT_OUT)
    assert not set(LEFT_OUT) & set(FIELDS)
    assert all(LEFT_OUT.values())


def test_every_field_reads_facts_that_know_nothing() -> None:
    for asked in FIELDS.values():
        asked.read(Facts())
        assert asked.group in GROUPS
        assert asked.operators


@pytest.mark.parametrize(("name", "is_known"), [("custom.region", True), ("custom.", False), ("x", False)])
def test_custom_fields_have_names(name: str, is_known: bool) -> None:
    assert (field_of(name) is not None) == is_known


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [("arr", "is", "5"), ("segment", "contains", "ent"), ("is_visitor", "is_not", "x"), ("hour", "is", 9)],
)
def test_a_comparison_that_makes_no_sense_is_refused(field: str, op: str, value: object) -> None:
    rules = read_rules([{"name": "R", "when": {"all": [{"field": field, "op": op, "value": value}]}}])
    with pytest.raises(InvalidRule, match=f"{field} cannot be compared"):
        check_members(rules)


@pytest.mark.parametrize(
    "weights",
    [
        {},
        WEIGHTS | {"impact": 31},
        WEIGHTS | {"impact": 29},
        WEIGHTS | {"mood": 0},
        WEIGHTS | {"impact": True, "urgency": 54},
    ],
)
def test_weights_add_up(weights: object) -> None:
    with pytest.raises(InvalidRule, match="weights"):
        read_preferences({"weights": weights}, Preferences())


def test_value_alone_makes_no_p1_and_what_was_published_still_reads() -> None:
    heavy = {"impact": 10, "urgency": 10, "value": 60, "sentiment": 10, "waiting": 10}
    found = read_preferences({"weights": heavy}, Preferences())
    with pytest.raises(InvalidRule, match="below the threshold of P1"):
        check_soft_weights(found, Preferences())
    check_soft_weights(found, found)
    low = read_preferences({"thresholds": {"P1": 40, "P2": 30, "P3": 20}}, Preferences())
    check_soft_weights(low, low)


def test_weights_scale_each_line_of_the_score() -> None:
    facts = Facts(signals={"impact": Signal("all"), "urgency": Signal("critical")})
    assert score(facts).total == 55
    other = WEIGHTS | {"impact": 40, "urgency": 15}
    assert [part.points for part in score(facts, other).parts] == [40, 15, 0, 0, 0]
