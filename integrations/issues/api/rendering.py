"""Issues as the API shows them."""

from typing import Any

from assistant.reading.templates import template_of
from assistant.services import Extracted, Part
from integrations.issues.models import AutomaticIssue, FixAnswer, Issue, IssueLink, TrackerSettings
from integrations.issues.selectors import Reach
from integrations.issues.services import Proposal
from integrations.issues.wording import ANSWERS, customer_line


def issue_json(issue: Issue, reach: Reach, *, shows_money: bool) -> dict[str, Any]:
    """An issue with whom it concerns."""
    return {
        "id": issue.pk,
        "key": issue.key,
        "url": issue.url,
        "title": issue.title,
        "state": issue.state,
        "problem": issue.problem,
        "status": issue.status,
        "status_kind": issue.status_kind,
        "assignee": issue.assignee,
        "cycle": issue.cycle,
        "due_on": issue.due_on,
        "tickets": reach.tickets,
        "customers": reach.customers,
        "revenue": int(reach.revenue) if shows_money else None,
    }


def link_json(link: IssueLink, reach: Reach, *, shows_money: bool) -> dict[str, Any]:
    """A ticket's issue."""
    return {
        "id": link.pk,
        "how": link.how,
        "state": link.state,
        "problem": link.problem,
        "made_at": link.made_at.isoformat(),
        "is_automatic": link.made_by_id is None,
        "issue": issue_json(link.issue, reach, shows_money=shows_money),
    }


def automatic_json(row: AutomaticIssue | None) -> dict[str, Any] | None:
    """Whether an issue was made of the ticket by itself, and why not."""
    return {"state": row.state, "reason": row.reason} if row is not None else None


def answer_json(answer: FixAnswer) -> dict[str, Any]:
    """A drafted answer."""
    return {
        "id": answer.pk,
        "state": answer.state,
        "body_html": answer.body_html,
        "issue_key": answer.link.issue.key,
        "created_at": answer.created_at.isoformat(),
    }


def waiting_json(answer: FixAnswer) -> dict[str, Any]:
    """The same with its ticket."""
    ticket = answer.link.ticket
    return answer_json(answer) | {"ticket": ticket.pk, "subject": ticket.subject}


def _catalog_json(found: TrackerSettings) -> dict[str, Any]:
    return {
        name: [{"is_public": False} | one for one in found.catalog.get(name, [])]
        for name in ("teams", "projects", "labels")
    }


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "value": part.value,
        "confidence": round(part.confidence, 2),
        "is_sure": part.is_sure,
        "origin": part.source,
    }


def extraction_json(found: Extracted) -> dict[str, Any]:
    """What a ticket says, in the parts of its template."""
    return {
        "kind": found.kind,
        "template": [{"name": name, "about": about} for name, about in template_of(found.kind).items()],
        "is_defect": found.is_defect,
        "parts": [_part_json(part) | {"entry_id": part.entry_id} for part in found.parts],
        "missing": list(found.missing),
        "codes": list(found.codes),
        "session": list(found.session),
        "engine": found.engine,
    }


def proposal_json(found: Proposal, *, tracker: str, shows_money: bool) -> dict[str, Any]:
    """A proposed issue and those that may be the same."""
    extracted = found.extracted
    return {
        "tracker": tracker,
        "system": found.tracker,
        "kind": extracted.kind,
        "is_defect": extracted.is_defect,
        "parts": [_part_json(part) for part in extracted.parts],
        "missing": list(extracted.missing),
        "codes": list(extracted.codes),
        "title": found.title,
        "description": found.description,
        "customer": customer_line(found.facts),
        **found.chosen,
        "catalog": _catalog_json(found.settings),
        "candidates": [
            {
                "issue": issue_json(one.issue, found.reach[one.issue.pk], shows_money=shows_money),
                "score": one.likeness.score,
                "is_likely": one.likeness.is_likely,
                "reasons": [{"kind": reason.kind, "value": reason.value} for reason in one.likeness.reasons],
                "comment": found.comments[one.issue.pk],
            }
            for one in found.candidates
        ],
    }


def settings_json(found: TrackerSettings) -> dict[str, Any]:
    """The settings for a tracker."""
    by = found.changed_by
    return {
        "version": found.version,
        "team": found.team,
        "project": found.project,
        "areas": found.rules.get("areas", []),
        "labels": found.rules.get("labels", {}),
        "priorities": found.rules.get("priorities", {}),
        "shares_customer": found.shares_customer,
        "shares_revenue": found.shares_revenue,
        "drafts_answers": found.drafts_answers,
        "answers": found.answers,
        "automatic_kinds": found.automatic_kinds,
        "automatic_a_day": found.automatic_a_day,
        "default_answers": dict(ANSWERS),
        "catalog": _catalog_json(found),
        "catalog_at": found.catalog_at.isoformat() if found.catalog_at is not None else None,
        "changed_by": {"id": by.pk, "name": by.name} if by is not None else None,
        "changed_at": found.changed_at.isoformat() if found.changed_at is not None else None,
    }
