"""Appending to the timeline, and telling it live."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from core import html, live
from core.actors import Actor, ActorKind
from core.errors import Invalid
from core.events import Event, LiveMessage, publish
from tickets import selectors
from tickets.events import EntryAppended
from tickets.models import AuthorKind, EntryKind, Ticket, TimelineEntry, Visibility
from tickets.rendering import conversation_json, entry_json, message_json, row_json

MAX_BODY = 400_000
PREVIEW = 200


def body_of(*, body_html: str = "", body_text: str = "") -> tuple[str, str]:
    """
    Clean HTML and its text, from whichever was given.

    Raises Invalid for a body over 400,000 characters.
    """
    if len(body_html) > MAX_BODY or len(body_text) > MAX_BODY:
        raise Invalid("A message can have at most 400,000 characters. Attach longer texts as a file.")
    if body_html.strip():
        cleaned = html.clean_html(body_html)
        return cleaned, html.html_to_text(cleaned)
    text = html.plain(body_text).strip()
    return html.text_to_html(text), text


def preview_of(text: str) -> str:
    """The first words of a message on one line."""
    return " ".join(text[: PREVIEW * 2].split())[:PREVIEW]


def author_kind(actor: Actor) -> str:
    """How the timeline names the kind of an actor."""
    return AuthorKind(actor.kind.value)


def author_id(actor: Actor) -> int | None:
    """The id behind an entry's author: the staff user, also behind a token, or the contact."""
    return actor.contact_id if actor.kind == ActorKind.CONTACT else actor.user_id


def new_entry(
    actor: Actor, ticket: Ticket, *, kind: str, visibility: str, now: datetime, **values: Any
) -> TimelineEntry:
    """An unsaved entry by `actor`."""
    return TimelineEntry(
        ticket=ticket,
        kind=kind,
        visibility=visibility,
        author_kind=author_kind(actor),
        author_id=author_id(actor),
        author_name=actor.name[:200],
        created_at=now,
        **values,
    )


def scope_of(ticket: Ticket) -> dict[str, Any]:
    """What decides who of the staff may receive a live message about a ticket."""
    return {"team_id": ticket.team_id, "assignee_id": ticket.assignee_id, "brand_id": ticket.brand_id}


def live_messages(
    ticket: Ticket, entries: Sequence[TimelineEntry] = (), *, attachments: Sequence[Any] = ()
) -> list[LiveMessage]:
    """The public forms of a change: for the queue, for the ticket's screens, and for its customer."""
    row, scope = row_json(ticket), scope_of(ticket)
    rendered = [entry_json(entry, attachments) for entry in entries]
    data: dict[str, Any] = {"ticket": row}
    if rendered:
        data |= {"entry": rendered[0], "entries": rendered}
    messages = [
        LiveMessage("queue", {"ticket": row}, scope),
        LiveMessage(live.topic_for("ticket", ticket.pk), data, scope),
    ]
    public = [entry for entry in entries if entry.visibility == Visibility.PUBLIC]
    customer: dict[str, Any] = {"conversation": conversation_json(ticket)}
    if public:
        customer["message"] = message_json(public[0], attachments)
    messages.append(LiveMessage(live.topic_for("contact", ticket.requester_id), customer))
    return messages


def announce(
    event: Event,
    ticket: Ticket,
    entries: Sequence[TimelineEntry] = (),
    *,
    attachments: Sequence[Any] = (),
    more: Sequence[LiveMessage] = (),
) -> None:
    """Publish an event with its live forms, and `more` of them, in the caller's transaction."""
    publish(event, live_messages=[*live_messages(ticket, entries, attachments=attachments), *more])


@transaction.atomic
def timeline_append(
    *,
    actor: Actor,
    ticket_id: int,
    kind: str,
    visibility: str = Visibility.INTERNAL,
    body_text: str = "",
    payload: dict[str, Any] | None = None,
    now: datetime,
) -> TimelineEntry:
    """
    Append a step of the assistant, routing, SLA or an integration.

    Messages and notes have their own services. Raises NotFound, Invalid.
    """
    if kind in (EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.CHANGE):
        raise Invalid("Messages, notes and changes are written by their own services.")
    ticket = selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    body_html, text = body_of(body_text=body_text)
    entry = new_entry(
        actor,
        ticket,
        kind=kind,
        visibility=visibility,
        now=now,
        body_html=body_html,
        body_text=text,
        payload=payload or {},
    )
    entry.save()
    ticket.last_entry_id = entry.pk
    ticket.save(update_fields=["last_entry_id"])
    announce(EntryAppended(ticket_id=ticket.pk, entry_id=entry.pk, kind=kind), ticket, [entry])
    return entry
