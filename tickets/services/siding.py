"""Side conversations: asking third parties from within a ticket, out of its customer's sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core import writes
from core.actors import SYSTEM, Actor
from core.addresses import NotAnAddress, canonical, comparable
from core.errors import Conflict, Invalid, NotFound
from core.html import one_line
from people.policy import require
from people.selectors import internal as everybody
from tickets import selectors
from tickets.entries import Mail
from tickets.events import SideChanged, SideMessageReceived, SideMessageSent, TicketChanged
from tickets.lifecycle import SideAnswered
from tickets.models import (
    Channel,
    EntryKind,
    SideConversation,
    SideMessage,
    Ticket,
    TimelineEntry,
    Visibility,
)
from tickets.models.choices import SnoozeEvent
from tickets.selectors import internal as all_tickets
from tickets.selectors.joined import lock_ticket_of
from tickets.services import changing
from tickets.services.attaching import claim_attachments
from tickets.services.timeline import announce, body_of, new_entry
from tickets.services.updating import ticket_at_work
from tickets.services.waking import wake_locked
from tickets.side_entries import Side
from tickets.wording import say

MOST_PEOPLE = 10
MOST_OPEN = 20
State = SideConversation.State


class TooManySides(Conflict):
    """The ticket has as many open side conversations as it can."""

    code = "tickets.too_many_sides"


@dataclass(frozen=True)
class SideText:
    """What somebody writes to a third party; `key` makes a repeated send known."""

    body_html: str = ""
    body_text: str = ""
    attachment_ids: Sequence[str] = ()
    key: str = ""


@transaction.atomic
def side_open(
    *, actor: Actor, ticket_id: int, people: Sequence[str], subject: str, text: SideText, now: datetime
) -> SideConversation:
    """
    Ask somebody outside by mail. They get what is written here and nothing of the ticket.

    Raises NotFound, Forbidden, Invalid, TicketMerged, TicketInTrash, TooManySides.
    """
    _require(actor)
    ticket = _ticket(actor, ticket_id)
    known = _sent_before(actor, ticket, text.key)
    if known is not None:
        return side_get(ticket, SideMessage.objects.get(pk=known.pk).side_id)
    subject = one_line(subject).strip()[:300]
    if not subject:
        raise Invalid("Write what it is about.", code="tickets.side_about", errors={"subject": ["Empty."]})
    addresses = _addresses(ticket, people)
    if SideConversation.objects.filter(ticket=ticket, state=State.OPEN).count() >= MOST_OPEN:
        raise TooManySides(f"{MOST_OPEN} side conversations are open here. Close one first.", limit=MOST_OPEN)
    side = SideConversation.objects.create(
        ticket=ticket, subject=subject, people=addresses, written_by_id=actor.user_id, created_at=now,
        last_message_at=now,
    )  # fmt: skip
    _write(actor, ticket, side, text, now=now)
    return side


@transaction.atomic
def side_write(
    *, actor: Actor, ticket_id: int, side_id: int, text: SideText, now: datetime
) -> SideConversation:
    """
    Write on in a side conversation; one that was closed is open again.

    Raises NotFound, Forbidden, Invalid, TicketMerged, TicketInTrash.
    """
    _require(actor)
    ticket = _ticket(actor, ticket_id)
    side = side_get(ticket, side_id)
    if _sent_before(actor, ticket, text.key) is None:
        _write(actor, ticket, side, text, now=now)
    return side


@transaction.atomic
def side_set_state(
    *, actor: Actor, ticket_id: int, side_id: int, state: str, now: datetime
) -> SideConversation:
    """
    Close a side conversation, or open it again.

    Raises NotFound, Forbidden, Invalid, TicketMerged, TicketInTrash.
    """
    _require(actor)
    if state not in State.values:
        raise Invalid(f"state must be one of {', '.join(State.values)}.", errors={"state": ["Unknown."]})
    ticket = _ticket(actor, ticket_id)
    side = side_get(ticket, side_id)
    if side.state != state:
        side.state = state
        side.is_unread = side.is_unread and state == State.OPEN
        side.save(update_fields=["state", "is_unread"])
        _tell_change(actor, ticket, side)
        is_left = SideConversation.objects.filter(ticket=ticket, state=State.OPEN).exists()
        if state == State.CLOSED and not is_left:
            wake_locked(ticket, SnoozeEvent.SIDE, is_gone=True, now=now)
    return side


@transaction.atomic
def side_read(*, actor: Actor, ticket_id: int, side_id: int, now: datetime) -> SideConversation:
    """What came in a side conversation has been seen. Raises NotFound, Forbidden."""
    _require(actor)
    ticket = selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    side = side_get(ticket, side_id)
    if side.is_unread:
        side.is_unread = False
        side.save(update_fields=["is_unread"])
        _tell_change(actor, ticket, side)
    return side


def side_get(ticket: Ticket, side_id: int) -> SideConversation:
    """A side conversation of this ticket. Raises NotFound."""
    found = SideConversation.objects.filter(ticket=ticket, pk=side_id).first()
    if found is None:
        raise NotFound("There is no such side conversation in this ticket.")
    return found


@dataclass(frozen=True)
class SideMail:
    """A third party's mail: who wrote it, its content, and the files stored for it."""

    address: str
    name: str
    body_html: str
    body_text: str
    attachment_ids: Sequence[str]
    mail: Mail
    key: str
    automatic: str = ""


