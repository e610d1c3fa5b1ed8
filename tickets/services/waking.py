"""Snoozed tickets return when their time has come."""

import logging
from datetime import datetime

from django.db import transaction

from core.actors import SYSTEM
from tickets.events import TicketChanged
from tickets.lifecycle import Wake
from tickets.models import Ticket
from tickets.services import changing
from tickets.services.timeline import announce

logger = logging.getLogger(__name__)

REASON = "Its time has come"


def tickets_wake(*, now: datetime, limit: int = 200) -> int:
    """
    Wake the tickets whose snooze has ended; returns how many.

    Safe to run twice or concurrently: each is claimed separately, and one that is being changed waits for the
    next call. A ticket in the trash stays snoozed until it is restored.
    """
    due = Ticket.objects.present().filter(snoozed_until__lte=now).order_by("snoozed_until", "id")
    woken = 0
    for ticket_id in list(due.values_list("pk", flat=True)[:limit]):
        try:
            woken += _wake(ticket_id, now=now)
        except Exception:
            # One broken ticket must not keep the others snoozed.
            logger.exception("Waking a ticket failed", extra={"ticket_id": ticket_id})
    return woken


@transaction.atomic
def _wake(ticket_id: int, *, now: datetime) -> bool:
    due = Ticket.objects.present().with_names().filter(pk=ticket_id, snoozed_until__lte=now)
    ticket = due.select_for_update(of=("self",), skip_locked=True).first()
    if ticket is None:
        return False
    applied = changing.change(actor=SYSTEM, ticket=ticket, changes=[Wake()], reason=REASON, now=now)
    saved = changing.append(applied)
    ticket.version += 1
    ticket.last_activity_at = now
    ticket.save(update_fields=[*applied.columns, "version", "last_activity_at", "last_entry_id"])
    event = TicketChanged(ticket_id=ticket.pk, changes=applied.outcome.changes, by_ref=SYSTEM.ref)
    announce(event, ticket, saved)
    changing.tell(ticket=ticket, applied=applied, by_ref=SYSTEM.ref, now=now)
    return True
