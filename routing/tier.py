"""
Which of the three tiers a ticket belongs to, from all signals together.

T1 takes how-to, billing and account questions, T2 technical and configuration work, T3 bugs and
engineering. Each signal adds weight, scaled by its confidence; no single one can send a ticket to T3.
"""

from dataclasses import dataclass

from core.wording import Worded
from routing.signals import COMPLEXITY, Facts, graded
from routing.wording import say

TIERS = ("T1", "T2", "T3")
# T1 wins unless another tier weighs clearly more: most work belongs there, and escalating is easy.
HEAD_START = {"T1": 1.0, "T2": 0.0, "T3": 0.0}

_TYPE_WEIGHTS: dict[str, dict[str, float]] = {
    "question": {"T1": 2.0},
    "billing": {"T1": 3.0},
    "access": {"T1": 1.5, "T2": 0.5},
    "onboarding": {"T1": 2.0},
    "feature_request": {"T1": 2.0},
    "integration": {"T2": 2.5},
    "bug": {"T2": 1.5, "T3": 1.5},
}


@dataclass(frozen=True)
class Evidence:
    """What one signal says, and its weight for each tier."""

    label: str
    detail: str
    weights: dict[str, float]


@dataclass(frozen=True)
class TierChoice:
    """The tier, with the weights and evidence behind it."""

    tier: str
    weights: dict[str, float]
    evidence: tuple[Evidence, ...]


def choose_tier(facts: Facts) -> TierChoice:
    """The tier of a ticket; T1 when nothing is known."""
    evidence = tuple(
        item for item in (_type(facts), _complexity(facts), _entities(facts), _tried(facts)) if item
    )
    weights = dict(HEAD_START)
    for item in evidence:
        for tier, weight in item.weights.items():
            weights[tier] += weight
    tier = max(TIERS, key=lambda name: (weights[name], -TIERS.index(name)))
    if tier == "T3" and sum("T3" in item.weights for item in evidence) < 2:
        tier = "T2"
    return TierChoice(tier, weights, evidence)


def _type(facts: Facts) -> Evidence | None:
    kind = facts.value("type")
    if not kind:
        return None
    sure = facts.confidence("type")
    weights = {tier: weight * sure for tier, weight in _TYPE_WEIGHTS.get(kind, {}).items()}
    return Evidence("Kind of request", Worded(kind.replace("_", " "), "type", type=kind), weights)


def _complexity(facts: Facts) -> Evidence | None:
    word = facts.value("complexity")
    if not word:
        return None
    grade, sure = graded(word, COMPLEXITY, 0.0), facts.confidence("complexity")
    if grade < 0.34:
        weights = {"T1": 1.5}
    elif grade < 0.67:
        weights = {"T2": 1.5}
    else:
        weights = {"T2": 1.0, "T3": 1.5}
    detail = Worded(word, "complexity", complexity=word)
    return Evidence("Complexity", detail, {tier: weight * sure for tier, weight in weights.items()})


def _entities(facts: Facts) -> Evidence | None:
    if not facts.entities:
        return None
    return Evidence("Quotes", ", ".join(facts.entities[:3]), {"T2": 1.0, "T3": 1.0})


def _tried(facts: Facts) -> Evidence | None:
    if facts.failed_answers < 1:
        return None
    times = facts.failed_answers
    detail = say("tried_times", count=times) if times > 1 else say("tried")
    return Evidence("Already answered once", detail, {"T2": 0.5 * min(facts.failed_answers, 2)})
