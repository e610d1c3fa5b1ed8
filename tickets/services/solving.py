"""A customer who says that their request is solved."""

from datetime import datetime

from django.db import transaction

from core import writes
from core.actors import Actor
from people.policy import require
from tickets import selectors
from tickets.entries import FeedbackStep
from tickets.events import TicketChanged
from tickets.lifecycle import SetStatus
from tickets.models import Status, Ticket
from tickets.services import changing
from tickets.services.resolving import FieldRequired
from tickets.services.timeline import announce, timeline_append


@transaction.atomic
def ticket_solve(*, actor: Actor, ticket_id: int, now: datetime) -> Ticket:
    """
    Resolve a ticket for its customer; nothing changes for one that is finished already.

    Where a field must be filled in first it stays open, and staff read what the customer said. Raises
    NotFound, Forbidden for a colleague's ticket.
    """
    ticket = selectors.ticket_for_message(actor=actor, ticket_id=ticket_id)
    require(actor, "ticket.reply", ticket)
    if not ticket.is_open:
        return ticket
    try:
        with transaction.atomic():
            applied = changing.change(
                actor=actor, ticket=ticket, changes=[SetStatus(Status.RESOLVED)], now=now
            )
    except FieldRequired:
        timeline_append(
            actor=actor,
            ticket_id=ticket.pk,
            step=FeedbackStep(ticket.last_public_entry_id, True),
            body_text="The customer says that this is solved.",
            now=now,
        )
        return selectors.ticket_get(actor=actor, ticket_id=ticket.pk)
    saved = changing.append(applied)
    ticket.version += 1
    ticket.last_activity_at = now
    writes.update(ticket)
    changes = applied.outcome.changes
    announce(TicketChanged(ticket_id=ticket.pk, changes=changes, by_ref=actor.ref), ticket, saved)
    changing.tell(ticket=ticket, applied=applied, by_ref=actor.ref, now=now)
    return ticket
