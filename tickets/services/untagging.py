"""Merges and deletions of tags that are taken back, in batches."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from core import audit
from core.actors import Actor
from core.errors import Conflict
from people.actors import staff_actor
from tickets.models import Tag, TagChange, TagMark
from tickets.models.ticket import lock_ticket
from tickets.selectors import tagging as reads
from tickets.services.retagging import check_free, set_tags

logger = logging.getLogger(__name__)

BATCH = 200


class TagsStand(Conflict):
    """This change of tags cannot be taken back: it runs, it was taken back, or it is too long ago."""

    code = "tickets.tags_stand"


@transaction.atomic
def tags_undo(*, actor: Actor, change_id: int, now: datetime) -> TagChange:
    """
    Give tickets the tags back that they had before a change, where these were not changed since.

    Macros and views stay as they are. Raises Forbidden, NotFound, TagsStand, TagsChanging.
    """
    row = reads.tag_change(actor=actor, change_id=change_id)
    names = {*row.sources, row.target} - {""}
    Tag.objects.bulk_create([Tag(name=name) for name in row.sources], ignore_conflicts=True)
    # Held as those of a new change are, so that one of the two waits for the other.
    list(Tag.objects.select_for_update().filter(name__in=names).order_by("pk"))
    row = TagChange.objects.select_for_update(of=("self",)).select_related("user", "undo_by").get(pk=row.pk)
    if row.undo_at is not None or row.undo_until is None or row.undo_until <= now:
        raise TagsStand("This change cannot be taken back, or was already.", id=row.pk)
    check_free(names)
    row.undo_at, row.undo_by_id = now, actor.staff_id
    row.save(update_fields=["undo_at", "undo_by"])
    audit.record(
        actor=actor,
        action="tickets.tags_given_back",
        target=f"tag:{row.target or row.sources[0]}",
        now=now,
        data={"tags": row.sources, "into": row.target},
    )
    return row


def tags_undo_due(*, now: datetime) -> int:
    """
    Carry out the next batch of every undo; returns how many tickets got tags back.

    Safe to run twice, concurrently, and after a crash: a ticket that is done has no mark any more.
    """
    done = 0
    rows = TagChange.objects.filter(undo_at__isnull=False, undone_at=None).select_related("user", "undo_by")
    for row in rows.order_by("pk"):
        marks = TagMark.objects.filter(change=row).exclude(ticket__in=row.skipped).order_by("pk")
        numbers = list(marks.values_list("ticket_id", flat=True)[:BATCH])
        for number in numbers:
            try:
                done += _give_back(row, number, now=now)
            except Exception:
                # One broken ticket must not keep the others.
                logger.exception("Giving a ticket its tags back failed", extra={"ticket_id": number})
                row.skipped.append(number)
                row.save(update_fields=["skipped"])
        if not numbers:
            TagChange.objects.filter(pk=row.pk, undone_at=None).update(undone_at=now)
    return done


@transaction.atomic
def _give_back(row: TagChange, number: int, *, now: datetime) -> bool:
    ticket = lock_ticket(number)
    mark = TagMark.objects.filter(change=row, ticket=number).first()
    if ticket is None or mark is None:
        return False
    mark.delete()
    gone = set(row.sources)
    if gone & set(ticket.tags) or (row.target and row.target not in ticket.tags):
        return False
    tags = with_back(ticket.tags, row.target, mark.had)
    set_tags(staff_actor(row.undo_by or row.user), ticket, tags, now=now)
    TagChange.objects.filter(pk=row.pk).update(returned=F("returned") + 1)
    return True


def with_back(tags: list[str], target: str, had: list[str]) -> list[str]:
    """These tags with what a ticket had in place of what that became, or at the end."""
    if not target:
        return [*tags, *had]
    at = tags.index(target)
    return [*tags[:at], *had, *tags[at + 1 :]]


def tags_forget(*, now: datetime) -> int:
    """Delete the marks of changes that cannot be taken back any more; returns how many."""
    over = TagChange.objects.filter(undo_until__lte=now, undo_at=None) | TagChange.objects.filter(
        undone_at__isnull=False
    )
    return TagMark.objects.filter(change__in=over.values("pk")).delete()[0]
