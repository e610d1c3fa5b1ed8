"""
More of something than the season explains: which category, area or error code has far too many today.

The last 24 hours are compared with the same 24 hours of the eight weeks before, so that weekday and hour
need no model. From these comes the mean and how much it scatters; the chance of today's count is that of a
negative binomial distribution with the variance of a prediction (quasi-Poisson: Farrington, Andrews, Beale
and Catchpole 1996, J R Stat Soc A 159:547-563; negative binomial: Noufaily et al. 2013, Stat Med
32:1206-1222).
A past spike is capped at the second largest week, so that it does not hide the next. Of all that is looked at
together, the share of false finds is held by Benjamini and Hochberg 1995 (J R Stat Soc B 57:289-300).

Pure: no database, no clock.
"""

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, variance
from typing import Generic, TypeVar

from insights.tails import above

K = TypeVar("K", bound=Hashable)

WINDOW = timedelta(hours=24)
SEASON = timedelta(days=7)
WEEKS = 8
LEAST_WEEKS = 4
"""With less of a past nothing is said."""
LEAST_COUNT = 5
LEAST_TIMES = 2.0
"""At least this often the usual, so that a small excess among very many alarms nobody."""
RATE = 0.001
"""The share of false finds that is taken."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: the mean of a window, and the variance of a prediction by the mean."""

    mean: float
    dispersion: float
    weeks: int


@dataclass(frozen=True, slots=True)
class Spike(Generic[K]):
    """Too many of a series: its key, how many, what is usual, and the chance that it is nothing."""

    key: K
    count: int
    usual: Usual
    chance: float


def windows(now: datetime) -> list[tuple[datetime, datetime]]:
    """The last 24 hours, and the same of each week before, as half-open stretches; the newest first."""
    ends = (now - week * SEASON for week in range(WEEKS + 1))
    return [(end - WINDOW, end) for end in ends]


def counts_in(
    moments: Sequence[datetime], stretches: Sequence[tuple[datetime, datetime]], *, since: datetime
) -> list[int]:
    """
    How many of the moments, which are in order, lie in each of the windows.

    Weeks from before `since`, when nothing was counted yet, are left out.
    """
    return [
        bisect_left(moments, end) - bisect_left(moments, start) for start, end in stretches if start >= since
    ]


def usual_of(past: Sequence[int]) -> Usual | None:
    """What is usual after these counts; None while there are too few."""
    if len(past) < LEAST_WEEKS:
        return None
    second = sorted(past)[-2]
    capped = [min(count, second) for count in past]
    weeks = len(capped)
    # Half of one more, as where nothing at all was seen something may still come (Jeffreys).
    mean = (sum(capped) + 0.5) / weeks
    scatter = max(1.0, variance(capped) / fmean(capped)) if any(capped) else 1.0
    return Usual(mean, scatter * (1 + 1 / weeks), weeks)


def spikes(counts: Mapping[K, Sequence[int]]) -> list[Spike[K]]:
    """
    The series that have too many, the least likely first; each has its newest count first, then the past.

    All that are given are taken to be looked at together.
    """
    looked = []
    for key, (count, *past) in ((key, one) for key, one in counts.items() if one):
        usual = usual_of(past)
        if usual is not None:
            looked.append(Spike(key, count, usual, above(count, usual.mean, usual.dispersion)))
    looked.sort(key=lambda one: (one.chance, str(one.key)))
    found = 0
    for place, one in enumerate(looked, start=1):
        if one.chance <= RATE * place / len(looked):
            found = place
    return [
        one
        for one in looked[:found]
        if one.count >= LEAST_COUNT and one.count >= LEAST_TIMES * one.usual.mean
    ]


def distinct(
    found: Sequence[Spike[K]], tickets: Mapping[K, frozenset[int]], share: float = 0.6
) -> list[Spike[K]]:
    """Without those most of whose tickets are in one that stands before: they have one cause."""
    kept: list[Spike[K]] = []
    for one in found:
        own = tickets[one.key]
        if all(len(own & tickets[other.key]) < share * len(own) for other in kept):
            kept.append(one)
    return kept