@transaction.atomic
def side_receive(*, side_id: int, message: SideMail, now: datetime) -> TimelineEntry:
    """
    A mail that answers a side conversation becomes part of it, and of nothing else.

    It moves neither the status nor a clock; what was put aside or read is seen again, unless a program wrote.
    Raises NotFound if the conversation is gone.
    """
    ticket = _ticket_of(side_id)
    side = side_get(ticket, side_id)
    sent = TimelineEntry.objects.filter(channel=Channel.EMAIL, channel_message_id=message.key).first()
    if sent is not None:
        return sent
    html, text = body_of(body_html=message.body_html, body_text=message.body_text)
    payload = Side(
        mail=message.mail,
        automatic=message.automatic,
        is_other=comparable(message.address) not in map(comparable, side.people),
    )
    entry = new_entry(
        SYSTEM, ticket, kind=EntryKind.SIDE, visibility=Visibility.INTERNAL, now=now, body_html=html,
        body_text=text, payload=payload.to_json(), channel=Channel.EMAIL, channel_message_id=message.key,
        has_attachments=bool(message.attachment_ids),
    )  # fmt: skip
    entry.author_name = (message.name or message.address)[:200]
    writes.insert(entry)
    writes.insert(SideMessage(entry=entry, side=side))
    claim_attachments(actor=SYSTEM, entry=entry, ids=message.attachment_ids)
    side.is_unread, side.last_message_at = True, now
    if not message.automatic:
        side.state, side.is_answered = State.OPEN, True
    side.save(update_fields=["is_unread", "last_message_at", "state", "is_answered"])
    event = SideMessageReceived(
        ticket_id=ticket.pk, side_id=side.pk, entry_id=entry.pk, is_automatic=bool(message.automatic)
    )
    if not message.automatic:
        _see_again(ticket, now=now)
    announce(event, ticket)
    return entry


def _see_again(ticket: Ticket, *, now: datetime) -> None:
    reason = say("woken_side") if ticket.snoozed_until is not None else ""
    applied = changing.change(actor=SYSTEM, ticket=ticket, changes=[SideAnswered()], reason=reason, now=now)
    if not applied.columns:
        return
    lines = changing.append(applied)
    ticket.version += 1
    ticket.save(update_fields=sorted({*applied.columns, "version", "last_entry_id"}))
    if applied.outcome.changes:
        event = TicketChanged(ticket_id=ticket.pk, changes=applied.outcome.changes, by_ref=SYSTEM.ref)
        announce(event, ticket, lines)


def _require(actor: Actor) -> None:
    """Customers answer tickets too, but this is none of theirs. Raises Forbidden."""
    require(actor, "ticket.reply")
    require(actor, "ticket.note")


