"""Two tickets become one, and two again."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.errors import Conflict, NotFound
from people.policy import require
from tickets import lifecycle
from tickets.entries import MergedStep, Step, UnmergedStep
from tickets.events import TicketChanged, TicketMerged, TicketUnmerged
from tickets.lifecycle import MergeInto, Part, State, TakeIn
from tickets.merge_rules import UNDO_DAYS, UNDO_FOR, Refusal, why_not
from tickets.models import (
    AuthorKind,
    EntryKind,
    Handler,
    Ticket,
    TicketMerge,
    TimelineEntry,
    Undo,
    Visibility,
)
from tickets.models.ticket import lock_ticket, sight_of
from tickets.services import changing
from tickets.services.combining.aside import aside_again, aside_of
from tickets.services.combining.carrying import carry, carry_back
from tickets.services.combining.standing import COLUMNS, columns_follow
from tickets.services.timeline import announce, new_entry
from tickets.services.updating import tags_note
from tickets.services.values import MAX_TAGS

_MOMENTS = (
    "snoozed_until", "resolved_at", "closed_at", "waiting_since", "routing_eligible_at", "first_replied_at",
)  # fmt: skip


class MergeRefused(Conflict):
    """These two tickets cannot become one; `reason` says why, `may_link` whether a link helps."""

    code = "tickets.merge_refused"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(
            refusal.message, reason=refusal.reason, may_link=refusal.may_link, reason_code=refusal.reason
        )


class MergeStands(Conflict):
    """This merge cannot be undone, or not yet."""

    code = "tickets.merge_stands"


def merge_standing(*, source_id: int, target_id: int) -> TicketMerge | None:
    """The merge that made `source` a part of `target`, if it holds."""
    return TicketMerge.objects.filter(source=source_id, target=target_id, undone_at=None).first()


@transaction.atomic
def ticket_merge(*, actor: Actor, source_id: int, target_id: int, now: datetime) -> TicketMerge:
    """
    Make one ticket part of another: what was said moves, and its number leads there from now on.

    The source is closed, keeps its own history and is worked on no more; whatever arrives for it lands in the
    target. Repeated, it returns the merge that holds. Raises NotFound, Forbidden, MergeRefused.
    """
    require(actor, "ticket.merge")
    parts = _parts_of(source_id)
    held = _locked(actor, {source_id, target_id}, parts)
    source, target = held[source_id], held[target_id]
    if (known := merge_standing(source_id=source_id, target_id=target_id)) is not None:
        return known
    if (refusal := why_not(source, target)) is not None:
        raise MergeRefused(refusal)
    if _parts_of(source_id) != parts:
        raise Conflict(
            "Another ticket was merged into this one a moment ago. Look again, then decide.",
            code="tickets.just_merged",
        )
    merge = TicketMerge.objects.create(source=source, target=target, by_id=actor.user_id, made_at=now)
    added = [tag for tag in source.tags if tag not in target.tags][: max(MAX_TAGS - len(target.tags), 0)]
    merge.steps = {"state": _state_json(source), "tags": added, "parts": sorted(parts)}
    merge.steps |= aside_of(source, target)
    # Closing the source marks it as read.
    is_unread = source.is_unread or target.is_unread
    merge.steps |= carry(actor=actor, source=source, target=target, now=now)
    handler = _answering(_state_of(merge.steps["state"]), target)
    if handler is not None:
        merge.steps["handler"] = [target.handler, handler]
    merge.save(update_fields=["steps"])
    for part in (source, *(held[pk] for pk in sorted(parts))):
        _become(actor, part, [MergeInto(target.pk)], now=now)
    step = MergedStep(source.pk, source.subject, merge.pk, _said(merge.steps["entries"]))
    event = TicketMerged(ticket_id=target.pk, source_id=source.pk, merge_id=merge.pk, by_ref=actor.ref)
    take = partial(TakeIn, is_unread=is_unread, wakes=merge.steps["waited"], handler=handler)
    _take_in(actor, target, step, event, [*target.tags, *added], take, now=now)
    return merge


def ticket_merge_with_undo(
    *, actor: Actor, source_id: int, target_id: int, now: datetime
) -> tuple[TicketMerge, str]:
    """`ticket_merge` and a token for `undo`."""
    with transaction.atomic():
        merge = ticket_merge(actor=actor, source_id=source_id, target_id=target_id, now=now)
        row = Undo.objects.create(
            user_id=actor.user_id, steps=[{"ticket_merge_id": merge.pk}], created_at=now
        )
    return merge, str(row.token)


@transaction.atomic
def ticket_unmerge(*, actor: Actor, merge_id: int, now: datetime) -> TicketMerge:
    """
    Undo a merge within 30 days: exactly what moved goes back, and the source is what it was.

    What came since, also through the source's old addresses, stays with the target. Repeated, it returns the
    merge as it is. Raises NotFound, Forbidden, MergeStands.
    """
    require(actor, "ticket.merge")
    merge = TicketMerge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise NotFound("There is no such merge, or you may not see its tickets.")
    parts = set(merge.steps.get("parts", ())) | _parts_below(merge.source_id)
    try:
        held = _locked(actor, {merge.source_id, merge.target_id}, parts)
    except NotFound as error:
        # In the words of a merge that does not exist.
        raise NotFound("There is no such merge, or you may not see its tickets.") from error
    merge.refresh_from_db()
    if merge.undone_at is not None:
        return merge
    source, target = held[merge.source_id], held[merge.target_id]
    _check_undo(merge, target, now=now)
    moved = carry_back(merge=merge, source=source, target=target, now=now)
    merge.undone_at, merge.undone_by_id = now, actor.user_id
    merge.save(update_fields=["undone_at", "undone_by"])
    columns_follow(source)
    _become(actor, source, [Part(_state_of(merge.steps["state"]))], *COLUMNS, now=now)
    for pk in sorted(_parts_below(source.pk) & set(held)):
        _become(actor, held[pk], [MergeInto(source.pk)], now=now)
    added = set(merge.steps["tags"])
    step = UnmergedStep(source.pk, source.subject, merge.pk, _said(moved))
    event = TicketUnmerged(ticket_id=target.pk, source_id=source.pk, merge_id=merge.pk, by_ref=actor.ref)
    kept = [tag for tag in target.tags if tag not in added]
    before, since = merge.steps.get("handler", [None, None])
    # Whoever took it on in the meantime keeps it.
    is_as_merged = target.handler == since and target.assignee_id is None and not _has_answer(target, merge)
    handler = before if is_as_merged else None
    take = partial(TakeIn, **aside_again(merge, target), handler=handler)
    _take_in(actor, target, step, event, kept, take, now=now)
    return merge


def _answering(source: State, target: Ticket) -> str | None:
    """A person, where the source was with people or waited for one and the target is not; else None."""
    is_with_people = source.handler == Handler.PERSON and not source.is_finished
    return Handler.PERSON if is_with_people and target.handler != Handler.PERSON else None


def _has_answer(target: Ticket, merge: TicketMerge) -> bool:
    rows = TimelineEntry.objects.filter(
        ticket=target, kind=EntryKind.MESSAGE, author_kind=AuthorKind.STAFF, created_at__gt=merge.made_at
    )
    return rows.exists()


def _check_undo(merge: TicketMerge, target: Ticket, *, now: datetime) -> None:
    if target.merged_into_id is not None:
        raise MergeStands(
            f"#{target.pk} has itself become part of #{target.merged_into_id}. Undo that merge first.",
            number=target.merged_into_id,
            reason_code="merged_since",
        )
    if now - merge.made_at > UNDO_FOR:
        raise MergeStands(
            f"A merge can be undone for {UNDO_DAYS} days. Split messages off instead.",
            reason_code="too_late",
            limit=UNDO_DAYS,
        )


def _parts_of(ticket_id: int) -> set[int]:
    """The numbers of the tickets that are part of this one."""
    return set(Ticket.objects.filter(merged_into=ticket_id).values_list("pk", flat=True))


def _parts_below(ticket_id: int) -> set[int]:
    """The tickets that came to this one, itself or through others, as their merges tell."""
    found: set[int] = set()
    fresh = {ticket_id}
    while fresh:
        rows = TicketMerge.objects.filter(target__in=fresh, undone_at=None).values_list(
            "source_id", flat=True
        )
        fresh = set(rows) - found
        found |= fresh
    return found


def _locked(actor: Actor, named: set[int], others: Iterable[int]) -> dict[int, Ticket]:
    """
    All tickets of a merge, locked by their numbers from the smallest on, so that no two wait for each other.

    Who merges must see those they name. Raises NotFound.
    """
    found: dict[int, Ticket] = {}
    for pk in sorted({*named, *others}):
        ticket = lock_ticket(pk, sight=sight_of(actor) if pk in named else None)
        if ticket is None and pk in named:
            raise NotFound("There is no such ticket, or you may not see it.")
        if ticket is not None:
            found[pk] = ticket
    return found


def _become(
    actor: Actor, ticket: Ticket, changes: list[lifecycle.Change], *columns: str, now: datetime
) -> None:
    """Apply a change of life, leave its line in the ticket's own history, and tell of it."""
    applied = changing.change(actor=actor, ticket=ticket, changes=changes, now=now)
    saved = changing.append(applied)
    ticket.version += 1
    ticket.last_activity_at = now
    names = {*applied.columns, *columns, "version", "last_activity_at", "last_entry_id"}
    ticket.save(update_fields=sorted(names))
    event = TicketChanged(ticket_id=ticket.pk, changes=applied.outcome.changes, by_ref=actor.ref)
    announce(event, ticket, saved)
    changing.tell(ticket=ticket, applied=applied, by_ref=actor.ref, now=now)


