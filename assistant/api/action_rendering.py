"""Actions as the API shows them."""

from collections.abc import Mapping
from typing import Any

from assistant.actions.configured import read_action
from assistant.actions.declared import Declaration
from assistant.actions.saying import filled
from assistant.models import ActionCall, ActionSecret, CallState
from assistant.services.trying_actions import TriedAction
from tickets.rendering import stamp


def pairs(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Names with their values, in order."""
    return [{"name": name, "value": str(value)} for name, value in values.items()]


def source_json(one: Declaration) -> dict[str, Any]:
    """Something built in."""
    return {
        "key": one.key,
        "label": one.label,
        "about": one.about,
        "kind": one.kind,
        "facts": [{"name": name, "about": about} for name, about in one.facts.items()],
        "option": one.option,
        "examples": [example for examples in one.examples.values() for example in examples],
        "answers": [{"language": code, "text": text} for code, text in one.answers.items()],
    }


def figures_json(one: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of an action."""
    names = ("action", "label", "kind", "used", "proposed", "approved", "declined", "done", "failed",
             "in_doubt")  # fmt: skip
    return {name: one[name] for name in names} | {"amount": float(one["amount"])}


def use_json(row: ActionCall) -> dict[str, Any]:
    """One use of an action."""
    by = row.decided_by
    return {
        "id": row.pk,
        "ticket": row.ticket_id,
        "action": row.action,
        "label": row.label,
        "kind": row.kind,
        "source": row.source,
        "state": row.state,
        "is_automatic": row.is_automatic,
        "inputs": pairs(row.inputs),
        "facts": pairs(row.facts),
        "amount": None if row.amount is None else float(row.amount),
        "request": row.request_shown,
        "told": row.told or _will_be_told(row),
        "status": row.status,
        "error": row.error,
        "score": row.score,
        "engine": row.engine,
        "version": row.version,
        "decided_by": None if by is None else {"id": by.pk, "name": by.name},
        "decided_at": stamp(row.decided_at) if row.decided_at else None,
        "note": row.note,
        "created_at": stamp(row.created_at),
        "finished_at": stamp(row.finished_at) if row.finished_at else None,
        "as_of": stamp(row.as_of) if row.as_of else None,
    }


def _will_be_told(row: ActionCall) -> str:
    """The words of what waits, as far as its facts are known: with those that come later as `{name}`."""
    if row.state not in (CallState.PROPOSED, CallState.APPROVED):
        return ""
    words = read_action(row.definition).words_in(row.language)
    return filled(words, row.inputs) or words


def secret_json(row: ActionSecret) -> dict[str, Any]:
    """A stored secret."""
    by = row.set_by
    return {
        "name": row.name,
        "host": row.host,
        "hint": row.hint,
        "set_by": None if by is None else {"id": by.pk, "name": by.name},
        "set_at": stamp(row.set_at),
    }


def tried_action_json(found: TriedAction) -> dict[str, Any]:
    """What came of a trial."""
    return {
        "score": found.score,
        "is_close": found.is_close,
        "inputs": pairs(found.inputs),
        "request": found.request,
        "was_sent": found.was_sent,
        "status": found.status,
        "facts": pairs(found.facts),
        "text": found.text,
        "problem": found.problem,
    }
