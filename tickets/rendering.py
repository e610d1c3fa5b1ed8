"""The JSON forms of tickets and entries for staff, shared by the API and live updates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tickets.models import Attachment, Ticket, TimelineEntry
from tickets.models.fields import IN_ROW, Field, Kind
from tickets.query import Hint


def stamp(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`, with microseconds only where there are any."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def hints_json(hints: Sequence[Hint]) -> list[dict[str, str]]:
    """The parts of a query that do not do what they appear to."""
    return [{"part": hint.part, "code": hint.code, "message": hint.message} for hint in hints]


def sla_json(ticket: Ticket) -> dict[str, Any] | None:
    """The most urgent clock of a ticket."""
    if not ticket.next_due_kind:
        return None
    return {
        "kind": ticket.next_due_kind,
        "due_at": stamp(ticket.next_due_at),
        "state": ticket.next_due_state,
        "started_at": stamp(ticket.next_due_started_at),
    }


def row_json(ticket: Ticket) -> dict[str, Any]:
    """One row of a list; needs the names joined (`with_names`)."""
    requester, company, team, assignee = ticket.requester, ticket.company, ticket.team, ticket.assignee
    return {
        "number": ticket.pk,
        "public_id": str(ticket.public_id),
        "reply_by": ticket.way,
        "brand": {"id": ticket.brand.pk, "name": ticket.brand.name, "slug": ticket.brand.slug},
        "requester": {"id": requester.pk, "name": requester.display_name, "email": requester.email},
        "company": {"id": company.pk, "name": company.name, "segment": company.segment} if company else None,
        "team": {"id": team.pk, "name": team.name} if team else None,
        "assignee": {"id": assignee.pk, "name": assignee.name} if assignee else None,
        "sla": sla_json(ticket),
    } | {field.name: _shown(field, getattr(ticket, field.name)) for field in IN_ROW}


def _shown(field: Field, value: Any) -> Any:
    return stamp(value) if field.kind == Kind.MOMENT else value


def attachment_json(attachment: Attachment, *, prefix: str = "/api/v1/attachments") -> dict[str, Any]:
    """A file; its address checks permission again."""
    return {
        "id": str(attachment.public_id),
        "name": attachment.name,
        "size": attachment.size,
        "content_type": attachment.content_type,
        "url": f"{prefix}/{attachment.public_id}",
    }


def entry_json(entry: TimelineEntry, attachments: Sequence[Attachment] = ()) -> dict[str, Any]:
    """One timeline entry for staff; `attachments` may include those of other entries."""
    return {
        "id": entry.pk,
        "kind": entry.kind,
        "visibility": entry.visibility,
        "author": {"kind": entry.author_kind, "id": entry.author_id, "name": entry.author_name},
        "body_html": entry.body_html,
        "body_text": entry.body_text,
        "channel": entry.channel,
        "created_at": stamp(entry.created_at),
        "delivery": {"state": entry.delivery_state, "detail": entry.delivery_detail},
        "attachments": [attachment_json(file) for file in attachments if file.entry_id == entry.pk],
        "payload": entry.payload,
        "is_redacted": entry.is_redacted,
    }
