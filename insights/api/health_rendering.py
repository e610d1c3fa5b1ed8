"""The JSON forms of health and signals."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from insights.api.rendering import ticket_json
from insights.models import HealthCorrection, Signal, SignalRules
from insights.rules import KINDS, Rules, content_of, read_rules
from insights.selectors.health import Band, Health, InForce, Trial, clock_day
from insights.selectors.signals import Listed, Whole
from people.models import User
from tickets.models import Ticket


def health_json(found: Health, *, may_correct: bool, now: datetime) -> dict[str, Any]:
    """The health of a company."""
    row, weights = found.row, found.rules.rules.weights
    return {
        "company": {"id": found.company.pk, "name": found.company.name},
        "score": row.score,
        "before": found.before,
        "at_risk": weights.at_risk,
        "least_tickets": weights.least_tickets,
        "seen": row.observed.get("seen", 0),
        "reasons": [
            {
                "reason": one["reason"],
                "points": one["points"],
                "ruled": one["ruled"],
                "without": one["without"],
                "count": one["count"],
                "tickets": _seen(one["tickets"], found.tickets),
                "figures": one["figures"],
            }
            for one in row.told
        ],
        "corrections": [_correction_json(one, now) for one in found.corrections],
        "days": [{"on": on.isoformat(), "score": score} for on, score in found.days],
        "tickets": _tickets_json(found.tickets),
        "rules_version": row.rules_version,
        "worked_out_at": _stamp(row.worked_out_at),
        "sent_at": _stamp(row.sent_at),
        "may_correct": may_correct,
    }


def _seen(numbers: Iterable[int], tickets: Mapping[int, Ticket]) -> list[int]:
    return [pk for pk in numbers if pk in tickets]


def _tickets_json(tickets: Mapping[int, Ticket]) -> list[dict[str, Any]]:
    return [ticket_json(tickets[pk]) for pk in sorted(tickets, reverse=True)]


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _person(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user is not None else None


def _correction_json(row: HealthCorrection, now: datetime) -> dict[str, Any]:
    return {
        "reason": row.reason,
        "points": row.points,
        "why": row.why,
        "until_on": row.until_on.isoformat(),
        "holds": row.until_on >= clock_day(now),
        "by": _person(row.by),
        "made_at": row.made_at.isoformat(),
    }


def calibration_json(bands: list[Band], unknown: int) -> dict[str, Any]:
    """How terms ended, by band."""
    return {
        "bands": [
            {
                "low": one.low,
                "high": one.high,
                "renewed": one.renewed,
                "churned": one.churned,
                "share": one.share,
            }
            for one in bands
        ],
        "unknown": unknown,
    }


def rules_json(force: InForce, versions: list[SignalRules], owners: Iterable[User]) -> dict[str, Any]:
    """The rules in force, with the versions before."""
    return {
        "version": force.version,
        "by": force.by_name,
        "created_at": _stamp(force.created_at),
        "content": _content_json(force.rules),
        "versions": [
            {
                "version": row.version,
                "by": row.by_name,
                "created_at": row.created_at.isoformat(),
                "content": _content_json(read_rules(row.content)),
            }
            for row in versions
        ],
        "owners": [_person(user) for user in owners],
    }


def _content_json(rules: Rules) -> dict[str, Any]:
    return content_of(rules) | {"leads": {kind: rules.leads.get(kind) for kind in KINDS}}


def trial_json(found: Trial) -> dict[str, Any]:
    """What rules would change."""
    return {
        "looked_at": found.looked_at,
        "scored_now": found.scored[0],
        "scored_then": found.scored[1],
        "at_risk_now": found.at_risk[0],
        "at_risk_then": found.at_risk[1],
        "changed": found.changed,
        "results": [
            {"company": {"id": one.company.pk, "name": one.company.name}, "now": one.now, "then": one.then}
            for one in found.rows
        ],
    }


def signals_json(found: Listed) -> dict[str, Any]:
    """A list of signals."""
    return {
        "results": [signal_json(row) for row in found.rows],
        "counts": found.counts,
        "precision": [
            {"kind": one.kind, "worth": one.worth, "judged": one.judged} for one in found.precision
        ],
        "budget": found.budget,
        "used": found.used,
    }


def signal_json(row: Signal) -> dict[str, Any]:
    """One signal of a list."""
    company = row.company
    arr = row.data.get("arr")
    if company is not None and company.arr is not None:
        arr = str(company.arr)
    return {
        "id": row.pk,
        "kind": row.kind,
        "rule": row.rule,
        "company": {"id": company.pk, "name": company.name} if company is not None else None,
        "arr": arr,
        "figures": row.data,
        "pieces": len(row.pro),
        "holds": row.holds,
        "is_held": row.alerted_at is None and row.owner_id is not None and row.state == Signal.State.NEW,
        "state": row.state,
        "owner": _person(row.owner),
        "action": row.action,
        "action_on": row.action_on.isoformat() if row.action_on is not None else None,
        "was_worth": row.was_worth,
        "raised_at": row.raised_at.isoformat(),
        "seen_at": row.seen_at.isoformat(),
        "version": row.version,
    }


def whole_json(found: Whole) -> dict[str, Any]:
    """One signal with everything that the reader sees."""
    row = found.row
    return signal_json(row) | {
        "pro": [_piece_json(one, found.tickets) for one in row.pro],
        "con": [_piece_json(one, found.tickets) for one in row.con],
        "tickets": _tickets_json(found.tickets),
        "steps": [
            {"at": one.at.isoformat(), "what": one.what, "text": one.text, "by": _person(one.by)}
            for one in found.steps
        ],
        "owners": [_person(user) for user in found.owners],
    }


def _piece_json(one: Mapping[str, Any], tickets: Mapping[int, Ticket]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "figures": one["figures"],
        "count": one["count"],
        "tickets": _seen(one["tickets"], tickets),
    }
