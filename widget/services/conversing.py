"""What customers do in a conversation: write, read, say whether it helped, rate, leave an address."""

import contextlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.actors import SYSTEM, Actor
from core.errors import Conflict, Invalid
from core.events import publish
from people import services as people_services
from people.models import Identity
from people.services import Claim, valid_email
from people.services.visitors import contact_write_to
from tickets import services as ticket_services
from tickets.entries import FeedbackStep, Message
from tickets.models import AuthorKind, Channel, Handler, Ticket
from tickets.services import InboundMessage
from widget import selectors
from widget.errors import SessionEnded
from widget.events import AnswerRated
from widget.models import AnswerFeedback, Conversation, WidgetSession

MAX_TEXT = 20_000
MAX_CLIENT_ID = 64


def message_send(
    *,
    session: WidgetSession,
    client_id: str,
    text: str,
    conversation_id: str | None = None,
    attachment_ids: Sequence[str] = (),
    wants_person: bool = False,
    now: datetime,
) -> Ticket:
    """
    Send a message to a conversation of this session, or start one; once per `client_id`.

    A reply to a ticket resolved long ago starts a linked conversation, which is returned. `wants_person`
    means that the customer pressed "Talk to a person", whatever they wrote. Raises Invalid, NotFound for
    somebody else's conversation, Forbidden for a blocked contact.
    """
    actor = _actor(session)
    if not 8 <= len(client_id) <= MAX_CLIENT_ID or not client_id.isprintable():
        raise Invalid("client_id must be 8 to 64 printable characters.", errors={"client_id": ["Invalid."]})
    if len(text) > MAX_TEXT:
        raise Invalid(f"A message can have at most {MAX_TEXT:,} characters. Attach longer texts as a file.")
    ticket = selectors.conversation(session, conversation_id) if conversation_id else None
    with transaction.atomic():
        received = ticket_services.receive_message(
            actor=actor,
            message=InboundMessage(
                brand_id=session.brand_id,
                channel=Channel.WIDGET,
                # In the session's own namespace, so that nobody can name another session's message.
                channel_message_id=f"{session.pk}:{client_id}",
                contact_id=session.contact_id,
                ticket_id=ticket.pk if ticket is not None else None,
                body_text=text,
                attachment_ids=list(attachment_ids),
                metadata=Message(client_id=client_id, wants_person=wants_person),
            ),
            now=now,
        )
        _note_conversation(session, received.ticket, received.entry.pk, now=now)
    return received.ticket


def _actor(session: WidgetSession) -> Actor:
    actor = session.actor
    if actor is None:
        raise SessionEnded("This session has ended. Begin another one.")
    return actor


def _note_conversation(session: WidgetSession, ticket: Ticket, entry_id: int, *, now: datetime) -> None:
    """Somebody who writes has read everything before."""
    Conversation.objects.update_or_create(
        ticket=ticket, defaults={"session": session, "read_entry_id": entry_id, "read_at": now}
    )


@transaction.atomic
def messages_mark_read(
    *, session: WidgetSession, conversation_id: str, message_id: str, now: datetime
) -> Ticket:
    """Mark everything up to a message as read. Raises NotFound."""
    ticket = selectors.conversation(session, conversation_id)
    entry = selectors.message(ticket, message_id)
    known, _ = Conversation.objects.select_for_update().get_or_create(
        ticket=ticket, defaults={"session": session}
    )
    if entry.pk > known.read_entry_id:
        known.read_entry_id, known.read_at = entry.pk, now
        known.save(update_fields=["read_entry_id", "read_at"])
    return selectors.conversation(session, conversation_id)


@transaction.atomic
def answer_rate(
    *, session: WidgetSession, conversation_id: str, message_id: str, has_helped: bool, now: datetime
) -> Ticket:
    """
    Record whether one of the assistant's answers helped the customer.

    A yes to the newest answer closes the conversation as solved; writing again reopens it. A no changes
    nothing by itself: the customer continues, or asks for a person. Raises NotFound, Conflict.
    """
    ticket = selectors.conversation(session, conversation_id)
    entry = selectors.message(ticket, message_id)
    if entry.author_kind != AuthorKind.ASSISTANT:
        raise Conflict("Only the assistant's answers are asked about.", code="widget.not_an_answer")
    AnswerFeedback.objects.update_or_create(entry=entry, defaults={"has_helped": has_helped, "at": now})
    ticket_services.timeline_append(
        actor=_actor(session),
        ticket_id=ticket.pk,
        step=FeedbackStep(entry.pk, has_helped),
        body_text="The customer says that this answer helped."
        if has_helped
        else "The customer says that this answer did not help.",
        now=now,
    )
    is_newest = ticket.last_public_entry_id == entry.pk
    if has_helped and is_newest and ticket.is_open and ticket.handler != Handler.PERSON:
        # A field that must be filled in first keeps it open; the customer's answer is recorded regardless.
        with contextlib.suppress(ticket_services.FieldRequired):
            ticket_services.ticket_resolve(actor=SYSTEM, ticket_id=ticket.pk, now=now)
    publish(AnswerRated(ticket_id=ticket.pk, entry_id=entry.pk, has_helped=has_helped))
    return selectors.conversation(session, conversation_id)


def conversation_rate(
    *, session: WidgetSession, conversation_id: str, score: int, comment: str, now: datetime
) -> Ticket:
    """Answer the survey of a resolved conversation. Raises NotFound, Invalid, Conflict if there is none."""
    ticket = selectors.conversation(session, conversation_id)
    ticket_services.ticket_rate(
        actor=_actor(session), ticket_id=ticket.pk, score=score, comment=comment, now=now
    )
    return selectors.conversation(session, conversation_id)


@transaction.atomic
def email_leave(*, session: WidgetSession, conversation_id: str, email: str, now: datetime) -> Ticket:
    """
    Record where replies can reach a visitor.

    The address is an unproven claim and opens nobody's history. A later one replaces it, since the first may
    have been a typo; a customer with a proven address keeps that one. Raises Invalid for a malformed address,
    NotFound.
    """
    ticket = selectors.conversation(session, conversation_id)
    address = valid_email(email)
    contact = session.contact
    if contact is not None and selectors.is_reply_email_typed(session):
        people_services.contact_resolve(
            claims=[Claim(kind=Identity.Kind.EMAIL, value=address)],
            current_contact_id=contact.pk,
            now=now,
        )
        contact_write_to(contact=contact, address=address)
    return ticket
