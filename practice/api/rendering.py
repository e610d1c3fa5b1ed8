"""Sets and attempts as the API shows them."""

from dataclasses import asdict
from typing import Any

from core.actors import Actor
from kb.models import Article
from practice.feedback import compared, escalation, steps_found
from practice.models import PracticeAttempt, PracticeCase, PracticeSet
from practice.selectors.attempts import Progress
from tickets.rendering import stamp


def set_json(row: PracticeSet) -> dict[str, Any]:
    """A set as `sets_listed` reads it."""
    article = row.article
    return {
        "id": row.pk,
        "name": row.name,
        "category": row.category,
        "article": None if article is None else {"id": article.pk, "title": article.published_title},
        "cases": getattr(row, "cases", 0),
        "finished": getattr(row, "finished", 0),
        "created_at": stamp(row.created_at),
    }


def runbook_json(article: Article) -> dict[str, Any]:
    """An article that a set can be drawn for."""
    return {"id": article.pk, "title": article.published_title, "category": article.product_area}


def case_json(case: PracticeCase) -> dict[str, Any]:
    """A case with its messages."""
    return {
        "id": case.pk,
        "subject": case.subject,
        "must_escalate": case.must_escalate,
        "messages": case.messages,
    }


def attempt_row(row: PracticeAttempt) -> dict[str, Any]:
    """An attempt in a list."""
    return {
        "id": row.pk,
        "set": {"id": row.case.set_id, "name": row.case.set.name},
        "subject": row.case.subject,
        "person": None if row.person is None else {"id": row.person.pk, "name": row.person.name},
        "mode": row.mode,
        "started_at": stamp(row.started_at),
        "finished_at": stamp(row.finished_at),
    }


def attempt_json(row: PracticeAttempt, actor: Actor) -> dict[str, Any]:
    """An attempt; what was answered then is told once it is finished."""
    return attempt_row(row) | {
        "article": _article_json(row),
        "version": row.version,
        "steps": row.steps,
        "turns": row.turns,
        "marks": row.marks,
        "is_own": row.person_id == actor.user_id,
        "escalated_at": stamp(row.escalated_at),
        "escalated_why": row.escalated_why,
        "feedback": None if row.finished_at is None else _feedback_json(row),
    }


def _article_json(row: PracticeAttempt) -> dict[str, Any] | None:
    article = row.article
    return None if article is None else {"id": article.pk, "title": article.published_title or article.title}


def _feedback_json(row: PracticeAttempt) -> dict[str, Any]:
    mine = [turn["text"] for turn in row.turns if turn["who"] == "me"]
    must = row.case.must_escalate
    return {
        "steps": [asdict(step) for step in steps_found(row.steps, row.marks)],
        "escalation": escalation(must=must, done=row.escalated_at is not None),
        "must_escalate": must,
        "then": [asdict(answer) for answer in compared(row.case.messages, mine)],
    }


def progress_json(one: Progress) -> dict[str, Any]:
    """How one person gets on."""
    return {
        "person": {"id": one.person_id, "name": one.name},
        "finished": one.finished,
        "is_open": one.is_open,
        "last_at": stamp(one.last_at),
        "missed": one.missed,
        "over": one.over,
        "not_escalated": one.not_escalated,
    }
