"""What an event of the outbox makes due: pure, for any number of events at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.events import AnswerJudged
from core.events import Event
from core.events.reading import Row
from people.events import CompanyChanged, ContactsMerged, ContactsUnmerged
from routing.events import TicketEscalated
from sla.events import ClockBreached
from tickets.events import (
    MessageReceived,
    ReplyPosted,
    TicketChanged,
    TicketCreated,
    TicketRated,
    TicketsMoved,
)

MEASURED = frozenset(
    {
        "status", "assignee", "team", "brand", "company", "requester", "type", "product_area", "is_spam",
        "is_deleted",
    }
)  # fmt: skip
_OF_TICKET: tuple[type[Event], ...] = (
    MessageReceived,
    TicketCreated,
    ReplyPosted,
    TicketRated,
    TicketEscalated,
    ClockBreached,
    AnswerJudged,
)
OF_TICKET = frozenset(one.name for one in _OF_TICKET)
OF_CONTACTS = frozenset({ContactsMerged.name, ContactsUnmerged.name})


@dataclass(slots=True)
class Due:
    """
    Ids of what has to be looked at.

    `companies` are those whose segment changed; tickets of `contacts` may now belong to another company.
    """

    tickets: set[int] = field(default_factory=set)
    companies: set[int] = field(default_factory=set)
    contacts: set[int] = field(default_factory=set)


def due_of(rows: Iterable[Row]) -> Due:
    """All that these events make due; how often and in which order they come does not matter."""
    due = Due()
    for row in rows:
        told = row.payload
        if row.name in OF_TICKET:
            due.tickets.add(told["ticket_id"])
        elif row.name == TicketChanged.name:
            if not MEASURED.isdisjoint(told["changes"]):
                due.tickets.add(told["ticket_id"])
        elif row.name == TicketsMoved.name:
            due.tickets.update(told["ticket_ids"])
        elif row.name == CompanyChanged.name:
            # Figures are told by the segment that a company has now.
            if "segment" in told["changes"]:
                due.companies.add(told["company_id"])
        elif row.name in OF_CONTACTS:
            due.contacts.update((told["from_contact_id"], told["into_contact_id"]))
    return due
