"""A new ticket from a message of another: a second question gets its own conversation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from core.actors import SYSTEM, Actor
from core.errors import Invalid, NotFound
from core.html import html_to_text, plain
from people.policy import require
from people.selectors import internal as everybody
from tickets import selectors
from tickets.entries import Message, SplitStep
from tickets.models import (
    Attachment,
    AuthorKind,
    Channel,
    EntryKind,
    ReplyBy,
    Ticket,
    TicketLink,
    TimelineEntry,
    Visibility,
)
from tickets.services.linking import tickets_link
from tickets.services.messages import InboundMessage, Placing
from tickets.services.receiving import receive_message
from tickets.services.timeline import timeline_append
from tickets.services.updating import ticket_at_work

COPIED = (
    "name", "content_type", "size", "sha256", "path", "created_at",
    "scan", "scan_detail", "scan_at", "scan_attempts",
)  # fmt: skip


@transaction.atomic
def ticket_split(
    *,
    actor: Actor,
    ticket_id: int,
    entry_id: int,
    subject: str,
    contact_id: int | None = None,
    file_ids: Sequence[str] | None = None,
    words: str = "",
    now: datetime,
) -> Ticket:
    """
    Begin a new ticket with a customer's message, and its files (`file_ids` chooses among them).

    With `words`, a part of the message, it begins with these alone, and with no files but the chosen ones.
    The message also stays where it was written: nobody's conversation gets a hole. The new ticket's requester
    is who wrote it, or somebody else who took part. It counts from when the message was written. No mail
    tells of it; what is answered there is a thread of its own. Raises NotFound, Forbidden, Invalid.
    """
    require(actor, "ticket.merge")
    ticket = ticket_at_work(actor=actor, ticket_id=ticket_id)
    entry = _message_of(ticket, entry_id)
    words = _words_of(entry, words)
    if words and file_ids is None:
        file_ids = ()
    made = receive_message(
        actor=SYSTEM,
        message=InboundMessage(
            brand_id=ticket.brand_id,
            channel=_channel_of(ticket),
            contact_id=_requester_of(ticket, entry, contact_id),
            subject=subject,
            body_html="" if words else entry.body_html,
            body_text=words or entry.body_text,
            attachment_ids=_copied_files(entry, file_ids),
            metadata=_metadata_of(entry, is_part=bool(words)),
            fields={"priority": ticket.priority, "product_area": ticket.product_area},
            placing=Placing(reply_by=ticket.reply_by or _reply_by(ticket), is_ours=True),
        ),
        now=entry.created_at,
    )
    tickets_link(source_id=made.ticket.pk, target_id=ticket.pk, kind=TicketLink.Kind.SPLIT)
    for own, other, at, is_new in (
        (ticket, made.ticket, entry, False),
        (made.ticket, ticket, made.entry, True),
    ):
        step = SplitStep(other.pk, other.subject, at.pk, is_new, is_part=bool(words))
        timeline_append(actor=actor, ticket_id=own.pk, step=step, now=now)
    return selectors.ticket_get(actor=SYSTEM, ticket_id=made.ticket.pk)


def _words_of(entry: TimelineEntry, words: str) -> str:
    """The marked words as they go into the new ticket; empty for the whole message. Raises Invalid."""
    marked = plain(words).strip()
    if not marked:
        return ""
    # What marks words breaks lines as it draws them, not as they were written.
    wanted = "".join(marked.split())
    if not any(wanted in "".join(text.split()) for text in (entry.body_text, html_to_text(entry.body_html))):
        raise Invalid(
            "These words are not in this message. Mark them again.",
            code="tickets.split_words",
            errors={"words": ["Not in this message."]},
        )
    return marked


def _metadata_of(entry: TimelineEntry, *, is_part: bool) -> Message:
    """What the new ticket's message keeps of the old one; a part shows nothing of the mail around it."""
    kept = replace(Message.of(entry.payload), client_id="")
    return replace(kept, mail=None, call=None) if is_part else kept


def _message_of(ticket: Ticket, entry_id: int) -> TimelineEntry:
    entry = TimelineEntry.objects.filter(ticket=ticket, pk=entry_id).first()
    if entry is None:
        raise NotFound("There is no such message in this ticket.")
    is_theirs = entry.kind == EntryKind.MESSAGE and entry.visibility == Visibility.PUBLIC
    if not is_theirs or entry.author_kind != AuthorKind.CONTACT or entry.is_redacted:
        raise Invalid(
            "Only a message of a customer can begin a ticket.",
            code="tickets.split_no_message",
            errors={"entry_id": ["No message."]},
        )
    return entry


def _requester_of(ticket: Ticket, entry: TimelineEntry, chosen: int | None) -> int:
    """Who took part: the requester, and whoever has written."""
    wrote = TimelineEntry.objects.filter(
        ticket=ticket, kind=EntryKind.MESSAGE, author_kind=AuthorKind.CONTACT
    )
    ids = {ticket.requester_id, *wrote.values_list("author_id", flat=True)} - {None}
    wanted = chosen if chosen is not None else entry.author_id
    if wanted not in ids or everybody.contact_find(wanted) is None:
        raise Invalid(
            "Choose somebody who took part in this ticket.",
            code="tickets.split_person",
            errors={"contact_id": ["Took no part."]},
        )
    assert wanted is not None  # noqa: S101 (None is not among them)
    return wanted


def _channel_of(ticket: Ticket) -> str:
    """A thread elsewhere, or a chat on a screen, is that of the first ticket alone."""
    return ticket.channel if ticket.channel in (Channel.EMAIL, Channel.API) else Channel.AGENT


def _reply_by(ticket: Ticket) -> str:
    return ReplyBy.CHANNEL if ticket.channel in (Channel.EMAIL, Channel.API) else ReplyBy.EMAIL


def _copied_files(entry: TimelineEntry, chosen: Sequence[str] | None) -> list[str]:
    """Files are stored once by their content; the new message gets its own entries for them."""
    # Held: the virus scanner may find something in them just now, and copies must not miss that.
    found = Attachment.objects.select_for_update().filter(entry=entry).order_by("pk")
    if chosen is not None:
        wanted = set(chosen)
        files = [file for file in found if str(file.public_id) in wanted]
        if len(files) != len(wanted):
            raise Invalid(
                "One of these files is not of this message.",
                code="tickets.split_files",
                errors={"file_ids": ["Unknown."]},
            )
    else:
        files = list(found)
    made = Attachment.objects.bulk_create(
        Attachment(**{name: getattr(file, name) for name in COPIED}, uploader_ref=SYSTEM.ref)
        for file in files
    )
    return [str(file.public_id) for file in made]
