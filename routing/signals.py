"""What is known about a ticket when it is routed: from triage, the customer record and the conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

# The weight of each triage word, from 0 to 1; engines differ in their vocabulary.
URGENCY = {"low": 0.0, "normal": 0.35, "medium": 0.35, "high": 0.75, "urgent": 1.0, "critical": 1.0}
IMPACT = {
    "one": 0.2,
    "individual": 0.2,
    "some": 0.5,
    "team": 0.5,
    "many": 0.8,
    "organization": 0.8,
    "all": 1.0,
}
SENTIMENT = {"positive": 0.5, "neutral": 0.0, "negative": -0.5, "frustrated": -0.7, "angry": -1.0}
COMPLEXITY = {"low": 0.0, "simple": 0.0, "medium": 0.5, "moderate": 0.5, "high": 1.0, "complex": 1.0}


@dataclass(frozen=True)
class Signal:
    """One finding, with the confidence, 0 to 1, of its source."""

    value: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Customer:
    """What the CRM knows; None where it knows nothing."""

    name: str = ""
    segment: str = ""
    arr: Decimal | None = None
    renewal_on: date | None = None
    health: int | None = None
    plan: str = ""
    domain: str = ""
    timezone: str = ""
    has_csm: bool = False
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """
    Everything that scoring, tiering and rules may use.

    `signals` holds triage by name (`type`, `urgency`, `impact`, `sentiment`, `complexity`, `language`,
    `product_area`); `entities` are exact matches such as error codes; `waiting_seconds` is how long the
    oldest unanswered message has waited. `ticket` holds the other fields of its table, moments in minutes
    from now; `contact` who asks, `page` what they shared of where they were, `hours` the calendar's word on
    the time. The last two stay empty where no rule asks for them.
    """

    signals: Mapping[str, Signal] = field(default_factory=dict)
    customer: Customer = field(default_factory=Customer)
    channel: str = ""
    brand: str = ""
    status: str = ""
    priority: str = ""
    tags: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    entities: tuple[str, ...] = ()
    waiting_seconds: float = 0.0
    today: date = date(1970, 1, 1)
    failed_answers: int = 0
    ticket: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, Any] = field(default_factory=dict)
    contact: Mapping[str, Any] = field(default_factory=dict)
    page: Mapping[str, str] = field(default_factory=dict)
    hours: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """The value of a signal, or an empty string."""
        signal = self.signals.get(name)
        return signal.value if signal else ""

    def confidence(self, name: str) -> float:
        """The confidence of a signal; 0 without one."""
        signal = self.signals.get(name)
        return signal.confidence if signal else 0.0

    @property
    def renewal_days(self) -> int | None:
        """Days until the contract renews; negative if it has lapsed, None if unknown."""
        renewal = self.customer.renewal_on
        return (renewal - self.today).days if renewal else None


def graded(text: str, grades: Mapping[str, float], default: float = 0.0) -> float:
    """A triage word or number as a grade; numbers are clamped to -1 to 1."""
    known = grades.get(text.strip().lower())
    if known is not None:
        return known
    try:
        return max(-1.0, min(1.0, float(text)))
    except ValueError:
        return default


def signals_from(fields: Mapping[str, Any]) -> dict[str, Signal]:
    """Signals from triage's fields, each `{"value": …, "confidence": …}`; empty values are dropped."""
    found: dict[str, Signal] = {}
    for name, entry in fields.items():
        if not isinstance(entry, Mapping):
            continue
        value, confidence = entry.get("value"), entry.get("confidence")
        if value in (None, ""):
            continue
        sure = float(confidence) if isinstance(confidence, int | float) else 1.0
        found[name] = Signal(str(value), max(0.0, min(1.0, sure)))
    return found
