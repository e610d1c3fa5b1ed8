"""
What can be said of rules without any ticket: which one can never decide, and which ones disagree.

A condition is taken apart into its cases, each of which holds when all of its comparisons do. A later rule is
never reached when every case of it implies a case of an earlier one. What is claimed is so for all facts;
what cannot be seen this way, such as an outcome of two texts, is not claimed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

from routing.rule_fields import field_of
from routing.rules import Outcome, Rule

MAX_CASES = 400
_UPPER = {"under": True, "at_most": False}
_LOWER = {"over": True, "at_least": False}


class Fault(StrEnum):
    """What is wrong with a rule beside the others."""

    NEVER = "never"
    """Its own conditions exclude each other."""
    UNREACHABLE = "unreachable"
    """Earlier rules take everything that it would."""
    PARTLY = "partly"
    """Earlier rules that decide otherwise take a part of it."""
    CONTRADICTION = "contradiction"
    """An earlier rule held for the same past tickets, and decides otherwise."""
    UNKNOWN_VALUE = "unknown_value"
    """It compares with a value that the field never has."""
    NOBODY = "nobody"
    """Nobody who can answer is in its team, or has its skill."""


@dataclass(frozen=True)
class Warning:
    """One fault of the rule at `place`, from 1; `others` are the places of the rules it collides with."""

    fault: Fault
    place: int
    others: tuple[int, ...] = ()
    count: int = 0
    tickets: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Atom:
    """One comparison with one value."""

    field: str
    op: str
    value: str | float


Case = frozenset[Atom]


def static_warnings(rules: Sequence[Rule]) -> list[Warning]:
    """The faults that the rules alone show; those that are off are neither judged nor in the way."""
    found: list[Warning] = []
    before: list[tuple[int, Rule, list[Case]]] = []
    for place, rule in enumerate(rules, start=1):
        if not rule.is_active:
            continue
        found += [Warning(Fault.UNKNOWN_VALUE, place, detail=text) for text in unknown_values(rule.when)]
        all_cases = cases_of(rule.when)
        if all_cases is None:
            continue
        cases = [case for case in all_cases if not excludes_itself(case)]
        found += _judged(place, rule, cases, before)
        before.append((place, rule, cases))
    return found


def _judged(
    place: int, rule: Rule, cases: Sequence[Case], before: Sequence[tuple[int, Rule, list[Case]]]
) -> Iterator[Warning]:
    if not cases:
        yield Warning(Fault.NEVER, place)
        return
    taken_by = [
        [other for other, _, theirs in before if any(implies(case, known) for known in theirs)]
        for case in cases
    ]
    if all(taken_by):
        yield Warning(Fault.UNREACHABLE, place, tuple(sorted({others[0] for others in taken_by})))
        return
    firsts = {others[0] for others in taken_by if others}
    against = sorted(
        other for other, earlier, _ in before if other in firsts and disagree(earlier.then, rule.then)
    )
    if against:
        yield Warning(Fault.PARTLY, place, tuple(against))


def disagree(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes send a ticket to different places; what one leaves open agrees with anything."""
    pairs = ((one.tier, other.tier), (one.team, other.team))
    return any(a and b and a != b for a, b in pairs)


def unknown_values(condition: Mapping[str, Any]) -> list[str]:
    """Values that their field can never have, as "field: value"."""
    for group in ("all", "any"):
        if group in condition:
            return [text for item in condition[group] for text in unknown_values(item)]
    asked = field_of(condition["field"]) if condition else None
    if asked is None or not asked.choices or asked.is_open:
        return []
    known = {choice.casefold() for choice in asked.choices}
    values = [str(item) for item in _listed(condition["value"])]
    return [f"{asked.name}: {value}" for value in values if value and value.casefold() not in known]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def cases_of(condition: Mapping[str, Any]) -> list[Case] | None:
    """The cases of a condition, none if it can never hold; None when there are too many to look at."""
    if "all" in condition:
        found: list[Case] = [frozenset()]
        for item in condition["all"]:
            theirs = cases_of(item)
            if theirs is None or len(found) * len(theirs) > MAX_CASES:
                return None
            found = [one | other for one, other in product(found, theirs)]
        return found
    if "any" in condition:
        every = [cases_of(item) for item in condition["any"]]
        if any(cases is None for cases in every):
            return None
        joined = [case for cases in every for case in cases or ()]
        return joined if len(joined) <= MAX_CASES else None
    if not condition:
        return [frozenset()]
    name, op = condition["field"], condition["op"]
    if op in _UPPER or op in _LOWER:
        return [frozenset({Atom(name, op, float(condition["value"]))})]
    values = [str(item).casefold() for item in _listed(condition["value"]) if item is not None]
    if op == "is_not":
        return [frozenset(Atom(name, op, value) for value in values)]
    if op in ("contains", "starts_with"):
        values = [value for value in values if value]
    return [frozenset({Atom(name, op, value)}) for value in values]


