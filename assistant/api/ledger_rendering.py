"""The ledger, the autonomy ladder and the review queue as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.api.rendering import rounded
from assistant.ladder import A_MONTH, BACK_LIMIT, FOR_AUTOMATIC, FOR_SUGGEST
from assistant.models import Conversation, LedgerEntry, LevelChange, ReviewItem, Verdict
from assistant.selectors.autonomy import Rung
from assistant.selectors.ledger import Line
from assistant.selectors.reviews import Part
from people.models import User
from tickets.rendering import stamp

CSV_HEAD = (
    "ticket", "subject", "requester", "company", "category", "channel", "state", "why", "began", "ended",
    "confidence",
)  # fmt: skip


def person_json(user: User | None) -> dict[str, Any] | None:
    """Somebody of the staff in short."""
    return None if user is None else {"id": user.pk, "name": user.name}


def line_json(line: Line) -> dict[str, Any]:
    """The figures of a group."""
    return {
        "key": line.key,
        "ended": line.ended,
        "open": line.open,
        "counts": [
            {"state": state, "count": count, "share": rounded(line.share(state))}
            for state, count in line.counts.items()
        ],
    }


def conversation_json(row: Conversation, why: str) -> dict[str, Any]:
    """A conversation of the ledger."""
    ticket = row.ticket
    return {
        "number": row.pk,
        "subject": ticket.subject,
        "requester": ticket.requester.name,
        "company": ticket.company.name if ticket.company is not None else "",
        "category": row.category,
        "channel": row.channel,
        "state": row.state,
        "why": why,
        "began_at": stamp(row.began_at),
        "ended_at": stamp(row.ended_at),
        "confidence": rounded(row.confidence),
    }


def csv_row(row: Conversation, why: str) -> tuple[object, ...]:
    """A conversation as a line of a table."""
    told = conversation_json(row, why)
    return tuple(told.values())


def entry_json(entry: LedgerEntry, seen: frozenset[int]) -> dict[str, Any]:
    """One line of the ledger; `seen` are the other tickets that may be named."""
    other = entry.ref_id if entry.why == "asked_again" and entry.ref_id in seen else None
    return {
        "id": entry.pk,
        "state": entry.state,
        "why": entry.why,
        "at": stamp(entry.at),
        "recorded_at": stamp(entry.recorded_at),
        "takes_back": entry.takes_back_id,
        "other_ticket": other,
        "by": person_json(entry.by),
        "note": entry.note,
    }


def full_json(row: Conversation, entries: Sequence[LedgerEntry], seen: frozenset[int]) -> dict[str, Any]:
    """A conversation with its entries."""
    why = entries[-1].why if entries else ""
    return conversation_json(row, why) | {"entries": [entry_json(entry, seen) for entry in entries]}


def change_json(change: LevelChange) -> dict[str, Any]:
    """A step on the ladder."""
    evidence: Mapping[str, Any] = change.evidence
    return {
        "before": change.before,
        "level": change.level,
        "cause": change.cause,
        "came_back": int(evidence.get("came_back", 0)),
        "wrong": int(evidence.get("wrong", 0)),
        "resolved": int(evidence.get("resolved", 0)),
        "by": person_json(change.by),
        "at": stamp(change.at),
    }


def rung_json(rung: Rung) -> dict[str, Any]:
    """Where a category stands."""
    evidence, proposed = rung.evidence, rung.proposal
    return {
        "category": rung.category,
        "level": rung.level.value,
        "boundary": rung.boundary,
        "evidence": {
            "a_month": evidence.a_month,
            "judged": evidence.judged,
            "sent": evidence.sent,
            "edited": evidence.edited,
            "unused": evidence.unused,
            "rejected": evidence.rejected,
            "resolved": evidence.resolved,
            "came_back": evidence.came_back,
            "wrong": evidence.wrong,
            "unedited_share": rounded(evidence.unedited),
            "came_back_share": rounded(evidence.back),
        },
        "proposal": {
            "level": proposed.level.value if proposed.level is not None else None,
            "lacks": proposed.lacks,
            "there": round(proposed.there, 4),
            "needed": proposed.needed,
        },
        "changes": [change_json(change) for change in rung.changes],
    }


def ladder_json(rungs: Sequence[Rung]) -> dict[str, Any]:
    """The whole ladder."""
    return {
        "results": [rung_json(rung) for rung in rungs],
        "volume_needed": A_MONTH,
        "unedited_for_suggest": FOR_SUGGEST,
        "unedited_for_automatic": FOR_AUTOMATIC,
        "came_back_limit": BACK_LIMIT,
    }


def review_row_json(item: ReviewItem) -> dict[str, Any]:
    """A conversation of the review queue."""
    row = item.conversation
    ticket = row.ticket
    return {
        "number": row.pk,
        "subject": ticket.subject,
        "requester": ticket.requester.name,
        "company": ticket.company.name if ticket.company is not None else "",
        "assignee": person_json(ticket.assignee),
        "category": row.category,
        "channel": row.channel,
        "state": row.state,
        "reasons": item.reasons,
        "confidence": rounded(row.confidence),
        "since": stamp(item.since),
    }


def review_json(item: ReviewItem, parts: Sequence[Part], verdict: Verdict | None) -> dict[str, Any]:
    """A conversation under review."""
    return review_row_json(item) | {
        "parts": [part_json(part) for part in parts],
        "verdict": None if verdict is None else verdict_json(verdict),
    }


def part_json(part: Part) -> dict[str, Any]:
    """Something that was said or noted."""
    return {
        "kind": part.kind,
        "author_kind": part.author_kind,
        "author": part.author,
        "at": stamp(part.at),
        "text": part.text,
        "score": part.score,
        "is_answer": part.is_answer,
        "citations": list(part.citations),
        "confidence": rounded(part.confidence),
        "confidence_word": part.confidence_word,
        "state": part.state,
        "why": part.why,
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict."""
    return {
        "verdict": verdict.kind,
        "why": verdict.why,
        "by": person_json(verdict.by),
        "at": stamp(verdict.at),
    }
