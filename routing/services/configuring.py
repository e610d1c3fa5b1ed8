"""Publishing rules: a new version, checked as a whole."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, NotFound
from core.events import publish
from core.versions import author, refuse_overtaken
from core.zones import is_zone
from people import selectors as people_selectors
from people.answering import can_answer
from people.policy import require
from people.selectors import internal as everybody
from routing import selectors
from routing.escalation import teams_named
from routing.events import RulesPublished
from routing.models import RuleSet
from routing.preferences import Preferences, check_soft_weights, read_preferences
from routing.rules import InvalidRule, Rule, check_members, describe, read_rules
from routing.selectors import InForce
from routing.services.notifying import WHO
from routing.services.recording import one_at_a_time
from tickets.services import clean_tags


class UnknownVersion(NotFound):
    """No such version of the rules was ever published."""

    code = "routing.unknown_version"


@transaction.atomic
def rules_publish(*, actor: Actor, data: Any, expected_version: int | None = None, now: datetime) -> RuleSet:
    """
    Put rules (and `settings`, if given) in force for tickets that arrive from now on.

    Tickets that people hold stay where they are. Raises Invalid naming the faulty rule, Forbidden,
    PreconditionFailed when somebody else published in between.
    """
    require(actor, "routing.write")
    one_at_a_time()
    current = selectors.in_force()
    refuse_overtaken(expected=expected_version, newest=current.version, what="rules")
    draft = read_draft(data, current)
    row = RuleSet.objects.create(
        version=current.version + 1,
        rules=[describe(rule) for rule in draft.rules],
        settings=asdict(draft.preferences),
        **author(actor),
        created_at=now,
    )
    audit.record(actor=actor, action="routing.rules_published", target=f"rules:{row.version}", now=now)
    publish(RulesPublished(version=row.version))
    return row


def rules_restore(
    *, actor: Actor, version: int, expected_version: int | None = None, now: datetime
) -> RuleSet:
    """
    Publish the rules and settings of an earlier version again, as the next one.

    Raises UnknownVersion, Forbidden, PreconditionFailed, Invalid when a team or skill of it is gone.
    """
    require(actor, "routing.write")
    row = RuleSet.objects.filter(version=version).first()
    if row is None:
        raise UnknownVersion(f"There is no version {version} of the rules. Choose one of the list.")
    data = {"rules": row.rules, "settings": row.settings}
    return rules_publish(actor=actor, data=data, expected_version=expected_version, now=now)


def read_draft(data: Any, current: InForce) -> InForce:
    """Rules and settings as they would be in force after publishing them. Raises Invalid."""
    if not isinstance(data, Mapping) or "rules" not in data:
        raise Invalid("Send an object with rules.", errors={"rules": ["Required."]})
    try:
        rules = read_rules(data["rules"])
        check_members(rules)
        check_names(rules)
        rules = [as_stored(rule) for rule in rules]
    except InvalidRule as error:
        raise Invalid(str(error), errors={"rules": [str(error)]}) from error
    try:
        preferences = read_preferences(data.get("settings") or {}, current.preferences)
        check_soft_weights(preferences, current.preferences)
        check_on_call_people(preferences, current.preferences)
        check_chain_teams(preferences)
    except InvalidRule as error:
        raise Invalid(f"Settings: {error}.", errors={"settings": [str(error)]}) from error
    return InForce(current.version, tuple(rules), preferences)


def as_stored(rule: Rule) -> Rule:
    """The rule with its tags as tickets have them: lower case, with hyphens."""
    tags = tuple(clean_tags(list(rule.then.tags)))
    return replace(rule, when=_with_tags(rule.when), then=replace(rule.then, tags=tags))


def _with_tags(condition: Mapping[str, Any]) -> Mapping[str, Any]:
    for group in ("all", "any"):
        if group in condition:
            return {group: [_with_tags(item) for item in condition[group]]}
    if condition.get("field") != "tags" or condition["op"] not in ("is", "is_not"):
        return condition
    value = condition["value"]
    if isinstance(value, list):
        return {**condition, "value": list(dict.fromkeys(_word(item) for item in value))}
    return {**condition, "value": _word(value)}


def _word(value: Any) -> Any:
    cleaned = clean_tags([value]) if isinstance(value, str) else []
    return cleaned[0] if cleaned else value


def check_on_call_people(preferences: Preferences, current: Preferences) -> None:
    """
    Raise InvalidRule for somebody new on the rota who cannot answer customers, and for no time zone.

    Who is on it already and has left is passed over, and keeps nobody from publishing something else.
    """
    if preferences.on_call and not is_zone(preferences.on_call["timezone"]):
        raise InvalidRule("on_call: timezone must be a time zone such as Europe/Berlin")
    asked = set(preferences.on_call.get("people") or ()) - set(current.on_call.get("people") or ())
    able = {person.pk for person in everybody.users_active(sorted(asked)) if can_answer(person)}
    if asked - able:
        raise InvalidRule(f"on_call: {min(asked - able)} is nobody who can answer customers")


def check_chain_teams(preferences: Preferences) -> None:
    """Raise InvalidRule for a chain that gives tickets to a team that does not exist."""
    if gone := teams_named(preferences.chains) - {team.slug for team in people_selectors.teams()}:
        raise InvalidRule(f"chains: there is no team {min(gone)}")


def check_names(rules: list[Rule]) -> None:
    """Raise InvalidRule for a team or skill that does not exist, or for somebody who cannot be notified."""
    teams = {team.slug for team in people_selectors.teams()}
    skills = {skill.slug for skill in people_selectors.skills()}
    for place, rule in enumerate(rules, start=1):
        then = rule.then
        unknown = [slug for slug in then.skills if slug not in skills]
        if then.team and then.team not in teams:
            raise InvalidRule(f"Rule {place}, {rule.name}: there is no team {then.team}")
        if unknown:
            raise InvalidRule(f"Rule {place}, {rule.name}: there is no skill {unknown[0]}")
        if set(then.notify) - set(WHO):
            raise InvalidRule(f"Rule {place}, {rule.name}: notify can be {', '.join(WHO)}")
