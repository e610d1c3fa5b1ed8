"""How facts follow what happens elsewhere: a ticket is marked as due; safe to repeat, in any order."""

from assistant.events import AnswerJudged
from core import clock
from core.events import EventMeta
from insights import services
from people.events import CompanyChanged, ContactsMerged, ContactsUnmerged
from routing.events import TicketEscalated
from sla.events import ClockBreached
from tickets.events import (
    MessageReceived,
    ReplyPosted,
    TicketChanged,
    TicketCreated,
    TicketMerged,
    TicketRated,
    TicketsMoved,
    TicketUnmerged,
)

MEASURED = frozenset(
    {
        "status", "assignee", "team", "brand", "company", "requester", "type", "product_area", "is_spam",
        "is_deleted", "merged_into",
    }
)  # fmt: skip

OfTicket = (
    MessageReceived
    | TicketCreated
    | ReplyPosted
    | TicketRated
    | TicketEscalated
    | ClockBreached
    | AnswerJudged
)


def on_ticket(event: OfTicket, meta: EventMeta) -> None:
    """Something happened in a ticket."""
    services.tickets_touch(ticket_ids=[event.ticket_id], now=clock.now())


def wants_change(event: TicketChanged) -> bool:
    """Whether a field changed that figures look at."""
    return not MEASURED.isdisjoint(event.changes)


def on_ticket_changed(event: TicketChanged, meta: EventMeta) -> None:
    """A field changed that figures look at."""
    services.tickets_touch(ticket_ids=[event.ticket_id], now=clock.now())


def on_merged(event: TicketMerged | TicketUnmerged, meta: EventMeta) -> None:
    """What was said moved from one ticket to another: both are told anew, and only one is counted."""
    services.tickets_touch(ticket_ids=[event.ticket_id, event.source_id], now=clock.now())


def on_tickets_moved(event: TicketsMoved, meta: EventMeta) -> None:
    """Tickets changed their requester, and so perhaps their company."""
    services.tickets_touch(ticket_ids=event.ticket_ids, now=clock.now())


def wants_company(event: CompanyChanged) -> bool:
    """Figures look at the segment alone."""
    return "segment" in event.changes


def on_company_changed(event: CompanyChanged, meta: EventMeta) -> None:
    """Figures are told by the segment that a company has now."""
    services.company_move(company_id=event.company_id)


def on_contacts_merged(event: ContactsMerged | ContactsUnmerged, meta: EventMeta) -> None:
    """Tickets that moved to another contact, or back, may now belong to another company."""
    both = [event.from_contact_id, event.into_contact_id]
    services.contact_tickets_touch(contact_ids=both, now=clock.now())
