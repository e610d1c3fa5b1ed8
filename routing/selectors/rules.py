"""The rules and settings in force, read once per version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from core.ports import Use
from core.reads import Read
from people.selectors import internal as everybody
from routing.escalation import teams_named
from routing.models import RuleSet
from routing.preferences import Preferences, read_preferences
from routing.rule_fields import CUSTOM, OF_COMPANY, OF_CONTACT
from routing.rules import Rule, read_rules

_VERSIONS = Read(RuleSet.objects.all, ("pk",))


@dataclass(frozen=True)
class InForce:
    """What currently decides; version 0 means that nothing was ever published."""

    version: int = 0
    rules: tuple[Rule, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)


_loaded: tuple[int, InForce] = (0, InForce())


def in_force() -> InForce:
    """The newest version: one small query, and a full read only after a change."""
    global _loaded
    row = _VERSIONS.first(Q(), order=("-version",))
    if row is None:
        return InForce()
    (newest,) = row
    known, found = _loaded
    if known != newest:
        rule_set = RuleSet.objects.get(pk=newest)
        rules = tuple(read_rules(rule_set.rules))
        found = InForce(rule_set.version, rules, read_preferences(rule_set.settings, Preferences()))
        _loaded = (newest, found)
    return found


def team_need(team_id: int) -> str:
    """Why the rules need a team, for `core.ports.team_needs`."""
    team, force = everybody.team_find(team_id), in_force()
    if team is None:
        return ""
    if needed := _asked_for_by([rule.name for rule in force.rules if rule.then.team == team.slug]):
        return needed
    return "an escalation gives it work" if team.slug in teams_named(force.preferences.chains) else ""


def skill_need(slug: str) -> str:
    """The same of a skill."""
    return _asked_for_by([rule.name for rule in in_force().rules if slug in rule.then.skills])


def _asked_for_by(rules: list[str]) -> str:
    return f"routing gives it work ({', '.join(rules)})" if rules else ""


def word_uses(kind: str, words: Sequence[str]) -> list[Use]:
    """Fills `core.ports.word_uses`: the rules that ask for a tag or a field, or set a tag."""
    wanted = set(words)
    return [
        Use(word, "rule", rule.name, rule.key)
        for rule in in_force().rules
        for word in sorted(wanted & _words_of(rule, kind))
    ]


def _words_of(rule: Rule, kind: str) -> set[str]:
    asked = list(_asked(rule.when))
    if kind == "field":
        return {name.removeprefix(CUSTOM) for name, _ in asked if name.startswith(CUSTOM)}
    if kind == "customer_field":
        return {name for name, _ in asked if name.startswith((OF_COMPANY, OF_CONTACT))}
    return {*rule.then.tags, *(str(value) for name, values in asked if name == "tags" for value in values)}


def _asked(condition: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The fields that a condition compares, each with its values."""
    for group in ("all", "any"):
        for item in condition.get(group, ()):
            yield from _asked(item)
    if "field" in condition:
        value = condition["value"]
        yield condition["field"], value if isinstance(value, list) else [value]
