"""Routing as the API shows it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.actors import Actor
from core.errors import NotFound
from people import selectors as people_selectors
from routing.models import Decision, RuleSet
from routing.rules import FIELDS, OPERATORS, PRIORITIES, TIERS, describe
from routing.selectors.people import is_dormant, load_of, takers
from routing.selectors.rules import in_force
from routing.selectors.waiting import waiting_tickets
from tickets import selectors as ticket_selectors
from tickets.rendering import stamp

HISTORY = 20


def ticket_routing(*, actor: Actor, ticket_id: int) -> dict[str, Any]:
    """Why a ticket is where it is, the newest decision first. Raises NotFound."""
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    return latest_routing(ticket_id=ticket.pk)


def latest_routing(*, ticket_id: int) -> dict[str, Any]:
    """The decisions about a ticket that the caller may see. Raises NotFound without any."""
    rows = list(
        Decision.objects.filter(ticket_id=ticket_id)
        .select_related("team", "assignee")
        .order_by("-id")[:HISTORY]
    )
    if not rows:
        raise NotFound("Nothing was decided about this ticket yet.", code="routing.no_decision")
    return decision_json(rows[0]) | {
        "history": [
            {
                "step": row.step,
                "tier": row.tier,
                "priority": row.priority,
                "team": row.team.name if row.team else None,
                "assignee": row.assignee.name if row.assignee else None,
                "reasons": row.reasons,
                "decided_at": stamp(row.created_at),
            }
            for row in rows
        ]
    }


def decision_json(row: Decision) -> dict[str, Any]:
    """One decision with its reasons."""
    return {
        "decision_id": row.pk,
        "step": row.step,
        "tier": row.tier,
        "priority": row.priority,
        "team": {"id": row.team.pk, "name": row.team.name} if row.team else None,
        "assignee": {"id": row.assignee.pk, "name": row.assignee.name} if row.assignee else None,
        "score": row.score,
        "reasons": row.reasons,
        "rule": row.rule or None,
        "rules_version": row.rules_version,
        "decided_at": stamp(row.created_at),
    }


def rules_json() -> dict[str, Any]:
    """The rules in force, with what a rule can ask and decide."""
    found = in_force()
    row = RuleSet.objects.filter(version=found.version).first()
    return {
        "version": found.version,
        "published_at": stamp(row.created_at) if row else None,
        "published_by": row.by_name if row else "",
        "rules": [describe(rule) for rule in found.rules],
        "settings": asdict(found.preferences),
        "fields_known": list(FIELDS),
        "operators": list(OPERATORS),
        "priorities": list(PRIORITIES),
        "tiers": list(TIERS),
    }


def settings_json(*, now: datetime) -> dict[str, Any]:
    """How routing stands: tiers with their teams, people with presence and load, and the waiting line."""
    found = in_force()
    people = takers()
    loads = load_of(person.user.pk for person in people)
    teams = list(people_selectors.teams().order_by("tier", "name"))
    return {
        "version": found.version,
        "is_dormant": is_dormant(people),
        "settings": asdict(found.preferences),
        "tiers": [
            {
                "tier": tier,
                "target_hours": found.preferences.tier_hours[tier],
                "teams": [
                    {"id": team.pk, "name": team.name, "slug": team.slug}
                    for team in teams
                    if team.tier == int(tier[1:])
                ],
            }
            for tier in TIERS
        ],
        "people": [
            {
                "id": person.user.pk,
                "name": person.user.name,
                "presence": person.user.presence,
                "team_ids": sorted(person.team_ids),
                "skills": person.skills,
                "load": dict(zip(("chat", "email"), loads.get(person.user.pk, (0, 0)), strict=True)),
                "capacity": {"chat": person.user.capacity_chat, "email": person.user.capacity_email},
            }
            for person in people
        ],
        "waiting": len(waiting_tickets(now=now)),
    }
