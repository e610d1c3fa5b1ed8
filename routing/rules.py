"""
Routing rules as data: ordered conditions on facts, and the outcome when they hold.

A condition is `{"field", "op", "value"}` or a group `{"all": […]}` or `{"any": […]}`. The first rule that
matches decides; what it leaves open is decided by the signals.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from routing.rule_fields import FIELDS, field_of, groups_asked
from routing.signals import Facts

TIERS = ("T1", "T2", "T3")
PRIORITIES = ("P1", "P2", "P3", "P4")
MAX_RULES, MAX_DEPTH, MAX_CONDITIONS = 200, 4, 60
MAX_KEY = 40
MAX_NAME = 120
MAX_TAGS = 50
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class InvalidRule(ValueError):
    """A rule that cannot be read; the text says which and why."""


@dataclass(frozen=True)
class Outcome:
    """What a rule decides; empty values are left to the signals."""

    tier: str = ""
    team: str = ""
    skills: tuple[str, ...] = ()
    min_priority: str = ""
    tags: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """
    One rule; `when` is a group of conditions, and an empty one always holds.

    `key` names it through all versions, also under another name.
    """

    name: str
    when: Mapping[str, Any] = field(default_factory=dict)
    then: Outcome = Outcome()
    is_active: bool = True
    key: str = ""


def first_match(rules: Sequence[Rule], facts: Facts) -> tuple[int, Rule] | None:
    """The first active rule that holds, and its position from 1."""
    for place, rule in enumerate(rules, start=1):
        if rule.is_active and holds(rule.when, facts):
            return place, rule
    return None


def holds(condition: Mapping[str, Any], facts: Facts) -> bool:
    """Whether a condition or group holds; an unknown fact never satisfies a comparison."""
    if "all" in condition:
        return all(holds(item, facts) for item in condition["all"])
    if "any" in condition:
        return any(holds(item, facts) for item in condition["any"])
    if not condition:
        return True
    asked = field_of(condition["field"])
    actual = asked.read(facts) if asked is not None else None
    return OPERATORS[condition["op"]](actual, condition["value"])


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [str(item).casefold() for item in items if item is not None]


def _is(actual: Any, wanted: Any) -> bool:
    return bool(set(_texts(actual)) & set(_texts(wanted)))


def _contains(actual: Any, wanted: Any) -> bool:
    return any(part and part in text for text in _texts(actual) for part in _texts(wanted))


def _starts_with(actual: Any, wanted: Any) -> bool:
    return any(part and text.startswith(part) for text in _texts(actual) for part in _texts(wanted))


def _number(compare: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    return lambda actual, wanted: isinstance(actual, int | float) and compare(float(actual), float(wanted))


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": _is,
    "is_not": lambda actual, wanted: not _is(actual, wanted),
    "contains": _contains,
    "starts_with": _starts_with,
    "under": _number(lambda a, b: a < b),
    "at_most": _number(lambda a, b: a <= b),
    "at_least": _number(lambda a, b: a >= b),
    "over": _number(lambda a, b: a > b),
}
_NUMERIC = {"under", "at_most", "at_least", "over"}
_COMPARISON = ("field", "op", "value")


def read_rules(data: Any) -> list[Rule]:
    """Rules from JSON; raises InvalidRule for anything that could not be evaluated later."""
    if not isinstance(data, list) or len(data) > MAX_RULES:
        raise InvalidRule(f"Rules must be a list of at most {MAX_RULES}.")
    return with_keys([_read_rule(item, place) for place, item in enumerate(data, start=1)])


def with_keys(rules: Sequence[Rule]) -> list[Rule]:
    """The rules, each with a key of its own: its given one, else one made of its name."""
    taken = {rule.key for rule in rules if rule.key}
    seen: set[str] = set()
    found: list[Rule] = []
    for rule in rules:
        key = rule.key
        if not key or key in seen:
            base = re.sub(r"[^a-z0-9]+", "-", rule.name.casefold()).strip("-")[: MAX_KEY - 5] or "rule"
            key, number = base, 1
            while key in taken or key in seen:
                number += 1
                key = f"{base}-{number}"
        seen.add(key)
        found.append(replace(rule, key=key))
    return found


def fields_asked(rules: Sequence[Rule]) -> frozenset[str]:
    """The names of the fields that active rules compare."""
    return frozenset(name for rule in rules if rule.is_active for name in _names(rule.when))


def groups_of(rules: Sequence[Rule]) -> frozenset[str]:
    """The groups of the fields that active rules compare."""
    return groups_asked(fields_asked(rules))


def _names(condition: Mapping[str, Any]) -> set[str]:
    for group in ("all", "any"):
        if group in condition:
            return {name for item in condition[group] for name in _names(item)}
    return {condition["field"]} if condition else set()


def _read_rule(data: Any, place: int) -> Rule:
    if not isinstance(data, dict):
        raise InvalidRule(f"Rule {place} must be an object.")
    name = data.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InvalidRule(f"Rule {place} needs a name.")
    if len(name.strip()) > MAX_NAME:
        raise InvalidRule(f"Rule {place}: a name has at most {MAX_NAME} characters.")
    when = data.get("when") or {}
    try:
        count = _check(when, depth=1)
        if count > MAX_CONDITIONS:
            raise InvalidRule(f"at most {MAX_CONDITIONS} conditions")
        then = _read_outcome(data.get("then") or {})
    except InvalidRule as error:
        raise InvalidRule(f"Rule {place}, {name.strip()}: {error}") from error
    key = data.get("key") or ""
    if not isinstance(key, str) or (key and not _KEY.fullmatch(key)):
        raise InvalidRule(f"Rule {place}, {name.strip()}: key must be letters a to z, digits and hyphens")
    return Rule(name.strip(), when, then, bool(data.get("is_active", True)), key)


def check_members(rules: Sequence[Rule]) -> None:
    """
    Raise InvalidRule for a comparison with meaningless members, such as a misspelled one, or one that makes
    no sense for its field.

    Rules that were published before keep what they have.
    """
    for place, rule in enumerate(rules, start=1):
        if len(rule.then.tags) > MAX_TAGS:
            raise InvalidRule(f"Rule {place}, {rule.name}: at most {MAX_TAGS} tags, as a ticket can hold")
        senseless = _senseless(rule.when)
        if senseless:
            raise InvalidRule(f"Rule {place}, {rule.name}: {senseless}")
        unknown = sorted(_unknown_members(rule.when))
        if unknown:
            raise InvalidRule(
                f"Rule {place}, {rule.name}: unknown member {', '.join(unknown)}; "
                f"a comparison has {', '.join(_COMPARISON)}"
            )


def _senseless(condition: Mapping[str, Any]) -> str:
    for group in ("all", "any"):
        if group in condition:
            return next(filter(None, map(_senseless, condition[group])), "")
    asked = field_of(condition["field"]) if condition else None
    if asked is None or condition["op"] in asked.operators:
        return ""
    return f"{asked.name} cannot be compared with {condition['op']}; it takes {', '.join(asked.operators)}"


def _unknown_members(condition: Mapping[str, Any]) -> set[str]:
    for group in ("all", "any"):
        if group in condition:
            return {name for item in condition[group] for name in _unknown_members(item)}
    return {str(name) for name in set(condition) - set(_COMPARISON)}


def _check(condition: Any, *, depth: int) -> int:
    """Raise InvalidRule for a condition that cannot be evaluated; returns its number of conditions."""
    if not isinstance(condition, dict):
        raise InvalidRule("a condition must be an object")
    for group in ("all", "any"):
        if group in condition:
            if depth >= MAX_DEPTH or not isinstance(condition[group], list) or len(condition) != 1:
                raise InvalidRule(f"a group holds one list, at most {MAX_DEPTH - 1} deep")
            return sum(_check(item, depth=depth + 1) for item in condition[group])
    if not condition and depth == 1:
        return 0
    name, operator, value = condition.get("field"), condition.get("op"), condition.get("value")
    if not isinstance(name, str) or field_of(name) is None:
        raise InvalidRule(
            f"unknown field {name!r}; known: {', '.join(FIELDS)}, custom.NAME, company.NAME, contact.NAME"
        )
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise InvalidRule(f"unknown comparison {operator!r}; known: {', '.join(OPERATORS)}")
    if operator in _NUMERIC and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise InvalidRule(f"{operator} needs a number")
    values = value if isinstance(value, list) else [value]
    if operator not in _NUMERIC and not (
        values and all(isinstance(item, str | int | float) for item in values)
    ):
        raise InvalidRule(f"{operator} needs a text or a list of texts")
    return 1


def _read_outcome(data: Any) -> Outcome:
    if not isinstance(data, dict):
        raise InvalidRule("the outcome must be an object")
    unknown = set(data) - set(Outcome.__dataclass_fields__)
    if unknown:
        raise InvalidRule(f"unknown outcome {', '.join(sorted(unknown))}")
    tier, priority = data.get("tier") or "", data.get("min_priority") or ""
    if tier and (not isinstance(tier, str) or tier not in TIERS):
        raise InvalidRule(f"tier must be one of {', '.join(TIERS)}")
    if priority and (not isinstance(priority, str) or priority not in PRIORITIES):
        raise InvalidRule(f"min_priority must be one of {', '.join(PRIORITIES)}")
    team = data.get("team") or ""
    if not isinstance(team, str):
        raise InvalidRule("team must be a team's slug")
    return Outcome(tier, team, _words(data, "skills"), priority, _words(data, "tags"), _words(data, "notify"))


def _words(data: dict[str, Any], name: str) -> tuple[str, ...]:
    found = data.get(name) or []
    if not isinstance(found, list) or not all(isinstance(item, str) and item for item in found):
        raise InvalidRule(f"{name} must be a list of texts")
    return tuple(found)


def _known(condition: Mapping[str, Any]) -> dict[str, Any]:
    """A condition without the meaningless members that older rules may hold."""
    for group in ("all", "any"):
        if group in condition:
            return {group: [_known(item) for item in condition[group]]}
    return {name: condition[name] for name in _COMPARISON if name in condition}


def describe(rule: Rule) -> dict[str, Any]:
    """A rule as JSON, in the form that `read_rules` takes."""
    then = rule.then
    return {
        "key": rule.key,
        "name": rule.name,
        "is_active": rule.is_active,
        "when": _known(rule.when),
        "then": {
            "tier": then.tier,
            "team": then.team,
            "skills": list(then.skills),
            "min_priority": then.min_priority,
            "tags": list(then.tags),
            "notify": list(then.notify),
        },
    }
