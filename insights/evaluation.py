"""Measurements: how often the search for spikes alarms, and how questions are understood."""

import random
from argparse import ArgumentParser
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.errors import Invalid
from core.evaluation import Evaluation, rows_of
from insights.ask import judging
from insights.spikes import LEAST_WEEKS, SEASON, WEEKS, WINDOW, counts_in, distinct, spikes, windows

HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
SHUFFLES = 20
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Came:
    """A ticket, when it came, and the series that it belongs to."""

    number: int
    at: datetime
    keys: tuple[Key, ...]


def tickets_of(rows: Iterable[Mapping[str, Any]]) -> list[Came]:
    """Tickets from rows with `at`, `area`, `category` and `codes`, in order."""
    found = []
    for number, row in enumerate(rows):
        keys = [("code", code) for code in row.get("codes", [])]
        keys += [(name, row[name]) for name in ("area", "category") if row.get(name)]
        found.append(Came(number, datetime.fromisoformat(row["at"]), tuple(keys)))
    return sorted(found, key=lambda one: one.at)


def alarms_in(tickets: Sequence[Came]) -> list[tuple[datetime, Key]]:
    """
    The signals that looking every hour would have raised, from when there is enough of a past.

    A series that stands in two looks less than a window apart is one signal, as it is in the product.
    """
    if not tickets:
        return []
    series: dict[Key, list[Came]] = {}
    for one in tickets:
        for key in one.keys:
            series.setdefault(key, []).append(one)
    moments = {key: [one.at for one in own] for key, own in series.items()}
    since = tickets[0].at
    now, last = since + LEAST_WEEKS * SEASON + WINDOW, tickets[-1].at + WINDOW
    standing: dict[Key, datetime] = {}
    raised = []
    while now <= last:
        stretches = windows(now)
        counts = {key: counts_in(own, stretches, since=since) for key, own in moments.items()}
        found = spikes(counts)
        inside = {spike.key: _inside(series[spike.key], moments[spike.key], now) for spike in found}
        for spike in distinct(found, inside):
            if spike.key not in standing or now - standing[spike.key] > WINDOW:
                raised.append((now, spike.key))
            standing[spike.key] = now
        now += HOUR
    return raised


def _inside(own: Sequence[Came], moments: Sequence[datetime], now: datetime) -> frozenset[int]:
    return frozenset(
        one.number for one in own[bisect_left(moments, now - WINDOW) : bisect_left(moments, now)]
    )


def shuffled(tickets: Sequence[Came], rng: random.Random) -> list[Came]:
    """
    The same tickets, each in a week chosen at random at its own weekday and hour.

    The season stays as it is, and whatever happened at once is scattered: each alarm is false.
    """
    first, last = tickets[0].at, tickets[-1].at
    weeks = max(1, int((last - first) / SEASON))
    moved = []
    for one in tickets:
        into = (one.at - first) % SEASON
        moved.append(Came(one.number, first + into + rng.randrange(weeks) * SEASON, one.keys))
    return sorted(moved, key=lambda one: one.at)


def figures_of(tickets: Sequence[Came], *, seed: int = 1) -> dict[str, Any]:
    """Alarms on the tickets as they came, and a month on shuffled ones. Raises Invalid for too few weeks."""
    if not tickets or tickets[-1].at - tickets[0].at < (LEAST_WEEKS + 1) * SEASON:
        raise Invalid(f"Give tickets of more than {LEAST_WEEKS + 1} weeks.")
    rng = random.Random(seed)  # noqa: S311 (a reproducible shuffle, no secret)
    months = (tickets[-1].at - tickets[0].at - LEAST_WEEKS * SEASON) / MONTH
    found = alarms_in(tickets)
    false = [len(alarms_in(shuffled(tickets, rng))) for _ in range(SHUFFLES)]
    return {
        "tickets": len(tickets),
        "weeks": round((tickets[-1].at - tickets[0].at) / SEASON, 1),
        "weeks_compared": WEEKS,
        "alarms": len(found),
        "alarms_a_month": round(len(found) / months, 2),
        "raised": [f"{at:%Y-%m-%d %H:%M} {kind} {value}" for at, (kind, value) in found],
        "shuffles": SHUFFLES,
        "false_alarms_a_month": round(sum(false) / SHUFFLES / months, 2),
    }


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--tickets",
        required=True,
        help="JSON Lines with at, area, category and codes (`manage.py demo_tickets`)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the shuffles")


def _ask_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--questions", required=True, help="JSON Lines with question, queries and part")
    parser.add_argument("--names", required=True, help="JSON with today and the names of an installation")


def _ask(options: Mapping[str, Any]) -> dict[str, Any]:
    names, today = judging.names_of(options["names"])
    return judging.figures_of(rows_of(options["questions"], "question", "queries", "part"), names, today)


EVALUATIONS = {
    "ask": Evaluation(
        help="how often questions about figures become exactly the query that they mean",
        add_arguments=_ask_arguments,
        run=_ask,
    ),
    "signals": Evaluation(
        help="how often the search for spikes alarms, also where nothing happened",
        add_arguments=_arguments,
        run=lambda options: figures_of(
            tickets_of(rows_of(options["tickets"], "at")), seed=int(options.get("seed") or 1)
        ),
    ),
}
