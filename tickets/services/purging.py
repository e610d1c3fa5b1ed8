"""Tickets that have lain in the trash for long enough are deleted for good."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core import audit, kept
from core.actors import SYSTEM
from core.redacting import Needles, line_of
from core.rounds import in_rounds
from people.selectors.holding import held_now
from tickets.lifecycle import Trash
from tickets.models import TRASH_KEPT, Attachment, Ticket, TimelineEntry
from tickets.models.ticket import lock_ticket
from tickets.selectors.holding import kept_by
from tickets.services.attaching import files_forget
from tickets.services.changing import place

logger = logging.getLogger(__name__)


def trash_purge(*, now: datetime, limit: int = 50) -> int:
    """
    Delete what was put into the trash 30 days ago or before; returns how many tickets went.

    Each goes in its own transaction with everything that was made from it, and with what was merged into it;
    safe to run twice or concurrently. What is under a legal hold stays. For what was thrown away before times
    were kept, the days begin now.
    """
    for pk in list(
        Ticket.objects.filter(is_deleted=True, trashed_at=None).values_list("pk", flat=True)[:limit]
    ):
        _begin(pk, now=now)
    due = Ticket.objects.filter(is_deleted=True, trashed_at__lte=now - TRASH_KEPT, merged_into=None)
    due = due.exclude(kept_by(held_now()))
    gone = 0
    for pk in in_rounds("trash", due):
        try:
            gone += _purge(pk, now=now)
        except Exception:
            # One that cannot go must not keep the others.
            logger.exception("Deleting a ticket for good failed", extra={"ticket_id": pk})
        if gone >= limit:
            break
    return gone


@transaction.atomic
def _begin(pk: int, *, now: datetime) -> None:
    ticket = lock_ticket(pk, sight=Q(is_deleted=True, trashed_at=None))
    if ticket is not None:
        place(ticket=ticket, changes=[Trash(is_deleted=True)], now=now)
        ticket.save(update_fields=["trashed_at"])


@transaction.atomic
def _purge(pk: int, *, now: datetime) -> int:
    numbers = frozenset({pk, *Ticket.objects.filter(merged_into=pk).values_list("pk", flat=True)})
    kept.hold_shared(numbers)
    rows = Ticket.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    tickets = {ticket.pk: ticket for ticket in rows}
    ticket = tickets.get(pk)
    if ticket is None or not ticket.is_deleted or ticket.trashed_at is None:
        return 0
    joined = set(Ticket.objects.filter(merged_into=pk).values_list("pk", flat=True))
    if ticket.trashed_at > now - TRASH_KEPT or ticket.merged_into_id is not None or joined != numbers - {pk}:
        return 0
    if Ticket.objects.filter(kept_by(held_now()), pk__in=numbers).exists():
        return 0
    entries = frozenset(TimelineEntry.objects.filter(ticket__in=numbers).values_list("pk", flat=True))
    # What hangs on the ticket goes with it; of what outlives it, such as mail and deliveries, the words.
    subjects = frozenset(line_of(one.subject) for one in tickets.values()) - {""}
    kept.redact(kept.Search(numbers, Needles(()), entries, entries, emptied=numbers, alone=subjects))
    paths = list(Attachment.objects.filter(ticket__in=numbers).values_list("path", flat=True))
    audit.record(
        actor=SYSTEM,
        action="tickets.purged",
        target=f"ticket:{pk}",
        data={
            "trashed_at": ticket.trashed_at.isoformat(),
            "trashed_by": ticket.trashed_by,
            "tickets": sorted(numbers),
            "entries": len(entries),
            "files": len(paths),
        },
        now=now,
    )
    Ticket.objects.filter(pk__in=numbers).delete()
    transaction.on_commit(lambda: files_forget(paths=paths), robust=True)
    return len(numbers)
