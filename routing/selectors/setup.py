"""What routing adds to the set-up guide."""

from collections.abc import Mapping
from typing import Any

from core.actors import Actor
from core.setup import Evidence, Facts
from people.selectors import internal as everybody
from routing.selectors.rules import in_force

SHARE = 70
"""Percent of the companies whose revenue has to be known before it may decide."""
MANY = 20
"""Companies below which a share says nothing."""


def routing_rule(actor: Actor) -> Facts:
    """How many rules are on, and whether work is given to people by itself."""
    found = in_force()
    active = sum(rule.is_active for rule in found.rules)
    return Facts(counts={"rules": active, "assigns": int(found.preferences.assigns)})


def value_proposal(actor: Actor) -> list[Evidence] | None:
    """Rules by revenue, once it is known for most companies; None when a rule asks for it already."""
    if any("arr" in _fields(rule.when) for rule in in_force().rules):
        return None
    known, companies = everybody.companies_with_revenue()
    percent = known * 100 // companies if companies else 0
    return [
        Evidence("companies", min(companies, MANY), MANY),
        Evidence("revenue_percent", min(percent, SHARE), SHARE),
    ]


def _fields(condition: Mapping[str, Any]) -> set[str]:
    inner = [*condition.get("all", ()), *condition.get("any", ())]
    found = {str(condition["field"])} if "field" in condition else set()
    return found.union(*(_fields(item) for item in inner))
