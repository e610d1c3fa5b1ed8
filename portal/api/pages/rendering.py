"""What the pages show of tickets, field by field: no number, note, staff address, tag or figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from portal.bodies import shown_body
from portal.models import PortalSession
from tickets.models import Attachment, AuthorKind, Status, Ticket, TimelineEntry
from tickets.rendering import held_json


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    id: str
    subject: str
    preview: str
    state: str
    person: str
    asked_by: str
    at: datetime


@dataclass(frozen=True)
class File:
    """A file that can be downloaded."""

    name: str
    size: int
    path: str
    held: str = ""
    """Why nobody gets it: `waiting` for the virus scanner, or `infected`."""


@dataclass(frozen=True)
class ShownMessage:
    """One message; `who` is me, team, assistant or person."""

    who: str
    name: str
    at: datetime
    body: SafeString
    files: list[File]


def state_of(ticket: Ticket) -> str:
    """How far a request is, for its customer: with_us, with_you or solved."""
    if not ticket.is_open:
        return "solved"
    return "with_you" if ticket.status == Status.PENDING else "with_us"


def row_of(ticket: Ticket, session: PortalSession) -> Row:
    """A request in the list."""
    return Row(
        id=str(ticket.public_id),
        subject=ticket.subject,
        preview=ticket.preview,
        state=state_of(ticket),
        person=ticket.assignee.name if ticket.assignee is not None else "",
        asked_by="" if ticket.requester_id == session.contact_id else ticket.requester.display_name,
        at=ticket.last_message_at,
    )


def message_of(entry: TimelineEntry, files: Sequence[Attachment], *, at: str, is_mine: bool) -> ShownMessage:
    """A public message; `at` is where its request stands."""
    return ShownMessage(
        who="me" if is_mine else _WHO.get(entry.author_kind, "person"),
        name="" if is_mine else entry.author_name,
        at=entry.created_at,
        body=shown_body(entry.body_html, f"{at}files/"),
        files=[
            File(file.name, file.size, f"{at}files/{file.public_id}", held_json(file).get("scan", ""))
            for file in files
            if file.entry_id == entry.pk
        ],
    )


_WHO: dict[str, str] = {
    AuthorKind.ASSISTANT: "assistant",
    AuthorKind.SYSTEM: "team",
    AuthorKind.CONTACT: "customer",
}
