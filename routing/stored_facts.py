"""Facts as decisions keep them, and back: a dry run asks the rules what they would have decided on them."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any

from routing.signals import Customer, Facts, Signal

_CUSTOMER = frozenset(field.name for field in fields(Customer))
_SIMPLE = frozenset(field.name for field in fields(Facts)) - {"signals", "customer", "today", "text"}
_TUPLES = frozenset({"tags", "entities"})


def to_json(facts: Facts) -> dict[str, Any]:
    """
    The facts in stored form.

    The customer's text stays in the timeline alone, and what they shared of their page is deleted on its own
    day.
    """
    data = asdict(facts) | {"text": "", "page": {}, "today": facts.today.isoformat()}
    customer = data["customer"]
    customer["arr"] = None if facts.customer.arr is None else float(facts.customer.arr)
    renewal = facts.customer.renewal_on
    customer["renewal_on"] = renewal.isoformat() if renewal else None
    return data


def from_json(data: Mapping[str, Any], *, text: str = "") -> Facts:
    """Stored facts; those of an older form have the defaults for what it did not know."""
    customer = {name: value for name, value in (data.get("customer") or {}).items() if name in _CUSTOMER}
    if customer.get("arr") is not None:
        customer["arr"] = Decimal(str(customer["arr"]))
    if customer.get("renewal_on"):
        customer["renewal_on"] = date.fromisoformat(customer["renewal_on"])
    values: dict[str, Any] = {
        name: tuple(value) if name in _TUPLES else value
        for name, value in data.items()
        if name in _SIMPLE and value is not None
    }
    signals = {name: Signal(**entry) for name, entry in (data.get("signals") or {}).items()}
    today = date.fromisoformat(data["today"]) if data.get("today") else date(1970, 1, 1)
    return Facts(signals=signals, customer=Customer(**customer), text=text, today=today, **values)
