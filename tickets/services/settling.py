"""Imported conversations that ended before the import."""

from datetime import datetime

from django.db import transaction

from core.actors import SYSTEM
from tickets.lifecycle import Settle
from tickets.models.ticket import lock_ticket
from tickets.services import changing

REASON = "Quiet for long before it was imported"


@transaction.atomic
def ticket_settle(*, ticket_id: int, quiet_since: datetime) -> bool:
    """
    Resolve an imported ticket whose last message is older than `quiet_since`, as of that message.

    Its history is over: nobody is asked or notified, and no field is required.
    """
    ticket = lock_ticket(ticket_id)
    if ticket is None or not ticket.is_open or ticket.last_message_at >= quiet_since:
        return False
    at = ticket.last_message_at
    applied = changing.change(actor=SYSTEM, ticket=ticket, changes=[Settle(at)], reason=REASON, now=at)
    changing.append(applied)
    ticket.version += 1
    ticket.save(update_fields=[*applied.columns, "version", "last_entry_id"])
    return True
