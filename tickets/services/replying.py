"""Our side of the conversation: replies and notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.actors import Actor, ActorKind
from core.errors import Conflict, Invalid
from core.events import publish
from core.transactions import use_case
from core.writes import Batch, insert
from people.policy import may, require
from tickets import selectors
from tickets.channels import Mail
from tickets.entries import Message
from tickets.events import NoteAdded, ReplyPosted, TicketChanged
from tickets.lifecycle import Replied, Sign
from tickets.models import (
    AuthorKind,
    Channel,
    Draft,
    EntryKind,
    Status,
    Ticket,
    TimelineEntry,
    Visibility,
)
from tickets.rendering import entry_json
from tickets.selectors.internal import ENTRIES
from tickets.selectors.unseen import messages_unseen
from tickets.services import changing
from tickets.services.attaching import claim_attachments
from tickets.services.changing import Applied
from tickets.services.macros import MacroReply, actions_resolved, macro_note
from tickets.services.mentioning import Mentioned, mentions_read, mentions_tell
from tickets.services.participating import recipients_for
from tickets.services.ruling import rule_in_force
from tickets.services.timeline import announce, body_of, new_entry, preview_of
from tickets.services.updating import TicketInTrash, TicketMerged, prepare, tags_note
from tickets.services.waking import colleague_wrote

PUBLIC, NOTE = "public", "note"


class StaleReply(Conflict):
    """There is a message that the sender has not seen; `newer` holds it."""

    code = "tickets.stale_reply"


@use_case()
def post_reply(
    *,
    actor: Actor,
    ticket_id: int,
    body_html: str = "",
    body_text: str = "",
    kind: str = PUBLIC,
    seen_entry_id: int | None = None,
    force: bool = False,
    status: str | None = None,
    attachment_ids: Sequence[str] = (),
    payload: Message | None = None,
    cc: Sequence[str] | None = None,
    to: Sequence[str] | None = None,
    client_id: str = "",
    macro: MacroReply | None = None,
    now: datetime,
) -> TimelineEntry:
    """
    Answer the customer, or leave a note (`kind` is `public` or `note`).

    By email it goes to the requester, or where their mail wants answers (`to` chooses between the two), and
    to `cc`: exactly these addresses, or without it everybody who participates. The final addresses are stored
    in the entry's payload.

    With `seen_entry_id`, StaleReply holds the message back if somebody else wrote to the customer, or the
    customer wrote, after that entry, unless `force`. `status` and the actions of a `macro` are set in the
    same step. A `client_id` makes a repeated send return the first entry.

    A reply to a ticket that was merged goes to what it was merged into. Raises NotFound, Forbidden, Invalid,
    and TicketInTrash for a colleague's reply to the customer.
    """
    if kind not in (PUBLIC, NOTE):
        raise Invalid("kind must be public or note.", errors={"kind": ["Unknown."]})
    require(actor, "ticket.reply" if kind == PUBLIC else "ticket.note")
    ticket = selectors.ticket_for_message(actor=actor, ticket_id=ticket_id)
    if ticket.pk != ticket_id and not actor.is_staff:
        # What the assistant was about to say was meant for another conversation.
        raise TicketMerged.into(ticket_id, ticket.pk)
    if kind == PUBLIC and actor.is_staff:
        TicketInTrash.check(ticket)
    return reply_write(
        actor=actor,
        ticket=ticket,
        body_html=body_html,
        body_text=body_text,
        kind=kind,
        seen_entry_id=None if force else seen_entry_id,
        status=status,
        attachment_ids=attachment_ids,
        payload=payload,
        cc=cc,
        to=to,
        client_id=client_id,
        macro=macro,
        now=now,
    )


def reply_write(
    *,
    actor: Actor,
    ticket: Ticket,
    body_html: str = "",
    body_text: str = "",
    kind: str = PUBLIC,
    seen_entry_id: int | None = None,
    status: str | None = None,
    attachment_ids: Sequence[str] = (),
    payload: Message | None = None,
    cc: Sequence[str] | None = None,
    to: Sequence[str] | None = None,
    client_id: str = "",
    macro: MacroReply | None = None,
    now: datetime,
) -> TimelineEntry:
    """`post_reply` for a ticket that the caller has locked and may write to. Raises StaleReply, Invalid."""
    _check_note(kind, status, macro)
    message_id, known = _sent_before(actor, ticket, client_id)
    if known is not None:
        return known
    html, text = body_of(body_html=body_html, body_text=body_text)
    if not text and not attachment_ids and "<img" not in html:
        raise Invalid("Write something before sending.", errors={"body": ["Empty."]})
    if payload is not None and payload.call is not None:
        rule_in_force(Channel.PHONE)
    is_public = kind == PUBLIC
    if is_public and seen_entry_id is not None:
        hold_back_stale(actor, ticket, seen_entry_id)
    payload = payload or Message()
    mentioned = None if is_public else mentions_read(actor, ticket, html)
    if mentioned is not None:
        payload = mentioned.noted(payload)
    if is_public and (cc or ticket.mail() == Mail.AT_ONCE):
        payload = replace(payload, recipients=recipients_for(actor, ticket, cc, to=to, now=now))
    entry = new_entry(
        actor,
        ticket,
        kind=EntryKind.MESSAGE if is_public else EntryKind.NOTE,
        visibility=Visibility.PUBLIC if is_public else Visibility.INTERNAL,
        now=now,
        body_html=html,
        body_text=text,
        payload=payload.to_json(),
        channel=ticket.channel,
        channel_message_id=message_id,
        has_attachments=bool(attachment_ids),
    )
    if is_public:
        applied = _note_reply(actor, ticket, entry, payload, status=status, macro=macro, now=now)
        attachments = claim_attachments(actor=actor, entry=entry, ids=attachment_ids)
        _tell_reply(actor, ticket, entry, attachments, applied, payload, now=now)
    else:
        _leave_note(actor, ticket, entry, mentioned, attachment_ids, now=now)
    if macro is not None:
        macro_note(actor=actor, macro_id=macro.macro_id, ticket=ticket, now=now)
    colleague_wrote(actor=actor, ticket=ticket, now=now)
    return entry


def _check_note(kind: str, status: str | None, macro: MacroReply | None) -> None:
    if kind != NOTE:
        return
    if status is not None:
        raise Invalid(
            "A note cannot set a status. Change the ticket itself.", errors={"status": ["For replies."]}
        )
    if macro is not None and macro.actions:
        raise Invalid(
            "A note changes nothing. Apply the macro to the ticket itself.",
            errors={"actions": ["For replies."]},
        )


def _sent_before(actor: Actor, ticket: Ticket, client_id: str) -> tuple[str, TimelineEntry | None]:
    """The id that makes a repeated send known, and what was sent under it."""
    if not client_id:
        return "", None
    # In its own namespace: the same id may belong to a message on another ticket, or to one that came in.
    message_id = f"reply:{actor.ref}:{ticket.pk}:{client_id}"[:250]
    sent = ENTRIES.first(
        Q(channel=ticket.channel, channel_message_id=message_id, ticket_id=ticket.pk), order=("pk",)
    )
    return message_id, sent


def _leave_note(
    actor: Actor,
    ticket: Ticket,
    entry: TimelineEntry,
    mentioned: Mentioned | None,
    attachment_ids: Sequence[str],
    *,
    now: datetime,
) -> None:
    """Save a note, and tell those whom it names."""
    insert(entry)
    attachments = claim_attachments(actor=actor, entry=entry, ids=attachment_ids)
    ticket.last_entry_id, ticket.last_activity_at = entry.pk, now
    _save(actor, ticket, ["last_entry_id", "last_activity_at"], kind=NOTE)
    told = [] if mentioned is None else mentions_tell(mentioned, entry, now=now)
    event = NoteAdded(
        ticket_id=ticket.pk,
        entry_id=entry.pk,
        by_ref=actor.ref,
        mentions=[] if mentioned is None else mentioned.ids,
    )
    announce(event, ticket, [entry], attachments=attachments, more=told)


def _save(actor: Actor, ticket: Ticket, names: Sequence[str], *, kind: str) -> None:
    """Save these columns of the ticket, and forget the author's draft: it has been sent."""
    batch = Batch()
    batch.update(ticket, names)
    if actor.user_id is not None:
        batch.delete(Draft, user_id=actor.user_id, ticket_id=ticket.pk, kind=kind)
    batch.run()


