"""
Falls of quality: whether what went wrong lately is more than what usually does.

Each measure of each scope is a row of outcomes in time, each good or bad. Of the outcomes older than 28 days
comes the usual share of bad ones. Over those of the last 28 days runs a cumulative sum of log-likelihood
ratios (CUSUM; Page 1954, Biometrika 41:100-115; for good and bad outcomes one by one: Reynolds and Stoumbos
1999, J Qual Technol 31:87-108): S = max(0, S + w), where w = ln(p1 / p0) for a bad outcome and
ln((1 - p1) / (1 - p0)) for a good one. p0 is the usual share; p1 is that of the smallest fall that matters,
odds that are so many times the usual ones. Where S passes its limit, the fall began after S was last 0.

The limit is ln(outcomes expected a year x rows looked at / false alarms allowed a year): without a fall S
passes h less often than once in e^h outcomes (Lorden 1971, Ann Math Stat 42:1897-1908). So the number of
false alarms is bounded however many rows there are. A window that moves on keeps what became usual out of
the alarms (Lai 1998, IEEE Trans Inf Theory 44:2917-2929).

Pure: no database, no clock.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

RECENT = timedelta(days=28)
PAST = timedelta(days=182)
"""How long before that is usual; less where there is less."""
YEAR = timedelta(days=365)
LEAST_USUAL = 20
"""With fewer outcomes to compare with nothing is said."""
LEAST_BAD = 4
"""So few bad ones alarm nobody, however rare they are."""
WORST = 0.95
"""The highest share that is looked for."""


@dataclass(frozen=True, slots=True)
class Watch:
    """
    How closely rows are watched.

    `odds`: the odds of a bad outcome that matter, in times the usual ones. `alarms_a_year`: how many false
    alarms a year all rows of this kind may give together.
    """

    odds: float
    alarms_a_year: float


CLOSE = Watch(odds=2.0, alarms_a_year=36.0)
PLAIN = Watch(odds=3.0, alarms_a_year=4.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that went well or badly in a ticket."""

    at: datetime
    is_bad: bool
    ticket_id: int = 0


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: how many of how many were bad, over how long."""

    bad: int
    all: int
    days: float

    @property
    def share(self) -> float:
        """The share of bad ones, half of one more (Jeffreys), as where none was seen one may still come."""
        return (self.bad + 0.5) / (self.all + 1)


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row of outcomes as it stands now.

    `sums` are the moments of the last 28 days with S after each. `limit` is None where there is too little
    to say. `since` is when S last left 0; `bad` and `all` count from then on where it has fallen, else the 28
    days. `tickets` are those of the bad ones counted.
    """

    usual: Usual
    sums: tuple[tuple[datetime, float], ...]
    limit: float | None
    since: datetime | None
    bad: int
    all: int
    tickets: tuple[int, ...]
    has_fallen: bool

    @property
    def sum(self) -> float:
        """S now."""
        return self.sums[-1][1] if self.sums else 0.0


def split(outcomes: Sequence[Outcome], *, now: datetime) -> tuple[Usual, list[Outcome]]:
    """What was usual, and what was lately; outcomes in any order."""
    begins, oldest = now - RECENT, now - RECENT - PAST
    past = [one for one in outcomes if oldest <= one.at < begins]
    days = (begins - min(one.at for one in past)) / timedelta(days=1) if past else 0.0
    lately = sorted((one for one in outcomes if begins <= one.at <= now), key=lambda one: one.at)
    return Usual(sum(one.is_bad for one in past), len(past), days), lately


def limit_of(usual: Usual, lately: int, watch: Watch, rows: int) -> float:
    """The limit of S, for so many rows that are looked at together."""
    a_year = (usual.all + lately) / max(usual.days + RECENT.days, 1) * YEAR.days
    return math.log(max(a_year, 1.0) * rows / watch.alarms_a_year)


