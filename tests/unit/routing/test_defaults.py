"""The rules that a new installation starts with."""

from routing.defaults import RULES
from routing.rules import read_rules
from routing.services.notifying import WHO


def test_the_defaults_can_be_read_and_name_no_team() -> None:
    rules = read_rules(RULES)
    assert len({rule.name for rule in rules}) == len(rules) <= 10
    assert not any(rule.then.team or rule.then.skills for rule in rules)
    assert all(set(rule.then.notify) <= set(WHO) for rule in rules)
