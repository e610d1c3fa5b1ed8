"""What clocks do when something happened to tickets or customers; safe to repeat, in any order."""

from django.db.models import Q

from core import clock
from core.events import EventMeta
from people.events import CompanyChanged, ContactsMerged, ContactsUnmerged
from sla import services
from tickets.events import MessageReceived, ReplyPosted, TicketChanged, TicketCreated
from tickets.selectors import internal as all_tickets

# Changes of other fields, and the mirrored due time itself, concern no clock.
DECISIVE = frozenset(
    {"status", "priority", "is_spam", "is_deleted", "team", "brand", "company", "requester", "type", "tags"}
)


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """A customer's message starts clocks, or lets them run on."""
    take_entry(event.ticket_id, event.entry_id)


def wants_reply(event: ReplyPosted) -> bool:
    """An acknowledgement fulfils nothing."""
    return not event.is_acknowledgement


def on_reply_posted(event: ReplyPosted, meta: EventMeta) -> None:
    """A reply fulfils."""
    take_entry(event.ticket_id, event.entry_id)


def take_entry(ticket_id: int, entry_id: int) -> None:
    """Note the fact that a message is, and derive the clocks again."""
    entry = all_tickets.entry_find(entry_id)
    fact = services.fact_of_entry(entry) if entry else None
    services.clocks_refresh(ticket_id=ticket_id, now=clock.now(), new_facts=[fact] if fact else [])


def on_ticket_created(event: TicketCreated, meta: EventMeta) -> None:
    """A ticket that staff opened has clocks from its creation on."""
    services.clocks_refresh(ticket_id=event.ticket_id, now=clock.now())


def wants_change(event: TicketChanged) -> bool:
    """Whether a field changed that clocks or policies look at."""
    return not DECISIVE.isdisjoint(event.changes)


def on_ticket_changed(event: TicketChanged, meta: EventMeta) -> None:
    """A status pauses or ends; priority, team, type and tags may choose another target."""
    facts = services.facts_of_changes(
        ticket_id=event.ticket_id,
        changes=event.changes,
        key=f"event:{meta.id}",
        at=meta.occurred_at,
        order=meta.id,
    )
    services.clocks_refresh(ticket_id=event.ticket_id, now=clock.now(), new_facts=facts)


def wants_company(event: CompanyChanged) -> bool:
    """Policies look at the segment alone."""
    return "segment" in event.changes


def on_company_changed(event: CompanyChanged, meta: EventMeta) -> None:
    """Another segment is another policy for all open tickets of the company."""
    services.checks_soon(tickets=Q(company_id=event.company_id), now=clock.now())


def on_contacts_merged(event: ContactsMerged | ContactsUnmerged, meta: EventMeta) -> None:
    """Tickets that moved to another contact, or back, may belong to another company now."""
    both = [event.from_contact_id, event.into_contact_id]
    services.checks_soon(tickets=Q(requester_id__in=both), now=clock.now())
