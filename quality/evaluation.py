"""How often the search for falls of quality alarms where nothing fell, and how soon it finds what did."""

import random
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from core.evaluation import Evaluation
from quality.drift import CLOSE, PAST, PLAIN, RECENT, Outcome, Row, Watch, row_of, split

DAY = timedelta(days=1)
BEGINS = datetime(2025, 1, 6, tzinfo=UTC)
WEEKS = 52
FALLS_AT = 40
"""The week from which on injected falls go wrong more often."""
STREAMS = [(rate, share) for rate in (5, 15, 50) for share in (0.05, 0.15, 0.3)]
"""Outcomes a week and the usual share of bad ones: as of a small, a middling and a large category."""
ODDS = (2.0, 4.0)
SHUFFLES = 4
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Stream:
    """A synthetic row of outcomes."""

    outcomes: list[Outcome]
    rate: int


def stream_of(rng: random.Random, rate: int, share: float, *, odds: float = 1.0) -> Stream:
    """Outcomes of a year; from week FALLS_AT on with so many times the odds of a bad one."""
    found = []
    for number in range(rate * WEEKS):
        at = rng.random() * WEEKS
        worse = odds * share / (1 - share + odds * share)
        found.append(
            Outcome(BEGINS + at * 7 * DAY, rng.random() < (worse if at >= FALLS_AT else share), number)
        )
    return Stream(sorted(found, key=lambda one: one.at), rate)


def shuffled(rng: random.Random, stream: Stream) -> Stream:
    """The same moments, the outcomes in another order: what fell is scattered, and every alarm is false."""
    bad = [one.is_bad for one in stream.outcomes]
    rng.shuffle(bad)
    return Stream(
        [Outcome(one.at, is_bad, one.ticket_id) for one, is_bad in zip(stream.outcomes, bad, strict=True)],
        stream.rate,
    )


def looks(stream: Stream, watch: Watch, *, rows: int, since_week: int = 0) -> list[tuple[datetime, Row]]:
    """What looking once a day finds, from when there is something to compare with."""
    first = max(int(RECENT / DAY) + 56, since_week * 7)
    found = []
    for day in range(first, WEEKS * 7):
        now = BEGINS + day * DAY
        near = [one for one in stream.outcomes if now - RECENT - PAST <= one.at <= now]
        usual, lately = split(near, now=now)
        found.append((now, row_of(usual, lately, watch=watch, rows=rows)))
    return found


def alarms_of(found: Sequence[tuple[datetime, Row]]) -> int:
    """Alarms, each once while it stands."""
    states = [row.has_fallen for _, row in found]
    return sum(now and not before for before, now in zip([False, *states], states, strict=False))


def figures_of(*, seed: int = 1) -> dict[str, Any]:
    """False alarms a year of all rows, on steady and on shuffled ones, and how falls were found."""
    figures: dict[str, Any] = {"rows": len(STREAMS), "weeks": WEEKS, "shuffles": SHUFFLES}
    years = (WEEKS * 7 - int(RECENT / DAY) - 56) / 365
    for name, watch in (("close", CLOSE), ("plain", PLAIN)):
        # Both watches see the same draws.
        rng = random.Random(seed)  # noqa: S311 (a reproducible draw, no secret)
        falling = [stream_of(rng, rate, share, odds=4.0) for rate, share in STREAMS]
        false = [
            alarms_of(looks(shuffled(rng, one), watch, rows=len(STREAMS)))
            for one in falling
            for _ in range(SHUFFLES)
        ]
        figures[f"{name}_allowed_a_year"] = watch.alarms_a_year
        figures[f"{name}_false_alarms_a_year"] = round(sum(false) / SHUFFLES / years, 2)
        for odds in ODDS:
            delays = [
                _delay(stream_of(rng, rate, share, odds=odds), watch)
                for rate, share in STREAMS
                for _ in range(REPEATS)
            ]
            told = [days for days in delays if days is not None]
            figures[f"{name}_found_at_odds_{odds:g}"] = f"{len(told)} of {len(delays)}"
            figures[f"{name}_median_days_at_odds_{odds:g}"] = median(told) if told else None
    return figures


def _delay(stream: Stream, watch: Watch) -> int | None:
    begins = BEGINS + FALLS_AT * 7 * DAY
    for now, row in looks(stream, watch, rows=len(STREAMS), since_week=FALLS_AT):
        if row.has_fallen:
            return (now - begins).days
    return None


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1, help="of the synthetic rows and their shuffles")


EVALUATIONS = {
    "drift": Evaluation(
        help="how often the search for falls of quality alarms where nothing fell, and what it finds",
        add_arguments=_arguments,
        run=lambda options: figures_of(seed=int(options.get("seed") or 1)),
    )
}
