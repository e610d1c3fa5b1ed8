"""Which policy and row of targets a ticket falls under."""

from dataclasses import dataclass, field

import pytest

from sla.defaults import POLICIES, PRIORITIES
from sla.matching import Subject, first_match, matches, target_for


@dataclass(frozen=True)
class Row:
    channel: str
    priority: str = "P1"


@dataclass(frozen=True)
class Named:
    name: str
    conditions: dict[str, list[str | int]] = field(default_factory=dict)


SUBJECT = Subject("smb", brand=1, channel="slack", priority="P1", company=7, type="bug", tags=("vip", "eu"))


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, True),
        ({"segments": []}, True),
        ({"segments": ["smb", "enterprise"]}, True),
        ({"segments": ["enterprise"]}, False),
        ({"segments": ["smb"], "channels": ["email"]}, False),
        ({"tags": ["eu"]}, True),
        ({"brands": [1], "companies": [7], "types": ["bug"], "priorities": ["P1"]}, True),
        ({"brands": [2]}, False),
    ],
)
def test_every_condition_needs_one_of_its_values(
    conditions: dict[str, list[str | int]], expected: bool
) -> None:
    assert matches(conditions, SUBJECT) is expected


def test_the_first_policy_that_matches_wins() -> None:
    policies = [Named("a", {"segments": ["enterprise"]}), Named("b", {"tags": ["vip"]}), Named("c")]
    assert first_match(policies, SUBJECT) == policies[1]
    assert first_match(policies, Subject()) == policies[2]
    assert first_match(policies[:2], Subject()) is None


def test_the_channels_own_row_comes_before_its_group() -> None:
    assert target_for([Row("chat"), Row("slack")], SUBJECT) == Row("slack")
    assert target_for([Row("chat")], SUBJECT) == Row("chat")
    assert target_for([Row("email"), Row("slack", "P2")], SUBJECT) is None


def test_the_defaults_promise_every_segment_priority_and_channel_something() -> None:
    for policy in POLICIES:
        places = {(row.channel, row.priority) for row in policy.targets}
        assert places == {(channel, priority) for channel in ("email", "chat") for priority in PRIORITIES}
        assert all(row.first_reply and row.next_reply for row in policy.targets)


def test_the_defaults_never_promise_the_less_urgent_more() -> None:
    for policy in POLICIES:
        for channel in ("email", "chat"):
            rows = [row for row in policy.targets if row.channel == channel]
            for name in ("first_reply", "next_reply", "resolution"):
                times = [getattr(row, name) or float("inf") for row in rows]
                assert times == sorted(times)
