"""Tags that become one, or go: asked for once, carried out in batches."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid
from people.actors import staff_actor
from people.policy import require
from tickets.events import TicketChanged
from tickets.models import Macro, Tag, TagChange, TagMark, Ticket, View
from tickets.models.tags import RUNS
from tickets.models.ticket import lock_ticket
from tickets.query import tags_asked, with_tags
from tickets.selectors.tagging import tickets_counted, tickets_tagged
from tickets.services import changing
from tickets.services.timeline import announce
from tickets.services.values import clean_tags

logger = logging.getLogger(__name__)

MAX_SOURCES = 50
KEPT = timedelta(days=30)
"""For how long a change can be taken back."""


class TagsChanging(Conflict):
    """One of these tags is being merged or deleted right now."""

    code = "tickets.tags_changing"


def tags_chosen(sources: Sequence[str], target: str) -> tuple[list[str], str]:
    """The tags as they are stored; without the target itself. Raises Invalid."""
    goal = next(iter(clean_tags([target])), "") if target else ""
    if target and not goal:
        raise Invalid("This is no tag.", errors={"target": ["Not a tag."]})
    names = [name for name in dict.fromkeys(sources) if name != goal]
    if not 1 <= len(names) <= MAX_SOURCES:
        raise Invalid(
            f"Choose 1 to {MAX_SOURCES} tags besides the one that stays.",
            errors={"sources": ["Out of range."]},
        )
    return names, goal


@transaction.atomic
def tags_change(*, actor: Actor, sources: Sequence[str], target: str = "", now: datetime) -> TagChange:
    """
    Make these tags one, rename one, or with no target delete them.

    Macros and views follow at once; tickets do in batches, each with its entry and event. Rules and service
    levels are published by people, who are told of them beforehand. Raises Forbidden, Invalid, TagsChanging.
    """
    require(actor, "field.write")
    names, goal = tags_chosen(sources, target)
    if goal:
        Tag.objects.bulk_create([Tag(name=goal)], ignore_conflicts=True)
    # Held in one order, so that two changes of the same tag come one after the other.
    known = {
        tag.name for tag in Tag.objects.select_for_update().filter(name__in=[*names, goal]).order_by("pk")
    }
    if unknown := [name for name in names if name not in known]:
        raise Invalid(f"There is no tag {unknown[0]}.", errors={"sources": ["Unknown."]})
    check_free({*names, goal})
    _follow(names, goal)
    row = TagChange.objects.create(
        sources=names,
        target=goal,
        user_id=actor.staff_id,
        expected=tickets_counted(names),
        created_at=now,
    )
    audit.record(
        actor=actor,
        action="tickets.tags_merged" if goal else "tickets.tags_deleted",
        target=f"tag:{goal or names[0]}",
        now=now,
        data={"tags": names, "into": goal},
    )
    return row


def check_free(names: set[str]) -> None:
    """Raise TagsChanging if a change of one of these tags is under way, there or back."""
    for other in TagChange.objects.filter(RUNS):
        if {*other.sources, other.target} & names - {""}:
            raise TagsChanging("One of these tags is being changed right now. Wait until that is done.")


def _follow(names: Sequence[str], goal: str) -> None:
    """Macros and views name the tag that stays; one that was deleted stays in a view's query, to be seen."""
    gone = set(names)
    for macro in Macro.objects.select_for_update(of=("self",)).order_by("pk"):
        steps = {key: macro.actions[key] for key in ("add_tags", "remove_tags") if key in macro.actions}
        if not any(gone & set(tags) for tags in steps.values()):
            continue
        for key, tags in steps.items():
            if kept := renamed(tags, gone, goal):
                macro.actions[key] = kept
            else:
                del macro.actions[key]
        macro.version += 1
        macro.save(update_fields=["actions", "version"])
    if not goal:
        return
    length = View._meta.get_field("query").max_length or 0
    for view in View.objects.select_for_update(of=("self",)).filter(query__icontains="tag").order_by("pk"):
        query = with_tags(view.query, gone, goal) if gone & tags_asked(view.query) else view.query
        if query != view.query and len(query) <= length:
            view.query = query
            view.save(update_fields=["query"])


def renamed(tags: Sequence[str], gone: set[str], goal: str) -> list[str]:
    """These tags with the one that stays in place of those that go, once."""
    return list(dict.fromkeys(tag for tag in (goal if tag in gone else tag for tag in tags) if tag))


def tags_change_due(*, now: datetime) -> int:
    """
    Carry out the next batch of every change; returns how many tickets were changed.

    Safe to run twice, concurrently, and after a crash: whether a ticket is done is what its tags say.
    """
    done = 0
    for row in TagChange.objects.filter(ended_at=None).select_related("user").order_by("pk"):
        numbers = tickets_tagged(row.sources, skipped=row.skipped)
        for number in numbers:
            try:
                done += _retag(row, number, now=now)
            except Exception:
                # One broken ticket must not keep the others.
                logger.exception("Changing a ticket's tags failed", extra={"ticket_id": number})
                row.skipped.append(number)
                row.save(update_fields=["skipped"])
        if not numbers:
            _end(row, now=now)
    return done


@transaction.atomic
def _retag(row: TagChange, number: int, *, now: datetime) -> bool:
    ticket = lock_ticket(number)
    gone = set(row.sources)
    if ticket is None or not gone & set(ticket.tags):
        return False
    actor = staff_actor(row.user)
    old, new = ticket.tags, renamed(ticket.tags, gone, row.target)
    had = [tag for tag in old if tag in gone or tag == row.target]
    TagMark.objects.get_or_create(change=row, ticket=ticket, defaults={"had": had})
    set_tags(actor, ticket, new, now=now)
    TagChange.objects.filter(pk=row.pk).update(changed=F("changed") + 1)
    return True


def set_tags(actor: Actor, ticket: Ticket, new: list[str], *, now: datetime) -> None:
    """Give a locked ticket these tags, with its entry and event."""
    old, ticket.tags = ticket.tags, new
    applied = changing.change(actor=actor, ticket=ticket, changes=[], others={"tags": [old, new]}, now=now)
    saved = changing.append(applied)
    # Not as something that happened: it would bring years of old tickets to the head of every list.
    ticket.version += 1
    ticket.save(update_fields=["tags", "version", "last_entry_id"])
    event = TicketChanged(ticket_id=ticket.pk, changes={"tags": [old, new]}, by_ref=actor.ref)
    announce(event, ticket, saved)


@transaction.atomic
def _end(row: TagChange, *, now: datetime) -> None:
    """What no ticket has any more leaves the catalog; where one was skipped it stays."""
    left = {tag for tags in _tags_of(row.skipped) for tag in tags}
    Tag.objects.filter(name__in=[name for name in row.sources if name not in left]).delete()
    TagChange.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, undo_until=now + KEPT)


def _tags_of(numbers: Sequence[int]) -> list[list[str]]:
    found = (lock_ticket(number) for number in numbers)
    return [ticket.tags for ticket in found if ticket is not None]
