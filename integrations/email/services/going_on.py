"""
A chat that continues by email.

A visitor may type any address. Whoever answers there gets a separate conversation, which staff see next to
the chat but the visitor's browser does not.
"""

import contextlib
from datetime import datetime

from core.actors import SYSTEM
from core.errors import DomainError
from people.models import Contact
from tickets import services as ticket_services
from tickets.entries import GoesOnStep
from tickets.models import Ticket, TicketLink
from tickets.selectors import internal as all_tickets
from tickets.services import Received
from tickets.services.linking import tickets_link


def ticket_of(chat: Ticket, contact: Contact) -> int | None:
    """The email conversation that continues a chat with this contact; None before their first mail."""
    return all_tickets.mail_that_goes_on(chat, contact.pk)


def note(chat: Ticket, received: Received, *, address: str, now: datetime) -> None:
    """Link a new conversation to its chat, assign it to the chat's holder, and say so in the chat."""
    if not received.is_new_ticket:
        return
    ticket = received.ticket
    tickets_link(source_id=ticket.pk, target_id=chat.pk, kind=TicketLink.Kind.FOLLOW_UP)
    ticket_services.timeline_append(
        actor=SYSTEM,
        ticket_id=chat.pk,
        step=GoesOnStep(ticket.pk),
        body_text=(
            f"{address} answered by email. Nothing proves that the visitor reads mail there, so the "
            f"conversation goes on in #{ticket.pk}, which the visitor does not see."
        ),
        now=now,
    )
    holders = {"team": chat.team_id, "assignee": chat.assignee_id}
    changes = {name: holder for name, holder in holders.items() if holder is not None}
    if chat.assignee_id is not None:
        # If they may no longer take it, routing finds somebody.
        with contextlib.suppress(DomainError):
            ticket_services.ticket_update(
                actor=SYSTEM, ticket_id=ticket.pk, changes=changes, reason="Goes on from a chat.", now=now
            )
