"""
Whether a playbook helps: two groups that were drawn, and how many of each wrote in.

The difference of the two shares comes with the interval of Newcombe's method 10 (Newcombe 1998, Stat Med
17:873-890), which joins the score intervals of both (Wilson 1927, J Am Stat Assoc 22:209-212); it holds for
small groups and for shares near 0. Pure: no database, no clock.
"""

from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

Z = 1.959963984540054
"""Of a two-sided interval of 95%."""
FEW = 20
"""A share of a group with fewer is not shown."""
_STEPS = 10_000


def is_held_out(playbook_id: int, unit: str, percent: int) -> bool:
    """Whether somebody (`contact:12`) is in the holdout of a playbook: always the same, without a memory."""
    digest = sha256(f"playbook:{playbook_id}:{unit}".encode()).digest()
    return int.from_bytes(digest[:8]) % _STEPS < percent * _STEPS // 100


def score_interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of a share; the whole range where nothing was counted."""
    if whole == 0:
        return 0.0, 1.0
    share, square = part / whole, Z * Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return max(0.0, middle - half), min(1.0, middle + half)


def difference(part: int, whole: int, other: int, of: int) -> tuple[float, float, float]:
    """`part / whole - other / of` with its interval. Both groups must have somebody."""
    first, second = part / whole, other / of
    low, high = score_interval(part, whole)
    below, above = score_interval(other, of)
    gap = first - second
    return (
        gap,
        gap - sqrt((first - low) ** 2 + (above - second) ** 2),
        gap + sqrt((high - first) ** 2 + (second - below) ** 2),
    )


@dataclass(frozen=True, slots=True)
class Result:
    """How many of each group there are whose time is over, and how many of these wrote in."""

    reached: int = 0
    reached_wrote: int = 0
    held_out: int = 0
    held_out_wrote: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether both groups are large enough for shares."""
        return min(self.reached, self.held_out) >= FEW

    @property
    def share(self) -> tuple[float, float, float] | None:
        """The share of those reached who did not write because of it, with its interval; None of few."""
        if not self.is_enough:
            return None
        return difference(self.held_out_wrote, self.held_out, self.reached_wrote, self.reached)

    @property
    def prevented(self) -> tuple[int, int, int] | None:
        """The same as a number of people; negative where more wrote."""
        found = self.share
        if found is None:
            return None
        gap, low, high = (round(one * self.reached) for one in found)
        return gap, low, high
