"""What one version of the rules has that another had not."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routing.rules import Rule, describe

PARTS = ("name", "is_active", "when", "then")


@dataclass(frozen=True)
class RuleChange:
    """A rule before and after, null where there is none; `parts` are those that differ."""

    key: str
    before: Rule | None
    after: Rule | None
    place_before: int | None
    place_after: int | None
    parts: tuple[str, ...] = ()
    is_moved: bool = False


@dataclass(frozen=True)
class Comparison:
    """All that differs between two versions; nothing when they are alike."""

    rules: tuple[RuleChange, ...] = ()
    settings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules or self.settings)


def compare(
    before: Sequence[Rule],
    after: Sequence[Rule],
    settings_before: Mapping[str, Any] | None = None,
    settings_after: Mapping[str, Any] | None = None,
) -> Comparison:
    """
    The differences, in the order of the rules after, then those that went.

    As few rules as possible count as moved: those that keep the longest order of the old ones stand still.
    """
    old = {rule.key: (place, rule) for place, rule in enumerate(before, start=1)}
    new = {rule.key: (place, rule) for place, rule in enumerate(after, start=1)}
    still = _standing([old[rule.key][0] for rule in after if rule.key in old])
    found: list[RuleChange] = []
    for key, (place, rule) in new.items():
        if key not in old:
            found.append(RuleChange(key, None, rule, None, place))
            continue
        was_at, was = old[key]
        ours, theirs = describe(was), describe(rule)
        parts = tuple(part for part in PARTS if ours[part] != theirs[part])
        is_moved = was_at not in still
        if parts or is_moved:
            found.append(RuleChange(key, was, rule, was_at, place, parts, is_moved))
    found += [
        RuleChange(key, rule, None, place, None) for key, (place, rule) in old.items() if key not in new
    ]
    left, right = settings_before or {}, settings_after or {}
    settings = tuple(sorted(name for name in {*left, *right} if left.get(name) != right.get(name)))
    return Comparison(tuple(found), settings)


def _standing(places: Sequence[int]) -> set[int]:
    """The longest run of rising places, as a set."""
    tails: list[int] = []
    ends: list[int] = []
    parents: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(tails, place)
        parents.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            ends.append(index)
        else:
            tails[at], ends[at] = place, index
    found: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        found.add(places[index])
        index = parents[index]
    return found
