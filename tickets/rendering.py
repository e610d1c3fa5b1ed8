"""The JSON forms of tickets and entries for staff, shared by the API and live updates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from core import scanning
from people.models.customers import shown_name
from tickets.channels import way_of
from tickets.models import TRASH_KEPT, Attachment, Scan, Ticket, TimelineEntry
from tickets.models.fields import IN_ROW, Kind
from tickets.query import Hint


def stamp(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`, with microseconds only where there are any."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def hints_json(hints: Sequence[Hint]) -> list[dict[str, str]]:
    """The parts of a query that do not do what they appear to."""
    return [{"part": hint.part, "code": hint.code, "message": hint.message} for hint in hints]


_RECORDS = (
    "id", "public_id", "channel", "reply_by", "brand_id", "brand__name", "brand__slug",
    "requester_id", "requester__name", "requester__email", "company_id", "company__name", "company__segment",
    "team_id", "team__name", "assignee_id", "assignee__name",
    "next_due_kind", "next_due_at", "next_due_state", "next_due_started_at",
    "trashed_at", "trashed_by",
)  # fmt: skip
_NAMES = tuple(field.name for field in IN_ROW)
_MOMENTS = tuple(field.name for field in IN_ROW if field.kind == Kind.MOMENT)
ROW = (*_RECORDS, *_NAMES)
"""The columns of `row_of`."""


def row_of(values: Sequence[Any]) -> dict[str, Any]:
    """One row of a list from the values of `ROW`; more values may follow."""
    (
        number, public_id, channel, reply_by, brand_id, brand, slug,
        requester_id, requester, email, company_id, company, segment,
        team_id, team, assignee_id, assignee,
        due_kind, due_at, due_state, started_at,
        trashed_at, trashed_by,
    ) = values[: len(_RECORDS)]  # fmt: skip
    row = {
        "number": number,
        "public_id": str(public_id),
        "reply_by": way_of(channel, reply_by),
        "brand": {"id": brand_id, "name": brand, "slug": slug},
        "requester": {"id": requester_id, "name": shown_name(requester, email), "email": email},
        "company": {"id": company_id, "name": company, "segment": segment} if company_id else None,
        "team": {"id": team_id, "name": team} if team_id else None,
        "assignee": {"id": assignee_id, "name": assignee} if assignee_id else None,
        # The most urgent clock.
        "sla": None if not due_kind else {
            "kind": due_kind, "due_at": stamp(due_at), "state": due_state, "started_at": stamp(started_at),
        },
        "trash": None if trashed_at is None else {
            "at": stamp(trashed_at), "by": trashed_by, "until": stamp(trashed_at + TRASH_KEPT),
        },
        **dict(zip(_NAMES, values[len(_RECORDS) : len(ROW)], strict=True)),
    }  # fmt: skip
    for name in _MOMENTS:
        row[name] = stamp(row[name])
    return row


def row_json(ticket: Ticket) -> dict[str, Any]:
    """One row of a list; needs the names joined (`with_names`)."""
    return row_of([_reached(ticket, path) for path in ROW])


def _reached(ticket: Ticket, path: str) -> Any:
    name, _, further = path.partition("__")
    value = getattr(ticket, name)
    return getattr(value, further) if further and value is not None else None if further else value


def attachment_json(attachment: Attachment, *, prefix: str = "/api/v1/attachments") -> dict[str, Any]:
    """A file; its address checks permission again."""
    return {
        "id": str(attachment.public_id),
        "name": attachment.name,
        "size": attachment.size,
        "content_type": attachment.content_type,
        "url": f"{prefix}/{attachment.public_id}",
        **held_json(attachment),
    }


def held_json(attachment: Attachment) -> dict[str, str]:
    """Why nobody gets a file: it waits for the virus scanner, or that found something; empty for others."""
    if attachment.scan == Scan.INFECTED:
        return {"scan": Scan.INFECTED.value, "scan_detail": attachment.scan_detail}
    if attachment.scan == Scan.WAITING and scanning.is_on():
        return {"scan": Scan.WAITING.value, "scan_detail": attachment.scan_detail}
    return {}


class EntryRow(NamedTuple):
    """What `entry_json` shows of an entry, as read without the model."""

    pk: int
    kind: str
    visibility: str
    author_kind: str
    author_id: int | None
    author_name: str
    body_html: str
    body_text: str
    channel: str
    created_at: datetime
    delivery_state: str
    delivery_detail: str
    payload: dict[str, Any]
    is_redacted: bool
    has_attachments: bool
    merged_from: int | None
    redactions: list[dict[str, Any]] | None


def entry_json(entry: TimelineEntry | EntryRow, attachments: Sequence[Attachment] = ()) -> dict[str, Any]:
    """One line of the timeline for staff; `attachments` may hold those of other entries too."""
    # Only where a merge brought it.
    origin = {} if entry.merged_from is None else {"merged_from": entry.merged_from}
    return origin | {
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
        "redactions": entry.redactions or [],
    }
