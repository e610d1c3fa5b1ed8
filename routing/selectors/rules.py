"""The rules and settings in force, read once per version."""

from dataclasses import dataclass, field

from people.selectors import internal as everybody
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


def team_need(team_id: int) -> str:
    """Why the rules need a team, for `core.ports.team_needs`."""
    team = everybody.team_find(team_id)
    return _asked_for_by([rule.name for rule in in_force().rules if team and rule.then.team == team.slug])


def skill_need(slug: str) -> str:
    """The same of a skill."""
    return _asked_for_by([rule.name for rule in in_force().rules if slug in rule.then.skills])


def _asked_for_by(rules: list[str]) -> str:
    return f"routing gives it work ({', '.join(rules)})" if rules else ""