def implies(case: Case, other: Case) -> bool:
    """Whether whatever satisfies the first case also satisfies the second."""
    return all(any(_gives(mine, wanted) for mine in case) for wanted in other)


def _gives(mine: Atom, wanted: Atom) -> bool:
    if mine == wanted:
        return True
    if mine.field != wanted.field:
        return False
    have, want = mine.value, wanted.value
    if isinstance(have, float) and isinstance(want, float):
        return _bound_gives(mine.op, have, wanted.op, want)
    if isinstance(have, str) and isinstance(want, str):
        return _text_gives(mine, have, wanted, want)
    return False


def _bound_gives(op: str, have: float, other: str, want: float) -> bool:
    if op in _UPPER and other in _UPPER:
        return have < want or (have == want and (_UPPER[op] or not _UPPER[other]))
    if op in _LOWER and other in _LOWER:
        return have > want or (have == want and (_LOWER[op] or not _LOWER[other]))
    return False


def _text_gives(mine: Atom, have: str, wanted: Atom, want: str) -> bool:
    if wanted.op == "contains":
        return mine.op in ("is", "starts_with", "contains") and want in have
    if wanted.op == "starts_with":
        return mine.op in ("is", "starts_with") and have.startswith(want)
    if wanted.op == "is_not" and _is_single(mine.field):
        return _shuts_out(mine.op, have, want)
    return False


def _shuts_out(op: str, have: str, value: str) -> bool:
    """Whether a single text that satisfies the comparison cannot be the value."""
    if op == "is":
        return have != value
    if op == "starts_with":
        return not value.startswith(have)
    return op == "contains" and have not in value


def excludes_itself(case: Case) -> bool:
    """Whether no facts can satisfy the case."""
    atoms = sorted(case, key=lambda atom: (atom.field, atom.op, str(atom.value)))
    return any(
        _clash(one, other)
        for place, one in enumerate(atoms)
        for other in atoms[place + 1 :]
        if one.field == other.field
    )


def _clash(one: Atom, other: Atom) -> bool:
    for a, b in ((one, other), (other, one)):
        if isinstance(a.value, float) and isinstance(b.value, float):
            if a.op in _UPPER and b.op in _LOWER:
                is_strict = _UPPER[a.op] or _LOWER[b.op]
                return a.value < b.value or (a.value == b.value and is_strict)
        elif isinstance(a.value, str) and isinstance(b.value, str):
            if a.op == "is" and b.op == "is_not" and a.value == b.value:
                return True
            if _is_single(a.field) and _exclude(a.op, a.value, b.op, b.value):
                return True
    return False


def _exclude(op: str, value: str, other: str, theirs: str) -> bool:
    """Whether one text cannot satisfy both comparisons."""
    if op == "is":
        is_other = {
            "is": value == theirs,
            "contains": theirs in value,
            "starts_with": value.startswith(theirs),
        }
        return not is_other.get(other, True)
    if op == "starts_with" and other == "starts_with":
        return not value.startswith(theirs) and not theirs.startswith(value)
    return False


def _is_single(name: str) -> bool:
    asked = field_of(name)
    return asked is not None and asked.is_single


def by_place(warnings: Iterable[Warning]) -> list[Warning]:
    """In the order of the rules, the gravest first."""
    grave = list(Fault)
    return sorted(warnings, key=lambda found: (found.place, grave.index(found.fault), found.others))
