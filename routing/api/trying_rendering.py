"""Dry runs, examples and versions as the API shows them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.actors import Actor
from routing.api.rendering import worded_json
from routing.comparing import Comparison, RuleChange, compare
from routing.models import RuleSet
from routing.preferences import Preferences, read_preferences
from routing.rules import describe, read_rules
from routing.selectors import Applied, InForce
from routing.services.escalating import Foreseen
from routing.services.trying import SHOWN, Destination, Example, Tried
from tickets.rendering import stamp


def dry_run_json(found: Tried) -> dict[str, Any]:
    """The result of a dry run, the largest flows first."""
    flows = Counter((move.before.where, move.after.where) for move in found.moves)
    return {
        "version": found.version,
        "looked_at": found.looked_at,
        "since": stamp(found.since),
        "until": stamp(found.until),
        "moved": len(found.moves),
        "reprioritized": found.reprioritized,
        "by_signals": found.decided[""],
        "flows": [
            {"from": _place(*before), "to": _place(*after), "count": count}
            for (before, after), count in sorted(flows.items(), key=lambda item: (-item[1], item[0]))
        ],
        "tickets": [
            {
                "number": move.ticket.pk,
                "subject": move.ticket.subject,
                "company": move.ticket.company.name if move.ticket.company else None,
                "from": _destination(move.before),
                "to": _destination(move.after),
            }
            for move in found.moves[:SHOWN]
        ],
        "rules": [
            {
                "key": rule.key,
                "decided": found.decided[rule.key],
                "held": found.held[rule.key],
                "conditions": dict(found.conditions[rule.key]),
            }
            for rule in found.rules
        ],
        "warnings": [
            {
                "fault": warning.fault.value,
                "place": warning.place,
                "others": list(warning.others),
                "count": warning.count,
                "tickets": list(warning.tickets),
                "detail": warning.detail,
            }
            for warning in found.warnings
        ],
        "changes": comparison_json(found.comparison),
    }


def _place(tier: str, team: str) -> dict[str, str]:
    return {"tier": tier, "team": team}


def _destination(found: Destination) -> dict[str, str]:
    return _place(*found.where) | {"priority": found.priority, "rule": found.rule}


def comparison_json(found: Comparison) -> dict[str, Any]:
    """What differs between two versions."""
    return {"rules": [_change(change) for change in found.rules], "settings": list(found.settings)}


def _change(change: RuleChange) -> dict[str, Any]:
    kind = "changed" if change.parts else "moved"
    if change.before is None:
        kind = "added"
    elif change.after is None:
        kind = "removed"
    return {
        "key": change.key,
        "kind": kind,
        "before": describe(change.before) if change.before else None,
        "after": describe(change.after) if change.after else None,
        "place_before": change.place_before,
        "place_after": change.place_after,
        "parts": list(change.parts),
    }


def example_json(found: Example, *, reader: Actor) -> dict[str, Any]:
    """What a draft decides about one ticket; the score reveals revenue, so it requires `people:read`."""
    route, choice, ticket = found.route, found.choice, found.ticket
    return {
        "number": ticket.pk,
        "subject": ticket.subject,
        "company": ticket.company.name if ticket.company else None,
        "rule": route.rule.key if route.rule else "",
        "place": route.place,
        "tier": route.tier,
        "team": route.team.slug if route.team else "",
        "priority": route.priority,
        "score": route.score.to_json() if reader.may_read("people") else None,
        "truths": found.truths,
        "person": {"id": choice.user_id, "name": choice.name} if choice.user_id is not None else None,
        "reasons": [worded_json(reason) for reason in choice.reasons],
        "refused": [
            {"id": refusal.user_id, "name": refusal.name, "reason": worded_json(refusal.reason)}
            for refusal in choice.refused
        ],
    }


def versions_json(rows: list[RuleSet], *, in_force: int) -> dict[str, Any]:
    """Published versions."""
    return {
        "results": [
            {
                "version": row.version,
                "published_at": stamp(row.created_at),
                "published_by": row.by_name,
                "rules": len(row.rules),
                "is_in_force": row.version == in_force,
            }
            for row in rows
        ]
    }


def version_json(row: RuleSet, force: InForce) -> dict[str, Any]:
    """One version, compared with the one in force."""
    rules, settings = read_rules(row.rules), _settings(row.settings)
    changes = compare(force.rules, rules, asdict(force.preferences), settings)
    return {
        "version": row.version,
        "published_at": stamp(row.created_at),
        "published_by": row.by_name,
        "rules": [describe(rule) for rule in rules],
        "settings": settings,
        "changes": comparison_json(changes),
    }


def _settings(stored: Mapping[str, Any]) -> dict[str, Any]:
    return asdict(read_preferences(stored, Preferences()))


def applied_json(rows: list[Applied]) -> dict[str, Any]:
    """How often each rule was applied."""
    return {"results": [asdict(row) for row in rows]}


def ahead_json(found: Foreseen) -> dict[str, Any]:
    """What asking for help would do."""
    changes = found.move.changes
    return {
        "why_not": found.why_not,
        "step": found.step,
        "steps": found.steps,
        "actions": found.actions,
        "tier": changes.get("tier") or "",
        "priority": changes.get("priority") or "",
        "team": found.team,
        "assignee": found.assignee,
        "leaves_holder": "assignee" in changes,
        "is_kept": found.move.is_kept,
        "is_stuck": any(reason["label"] == "Not reassigned" for reason in found.move.reasons),
        "instead_of_csm": worded_json(found.move.stands_in) if found.move.stands_in else None,
        "told": [{"id": user.pk, "name": user.name} for user in found.move.told],
    }
