"""The assistant's work as the API shows it."""

from datetime import date
from typing import Any

from assistant import selectors
from assistant.configuration import Boundary, Policy
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.models import Handoff, Triage
from assistant.models.triage import FIELDS, REVIEW_BELOW
from assistant.rendering import confidence_word, sources_of
from assistant.services.asking import Asked
from assistant.services.drafting import Draft
from assistant.services.rewording import Reworded
from core.actors import Actor
from tickets.rendering import stamp

SURE_HANDOFF = 0.6
"""From this confidence on, what was handed over counts as `medium`."""


def asked_json(asked: Asked) -> dict[str, Any]:
    """What the assistant would have said."""
    return {
        "answer": asked.answer,
        "citations": sources_of(asked.citations),
        "confidence": round(asked.confidence, 4),
        "confidence_word": asked.confidence_word,
        "decision": asked.decision,
        "reason": asked.reason,
        "boundary": asked.boundary,
        "engine": asked.engine,
    }


def reworded_json(reworded: Reworded) -> dict[str, Any]:
    """A text in other words."""
    return {
        "text": reworded.text,
        "language": reworded.language,
        "lost": list(reworded.lost),
        "engine": reworded.engine,
    }


def draft_json(draft: Draft) -> dict[str, Any]:
    """A suggested reply."""
    return {
        "id": draft.id,
        "body_html": draft.body_html,
        "citations": sources_of(draft.citations) if draft.sources is None else list(draft.sources),
        "confidence": round(draft.confidence, 3),
        "confidence_word": confidence_word(draft.confidence, shipped_threshold()),
        "uncited": list(draft.uncited),
        "engine": draft.engine,
    }


def triage_json(triage: Triage) -> dict[str, Any]:
    """What triage read in a message, and how sure each label is."""
    fields: dict[str, Any] = {}
    for name in FIELDS:
        field = triage.fields.get(name, {"value": "", "confidence": 0.0})
        confidence = float(field.get("confidence", 0.0))
        fields[name] = {
            "value": field.get("value", ""),
            "confidence": round(confidence, 3),
            "needs_review": confidence < REVIEW_BELOW,
            "corrected_by": field.get("corrected_by"),
        }
    return {
        "fields": fields,
        "entities": triage.entities,
        "trend": triage.trend,
        "engine": triage.engine,
    }


def handoff_json(handoff: Handoff, session: dict[str, Any] | None, *, reader: Actor) -> dict[str, Any]:
    """A handoff for one reader; `session` is what the customer currently shares of their page."""
    confidence = handoff.confidence
    return {
        "id": handoff.pk,
        "summary": handoff.summary,
        "wants": handoff.wants,
        "tried": handoff.tried,
        "why": handoff.why,
        "reason": handoff.reason,
        "reason_label": handoff.get_reason_display(),
        "boundary": handoff.boundary,
        "confidence": None if confidence is None else round(confidence, 3),
        "confidence_word": "" if confidence is None else confidence_word(confidence, SURE_HANDOFF),
        "told_customer": handoff.told_customer,
        "expected_wait_seconds": handoff.expected_wait_seconds,
        "created_at": stamp(handoff.created_at),
        "session": session,
        "linked": selectors.linked_for(reader=reader, handoff=handoff),
    }


def boundary_json(row: Boundary, *, today: date) -> dict[str, Any]:
    """A subject the assistant never handles."""
    return {
        "key": row.key,
        "label": row.label,
        "is_on": row.is_on,
        "is_builtin": row.is_builtin,
        "keywords": list(row.keywords),
        "segments": list(row.segments),
        "account_states": list(row.account_states),
        "issue_types": list(row.issue_types),
        "owner_id": row.owner_id,
        "reason": row.reason,
        "review_on": row.review_on.isoformat() if row.review_on else None,
        "is_review_due": row.is_review_due(today),
    }


def settings_json(policy: Policy) -> dict[str, Any]:
    """Whether and where the assistant answers."""
    return {
        "is_on": policy.is_on,
        "channels": list(policy.channels),
        "threshold": policy.threshold,
        "max_answers": policy.max_answers,
    }


def rounded(share: float | None) -> float | None:
    """A share as the API shows it; null where there is none."""
    return None if share is None else round(share, 4)
