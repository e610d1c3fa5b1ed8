"""A customer changes a message of theirs where they wrote it: nothing here is rewritten."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from tickets import selectors
from tickets.entries import MessageChangedStep
from tickets.events import EntryAppended
from tickets.models import Attachment, EntryKind, TimelineEntry, Visibility
from tickets.selectors import internal as all_tickets
from tickets.services import arriving
from tickets.services.timeline import announce, body_of, new_entry

EDITED, DELETED = "edited", "deleted"


@transaction.atomic(savepoint=False)
def entry_note_change(
    *, actor: Actor, entry_id: int, change: str, system: str, body_html: str = "", now: datetime
) -> TimelineEntry:
    """
    Mark a message as `edited` or `deleted` by its writer, and append a step with what it says now.

    The message keeps its first words. Raises NotFound, Invalid.
    """
    known = all_tickets.entry_get(entry_id)
    ticket = selectors.ticket_for_update(actor=actor, ticket_id=known.ticket_id)
    entry = all_tickets.entry_get(entry_id)
    cleaned = arriving.body_cleaned(*body_of(body_html=body_html))
    arriving.count(cleaned.kinds, now)
    step = MessageChangedStep(entry_id=entry_id, change=change, system=system)
    line = new_entry(
        actor,
        ticket,
        kind=step.kind,
        visibility=Visibility.INTERNAL,
        now=now,
        body_html=cleaned.html,
        body_text=cleaned.text,
        payload=step.to_json(),
        redactions=arriving.mark_of(cleaned.kinds, now),
    )
    line.author_kind, line.author_id, line.author_name = entry.author_kind, entry.author_id, entry.author_name
    line.save()
    # Added, never taken back: the timeline is append-only.
    entry.payload = entry.payload | {f"is_{change}": True}
    entry.save(update_fields=["payload"])
    ticket.last_entry_id, ticket.last_activity_at, ticket.is_unread = line.pk, now, True
    ticket.save(update_fields=["last_entry_id", "last_activity_at", "is_unread"])
    files = list(Attachment.objects.filter(entry=entry)) if entry.has_attachments else []
    event = EntryAppended(ticket_id=ticket.pk, entry_id=line.pk, kind=EntryKind.INTEGRATION)
    announce(event, ticket, [line, entry], attachments=files)
    return line