def hold_back_stale(actor: Actor, ticket: Ticket, seen_entry_id: int) -> None:
    """Raise StaleReply if there is a message of others' after that entry."""
    if ticket.last_public_entry_id <= seen_entry_id:
        return
    newer = messages_unseen(ticket_ids=[ticket.pk], user_id=actor.user_id, seen_entry_id=seen_entry_id)
    if newer:
        raise StaleReply(
            f"Not sent yet: {newer[-1].author_name} wrote in between. "
            "Read it, then send again or change your reply.",
            newer=[entry_json(entry) for entry in newer],
        )


@dataclass(frozen=True)
class _Done:
    """What a reply did to the ticket; `fields` are the [old, new] of everything that its macro changed."""

    applied: Applied
    fields: dict[str, list[Any]]


def _note_reply(
    actor: Actor,
    ticket: Ticket,
    entry: TimelineEntry,
    payload: Message,
    *,
    status: str | None,
    macro: MacroReply | None,
    now: datetime,
) -> _Done:
    """Save the reply with its effect on the ticket's life, and update the ticket's own columns."""
    if status is not None and status not in Status.values:
        raise Invalid(f"status must be one of {', '.join(Status.values)}.", errors={"status": ["Unknown."]})
    is_person = actor.kind in (ActorKind.STAFF, ActorKind.TOKEN)
    takes_it = actor.kind == ActorKind.STAFF and not payload.is_opening and may(actor, "ticket.claim")
    reply = Replied(
        by_person=is_person,
        answers=not payload.is_acknowledgement,
        is_opening=payload.is_opening,
        taken_by=actor.user_id if takes_it else None,
        status=status,
    )
    fields: dict[str, list[Any]] = {}
    if macro is not None and macro.actions:
        require(actor, "ticket.update")
        changes = actions_resolved(actor=actor, ticket=ticket, actions=macro.actions)
        applied, fields = prepare(actor=actor, ticket=ticket, changes=changes, first=[reply], now=now)
    else:
        applied = changing.change(actor=actor, ticket=ticket, changes=[reply], now=now)
    changing.append(applied, entry)
    ticket.preview = preview_of(entry.body_text) or ticket.preview
    ticket.last_activity_at = ticket.last_message_at = now
    ticket.last_message_by = AuthorKind.STAFF if is_person else AuthorKind.ASSISTANT
    ticket.last_public_entry_id = entry.pk
    ticket.version += 1
    names = (
        "preview", "last_activity_at", "last_message_at", "last_message_by", "last_entry_id",
        "last_public_entry_id", "version", *dict.fromkeys([*applied.columns, *fields]),
        *(["priority_is_pinned"] if "priority" in fields else []),
    )  # fmt: skip
    _save(actor, ticket, names, kind=PUBLIC)
    if "tags" in fields:
        tags_note(ticket)
    return _Done(applied, fields)


def _tell_reply(
    actor: Actor,
    ticket: Ticket,
    entry: TimelineEntry,
    attachments: Sequence[Any],
    done: _Done,
    payload: Message,
    *,
    now: datetime,
) -> None:
    applied = done.applied
    is_resolving = Sign.RESOLVED in applied.outcome.signs
    event = ReplyPosted(
        ticket_id=ticket.pk,
        entry_id=entry.pk,
        author_kind=entry.author_kind,
        author_id=entry.author_id,
        by_ref=actor.ref,
        is_resolving=is_resolving or payload.is_answer,
        is_acknowledgement=payload.is_acknowledgement,
        channel=ticket.channel,
    )
    lines = [applied.line] if applied.line is not None else []
    announce(event, ticket, [entry, *lines], attachments=attachments)
    changed = changing.changed_event(ticket, applied, actor.ref)
    if done.fields:
        changed = TicketChanged(ticket_id=ticket.pk, changes=done.fields, by_ref=actor.ref)
    if changed is not None:
        publish(changed)
    changing.tell(ticket=ticket, applied=applied, by_ref=actor.ref, now=now)
