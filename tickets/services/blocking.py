"""Blocking whoever asked for a ticket, from the ticket itself."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.errors import Forbidden
from people import services as people_services
from people.models import Contact
from people.policy import require
from people.selectors import internal as everybody
from people.services.blocking import BlockRefused, addresses_of, block_refusal
from tickets import selectors
from tickets.models import OPEN_STATUSES, Ticket
from tickets.services.updating import ticket_update


@dataclass(frozen=True)
class Sender:
    """Who would be blocked with which addresses; `others` counts their other open tickets in sight."""

    contact: Contact
    addresses: list[str]
    refusal: BlockRefused | None
    others: int


def sender_preview(*, actor: Actor, ticket_id: int) -> Sender:
    """What blocking the requester of a ticket would do; nothing happens. Raises NotFound, Forbidden."""
    _require(actor)
    ticket = selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    contact = everybody.contact_with_blocker(ticket.requester_id)
    theirs = Ticket.objects.visible_to(actor).present().filter(requester=contact, status__in=OPEN_STATUSES)
    return Sender(
        contact=contact,
        addresses=addresses_of(contact),
        refusal=None if contact.is_blocked else block_refusal(contact),
        others=theirs.exclude(pk=ticket.pk).count(),
    )


@transaction.atomic
def sender_block(*, actor: Actor, ticket_id: int, marks_spam: bool, now: datetime) -> Sender:
    """
    Block the requester of a ticket, and with `marks_spam` mark the ticket as spam.

    Doing it twice is harmless. Raises NotFound, Forbidden, BlockRefused, TicketMerged.
    """
    _require(actor)
    # The contact before the ticket, as whoever takes a message locks them.
    requester_id = selectors.ticket_get(actor=actor, ticket_id=ticket_id).requester_id
    people_services.contact_block(actor=actor, contact_id=requester_id, now=now)
    if marks_spam:
        ticket_update(actor=actor, ticket_id=ticket_id, changes={"is_spam": True}, now=now)
    return sender_preview(actor=actor, ticket_id=ticket_id)


def _require(actor: Actor) -> None:
    require(actor, "customer.block")
    if not actor.may_write("people"):
        raise Forbidden("This token lacks the scope people:write.")