def _take_in(
    actor: Actor,
    target: Ticket,
    step: Step,
    event: TicketMerged | TicketUnmerged,
    tags: list[str],
    take: Callable[[datetime | None, datetime | None], TakeIn],
    *,
    now: datetime,
) -> None:
    """Bring the target up to date with what came or went, and tell of it."""
    waiting = columns_follow(target)
    others: dict[str, list[Any]] = {}
    if tags != target.tags:
        others["tags"] = [target.tags, tags]
        target.tags = tags
    change = take(waiting.since, waiting.first_replied_at)
    applied = changing.change(actor=actor, ticket=target, changes=[change], others=others, now=now)
    entry = new_entry(
        actor,
        target,
        kind=EntryKind.INTEGRATION,
        visibility=Visibility.INTERNAL,
        now=now,
        payload=step.to_json(),
    )
    saved = changing.append(applied, entry)
    target.version += 1
    target.last_activity_at = now
    names = {*applied.columns, *COLUMNS, "tags", "version", "last_activity_at"}
    target.save(update_fields=sorted(names))
    tags_note(target)
    announce(event, target, saved)
    if changes := others | applied.outcome.changes:
        announce(TicketChanged(ticket_id=target.pk, changes=changes, by_ref=actor.ref), target)


def _said(entries: list[int]) -> int:
    kinds = (EntryKind.MESSAGE, EntryKind.NOTE)
    return TimelineEntry.objects.filter(pk__in=entries, kind__in=kinds).count()


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _state_json(ticket: Ticket) -> dict[str, Any]:
    state = changing.state_of(ticket)
    values = {one.name: getattr(state, one.name) for one in fields(State)}
    return values | {name: _iso(values[name]) for name in _MOMENTS}


def _state_of(stored: dict[str, Any]) -> State:
    known = {one.name for one in fields(State)}
    values = {name: value for name, value in stored.items() if name in known}
    for name in _MOMENTS:
        if values.get(name) is not None:
            values[name] = datetime.fromisoformat(values[name])
    return State(**values)
