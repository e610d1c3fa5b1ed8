"""Events in the life of tickets."""

from dataclasses import dataclass
from typing import Any, ClassVar

from core.events import Event


@dataclass(frozen=True)
class MessageReceived(Event):
    """A customer wrote, through any channel."""

    name: ClassVar[str] = "tickets.message_received"
    is_message: ClassVar[bool] = True
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
    """
    A customer got a public answer from us: from a person or the assistant.

    `channel` is the ticket's; it is empty in events that were stored before they told it.
    """

    name: ClassVar[str] = "tickets.reply_posted"
    is_message: ClassVar[bool] = True
    ticket_id: int
    entry_id: int
    author_kind: str
    author_id: int | None
    by_ref: str
    is_resolving: bool = False
    is_acknowledgement: bool = False
    channel: str = ""


@dataclass(frozen=True)
class NoteAdded(Event):
    """Somebody left an internal note; `mentions` are user ids."""

    name: ClassVar[str] = "tickets.note_added"
    is_message: ClassVar[bool] = True
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
class EntriesRedacted(Event):
    """Words or files were taken out of entries for good; `paths` are where files were kept."""

    name: ClassVar[str] = "tickets.entries_redacted"
    is_message: ClassVar[bool] = True
    ticket_id: int
    entry_ids: list[int]
    paths: list[str]
    by_ref: str


@dataclass(frozen=True)
class DeliveryChanged(Event):
    """An outgoing message progressed on its way, or failed."""

    name: ClassVar[str] = "tickets.delivery_changed"
    ticket_id: int
    entry_id: int
    state: str


@dataclass(frozen=True)
class TicketChanged(Event):
    """
    Fields changed; `changes` maps names to [old, new], people and teams by id.

    What one step changed in several goes is one change; it may be empty, for a step that took itself back.
    """

    name: ClassVar[str] = "tickets.ticket_changed"
    ticket_id: int
    changes: dict[str, list[Any]]
    by_ref: str

    def joined(self, later: Event) -> Event | None:
        """Both changes of a ticket by the same actor, from the first old value to the last new one."""
        if not isinstance(later, TicketChanged):
            return None
        if (self.ticket_id, self.by_ref) != (later.ticket_id, later.by_ref):
            return None
        changes = self.changes | {
            name: [self.changes.get(name, pair)[0], pair[1]] for name, pair in later.changes.items()
        }
        kept = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        return TicketChanged(ticket_id=self.ticket_id, changes=kept, by_ref=self.by_ref)

    @classmethod
    def joined_data(cls, earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
        """The newest row, with the entries of both."""
        entries = [*earlier.get("entries", []), *later.get("entries", [])]
        return earlier | later | ({"entry": entries[0], "entries": entries} if entries else {})


@dataclass(frozen=True)
class TicketResolved(Event):
    """The ticket is resolved; `channel` is its own."""

    name: ClassVar[str] = "tickets.ticket_resolved"
    ticket_id: int
    resolved_by: str
    channel: str = ""


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
    kind: str = "csat"


@dataclass(frozen=True)
class TicketMerged(Event):
    """A ticket became part of another, with its messages, notes and files."""

    name: ClassVar[str] = "tickets.ticket_merged"
    ticket_id: int
    source_id: int
    merge_id: int
    by_ref: str


@dataclass(frozen=True)
class TicketUnmerged(Event):
    """A merge was undone: what had moved is back in its own ticket."""

    name: ClassVar[str] = "tickets.ticket_unmerged"
    ticket_id: int
    source_id: int
    merge_id: int
    by_ref: str


@dataclass(frozen=True)
class SideMessageSent(Event):
    """Somebody of ours wrote to a third party in a side conversation."""

    name: ClassVar[str] = "tickets.side_message_sent"
    ticket_id: int
    side_id: int
    entry_id: int
    by_ref: str


@dataclass(frozen=True)
class SideMessageReceived(Event):
    """A third party answered in a side conversation; `is_automatic` where a program did."""

    name: ClassVar[str] = "tickets.side_message_received"
    ticket_id: int
    side_id: int
    entry_id: int
    is_automatic: bool


@dataclass(frozen=True)
class SideChanged(Event):
    """A side conversation was closed, opened again or read; `state` is how it stands."""

    name: ClassVar[str] = "tickets.side_changed"
    ticket_id: int
    side_id: int
    state: str
    by_ref: str


@dataclass(frozen=True)
class ScheduledReplyHeld(Event):
    """A reply was not sent at its time: it is its author's draft again; `why` says so, `message` its code."""

    name: ClassVar[str] = "tickets.scheduled_reply_held"
    ticket_id: int
    scheduled_id: int
    user_id: int
    why: str
    message: dict[str, Any] | None = None


@dataclass(frozen=True)
class TicketsMoved(Event):
    """These tickets changed their requester: contacts were merged, or a merge was undone."""

    name: ClassVar[str] = "tickets.tickets_moved"
    ticket_ids: list[int]
