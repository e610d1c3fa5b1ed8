"""One way in for all channels."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from core import html
from core.actors import SYSTEM, Actor, ActorKind
from core.errors import Forbidden, Invalid, NotFound
from core.events import publish
from core.reads import Read
from core.transactions import use_case
from core.writes import Batch, take_ids
from people import selectors as people_selectors
from people import services as people_services
from people.actors import contact_actor
from people.models import Contact
from people.selectors import internal as everybody
from tickets import selectors
from tickets.events import MessageReceived, NoteAdded, TicketCreated
from tickets.lifecycle import CustomerWrote, PassOn
from tickets.models import (
    AuthorKind,
    EntryKind,
    Handler,
    RawMessage,
    Ticket,
    TicketLink,
    TimelineEntry,
    Visibility,
)
from tickets.models.fields import SETTABLE
from tickets.services import arriving, changing
from tickets.services.attaching import claim_attachments
from tickets.services.changing import Applied
from tickets.services.messages import InboundMessage, Placing, Received
from tickets.services.timeline import announce, body_of, preview_of
from tickets.services.updating import ticket_fill
from tickets.services.values import clean_custom


def receive_message(*, actor: Actor, message: InboundMessage, now: datetime) -> Received:
    """
    Add a customer's message to its ticket, or open one: one transaction, once per channel id.

    A reply to a resolved ticket reopens it within the brand's window; later it opens a linked follow-up.
    Raises Invalid for a message without content, NotFound for a ticket that is not the sender's, Forbidden
    for a blocked contact.
    """
    known = _find_duplicate(message)
    if known is not None:
        return known
    try:
        with use_case(is_retried=bool(message.channel_message_id)):
            return _receive(actor=actor, message=message, now=now)
    except IntegrityError:
        # Another process handled the same delivery first: its result is ours.
        known = _find_duplicate(message)
        if known is None:
            raise
        return known


def _with_tickets() -> QuerySet[TimelineEntry]:
    return TimelineEntry.objects.select_related(
        "ticket__brand", "ticket__requester", "ticket__company", "ticket__team", "ticket__assignee"
    )


_KNOWN = Read(_with_tickets, ())


def _find_duplicate(message: InboundMessage) -> Received | None:
    if not message.channel_message_id:
        return None
    entry: TimelineEntry | None = _KNOWN.first(
        Q(channel=message.channel, channel_message_id=message.channel_message_id), order=("pk",)
    )
    return None if entry is None else Received(ticket=entry.ticket, entry=entry, is_duplicate=True)


def _receive(*, actor: Actor, message: InboundMessage, now: datetime) -> Received:
    message, (body_html, body_text) = _without_secrets(message)
    if not body_text and not message.attachment_ids and not html.one_line(message.subject):
        raise Invalid("A message needs a text or a file.", errors={"body": ["Empty."]})
    contact = sender_of(actor, message, now=now)
    if contact.is_blocked:
        raise Forbidden("This sender is blocked.", code="tickets.sender_blocked")
    target = _target(actor, message, contact, now=now)
    ticket, follows = target.ticket, target.follows
    reopened = ticket is not None and not ticket.is_open
    is_new, entry_id = ticket is None, None
    if ticket is None:
        contact = people_services.contact_hold(contact)
        ticket = open_row(actor, message, contact, body_text, now=now)
        # Known before they are written, so that both are written once, and together.
        ticket.pk, entry_id = take_ids(Ticket, TimelineEntry)
    entry = _entry(message, ticket, contact, (body_html, body_text), now=now)
    if is_new:
        entry.pk, entry.title = entry_id, ticket.subject
    writer = contact_actor(contact, is_verified=False)
    applied = _note_message(writer, ticket, entry, is_new=is_new, now=now)
    arriving.count(message.removed, now)
    attachments = claim_attachments(
        actor=writer if actor.kind == ActorKind.CONTACT else actor,
        entry=entry,
        ids=message.attachment_ids,
    )
    if message.raw is not None and not message.removed:
        is_bytes = isinstance(message.raw, bytes)
        RawMessage.objects.create(
            entry=entry, content=message.raw if is_bytes else None, document=None if is_bytes else message.raw
        )
    if follows is not None:
        TicketLink.objects.create(source=ticket, target=follows, kind=TicketLink.Kind.FOLLOW_UP)
    if is_new and message.placing is not None and message.placing.is_ours:
        publish(TicketCreated(ticket_id=ticket.pk, by_ref=actor.ref))
    event = MessageReceived(
        ticket_id=ticket.pk,
        entry_id=entry.pk,
        contact_id=contact.pk,
        channel=message.channel,
        is_new_ticket=is_new,
        reopened=reopened,
    )
    lines = [applied.line] if applied.line is not None else []
    announce(event, ticket, [entry, *lines], attachments=attachments)
    if (changed := changing.changed_event(ticket, applied, writer.ref)) is not None:
        publish(changed)
    changing.tell(ticket=ticket, applied=applied, by_ref=writer.ref, now=now)
    return Received(ticket=ticket, entry=entry, is_new_ticket=is_new, reopened=reopened)


def _entry(
    message: InboundMessage, ticket: Ticket, contact: Contact, body: tuple[str, str], *, now: datetime
) -> TimelineEntry:
    """The message as it stands in the timeline; its body as HTML and text."""
    return TimelineEntry(
        ticket=ticket,
        kind=EntryKind.MESSAGE,
        visibility=Visibility.PUBLIC,
        author_kind=AuthorKind.CONTACT,
        author_id=contact.pk,
        author_name=contact.display_name[:200],
        body_html=body[0],
        body_text=body[1],
        payload=message.metadata.to_json(),
        channel=message.channel,
        channel_message_id=message.channel_message_id,
        has_attachments=bool(message.attachment_ids),
        redactions=arriving.mark_of(message.removed, now),
        created_at=now,
    )


def _without_secrets(message: InboundMessage) -> tuple[InboundMessage, tuple[str, str]]:
    """A message with its body as HTML and text, without card numbers and keys."""
    body = body_of(body_html=message.body_html, body_text=message.body_text)
    cleaned = arriving.body_cleaned(*body)
    subject = arriving.leaks_in([message.subject])
    kinds = [*message.removed, *cleaned.kinds, *(leak.kind.value for leak in subject)]
    page = message.metadata.page
    metadata = message.metadata if not page else replace(message.metadata, page=arriving.page_cleaned(page))
    shown = arriving.needles_of(subject).in_text(message.subject)[0]
    return replace(message, subject=shown, metadata=metadata, removed=kinds), (cleaned.html, cleaned.text)


@transaction.atomic
def receive_aside(*, ticket_id: int, message: InboundMessage, now: datetime) -> TimelineEntry:
    """
    Record a message from somebody who does not participate in a ticket, such as a colleague it was forwarded
    to.

    Staff see it as a note and the ticket becomes unread; the requester does not see it, and its sender
    neither becomes the requester nor receives replies. Once per channel id. Raises NotFound, Invalid.
    """
    known = _find_duplicate(message)
    if known is not None:
        return known.entry
    message, body = _without_secrets(message)
    contact = sender_of(SYSTEM, message, now=now)
    ticket = selectors.ticket_for_message(actor=SYSTEM, ticket_id=ticket_id)
    arriving.count(message.removed, now)
    entry = _entry(message, ticket, contact, body, now=now)
    entry.kind, entry.visibility = EntryKind.NOTE, Visibility.INTERNAL
    entry.save()
    files = claim_attachments(actor=SYSTEM, entry=entry, ids=message.attachment_ids)
    ticket.is_unread = True
    ticket.last_activity_at, ticket.last_entry_id = now, entry.pk
    ticket.save(update_fields=["is_unread", "last_activity_at", "last_entry_id"])
    event = NoteAdded(ticket_id=ticket.pk, entry_id=entry.pk, by_ref=f"contact:{contact.pk}", mentions=[])
    announce(event, ticket, [entry], attachments=files)
    return entry


def sender_of(actor: Actor, message: InboundMessage, *, now: datetime) -> Contact:
    """
    The contact a message is from, or about.

    Staff who see only some customers cannot name others. Raises NotFound, Invalid, Forbidden.
    """
    if message.contact is not None:
        return people_services.contact_standing(message.contact)
    if message.contact_id is not None:
        contact = everybody.contact_find(message.contact_id)
        if contact is None:
            raise NotFound("There is no such contact.")
        return people_services.contact_standing(contact)
    if message.sender is None or not message.sender.claims:
        raise Invalid("A message needs a sender.", errors={"requester": ["Required."]})
    claims = message.sender.claims
    if actor.is_staff and not actor.sees_all_tickets:
        return people_services.contact_in_sight(actor=actor, claims=claims)
    return people_services.contact_resolve(claims=claims, name=message.sender.name, now=now)


class _Target:
    """Where a message belongs: an existing ticket, or a new one that may follow an old one."""

    def __init__(self, ticket: Ticket | None = None, follows: Ticket | None = None):
        self.ticket, self.follows = ticket, follows


def _target(actor: Actor, message: InboundMessage, contact: Contact, *, now: datetime) -> _Target:
    if message.ticket_id is None:
        return _Target()
    reader = contact_actor(contact, is_verified=True) if actor.kind == ActorKind.CONTACT else actor
    ticket = selectors.ticket_for_message(actor=reader, ticket_id=message.ticket_id)
    if ticket.is_deleted and not ticket.is_spam:
        # Nobody looks there, and it goes for good with all that is in it.
        return _Target(follows=ticket)
    if ticket.is_open:
        return _Target(ticket)
    return _Target(ticket) if ticket.reopens(now) else _Target(follows=ticket)


def open_row(
    actor: Actor, message: InboundMessage, contact: Contact, body_text: str, *, now: datetime
) -> Ticket:
    """A new ticket with the fields of the message that opens it, not saved yet. Raises Invalid."""
    brand = people_selectors.brand_get(message.brand_id)
    subject = html.one_line(message.subject) or preview_of(body_text) or "A file without words"
    extra = {name: value for name, value in message.fields.items() if name in SETTABLE}
    if "custom" in extra:
        extra["custom"] = clean_custom({}, extra["custom"])
    ticket = Ticket(
        subject=subject[:300] if message.subject.strip() else _shorten(subject),
        brand=brand,
        requester=contact,
        company=contact.company,
        channel=message.channel,
        last_activity_at=now,
        last_message_at=now,
        created_at=now,
        priority_is_pinned="priority" in extra,
        **extra,
    )
    if message.placing is not None:
        placing_apply(actor, ticket, message.placing, now=now)
    return ticket


def placing_apply(actor: Actor, ticket: Ticket, placing: Placing, *, now: datetime) -> None:
    """Place a ticket that is being opened where its opener wants it. Raises Invalid."""
    ticket_fill(actor=actor, ticket=ticket, values=placing.values, now=now)
    ticket.reply_by = placing.reply_by
    if placing.is_ours:
        changing.place(ticket=ticket, changes=[PassOn(Handler.PERSON)], now=now)


def _shorten(text: str, limit: int = 90) -> str:
    if len(text) <= limit:
        return text
    head = text[:limit].rsplit(" ", 1)[0] or text[:limit]
    return head.rstrip(",;:.- ") + "…"


def _note_message(
    writer: Actor, ticket: Ticket, entry: TimelineEntry, *, is_new: bool, now: datetime
) -> Applied:
    """Save the message with its effect on the ticket's life, and update the ticket's own columns."""
    applied = changing.change(actor=writer, ticket=ticket, changes=[CustomerWrote(is_first=is_new)], now=now)
    if not is_new:
        changing.append(applied, entry)
    ticket.preview = preview_of(entry.body_text) or ticket.preview
    ticket.last_activity_at = ticket.last_message_at = now
    ticket.last_message_by = AuthorKind.CONTACT
    ticket.last_public_entry_id = ticket.last_customer_entry_id = entry.pk
    batch = Batch()
    if is_new:
        changing.append_with(batch, applied, entry)
        batch.insert(ticket)
    else:
        ticket.version += 1
        names = (
            "preview", "last_activity_at", "last_message_at", "last_message_by", "last_entry_id",
            "last_public_entry_id", "last_customer_entry_id", "version", *applied.columns,
        )  # fmt: skip
        batch.update(ticket, names)
    batch.run()
    return applied
