"""Seeding an empty installation with its first rules."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from routing.defaults import RULES
from routing.preferences import Preferences
from routing.rules import describe, read_rules


def install(get_model: Callable[[str, str], Any], *, now: datetime) -> None:
    """Write the defaults unless rules have been published; `get_model` is an app registry's."""
    sets = get_model("routing", "RuleSet").objects
    if sets.exists():
        return
    sets.create(
        version=1,
        rules=[describe(rule) for rule in read_rules(RULES)],
        settings=asdict(Preferences()),
        by_ref="system",
        by_name="Candor",
        created_at=now,
    )
