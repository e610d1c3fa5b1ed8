"""Stretches of time as sorted pairs of seconds that do not overlap, and how much of others lies in them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

Stretch = tuple[float, float]


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same, sorted, those that touch as one."""
    found: list[Stretch] = []
    for start, end in sorted(one for one in stretches if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def within(these: Sequence[Stretch], those: Sequence[Stretch]) -> list[Stretch]:
    """What lies in both; each sorted."""
    found: list[Stretch] = []
    first = second = 0
    while first < len(these) and second < len(those):
        start = max(these[first][0], those[second][0])
        end = min(these[first][1], those[second][1])
        if start < end:
            found.append((start, end))
        if these[first][1] < those[second][1]:
            first += 1
        else:
            second += 1
    return found


def without(these: Sequence[Stretch], those: Sequence[Stretch]) -> list[Stretch]:
    """What lies in these and not in those; each sorted."""
    gaps, at = [], float("-inf")
    for start, end in those:
        gaps.append((at, start))
        at = end
    return within(these, [*gaps, (at, float("inf"))])


class Measure:
    """How many seconds of sorted stretches lie between two moments; by search, however many they are."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._starts = [start for start, _ in stretches]
        self._ends = [end for _, end in stretches]
        self._before = [0.0, *accumulate(end - start for start, end in stretches)]

    def between(self, start: float, end: float) -> float:
        """The seconds from `start` to `end`; none where it ends earlier."""
        return max(self._until(end) - self._until(start), 0.0)

    def _until(self, at: float) -> float:
        place = bisect_right(self._starts, at)
        if not place:
            return 0.0
        last = min(at, self._ends[place - 1]) - self._starts[place - 1]
        return self._before[place - 1] + last
