"""A ticket as staff open it: its row, its newest entries, and what is linked with it."""

from typing import Any

from django.db.models import Q

from core.actors import Actor
from core.errors import NotFound
from core.reads import Read
from tickets.models import Attachment, EntryKind, Ticket, TicketLink, TimelineEntry, Visibility
from tickets.models.ticket import sight_of
from tickets.rendering import ROW, EntryRow, row_of, stamp

_MORE = (
    "custom", "last_entry_id", "last_customer_entry_id", "first_replied_at", "reopened_count",
    "merged_into_id",
)  # fmt: skip

_TICKETS = Read(Ticket.objects.all, (*ROW, *_MORE))
_NUMBERS = Read(Ticket.objects.all, ("pk",))
_ENTRIES = Read(TimelineEntry.objects.all, EntryRow._fields)
_LINKS = Read(
    TicketLink.objects.all,
    (
        "kind", "source_id", "source__subject", "source__status",
        "target_id", "target__subject", "target__status",
    ),
)  # fmt: skip


def ticket_opened(*, actor: Actor, ticket_id: int) -> dict[str, Any]:
    """
    The row of one ticket with what only its own page shows. Raises NotFound, also for what the actor may
    not see.
    """
    found = _TICKETS.first(sight_of(actor) & Q(pk=ticket_id))
    if found is None:
        raise NotFound("There is no such ticket, or you may not see it.")
    more = dict(zip(_MORE, found[len(ROW) :], strict=True))
    told = {"merged_into": more.pop("merged_into_id"), "first_replied_at": stamp(more["first_replied_at"])}
    return row_of(found) | more | told


def of_others(actor: Actor, ticket: dict[str, Any]) -> list[int]:
    """The ticket's number if it is other people's work: neither the actor's, nor of a team of theirs."""
    assignee, team = ticket["assignee"], ticket["team"]
    is_theirs = assignee is not None and assignee["id"] == actor.user_id
    is_teams = team is not None and team["id"] in actor.team_ids
    # What nobody has is everybody's, as long as it is open.
    is_free = assignee is None and team is None and ticket["resolved_at"] is None
    return [] if is_theirs or is_teams or is_free else [ticket["number"]]


def require_seen(*, actor: Actor, ticket_id: int) -> None:
    """Raise NotFound for a ticket that is not there, or that the actor may not see."""
    if _NUMBERS.first(sight_of(actor) & Q(pk=ticket_id)) is None:
        raise NotFound("There is no such ticket, or you may not see it.")


def entries_page(
    *, actor: Actor, ticket_id: int, before: int | None = None, limit: int = 20
) -> tuple[list[EntryRow], list[Attachment], str | None]:
    """The newest entries before an id, oldest first, their files, and where the earlier ones start."""
    # Side conversations have a place of their own.
    condition = Q(ticket_id=ticket_id) & ~Q(kind=EntryKind.SIDE)
    if not actor.is_staff and not actor.is_internal:
        condition &= Q(visibility=Visibility.PUBLIC)
    if before is not None:
        condition &= Q(id__lt=before)
    found = _ENTRIES.rows(condition, order=("-id",), limit=limit + 1)
    rows = [EntryRow._make(values) for values in found[:limit]][::-1]
    with_files = [row.pk for row in rows if row.has_attachments]
    files = list(Attachment.objects.filter(entry_id__in=with_files).order_by("id")) if with_files else []
    return rows, files, str(rows[0].pk) if len(found) > limit else None


def links_of(*, actor: Actor, ticket_id: int) -> list[dict[str, Any]]:
    """Linked tickets that the actor may see, in both directions."""
    found = _LINKS.rows(Q(source_id=ticket_id) | Q(target_id=ticket_id))
    links = [
        {"kind": kind, "direction": "to", "number": target, "subject": theirs, "status": their_status}
        if source == ticket_id
        else {"kind": kind, "direction": "from", "number": source, "subject": subject, "status": status}
        for kind, source, subject, status, target, theirs, their_status in found
    ]
    if not links:
        return []
    numbers = sorted({link["number"] for link in links})
    seen = {number for (number,) in _NUMBERS.rows(sight_of(actor) & Q(pk__in=numbers))}
    return [link for link in links if link["number"] in seen]
