"""What a channel reports about an outgoing message."""

from django.db import transaction

from core.statements import run_numbered
from tickets.entries import Message, Recipients
from tickets.events import DeliveryChanged
from tickets.models import Attachment, TimelineEntry
from tickets.selectors import internal as all_tickets
from tickets.services.timeline import announce

_SET = (
    f"UPDATE {TimelineEntry._meta.db_table} SET delivery_state = %s, delivery_detail = %s"  # noqa: S608 (a name of our own)
    " WHERE id = %s AND NOT (delivery_state = %s AND delivery_detail = %s) RETURNING 1"
)


_HOLD = (
    f"SELECT id FROM {TimelineEntry._meta.db_table} WHERE id = ANY(%s::bigint[])"  # noqa: S608 (a name of our own)
    " ORDER BY id FOR NO KEY UPDATE"
)


@transaction.atomic(savepoint=False)
def entry_set_delivery(*, entry_id: int, state: str, detail: str = "") -> bool:
    """Record how far a message got, and tell open screens; False if that is already known."""
    told = [state, detail[:300]]
    if not run_numbered(_SET, [*told, entry_id, *told]):
        return False
    entry = all_tickets.entry_get(entry_id)
    ticket = all_tickets.ticket_find(entry.ticket_id)
    assert ticket is not None  # noqa: S101 (a foreign key)
    files = list(Attachment.objects.filter(entry=entry)) if entry.has_attachments else []
    event = DeliveryChanged(ticket_id=ticket.pk, entry_id=entry.pk, state=state)
    announce(event, ticket, [entry], attachments=files)
    return True


def entries_hold(entry_ids: list[int]) -> None:
    """
    Lock entries before records about them, such as their mail.

    A redaction holds entries first and then looks at everything that was made from them.
    """
    run_numbered(_HOLD, [entry_ids])


def entry_set_recipients(*, entry: TimelineEntry, recipients: Recipients) -> None:
    """Give a message that had no address the final addresses that it leaves for."""
    entry.payload = entry.payload | Message(recipients=recipients).to_json()
    entry.save(update_fields=["payload"])
