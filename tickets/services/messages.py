"""What a channel adapter hands over, whatever the channel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from people.models import Contact
from people.services import Claim
from tickets.entries import Message
from tickets.models import Ticket, TimelineEntry


@dataclass(frozen=True)
class Sender:
    """Who a message claims to be from; `claims` say what is proven."""

    name: str = ""
    claims: Sequence[Claim] = ()


@dataclass(frozen=True)
class Placing:
    """
    Where a new ticket goes if its opener decides that.

    `values` are fields in the form of a change (`team` and `assignee` by id, `status`). `is_ours` means that
    staff opened it, so the assistant neither answers nor announces an answer. `reply_by` is `email`, `api`,
    or empty for the channel's default.
    """

    values: dict[str, Any] = field(default_factory=dict)
    reply_by: str = ""
    is_ours: bool = False


@dataclass(frozen=True)
class InboundMessage:
    """
    One message from a customer.

    `channel_message_id` is the channel's own id and makes a repeated delivery harmless. Either `contact_id`
    or `sender` identifies the writer, or `contact` is the writer, read in this transaction; `ticket_id`
    assigns it to a thread with authority. `removed` are the kinds of secrets (`core.leaks`) that the adapter
    has taken out already, one for each.
    """

    brand_id: int
    channel: str
    channel_message_id: str = ""
    contact: Contact | None = None
    contact_id: int | None = None
    sender: Sender | None = None
    ticket_id: int | None = None
    subject: str = ""
    body_html: str = ""
    body_text: str = ""
    attachment_ids: Sequence[str] = ()
    raw: dict[str, Any] | bytes | None = None
    metadata: Message = field(default_factory=Message)
    fields: dict[str, Any] = field(default_factory=dict)
    sent_at: datetime | None = None
    placing: Placing | None = None
    removed: Sequence[str] = ()


@dataclass(frozen=True)
class Received:
    """Where a message went; a duplicate refers to where its first delivery went."""

    ticket: Ticket
    entry: TimelineEntry
    is_new_ticket: bool = False
    is_duplicate: bool = False
    reopened: bool = False
