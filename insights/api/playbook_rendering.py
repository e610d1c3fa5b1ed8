"""The JSON forms of playbooks."""

from datetime import datetime
from typing import Any

from insights.models import PlaybookFiring, PlaybookLimits
from insights.playbook_templates import TEMPLATES
from insights.playbooks import content_of
from insights.prevented import Result
from insights.selectors.playbooks import Standing, Tried, WholePlaybook, definition_json
from people.models import User


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _person(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user is not None else None


def _interval(found: tuple[float, float, float] | None) -> dict[str, float] | None:
    return None if found is None else dict(zip(("value", "low", "high"), found, strict=True))


def _result_json(found: Result) -> dict[str, Any]:
    return {
        "reached": found.reached,
        "reached_wrote": found.reached_wrote,
        "held_out": found.held_out,
        "held_out_wrote": found.held_out_wrote,
        "share": _interval(found.share),
        "prevented": _interval(found.prevented),
    }


def playbook_json(found: Standing) -> dict[str, Any]:
    """One playbook of the list."""
    row = found.row
    return {
        "id": row.pk,
        "name": row.name,
        "template": row.template,
        "is_on": row.is_on,
        "on_since": _stamp(row.on_since),
        "version": row.version,
        "content": definition_json(row),
        "result": _result_json(found.result),
        "states": {state: found.states.get(state, 0) for state in PlaybookFiring.State.values},
        "changed_at": row.changed_at.isoformat(),
        "changed_by": _person(row.changed_by),
    }


def together_json(row: PlaybookLimits) -> dict[str, Any]:
    """What holds over all playbooks."""
    return {
        "a_week": row.a_week,
        "quiet_from": row.quiet_from,
        "quiet_until": row.quiet_until,
        "kept_days": row.kept_days,
        "version": row.version,
        "changed_at": _stamp(row.changed_at),
        "changed_by": _person(row.changed_by),
    }


def playbooks_json(rows: list[Standing], together: PlaybookLimits) -> dict[str, Any]:
    """The list."""
    return {
        "results": [playbook_json(one) for one in rows],
        "templates": [{"key": key, "content": content_of(one)} for key, one in TEMPLATES.items()],
        "together": together_json(together),
    }


def whole_json(found: WholePlaybook) -> dict[str, Any]:
    """One playbook with everything."""
    return playbook_json(found.standing) | {
        "versions": [
            {
                "version": row.version,
                "name": row.name,
                "content": definition_json(row),
                "by": row.by_name,
                "created_at": row.created_at.isoformat(),
            }
            for row in found.versions
        ],
        "firings": [_firing_json(row) for row in found.firings],
        "skipped": [{"reason": reason, "count": count} for reason, count in sorted(found.reasons.items())],
        "answers": {
            "offered": found.answers.offered,
            "shown": found.answers.shown,
            "opened": found.answers.opened,
            "dismissed": found.answers.dismissed,
        },
        "judging": found.judging,
        "owners": [_person(user) for user in found.owners],
    }


def _firing_json(row: PlaybookFiring) -> dict[str, Any]:
    contact, company = row.contact, row.company
    return {
        "id": row.pk,
        "at": row.fired_at.isoformat(),
        "state": row.state,
        "reason": row.reason,
        "contact": {"id": contact.pk, "name": contact.display_name} if contact is not None else None,
        "company": {"id": company.pk, "name": company.name} if company is not None else None,
        "count": int(row.facts.get("count") or row.facts.get("attempts") or 1),
        "version": row.version,
        "due_at": _stamp(row.due_at),
        "has_written": row.has_written,
    }


def trial_json(found: Tried, *, is_of_people: bool) -> dict[str, Any]:
    """What it would have done."""
    return {
        "reached": found.reached,
        "held_out": found.held_out,
        "outside": found.outside,
        "limited": found.limited,
        "firings": found.firings,
        "is_of_people": is_of_people,
        "results": [
            {"at": one.at.isoformat(), "name": one.name, "is_held_out": one.is_held_out} for one in found.rows
        ],
    }
