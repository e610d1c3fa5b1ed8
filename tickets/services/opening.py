"""Opening a ticket ourselves: we write to a customer first, or note what has to be done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.actors import Actor
from core.errors import Forbidden, Invalid
from core.events import publish
from core.transactions import use_case
from core.writes import insert
from people import services as people_services
from people.policy import require
from tickets.channels import Mail
from tickets.events import TicketCreated
from tickets.lifecycle import SetStatus
from tickets.models import AuthorKind, Status
from tickets.services import changing
from tickets.services.messages import InboundMessage, Received
from tickets.services.receiving import open_row, sender_of
from tickets.services.replying import NOTE, PUBLIC, reply_write
from tickets.services.timeline import body_of, preview_of

OPENING_STATUSES = (Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.RESOLVED)


@use_case()
def ticket_open(
    *,
    actor: Actor,
    message: InboundMessage,
    kind: str,
    status: str | None = None,
    cc: Sequence[str] | None = None,
    now: datetime,
) -> Received:
    """
    Open a ticket with our message to the customer (`kind` public), or with a note.

    `message` names the customer as its sender and contains our text. A public message leaves like any reply,
    waits for the customer (status pending) unless `status` says otherwise, and does not count as a first
    reply. Raises Invalid, also if a public message has no address to go to; Forbidden for a blocked contact;
    NotFound.
    """
    require(actor, "ticket.create")
    require(actor, "ticket.reply" if kind == PUBLIC else "ticket.note")
    if kind not in (PUBLIC, NOTE):
        raise Invalid("kind must be request, public or note.", errors={"kind": ["Unknown."]})
    status = status or (Status.PENDING if kind == PUBLIC else Status.OPEN)
    if status not in OPENING_STATUSES or (status == Status.RESOLVED and kind == NOTE):
        names = ", ".join(OPENING_STATUSES[:3])
        raise Invalid(
            f"A new ticket can be {names}, or resolved by a message.", errors={"status": ["Unknown."]}
        )
    contact = sender_of(actor, message, now=now)
    if contact.is_blocked:
        raise Forbidden("This contact is blocked. Unblock them first.", code="tickets.sender_blocked")
    contact = people_services.contact_hold(contact)
    text = body_of(body_html=message.body_html, body_text=message.body_text)[1]
    ticket = open_row(actor, message, contact, text, now=now)
    if kind == PUBLIC and ticket.mail() == Mail.AT_ONCE and not contact.email:
        raise Invalid(
            f"{contact.display_name} has no email address. Add one, or open the ticket with a note.",
            errors={"requester": ["No address."]},
        )
    ticket.last_message_by, ticket.preview = AuthorKind.STAFF, preview_of(text)
    if kind == NOTE:
        changing.place(ticket=ticket, changes=[SetStatus(status)], now=now)
    insert(ticket)
    publish(TicketCreated(ticket_id=ticket.pk, by_ref=actor.ref))
    entry = reply_write(
        actor=actor,
        ticket=ticket,
        body_html=message.body_html,
        body_text=message.body_text,
        kind=kind,
        status=status if kind == PUBLIC else None,
        attachment_ids=message.attachment_ids,
        payload=replace(message.metadata, is_opening=True),
        cc=cc,
        now=now,
    )
    return Received(ticket=ticket, entry=entry, is_new_ticket=True)
