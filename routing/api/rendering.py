"""Routing as the API shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from core.actors import Actor
from core.wording import message_of
from routing.models import Decision, RuleSet
from routing.rule_fields import FIELDS, RuleField
from routing.rules import OPERATORS, PRIORITIES, TIERS, describe
from routing.selectors import InForce, Person, Standing
from routing.selectors.defined import defined_fields
from tickets.rendering import stamp


def routing_json(rows: Sequence[Decision], *, reader: Actor) -> dict[str, Any]:
    """
    The decisions about a ticket, newest first, for one reader.

    The score reveals revenue and renewal, so it requires `people:read`.
    """
    newest = rows[0]
    return {
        "decision_id": newest.pk,
        "step": newest.step,
        "tier": newest.tier,
        "priority": newest.priority,
        "team": {"id": newest.team.pk, "name": newest.team.name} if newest.team else None,
        "assignee": {"id": newest.assignee.pk, "name": newest.assignee.name} if newest.assignee else None,
        "score": score_json(newest.score) if reader.may_read("people") else None,
        "reasons": lines_json(newest.reasons),
        "rule": newest.rule or None,
        "rules_version": newest.rules_version,
        "decided_at": stamp(newest.created_at),
        "history": [
            {
                "step": row.step,
                "tier": row.tier,
                "priority": row.priority,
                "team": row.team.name if row.team else None,
                "assignee": row.assignee.name if row.assignee else None,
                "reasons": lines_json(row.reasons),
                "decided_at": stamp(row.created_at),
            }
            for row in rows
        ],
    }


def lines_json(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Reasons as stored; those of earlier versions have no message."""
    return [{"message": None, **one} for one in lines]


def score_json(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A score as stored; the same."""
    return {**stored, "parts": lines_json(stored["parts"])} if stored else None


def worded_json(text: str) -> dict[str, Any]:
    """A sentence with what it says."""
    return {"text": text, "message": message_of(text)}


def _condition_json(asked: RuleField, label: str = "") -> dict[str, Any]:
    return {
        "name": asked.name,
        "label": label,
        "kind": asked.kind.value,
        "group": asked.group,
        "operators": list(asked.operators),
        "choices": list(asked.choices),
        "is_open": asked.is_open,
        "unit": asked.unit,
    }


def rules_json(found: InForce, row: RuleSet | None) -> dict[str, Any]:
    """The rules in force, with everything a rule can test and decide."""
    return {
        "version": found.version,
        "published_at": stamp(row.created_at) if row else None,
        "published_by": row.by_name if row else "",
        "rules": [describe(rule) for rule in found.rules],
        "settings": asdict(found.preferences),
        "conditions": [
            *(_condition_json(asked) for asked in FIELDS.values()),
            *(_condition_json(asked, label) for asked, label in defined_fields()),
        ],
        "fields_known": list(FIELDS),
        "operators": list(OPERATORS),
        "priorities": list(PRIORITIES),
        "tiers": list(TIERS),
    }


def standing_json(found: Standing) -> dict[str, Any]:
    """The state of routing: tiers with their teams, people with presence and load, and the waiting line."""
    preferences = found.in_force.preferences
    return {
        "version": found.in_force.version,
        "is_dormant": found.is_dormant,
        "settings": asdict(preferences),
        "tiers": [
            {
                "tier": tier,
                "target_hours": preferences.tier_hours[tier],
                "teams": [
                    {"id": team.pk, "name": team.name, "slug": team.slug}
                    for team in found.teams
                    if team.tier == int(tier[1:])
                ],
            }
            for tier in TIERS
        ],
        "people": [person_json(person, found.loads.get(person.user.pk, (0, 0))) for person in found.people],
        "waiting": found.waiting,
    }


def person_json(person: Person, load: tuple[int, int]) -> dict[str, Any]:
    """Somebody who takes tickets, with their load as (chat, email)."""
    user = person.user
    return {
        "id": user.pk,
        "name": user.name,
        "presence": user.presence,
        "team_ids": sorted(person.team_ids),
        "skills": person.skills,
        "load": dict(zip(("chat", "email"), load, strict=True)),
        "capacity": {"chat": user.capacity_chat, "email": user.capacity_email},
    }
