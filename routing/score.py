"""
A ticket's priority as a sum that anyone can read.

Impact (30), urgency (25), customer value (25), sentiment (10) and waiting (10) add up to at most 100.
A customer's value, mood and waiting alone cannot make a ticket urgent: together they reach at most 45, and P1
starts at 70. Other weights, which also add up to 100, scale each line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.wording import Worded, message_of
from routing.signals import IMPACT, SENTIMENT, URGENCY, Facts, graded
from routing.wording import listed, revenue, say

MAX_IMPACT, MAX_URGENCY, MAX_VALUE, MAX_SENTIMENT, MAX_WAITING = 30, 25, 25, 10, 10
WEIGHTS: dict[str, int] = {
    "impact": MAX_IMPACT,
    "urgency": MAX_URGENCY,
    "value": MAX_VALUE,
    "sentiment": MAX_SENTIMENT,
    "waiting": MAX_WAITING,
}
# What a customer is worth, feels, and has waited must not reach P1 alone.
SOFT = ("value", "sentiment", "waiting")
THRESHOLDS: dict[str, int] = {"P1": 70, "P2": 45, "P3": 20}
# A full working day of silence is as bad as waiting gets; beyond that the SLA takes over.
FULL_WAIT_SECONDS = 8 * 3600

_ARR_POINTS = ((100_000, 12), (25_000, 8), (5_000, 4))
_RENEWAL_POINTS = ((30, 8), (60, 6), (90, 4))
_HEALTH_POINTS = ((40, 5), (60, 3))
_SEGMENT_POINTS = {"enterprise": 12, "mid_market": 8, "smb": 4}
_TYPE_IMPACT = {
    "bug": 0.5,
    "access": 0.5,
    "integration": 0.4,
    "billing": 0.3,
    "onboarding": 0.2,
    "question": 0.1,
}


@dataclass(frozen=True)
class Part:
    """One line of the sum."""

    label: str
    points: int
    detail: str


@dataclass(frozen=True)
class Score:
    """The sum and its lines."""

    parts: tuple[Part, ...]

    def to_json(self) -> dict[str, Any]:
        """The sum as it is stored and sent."""
        parts = [
            {"label": p.label, "points": p.points, "detail": str(p.detail), "message": message_of(p.detail)}
            for p in self.parts
        ]
        return {"total": self.total, "parts": parts}

    @property
    def total(self) -> int:
        """The points of all parts together."""
        return sum(part.points for part in self.parts)

    def priority(self, thresholds: dict[str, int] | None = None) -> str:
        """P1 to P4, by the lowest total for each."""
        limits = thresholds or THRESHOLDS
        for name in ("P1", "P2", "P3"):
            if self.total >= limits[name]:
                return name
        return "P4"


def score(facts: Facts, weights: Mapping[str, int] | None = None) -> Score:
    """The priority score of a ticket; `weights` are the most that each line can add."""
    parts = (impact(facts), urgency(facts), value(facts), sentiment(facts), waiting(facts))
    most = weights or WEIGHTS
    return Score(
        tuple(
            part if most[name] == full else replace(part, points=round(part.points * most[name] / full))
            for part, (name, full) in zip(parts, WEIGHTS.items(), strict=True)
        )
    )


def impact(facts: Facts) -> Part:
    """How much is blocked: triage's impact, else by the kind of request."""
    word = facts.value("impact")
    if word:
        grade = graded(word, IMPACT)
        detail = Worded(f"{word} affected".capitalize(), "affected", impact=word)
    else:
        kind = facts.value("type")
        grade = _TYPE_IMPACT.get(kind, 0.0)
        detail = (
            Worded(f"A {kind.replace('_', ' ')} request", "request", type=kind) if kind else say("unknown")
        )
    if facts.value("type") == "bug" and facts.entities:
        grade, detail = min(1.0, grade + 0.2), say("quotes", detail=detail, quote=facts.entities[0])
    return Part("Impact", round(MAX_IMPACT * max(grade, 0.0)), detail)


def urgency(facts: Facts) -> Part:
    """How soon the customer needs it."""
    word = facts.value("urgency")
    grade = max(graded(word, URGENCY), 0.0) if word else 0.35
    detail = Worded(word.capitalize(), "urgency", urgency=word) if word else say("urgency_normal")
    return Part("Urgency", round(MAX_URGENCY * grade), detail)


def value(facts: Facts) -> Part:
    """Revenue, closeness of the renewal, and poor health."""
    customer = facts.customer
    points = 0
    details: list[str] = []
    if customer.arr is not None:
        points += next((p for limit, p in _ARR_POINTS if customer.arr >= limit), 0)
        details.append(revenue(customer.arr))
    elif customer.segment:
        points += _SEGMENT_POINTS.get(customer.segment, 0)
        details.append(Worded(customer.segment.replace("_", "-"), "segment", segment=customer.segment))
    days = facts.renewal_days
    if days is not None and 0 <= days <= _RENEWAL_POINTS[-1][0]:
        points += next(p for limit, p in _RENEWAL_POINTS if days <= limit)
        details.append(say("renews", days=days))
    if customer.health is not None:
        low = next((p for limit, p in _HEALTH_POINTS if customer.health < limit), 0)
        points += low
        if low:
            details.append(say("health", health=customer.health))
    return Part("Customer value", points, listed(details) if details else say("no_account"))


def sentiment(facts: Facts) -> Part:
    """Only negative sentiment adds points; positive sentiment takes none away."""
    word = facts.value("sentiment")
    grade = max(-graded(word, SENTIMENT), 0.0) if word else 0.0
    detail = Worded(word.capitalize(), "sentiment", sentiment=word) if word else say("unknown")
    return Part("Sentiment", round(MAX_SENTIMENT * grade), detail)


def waiting(facts: Facts) -> Part:
    """Grows with the time since the oldest unanswered message."""
    seconds = max(facts.waiting_seconds, 0.0)
    points = round(MAX_WAITING * min(seconds / FULL_WAIT_SECONDS, 1.0))
    if seconds < 60:
        return Part("Waiting", points, say("just_arrived"))
    text = f"{span(seconds)} without an answer"
    return Part("Waiting", points, Worded(text, "waited", seconds=int(seconds)))


def span(seconds: float) -> str:
    """A time span in the two largest units a person would use: 45 min, 3 h 20 min, 2 d 4 h."""
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"
