"""The rules and settings in force, read once per version."""

from dataclasses import dataclass, field

from routing.models import RuleSet
from routing.preferences import Preferences, read_preferences
from routing.rules import Rule, read_rules


@dataclass(frozen=True)
class InForce:
    """What currently decides; version 0 means that nothing was ever published."""

    version: int = 0
    rules: tuple[Rule, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)


_loaded: tuple[int, InForce] = (0, InForce())


def in_force() -> InForce:
    """The newest version: one small query, and a full read only after a change."""
    global _loaded
    newest = RuleSet.objects.order_by("-version").values_list("pk", flat=True).first()
    if newest is None:
        return InForce()
    known, found = _loaded
    if known != newest:
        row = RuleSet.objects.get(pk=newest)
        rules = tuple(read_rules(row.rules))
        found = InForce(row.version, rules, read_preferences(row.settings, Preferences()))
        _loaded = (newest, found)
    return found
