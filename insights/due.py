"""What events of the outbox make due, any number of them at once."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
OF_NEWCOMERS = frozenset({"type", "is_spam", "is_deleted", "merged_into"})
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
OF_MERGES = frozenset({TicketMerged.name, TicketUnmerged.name})
OF_CONTACTS = frozenset({ContactsMerged.name, ContactsUnmerged.name})

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Due:
    """
    Ids of what has to be looked at.

    `companies` are those whose segment changed; tickets of `contacts` may now belong to another company.
    Whether somebody wrote anew is told of what was resolved before `newcomers`.
    """

    tickets: set[int] = field(default_factory=set)
    newcomers: set[int] = field(default_factory=set)
    companies: set[int] = field(default_factory=set)
    contacts: set[int] = field(default_factory=set)


def due_of(rows: Iterable[Row]) -> Due:
    """All that these events make due; how often and in which order they come does not matter."""
    due = Due()
    for row in rows:
        try:
            _add(due, row.name, row.payload)
        except (KeyError, TypeError, AttributeError):
            # One in a form that nobody knows any more must not hold up all others for ever.
            logger.warning("An event could not be read", extra={"event_id": row.id, "event": row.name})
    return due


def _add(due: Due, name: str, told: Mapping[str, Any]) -> None:
    if name in OF_TICKET:
        due.tickets.add(told["ticket_id"])
        if name == MessageReceived.name:
            due.newcomers.add(told["ticket_id"])
    elif name == TicketChanged.name:
        _add_changes(due, told["ticket_id"], told["changes"])
    elif name in OF_MERGES:
        # What was said moved from one to the other: both are told anew, and only one is counted.
        both = (told["ticket_id"], told["source_id"])
        due.tickets.update(both)
        due.newcomers.update(both)
    elif name == TicketsMoved.name:
        due.tickets.update(told["ticket_ids"])
        due.newcomers.update(told["ticket_ids"])
    elif name == CompanyChanged.name:
        # Figures are told by the segment that a company has now.
        if "segment" in told["changes"]:
            due.companies.add(told["company_id"])
    elif name in OF_CONTACTS:
        due.contacts.update((told["from_contact_id"], told["into_contact_id"]))


def _add_changes(due: Due, ticket_id: int, changes: Mapping[str, Any]) -> None:
    if MEASURED.isdisjoint(changes):
        return
    due.tickets.add(ticket_id)
    if not OF_NEWCOMERS.isdisjoint(changes):
        due.newcomers.add(ticket_id)