def _ticket(actor: Actor, ticket_id: int) -> Ticket:
    """The locked ticket: nobody writes from the trash. Raises NotFound, TicketMerged, TicketInTrash."""
    return ticket_at_work(actor=actor, ticket_id=ticket_id)


def _ticket_of(side_id: int) -> Ticket:
    """The locked ticket of a side conversation."""
    return lock_ticket_of(
        SideConversation.objects.filter(pk=side_id).values_list("ticket_id", flat=True).first
    )


def _addresses(ticket: Ticket, people: Sequence[str]) -> list[str]:
    try:
        found = list(dict.fromkeys(canonical(one.strip()) for one in people))
    except NotAnAddress as error:
        told = one_line(str(error))[:200]
        raise Invalid(
            f"“{told}” is no address that mail can be sent to.",
            code="tickets.no_mail_address",
            errors={"to": ["No address."]},
            address=told,
        ) from error
    if not 1 <= len(found) <= MOST_PEOPLE:
        raise Invalid(
            f"Name 1 to {MOST_PEOPLE} addresses.",
            code="tickets.side_people",
            errors={"to": ["Too few or too many."]},
            limit=MOST_PEOPLE,
        )
    theirs = {one.address for one in all_tickets.participants(ticket.pk)} | {
        comparable(ticket.requester.email)
    }
    forms = [comparable(one) for one in found]
    if any(one in theirs or everybody.has_proven_address(ticket.requester_id, one) for one in forms):
        raise Invalid(
            "One of these addresses takes part in the ticket, and would see what its customer shall not. "
            "Write to them in the ticket itself.",
            code="tickets.side_to_customer",
            errors={"to": ["Takes part in the ticket."]},
        )
    return found


def _key(actor: Actor, ticket: Ticket, key: str) -> str:
    return f"side:{actor.ref}:{ticket.pk}:{key}"[:250] if key else ""


def _sent_before(actor: Actor, ticket: Ticket, key: str) -> TimelineEntry | None:
    if not key:
        return None
    same = TimelineEntry.objects.filter(
        channel=Channel.EMAIL, channel_message_id=_key(actor, ticket, key), kind=EntryKind.SIDE
    )
    return same.first()


def _write(actor: Actor, ticket: Ticket, side: SideConversation, text: SideText, *, now: datetime) -> None:
    html, plain = body_of(body_html=text.body_html, body_text=text.body_text)
    if not plain and not text.attachment_ids:
        raise Invalid(
            "Write something before sending.", code="tickets.nothing_written", errors={"body": ["Empty."]}
        )
    entry = new_entry(
        actor, ticket, kind=EntryKind.SIDE, visibility=Visibility.INTERNAL, now=now, body_html=html,
        body_text=plain, payload=Side(to=list(side.people)).to_json(), channel=Channel.EMAIL,
        channel_message_id=_key(actor, ticket, text.key), has_attachments=bool(text.attachment_ids),
    )  # fmt: skip
    writes.insert(entry)
    writes.insert(SideMessage(entry=entry, side=side))
    claim_attachments(actor=actor, entry=entry, ids=text.attachment_ids)
    side.state, side.is_unread, side.is_answered, side.last_message_at = State.OPEN, False, False, now
    side.written_by_id = actor.user_id
    side.save(update_fields=["state", "is_unread", "is_answered", "last_message_at", "written_by"])
    event = SideMessageSent(ticket_id=ticket.pk, side_id=side.pk, entry_id=entry.pk, by_ref=actor.ref)
    announce(event, ticket)


def _tell_change(actor: Actor, ticket: Ticket, side: SideConversation) -> None:
    event = SideChanged(ticket_id=ticket.pk, side_id=side.pk, state=side.state, by_ref=actor.ref)
    announce(event, ticket)


def sides_move(*, source: Ticket, target: Ticket) -> list[int]:
    """A merge takes the side conversations of its source along; returns their ids."""
    ids = sorted(SideConversation.objects.filter(ticket=source).values_list("pk", flat=True))
    SideConversation.objects.filter(pk__in=ids).update(ticket=target)
    return ids
