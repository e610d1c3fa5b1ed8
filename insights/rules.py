"""
What an installation sets about health and signals: weights, budgets, who leads, and how it is checked.

Pure: no database, no clock.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from insights.health import Reason, Weights

KINDS = ("churn", "expansion", "quality", "operations")
_LIMITS = {"renewal_days": (1, 365), "least_tickets": (1, 50), "at_risk": (1, 100)}
MOST_POINTS, MOST_A_WEEK = 60, 50


class InvalidRules(ValueError):
    """A value that cannot be; `name` says which."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


@dataclass(frozen=True, slots=True)
class Rules:
    """
    Weights of health, alerts a week for each owner, and who owns signals that no CSM has, by kind.

    `writes_company` puts the score on the company, where neither CRM nor API have given one.
    """

    weights: Weights = field(default_factory=Weights)
    alerts_a_week: int = 5
    leads: Mapping[str, int] = field(default_factory=dict)
    writes_company: bool = True


def content_of(rules: Rules) -> dict[str, Any]:
    """The stored form."""
    return {
        "weights": asdict(rules.weights),
        "alerts_a_week": rules.alerts_a_week,
        "leads": dict(rules.leads),
        "writes_company": rules.writes_company,
    }


def read_rules(content: Mapping[str, Any], now: Rules | None = None) -> Rules:
    """Rules from their form, whole or in part over those in force. Raises InvalidRules."""
    rules = now or Rules()
    weights = replace(
        rules.weights,
        **{
            one.name: _number(one.name, content["weights"][one.name])
            for one in fields(Weights)
            if one.name in content.get("weights", {})
        },
    )
    if not any(getattr(weights, reason.value) for reason in Reason):
        raise InvalidRules("weights", "At least one reason must count. Give one of them points.")
    return Rules(
        weights=weights,
        alerts_a_week=_within(
            "alerts_a_week", content.get("alerts_a_week", rules.alerts_a_week), 0, MOST_A_WEEK
        ),
        leads={str(kind): int(who) for kind, who in content.get("leads", rules.leads).items() if who},
        writes_company=bool(content.get("writes_company", rules.writes_company)),
    )


def _number(name: str, value: Any) -> int:
    low, high = _LIMITS.get(name, (0, MOST_POINTS))
    return _within(name, value, low, high)


def _within(name: str, value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InvalidRules(name, f"Choose a whole number from {low} to {high}.")
    return value
