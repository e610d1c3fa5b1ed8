"""
The health of a company: 100 less the points of named reasons, each with the tickets that it is made of.

Pure: no database, no clock. It is a rule whose weights somebody has set, not a forecast; what became of the
companies of each band is counted beside it (`insights.selectors.health`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any

from insights.tails import above

FULL = 100
FALL = 15
"""So many points in four weeks are a risk, whatever the score."""
WINDOW_DAYS = 28
WINDOWS_BEFORE = 3
SEEN_DAYS = 180
RATED_DAYS = 90
BURST_FROM, BURST_CHANCE = 3, 0.05
FEW_MOODS, MANY_BAD = 3, 1 / 3
BUGS_FOR_ALL, SILENT_FOR_ALL, LATE_FOR_ALL, LOW_FOR_ALL = 4, 3, 4, 3
LOW_SCORE = 2
PAST_RENEWAL_DAYS = 30
USAGE_CHANGE = 0.1
MOST_GAINED = 5
MOST_TICKETS = 50
"""How many tickets a reason names; it counts all of them."""
BANDS = ((0, 39), (40, 59), (60, 79), (80, 100))


class Reason(StrEnum):
    """Why a company has lost points, in the order in which ties are told."""

    BURST = "burst"
    MOOD = "mood"
    BUGS = "bugs"
    SILENT = "silent"
    LATE = "late"
    CSAT = "csat"
    RENEWAL = "renewal"
    USAGE = "usage"


@dataclass(frozen=True, slots=True)
class Weights:
    """
    The most points that each reason can take, and the limits.

    Below `at_risk` a company is at risk. With fewer than `least_tickets` in half a year there is no score.
    """

    burst: int = 15
    mood: int = 12
    bugs: int = 16
    silent: int = 12
    late: int = 12
    csat: int = 12
    renewal: int = 10
    usage: int = 11
    renewal_days: int = 60
    least_tickets: int = 3
    at_risk: int = 60


@dataclass(frozen=True, slots=True)
class Observed:
    """
    What is known of a company on `on`.

    `recent` are the tickets of the last 28 days, `earlier` how many came in each of the three stretches of 28
    days before. Moods are counted in messages: of the last 28 days, and of the 28 before. `bugs` are open
    tickets about a bug or with an open issue; `silent` those in which the assistant failed and nobody had
    said so; `late` those with a missed target, `judged` all targets; `low` those rated 1 or 2, of `rated`
    answers. `used` are people a week in the product, now and before. `seen` are tickets of half a year.
    """

    on: date
    seen: int = 0
    recent: tuple[int, ...] = ()
    earlier: tuple[int, ...] = (0,) * WINDOWS_BEFORE
    moods: int = 0
    bad_moods: int = 0
    moods_before: int = 0
    bad_moods_before: int = 0
    moody: tuple[int, ...] = ()
    bugs: tuple[int, ...] = ()
    issues: tuple[str, ...] = ()
    silent: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    judged: int = 0
    low: tuple[int, ...] = ()
    rated: int = 0
    well_rated: int = 0
    open: int = 0
    renewal_on: date | None = None
    used: int | None = None
    used_before: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word on a reason: these points instead, until this day, which is included."""

    reason: str
    points: int
    until_on: date


