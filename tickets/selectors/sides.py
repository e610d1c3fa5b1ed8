"""Reads of side conversations."""

from dataclasses import dataclass, field
from uuid import UUID

from core.actors import Actor
from tickets.models import Attachment, SideConversation, SideMessage, TimelineEntry
from tickets.selectors import ticket_get

MOST_SHOWN = 50
"""How many side conversations of a ticket are told, and of each how many messages, the newest."""
MOST_READ = 500


@dataclass
class SideShown:
    """A side conversation with its newest messages, the oldest first, and their files."""

    side: SideConversation
    entries: list[TimelineEntry] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)


def sides_of(*, actor: Actor, ticket_id: int, side_id: int | None = None) -> list[SideShown]:
    """
    The side conversations of a ticket, those that wait to be read first, then by their last message.

    Raises NotFound; to customers there are none.
    """
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    if not (actor.is_staff or actor.is_internal):
        return []
    rows = SideConversation.objects.filter(ticket=ticket).select_related("written_by")
    if side_id is not None:
        rows = rows.filter(pk=side_id)
    found = {row.pk: SideShown(row) for row in rows.order_by("-is_unread", "-last_message_at")[:MOST_SHOWN]}
    if not found:
        return []
    messages = SideMessage.objects.filter(side__in=list(found), entry__ticket=ticket)
    for message in messages.select_related("entry").order_by("-pk")[:MOST_READ]:
        shown = found[message.side_id].entries
        if len(shown) < MOST_SHOWN:
            shown.append(message.entry)
    for one in found.values():
        one.entries.reverse()
    with_files = {entry.pk: one for one in found.values() for entry in one.entries if entry.has_attachments}
    for file in Attachment.objects.filter(entry__in=list(with_files)).order_by("pk"):
        with_files[file.entry_id or 0].files.append(file)
    return list(found.values())


def side_of_entry(entry: TimelineEntry) -> SideConversation | None:
    """The side conversation that an entry is a message of; None for any other entry."""
    found = SideMessage.objects.filter(pk=entry.pk).select_related("side").first()
    return found.side if found is not None else None


def side_by_key(public_id: UUID) -> SideConversation | None:
    """A side conversation by its unguessable id, for mail that answers it."""
    return SideConversation.objects.filter(public_id=public_id).first()


def side_find(side_id: int) -> SideConversation | None:
    """A side conversation, or None."""
    return SideConversation.objects.filter(pk=side_id).first()
