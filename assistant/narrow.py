"""Start narrow: in which order categories are switched on, and when the next one may follow."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ladder import A_MONTH, BACK_LIMIT, ENOUGH, ENOUGH_BACK, MONTHS

SIMPLE = 0.5
"""The share of simple tickets (T1) from which a category is one to begin with."""
ANSWERS = 0.1
"""The share of its questions that it must have been sure of: else switching it on changes little."""
STANDS_DAYS = 14
"""A category that so few ask about that its figures stay small is no longer waited for after so long."""


@dataclass(frozen=True, slots=True)
class Case:
    """
    What 90 days say of a category before it is switched on.

    `tickets` are all that were read as it, `simple` those of them that triage gave to T1. `asked` are the
    questions that the assistant thought about, `sure` those that it answered or would have answered. `judged`
    are the answers and drafts that people judged, `wrong` those that they found wrong.
    """

    category: str
    tickets: int = 0
    simple: int = 0
    asked: int = 0
    sure: int = 0
    judged: int = 0
    wrong: int = 0

    @property
    def a_month(self) -> int:
        return round(self.tickets / MONTHS)

    @property
    def simple_share(self) -> float | None:
        """Of all its tickets; None without any."""
        return self.simple / self.tickets if self.tickets else None

    @property
    def sure_share(self) -> float | None:
        """Of the questions it thought about; None below 20, which say nothing."""
        return self.sure / self.asked if self.asked >= ENOUGH else None

    @property
    def wrong_share(self) -> float | None:
        """Of the judged ones; None below 20."""
        return self.wrong / self.judged if self.judged >= ENOUGH else None

    @property
    def weight(self) -> float:
        """Simple tickets a month that it would answer; where that is not known, simple tickets a month."""
        share = self.sure_share
        return self.simple / MONTHS * (1.0 if share is None else share)

    @property
    def lacks(self) -> tuple[str, float, float]:
        """What it lacks to be proposed, how much is there and how much is needed; empty for nothing."""
        simple, sure, wrong = self.simple_share or 0.0, self.sure_share, self.wrong_share
        if self.a_month < A_MONTH:
            return "volume", self.a_month, A_MONTH
        if simple < SIMPLE:
            return "simple", simple, SIMPLE
        if sure is not None and sure < ANSWERS:
            return "sure", sure, ANSWERS
        if (wrong is not None and wrong > BACK_LIMIT) or fails_its_trial(self.judged, self.wrong):
            return "wrong", self.wrong / self.judged, BACK_LIMIT
        return "", 0.0, 0.0


@dataclass(frozen=True, slots=True)
class Watched:
    """A category that was switched on last: what became of its conversations since then."""

    category: str
    resolved: int
    bad: int
    days: int

    @property
    def has_stood(self) -> bool:
        """Whether it may be left to the usual limits, so that the next one can follow."""
        return self.resolved >= ENOUGH or self.days >= STANDS_DAYS


def in_order(cases: Sequence[Case]) -> list[Case]:
    """What may be switched on, then what still lacks something; in each the most simple volume first."""
    return sorted(cases, key=lambda one: (bool(one.lacks[0]), -one.weight, -one.tickets, one.category))


def fails_its_trial(resolved: int, bad: int) -> bool:
    """
    Whether a category just switched on is to be taken back before there are enough conversations for a share.

    Three bad ones among fewer than 20 are 15% at least, three times the limit.
    """
    return resolved < ENOUGH and bad >= ENOUGH_BACK
