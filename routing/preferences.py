"""Routing settings besides the rules."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from typing import Any

from routing.escalation import (
    CHAINS,
    TRIGGERS,
    check_chains,
    check_on_call,
    check_triggers,
)
from routing.rules import InvalidRule
from routing.score import SOFT, THRESHOLDS, WEIGHTS

TIER_HOURS = {"T1": 2, "T2": 8, "T3": 48}
_LIMITS = {"relax_after_seconds": (10, 86_400), "hold_for_assistant_seconds": (10, 3600)}


@dataclass(frozen=True)
class Preferences:
    """
    Routing settings.

    `relax_after_seconds`: one requirement is dropped after each such wait. `hold_for_assistant_seconds`: how
    long a message may stay with the assistant before people get it anyway. `thresholds`: the lowest score for
    P1 to P3. `weights`: the most that each line of the score adds, 100 together. `tier_hours`: the target
    hours to resolution of each tier. `triggers`, `chains` and `on_call`: when and to whom work escalates, see
    `routing.escalation`.
    """

    assigns: bool = True
    relax_after_seconds: int = 300
    hold_for_assistant_seconds: int = 120
    thresholds: Mapping[str, int] = field(default_factory=lambda: dict(THRESHOLDS))
    weights: Mapping[str, int] = field(default_factory=lambda: dict(WEIGHTS))
    tier_hours: Mapping[str, int] = field(default_factory=lambda: dict(TIER_HOURS))
    triggers: Mapping[str, int] = field(default_factory=lambda: dict(TRIGGERS))
    chains: Mapping[str, list[list[str]]] = field(default_factory=lambda: deepcopy(CHAINS))
    on_call: Mapping[str, Any] = field(default_factory=dict)


def read_preferences(data: Any, base: Preferences) -> Preferences:
    """`base` with the members of `data` replaced; raises InvalidRule for values that make no sense."""
    if not isinstance(data, Mapping):
        raise InvalidRule("settings must be an object")
    unknown = set(data) - set(Preferences.__dataclass_fields__)
    if unknown:
        raise InvalidRule(f"unknown setting {', '.join(sorted(map(str, unknown)))}")
    values: dict[str, Any] = asdict(base) | dict(data)
    if not isinstance(values["assigns"], bool):
        raise InvalidRule("assigns must be true or false")
    for name, (low, high) in _LIMITS.items():
        if not _is_number(values[name]) or not low <= values[name] <= high:
            raise InvalidRule(f"{name} must be from {low} to {high}")
    thresholds, hours = values["thresholds"], values["tier_hours"]
    if not _has(thresholds, ("P1", "P2", "P3"), 0, 100):
        raise InvalidRule("thresholds must give P1, P2 and P3 a score from 0 to 100")
    if not thresholds["P1"] > thresholds["P2"] > thresholds["P3"]:
        raise InvalidRule("thresholds must fall from P1 to P3")
    if not _has(hours, ("T1", "T2", "T3"), 1, 2000):
        raise InvalidRule("tier_hours must give T1, T2 and T3 hours from 1 to 2000")
    _check_weights(values["weights"])
    for name, check in (("triggers", check_triggers), ("chains", check_chains), ("on_call", check_on_call)):
        problem = check(values[name])
        if problem:
            raise InvalidRule(f"{name}: {problem}")
    return Preferences(**values)


def _check_weights(weights: Any) -> None:
    if not _has(weights, tuple(WEIGHTS), 0, 100) or sum(weights.values()) != 100:
        raise InvalidRule(f"weights must give {', '.join(WEIGHTS)} points that add up to 100")


def check_soft_weights(preferences: Preferences, current: Preferences) -> None:
    """
    Raise InvalidRule when value, sentiment and waiting reach P1 alone.

    What was published before stays as it is.
    """
    if (preferences.weights, preferences.thresholds) == (current.weights, current.thresholds):
        return
    if sum(preferences.weights[name] for name in SOFT) >= preferences.thresholds["P1"]:
        raise InvalidRule(f"weights of {', '.join(SOFT)} together must stay below the threshold of P1")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _has(data: Any, names: tuple[str, ...], low: int, high: int) -> bool:
    is_exact = isinstance(data, Mapping) and set(data) == set(names)
    return is_exact and all(_is_number(data[name]) and low <= data[name] <= high for name in names)