def weights_of(usual: Usual, watch: Watch) -> tuple[float, float]:
    """What a bad and a good outcome add to S."""
    share = min(usual.share, WORST)
    odds = watch.odds * share / (1 - share)
    worse = min(odds / (1 + odds), max(WORST, share))
    return math.log(worse / share), math.log((1 - worse) / (1 - share))


def row_of(usual: Usual, lately: Sequence[Outcome], *, watch: Watch, rows: int) -> Row:
    """One row of outcomes, looked at with others: `rows` of its kind in all. `lately` is in order."""
    is_enough = usual.all >= LEAST_USUAL
    limit = limit_of(usual, len(lately), watch, rows) if is_enough else None
    bad_weight, good_weight = weights_of(usual, watch) if is_enough else (0.0, 0.0)
    total, began, sums = 0.0, 0, []
    for place, one in enumerate(lately):
        if total == 0.0:
            began = place
        total = max(0.0, total + (bad_weight if one.is_bad else good_weight))
        sums.append((one.at, total))
    counted = lately[began:]
    bad = [one for one in counted if one.is_bad]
    has_fallen = limit is not None and total >= limit and len(bad) >= LEAST_BAD
    if not has_fallen:
        counted, bad = lately, [one for one in lately if one.is_bad]
    return Row(
        usual=usual,
        sums=tuple(sums),
        limit=limit,
        since=counted[0].at if has_fallen else None,
        bad=len(bad),
        all=len(counted),
        tickets=tuple(sorted({one.ticket_id for one in bad}, reverse=True)),
        has_fallen=has_fallen,
    )


Scope = tuple[str, str]
"""What is looked at: `category` or `segment` with its value, or `all`."""
ALL: Scope = ("all", "")
TOGETHER = 3
"""From so many categories on that fall at about the same time, it is one fall of all."""
APART = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Cause(Generic[K]):
    """One fall to tell of: its scope, the measures that fell there, and which scopes it joins."""

    scope: Scope
    rows: tuple[tuple[K, Row], ...]
    joined: tuple[Scope, ...] = ()

    @property
    def tickets(self) -> frozenset[int]:
        """What went wrong."""
        return frozenset(pk for _, row in self.rows for pk in row.tickets)

    @property
    def since(self) -> datetime:
        """When the first of its measures began to fall."""
        return min(row.since for _, row in self.rows if row.since is not None)

    @property
    def strength(self) -> float:
        """By how much the limits are passed; each measure adds."""
        return sum(row.sum / row.limit for _, row in self.rows if row.limit)


def causes(fallen: Mapping[Scope, Sequence[tuple[K, Row]]], *, share: float = 0.6) -> list[Cause[K]]:
    """
    The falls, each cause once.

    Several measures of one scope are one cause. Three categories or more that begin to fall within ten days
    are one fall of all. What has most of its tickets in a fall that stands already is the same.
    """
    found = {scope: Cause(scope, tuple(rows)) for scope, rows in fallen.items() if rows}
    categories = sorted(
        (one for one in found.values() if one.scope[0] == "category"), key=lambda one: one.since
    )
    joined: list[Cause[K]] = []
    for place, first in enumerate(categories):
        group = [one for one in categories[place:] if one.since - first.since <= APART]
        if len(group) >= TOGETHER and len(group) > len(joined):
            joined = group
    if joined:
        rows = found[ALL].rows if ALL in found else tuple(row for one in joined for row in one.rows)
        gone = tuple(one.scope for one in joined)
        whole = Cause(ALL, rows, gone)
        found = {scope: one for scope, one in found.items() if scope not in gone} | {ALL: whole}
    kept: list[Cause[K]] = []
    # What is narrow says more than what is wide; of all it is told only where no part explains it.
    order = {"all": 0 if joined else 2, "category": 1, "segment": 1}
    for one in sorted(found.values(), key=lambda one: (order[one.scope[0]], -one.strength, one.scope)):
        if all(len(one.tickets & other.tickets) < share * len(one.tickets) for other in kept):
            kept.append(one)
    return kept
