"""A message as its sender wrote it, for those who may read the ticket."""

from core.actors import Actor
from core.errors import NotFound
from integrations.email.models import MailBody, RawMail
from tickets.models import TimelineEntry
from tickets.selectors import internal as all_tickets
from tickets.selectors import ticket_get


def entry_of(*, actor: Actor, ticket_id: int, entry_id: int) -> TimelineEntry:
    """An entry of a visible ticket, for staff. Raises NotFound."""
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    entry = all_tickets.entry_find(entry_id, ticket_id=ticket.pk)
    if entry is None or not (actor.is_staff or actor.is_internal):
        raise NotFound("There is no such message.")
    return entry


def body_of(entry: TimelineEntry) -> MailBody:
    """The whole mail behind an entry. Raises NotFound if there is none, or if it was redacted."""
    body = None if entry.is_redacted else MailBody.objects.filter(entry=entry).first()
    if body is None:
        raise NotFound("This message has no original mail.")
    return body


def raw_of(entry: TimelineEntry) -> bytes:
    """An entry's mail exactly as it arrived. Raises NotFound."""
    raw = None
    if not entry.is_redacted:
        raw = RawMail.objects.filter(inbound__entry=entry).order_by("inbound_id").first()
    if raw is None:
        raise NotFound("The original of this message is not kept.")
    return bytes(raw.content)
