"""
When somebody reads unusually much: a day against the person's own past and that of their teams. Pure.

A day so far is compared with whole days, so that looking every minute is still one question a day. It is
unusual if it is more than `factor` times the person's highest day of the last four weeks, more than the
highest day of anybody in their teams, and more than `fewest`. If the days of a team were of one distribution,
whatever that is, one of them is the highest of n with the probability 1/n: with ten people and four weeks one
of 280, before the factor is even asked.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

LOOKED_BACK = timedelta(days=28)
RARE = frozenset({"exports", "originals"})
ENOUGH_DAYS = 10
"""Of fewer days than these nothing is known."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What is unusual. `at_first` is the limit of whom nothing is known of, neither by their own past nor by
    others'.
    """

    factor: float = 2.0
    fewest: int = 40
    at_first: int = 300

    def of_kind(self, kind: str) -> "Rule":
        """The rule for one kind: of what somebody has to ask for by itself, a tenth is as much."""
        if kind not in RARE:
            return self
        return replace(self, fewest=max(1, self.fewest // 10), at_first=max(1, self.at_first // 10))


@dataclass(frozen=True, slots=True)
class Past:
    """How much was read on each of the last days on which anything was: by the person, and by others."""

    own: Sequence[int] = ()
    others: Sequence[int] = ()


def limit_of(past: Past, rule: Rule) -> int:
    """What a day may reach before it is unusual."""
    highest_of_others = max(past.others, default=0)
    if len(past.own) >= ENOUGH_DAYS:
        return max(rule.fewest, math.ceil(rule.factor * max(past.own)), highest_of_others)
    if len(past.others) >= ENOUGH_DAYS:
        # Whoever is new is measured by the others alone, with the same room.
        return max(rule.fewest, math.ceil(rule.factor * highest_of_others))
    return max(rule.fewest, rule.at_first)
