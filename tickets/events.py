"""Events in the life of tickets."""

from dataclasses import dataclass
from typing import Any, ClassVar

from core.events import Event


@dataclass(frozen=True)
class MessageReceived(Event):
    """A customer wrote, through any channel."""

    name: ClassVar[str] = "tickets.message_received"
    ticket_id: int
    entry_id: int
    contact_id: int
    channel: str
    is_new_ticket: bool
    reopened: bool = False


@dataclass(frozen=True)
class TicketCreated(Event):
    """Staff or a program opened a ticket without a customer's message."""

    name: ClassVar[str] = "tickets.ticket_created"
    ticket_id: int
    by_ref: str


@dataclass(frozen=True)
class ReplyPosted(Event):
    """A customer got a public answer from us: from a person or the assistant."""

    name: ClassVar[str] = "tickets.reply_posted"
    ticket_id: int
    entry_id: int
    author_kind: str
    author_id: int | None
    by_ref: str
    is_resolving: bool = False
    is_acknowledgement: bool = False


@dataclass(frozen=True)
class NoteAdded(Event):
    """Somebody left an internal note; `mentions` are user ids."""

    name: ClassVar[str] = "tickets.note_added"
    ticket_id: int
    entry_id: int
    by_ref: str
    mentions: list[int]


@dataclass(frozen=True)
class EntryAppended(Event):
    """Another kind of entry was added: an assistant, routing, SLA or integration step."""

    name: ClassVar[str] = "tickets.entry_appended"
    ticket_id: int
    entry_id: int
    kind: str


@dataclass(frozen=True)
class DeliveryChanged(Event):
    """An outgoing message progressed on its way, or failed."""

    name: ClassVar[str] = "tickets.delivery_changed"
    ticket_id: int
    entry_id: int
    state: str


@dataclass(frozen=True)
class TicketChanged(Event):
    """Fields changed; `changes` maps names to [old, new], people and teams by id."""

    name: ClassVar[str] = "tickets.ticket_changed"
    ticket_id: int
    changes: dict[str, list[Any]]
    by_ref: str


@dataclass(frozen=True)
class TicketResolved(Event):
    """The ticket is resolved."""

    name: ClassVar[str] = "tickets.ticket_resolved"
    ticket_id: int
    resolved_by: str


@dataclass(frozen=True)
class TicketReopened(Event):
    """The ticket is open again: the customer wrote, or staff reopened it."""

    name: ClassVar[str] = "tickets.ticket_reopened"
    ticket_id: int
    by_ref: str


@dataclass(frozen=True)
class TicketWoken(Event):
    """The ticket's snooze has ended."""

    name: ClassVar[str] = "tickets.ticket_woken"
    ticket_id: int
    by_ref: str


@dataclass(frozen=True)
class TicketRated(Event):
    """The customer answered the survey."""

    name: ClassVar[str] = "tickets.ticket_rated"
    ticket_id: int
    rating_id: int
    score: int


@dataclass(frozen=True)
class TicketsMoved(Event):
    """These tickets changed their requester: contacts were merged, or a merge was undone."""

    name: ClassVar[str] = "tickets.tickets_moved"
    ticket_ids: list[int]
