"""The columns of a ticket that follow from its messages, worked out again after some moved."""

from dataclasses import dataclass
from datetime import datetime

from tickets.entries import Message
from tickets.models import AuthorKind, EntryKind, Ticket, TimelineEntry, Visibility
from tickets.services.timeline import preview_of

COLUMNS = (
    "preview", "last_message_at", "last_message_by", "last_entry_id", "last_public_entry_id",
    "last_customer_entry_id",
)  # fmt: skip
_OURS = (AuthorKind.STAFF, AuthorKind.TOKEN)


@dataclass(frozen=True)
class Waiting:
    """Since when the customer waits for an answer, and when a person first gave one."""

    since: datetime | None = None
    first_replied_at: datetime | None = None


def columns_follow(ticket: Ticket) -> Waiting:
    """
    Set the columns of `COLUMNS` to what the ticket's messages say, and tell who waits.

    A ticket that has no message left keeps what it showed. The caller saves it.
    """
    newest = TimelineEntry.objects.filter(ticket=ticket).order_by("-id").values_list("pk", flat=True).first()
    ticket.last_entry_id = newest or ticket.last_entry_id
    rows = list(
        TimelineEntry.objects.filter(ticket=ticket, kind=EntryKind.MESSAGE, visibility=Visibility.PUBLIC)
        .order_by("id")
        .values_list("pk", "author_kind", "created_at", "payload")
    )
    if not rows:
        ticket.last_public_entry_id = ticket.last_customer_entry_id = 0
        return Waiting()
    last, by, at, _ = rows[-1]
    ticket.last_public_entry_id, ticket.last_message_at = last, at
    ticket.last_message_by = AuthorKind.STAFF if by in _OURS else by
    ticket.last_customer_entry_id = max(
        (pk for pk, kind, _, _ in rows if kind == AuthorKind.CONTACT), default=0
    )
    text = TimelineEntry.objects.filter(pk=last).values_list("body_text", flat=True).first() or ""
    ticket.preview = preview_of(text) or ticket.preview
    return _waiting([(kind, moment, Message.of(payload)) for _, kind, moment, payload in rows])


def _waiting(rows: list[tuple[str, datetime, Message]]) -> Waiting:
    since = first = None
    for kind, at, message in rows:
        if kind == AuthorKind.CONTACT:
            since = since or at
            continue
        if not message.is_acknowledgement:
            since = None
        if kind in _OURS and not message.is_opening:
            first = first or at
    return Waiting(since, first)
