"""
How well routing works, in four measures; each is defined here, once, and computed from the same sets.

A ticket counts where it is visible to the reader and neither spam nor in the trash; with a team, where that
team has it now. `part` are the tickets that a figure speaks of, `whole` those that it is a share of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean, pstdev


@dataclass(frozen=True)
class Definition:
    """One measure: its unit, its formula, and what does not count."""

    name: str
    unit: str
    formula: str
    excludes: str


MISROUTES, REASSIGNMENTS = "misroutes", "reassignments"
RESOLVED_AT_ONCE, LOAD_SPREAD = "resolved_at_once", "load_spread"

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        MISROUTES,
        "percent",
        "(tickets first routed in the period that somebody called wrong, or moved to another team or tier "
        "by hand) / (tickets first routed in the period) x 100",
        "spam, trash, tickets that routing never decided about, and corrections for want of capacity",
    ),
    Definition(
        REASSIGNMENTS,
        "times a ticket",
        "(changes of the person who holds a ticket, to somebody else) / (tickets first routed in the period "
        "that anybody ever held)",
        "spam, trash, the first assignment, giving a ticket back and taking it again",
    ),
    Definition(
        RESOLVED_AT_ONCE,
        "percent",
        "(tickets first escalated in the period, resolved with at most one reply of a person since, and "
        "never reopened since) / (tickets first escalated in the period that are resolved now) x 100",
        "spam, trash, and tickets that are still open",
    ),
    Definition(
        LOAD_SPREAD,
        "ratio",
        "(standard deviation) / (mean) of the tickets that routing gave in the period to each person who "
        "takes tickets now; 0 is even",
        "spam, trash, what people took or gave themselves, and people who take no tickets now",
    ),
)
BY_NAME: Mapping[str, Definition] = {definition.name: definition for definition in DEFINITIONS}


@dataclass(frozen=True)
class Figure:
    """
    A measure in a period; `value` is None where nothing counts.

    `part` and `whole` are ticket numbers; for the spread, `shares` are the tickets of each person by id.
    """

    definition: Definition
    value: float | None
    part: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    shares: Mapping[int, frozenset[int]] = field(default_factory=dict)


def share_of(name: str, part: Iterable[int], whole: Iterable[int]) -> Figure:
    """A share in percent, with one decimal."""
    every = frozenset(whole)
    some = frozenset(part) & every
    value = round(len(some) / len(every) * 100, 1) if every else None
    return Figure(BY_NAME[name], value, some, every)


def moves_of(holders: Sequence[int | None]) -> int:
    """How often a ticket went from one person to another; None in between is nobody."""
    people = [holder for holder in holders if holder is not None]
    return sum(later != earlier for earlier, later in pairwise(people))


def reassigned(holders: Mapping[int, Sequence[int | None]]) -> Figure:
    """The mean number of moves of the tickets that anybody ever held, with two decimals."""
    held = {ticket: moves_of(row) for ticket, row in holders.items() if any(row)}
    value = round(sum(held.values()) / len(held), 2) if held else None
    part = frozenset(ticket for ticket, moves in held.items() if moves)
    return Figure(BY_NAME[REASSIGNMENTS], value, part, frozenset(held))


def spread(shares: Mapping[int, frozenset[int]]) -> Figure:
    """How unevenly work went out; None for fewer than two people, and where nobody got any."""
    counts = [len(tickets) for tickets in shares.values()]
    value = round(pstdev(counts) / fmean(counts), 2) if len(counts) > 1 and any(counts) else None
    whole = frozenset().union(*shares.values()) if shares else frozenset()
    return Figure(BY_NAME[LOAD_SPREAD], value, whole, whole, shares)
