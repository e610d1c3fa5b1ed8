"""Appending to the timeline, and publishing that live."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from core import html, live, writes
from core.actors import Actor, ActorKind
from core.errors import Invalid
from core.events import Event, LiveMessage, publish, show
from tickets import selectors
from tickets.entries import Step
from tickets.events import (
    EntriesRedacted,
    EntryAppended,
    MessageReceived,
    ReplyPosted,
    TicketChanged,
    TicketMerged,
    TicketRated,
    TicketReopened,
    TicketResolved,
    TicketUnmerged,
)
from tickets.models import (
    OPEN_STATUSES,
    AuthorKind,
    EntryKind,
    Handler,
    Status,
    Ticket,
    TimelineEntry,
    Visibility,
)
from tickets.rendering import entry_json, row_json

MAX_BODY = 400_000
PREVIEW = 200
REFRESHED = "tickets.ticket_refreshed"
TOLD_WITH_MESSAGE = frozenset({MessageReceived.name, ReplyPosted.name, EntriesRedacted.name})
TOLD_ALWAYS = frozenset(
    {TicketResolved.name, TicketReopened.name, TicketRated.name, TicketMerged.name, TicketUnmerged.name}
)


def body_of(*, body_html: str = "", body_text: str = "") -> tuple[str, str]:
    """
    Sanitized HTML and its text, from whichever was given.

    Raises Invalid for a body over 400,000 characters.
    """
    if len(body_html) > MAX_BODY or len(body_text) > MAX_BODY:
        raise Invalid("A message can have at most 400,000 characters. Attach longer texts as a file.")
    if body_html.strip():
        cleaned = html.clean_html(body_html)
        return cleaned, html.html_to_text(cleaned)
    text = html.trimmed(html.plain(body_text))
    return html.text_to_html(text), text


def preview_of(text: str) -> str:
    """The first words of a message on one line."""
    return " ".join(text[: PREVIEW * 2].split())[:PREVIEW]


def author_kind(actor: Actor) -> str:
    """The timeline's author kind for an actor."""
    return AuthorKind(actor.kind.value)


def author_id(actor: Actor) -> int | None:
    """The id of an entry's author: the staff user, also behind a token, or the contact."""
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
    """What decides which staff may receive a live message about a ticket."""
    return {"team_id": ticket.team_id, "assignee_id": ticket.assignee_id, "brand_id": ticket.brand_id}


def live_messages(
    ticket: Ticket, entries: Sequence[TimelineEntry] = (), *, attachments: Sequence[Any] = ()
) -> list[LiveMessage]:
    """The live forms of a change for staff: for the queue, and for the ticket's screens."""
    row, scope = row_json(ticket), scope_of(ticket)
    rendered = [entry_json(entry, attachments) for entry in entries]
    data: dict[str, Any] = {"ticket": row}
    if rendered:
        data |= {"entry": rendered[0], "entries": rendered}
    return [
        LiveMessage("queue", {"ticket": row}, scope),
        LiveMessage(live.topic_for("ticket", ticket.pk), data, scope),
    ]


def customer_messages(
    event: Event, ticket: Ticket, entries: Sequence[TimelineEntry] = ()
) -> list[LiveMessage]:
    """
    What the customer of a ticket hears of an event: nothing, unless it changes what they may read.

    Only the events named here are sent. Notes, tags, priorities and the steps of assistant, routing and SLA
    are internal; even an empty frame would reveal that they happened. Frames contain ids only: one place, the
    widget's API, decides what the customer may read, and is asked again.
    """
    if ticket.is_spam or ticket.is_deleted:
        return []
    told = next((entry for entry in entries if _is_message(entry)), None)
    is_told = event.name in TOLD_WITH_MESSAGE and told is not None
    if not is_told and event.name not in TOLD_ALWAYS and not _changes_their_view(event, ticket):
        return []
    data: dict[str, Any] = {"conversation": {"id": str(ticket.public_id)}}
    if told is not None:
        data["message"] = {"id": str(told.public_id)}
    # Each brand's widget hears only of its own conversations.
    topic = live.topic_for("contact", ticket.requester_id)
    return [LiveMessage(topic, data, {"brand_id": ticket.brand_id})]


def _is_message(entry: TimelineEntry) -> bool:
    return entry.kind == EntryKind.MESSAGE and entry.visibility == Visibility.PUBLIC


def _changes_their_view(event: Event, ticket: Ticket) -> bool:
    """Whether changed fields include one that the widget shows."""
    if not isinstance(event, TicketChanged):
        return False
    changes = event.changes
    old, new = changes.get("status", [None, None])
    is_other_status = old != new and (
        (old in OPEN_STATUSES) != (new in OPEN_STATUSES) or Status.CLOSED in (old, new)
    )
    is_other_owner = Handler.PERSON in changes.get("handler", ()) or (
        "assignee" in changes and ticket.handler == Handler.PERSON
    )
    return is_other_status or is_other_owner or "subject" in changes


def announce(
    event: Event,
    ticket: Ticket,
    entries: Sequence[TimelineEntry] = (),
    *,
    attachments: Sequence[Any] = (),
    more: Sequence[LiveMessage] = (),
) -> None:
    """Publish an event with its live forms, plus `more`, in the caller's transaction."""
    messages = live_messages(ticket, entries, attachments=attachments)
    publish(event, live_messages=[*messages, *customer_messages(event, ticket, entries), *more])


def refresh(ticket: Ticket) -> None:
    """Refresh a ticket's row on open screens, when nothing happened that anybody else acts on."""
    show(REFRESHED, live_messages(ticket))


@transaction.atomic(savepoint=False)
def timeline_append(
    *,
    actor: Actor,
    ticket_id: int,
    step: Step,
    visibility: str = Visibility.INTERNAL,
    body_text: str = "",
    held: Ticket | None = None,
    now: datetime,
) -> TimelineEntry:
    """
    Append a step of the assistant, routing, SLA or an integration.

    Messages, notes and changes have their own services. `held` is the ticket, if the caller has locked it and
    it is as stored. Raises NotFound, Invalid.
    """
    ticket = held or selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    body_html, text = body_of(body_text=body_text)
    entry = new_entry(
        actor,
        ticket,
        kind=step.kind,
        visibility=visibility,
        now=now,
        body_html=body_html,
        body_text=text,
        payload=step.to_json(),
    )
    writes.insert(entry)
    ticket.last_entry_id = entry.pk
    writes.update(ticket, ["last_entry_id"])
    announce(EntryAppended(ticket_id=ticket.pk, entry_id=entry.pk, kind=step.kind), ticket, [entry])
    return entry