@dataclass(frozen=True, slots=True)
class Told:
    """
    One reason: its points (negative costs health), the tickets that it is made of, and its figures.

    `ruled` are the points by the rule, where a person has corrected them.
    """

    reason: str
    points: int
    tickets: tuple[int, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    ruled: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """
    The score from 0 to 100 with its reasons, those that cost the most first.

    None means that there is not enough to say; the reasons are told even then.
    """

    score: int | None
    told: tuple[Told, ...]

    def without(self, reason: str) -> int | None:
        """The score if this reason were gone."""
        if self.score is None:
            return None
        return _bounded(FULL + sum(one.points for one in self.told if one.reason != reason))


def assess(observed: Observed, weights: Weights, corrections: Iterable[Correction] = ()) -> Assessment:
    """The health of a company; corrections hold until their day has passed, the newest of a reason last."""
    words = {one.reason: one for one in corrections if one.until_on >= observed.on}
    told = []
    for reason in Reason:
        share, tickets, figures = _SHARES[reason](observed, weights)
        points = _points(getattr(weights, reason.value), share)
        word = words.get(reason.value)
        if word is not None:
            told.append(Told(reason.value, word.points, tickets, figures, ruled=points))
        elif points:
            told.append(Told(reason.value, points, tickets, figures))
    told.sort(key=lambda one: one.points)
    is_enough = observed.seen >= weights.least_tickets
    score = _bounded(FULL + sum(one.points for one in told)) if is_enough else None
    return Assessment(score, tuple(told))


def _bounded(score: int) -> int:
    return max(0, min(FULL, score))


def _points(most: int, share: float) -> int:
    """A whole number; a reason that holds at all costs a point. What is gained is at most MOST_GAINED."""
    if share < 0:
        return min(MOST_GAINED, round(-share * most))
    return -max(1, round(share * most)) if share > 0 and most > 0 else 0


_Share = tuple[float, tuple[int, ...], Mapping[str, Any]]


def _burst(seen: Observed, weights: Weights) -> _Share:
    count, usual = len(seen.recent), float(median(seen.earlier))
    figures = {"count": count, "usual": usual}
    if count < BURST_FROM or above(count, max(usual, 1.0)) > BURST_CHANCE:
        return 0.0, seen.recent, figures
    return min(1.0, (count - usual) / (2 * max(usual, 1.0))), seen.recent, figures


def _mood(seen: Observed, weights: Weights) -> _Share:
    figures = {
        "bad": seen.bad_moods, "all": seen.moods, "bad_before": seen.bad_moods_before,
        "all_before": seen.moods_before,
    }  # fmt: skip
    share = seen.bad_moods / seen.moods if seen.moods >= FEW_MOODS else 0.0
    if share < MANY_BAD:
        return 0.0, seen.moody, figures
    is_known = seen.moods_before >= FEW_MOODS
    is_worse = not is_known or share > seen.bad_moods_before / seen.moods_before
    return share if is_worse else share / 2, seen.moody, figures


def _bugs(seen: Observed, weights: Weights) -> _Share:
    figures = {"count": len(seen.bugs), "issues": list(seen.issues)}
    return min(1.0, len(seen.bugs) / BUGS_FOR_ALL), seen.bugs, figures


def _silent(seen: Observed, weights: Weights) -> _Share:
    return min(1.0, len(seen.silent) / SILENT_FOR_ALL), seen.silent, {"count": len(seen.silent)}


def _late(seen: Observed, weights: Weights) -> _Share:
    return (
        min(1.0, len(seen.late) / LATE_FOR_ALL),
        seen.late,
        {"count": len(seen.late), "judged": seen.judged},
    )


def _csat(seen: Observed, weights: Weights) -> _Share:
    return min(1.0, len(seen.low) / LOW_FOR_ALL), seen.low, {"count": len(seen.low), "rated": seen.rated}


def _renewal(seen: Observed, weights: Weights) -> _Share:
    if seen.renewal_on is None:
        return 0.0, (), {}
    days = (seen.renewal_on - seen.on).days
    figures = {"days": days, "on": seen.renewal_on.isoformat()}
    if days < 0:
        return (1.0 if days >= -PAST_RENEWAL_DAYS else 0.0), (), figures
    if days > weights.renewal_days:
        return 0.0, (), figures
    return 1.0 - 0.5 * days / max(weights.renewal_days, 1), (), figures


def _usage(seen: Observed, weights: Weights) -> _Share:
    if seen.used is None or not seen.used_before:
        return 0.0, (), {}
    change = (seen.used - seen.used_before) / seen.used_before
    figures = {"now": seen.used, "before": seen.used_before}
    if abs(change) < USAGE_CHANGE:
        return 0.0, (), figures
    return (min(1.0, -2 * change) if change < 0 else -min(1.0, change)), (), figures


_SHARES = {
    Reason.BURST: _burst, Reason.MOOD: _mood, Reason.BUGS: _bugs, Reason.SILENT: _silent,
    Reason.LATE: _late, Reason.CSAT: _csat, Reason.RENEWAL: _renewal, Reason.USAGE: _usage,
}  # fmt: skip


def band_of(score: int) -> int:
    """The place of its band in BANDS."""
    return next(place for place, (low, high) in enumerate(BANDS) if low <= score <= high)


_DAYS, _TUPLES = (
    ("on", "renewal_on"),
    frozenset(one.name for one in fields(Observed) if str(one.type).startswith("tuple")),
)


def stored(observed: Observed) -> dict[str, Any]:
    """What was observed, as JSON primitives."""
    values = asdict(observed)
    for name in _DAYS:
        values[name] = values[name].isoformat() if values[name] else None
    return values


def restored(values: Mapping[str, Any]) -> Observed:
    """What was observed, from its stored form; what a later version added is as if nothing were known."""
    known = {one.name for one in fields(Observed)}
    found: dict[str, Any] = {
        name: tuple(value) if name in _TUPLES else value for name, value in values.items() if name in known
    }
    for name in _DAYS:
        found[name] = date.fromisoformat(found[name]) if found.get(name) else None
    return Observed(**found)


def as_of(observed: Observed, on: date) -> Observed:
    """The same, on another day."""
    return replace(observed, on=on)


def named(tickets: Sequence[int]) -> list[int]:
    """The tickets that a reason names, the newest first."""
    return sorted(tickets, reverse=True)[:MOST_TICKETS]
