"""
Keeping the facts of tickets: events are read from the outbox in its order, and only mark a ticket as due; one
place works out what is due from the whole history and writes what differs.

So it does not matter in which order events come, how often, or whether a worker was killed between. Clocks
and the assistant's ledger follow the same events in their own time: a ticket is looked at once more a while
after the last event, when its next target is due, and when its conversation will be settled.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from assistant.selectors.measured import lately_told
from core.events import reading
from core.failing import words_of
from insights.due import due_of
from insights.measures import BACK_WITHIN_DAYS
from insights.models import FactPoint, Progress, TicketFacts
from insights.points import Point, points_of, quality_known_at
from insights.selectors.history import Known, known_of
from insights.services.touching import health_touch
from insights.services.working import spans_write, turns_keep, turns_rebuild
from people.selectors import internal as everybody
from sla.selectors import working_seconds
from tickets.channels import LIVE
from tickets.selectors import internal as all_tickets
from tickets.selectors.returning import finished_before

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=10)
A_MOMENT = timedelta(minutes=1)
NEWEST = 500
"""How many of the newest lines of the ledger, drafts and verdicts are compared on each round."""
READER = "insights"


def events_follow(*, now: datetime, limit: int = reading.BATCH) -> bool:
    """
    Mark what the next `limit` events of the outbox make due; whether more may be waiting.

    One transaction: who is killed in it has read nothing, and the next round reads the same events. Does
    nothing while another process is at it. A round without news is one statement.
    """
    try:
        with transaction.atomic():
            batch = reading.take(READER, limit=limit)
            if batch is None or batch.is_idle:
                return False
            reading.advance(batch, written=batch.written + len(batch.rows))
            turns_keep(batch.rows)
            due = due_of(batch.rows)
            if due.tickets:
                tickets_touch(ticket_ids=due.tickets | _before(due.newcomers), now=now)
            if due.contacts:
                contact_tickets_touch(contact_ids=due.contacts, now=now)
            for company_id in sorted(due.companies):
                company_move(company_id=company_id)
    except reading.Overtaken:
        return False
    return batch.is_full


def tickets_touch(*, ticket_ids: Iterable[int], now: datetime) -> None:
    """Something happened in these tickets: they are due. Numbers that do not exist are left out."""
    ids = set(ticket_ids)
    there = sorted(all_tickets.tickets().filter(pk__in=ids).values_list("pk", flat=True))
    TicketFacts.objects.bulk_create(
        [TicketFacts(ticket_id=pk, due_at=now, touched_at=now) for pk in there],
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=["due_at", "touched_at"],
    )


def loaded_touch(*, ticket_ids: Iterable[int], now: datetime) -> None:
    """Tickets came from elsewhere, or are about to go: they are due with those resolved before them."""
    ids = set(ticket_ids)
    tickets_touch(ticket_ids=ids | _before(ids), now=now)


def _before(newcomers: Iterable[int]) -> set[int]:
    return finished_before(newcomers, within=timedelta(days=BACK_WITHIN_DAYS))


def company_move(*, company_id: int) -> int:
    """The segment that a company has now holds for all of its tickets; returns how many."""
    segment = everybody.company_segment(company_id)
    return TicketFacts.objects.filter(company_id=company_id).update(segment=segment)


def told_follow(*, now: datetime) -> int:
    """Mark what the assistant's ledger, drafts and reviews say since it was looked at; returns how many."""
    told = lately_told(NEWEST)
    looked = dict(TicketFacts.objects.filter(pk__in=told).values_list("pk", "looked_at"))
    newer = [pk for pk, at in told.items() if (seen := looked.get(pk)) is None or at >= seen]
    fresh = TicketFacts.objects.filter(pk__in=newer, due_at__lte=now).values_list("pk", flat=True)
    waiting = set(fresh)
    due = [pk for pk in newer if pk not in waiting]
    tickets_touch(ticket_ids=due, now=now)
    return len(due)


def facts_settle(*, now: datetime, limit: int = 200) -> int:
    """Work out the tickets that are due; returns how many. Safe to repeat, and side by side."""
    due = TicketFacts.objects.filter(due_at__lte=now).order_by("due_at")
    ids = list(due.values_list("pk", flat=True)[:limit])
    for ticket_id in ids:
        try:
            facts_refresh(ticket_id=ticket_id, now=now)
        except Exception as error:
            # One that fails must not hold up the others for ever.
            logger.exception("Facts of a ticket could not be worked out", extra={"why": words_of(error)})
            TicketFacts.objects.filter(pk=ticket_id).update(due_at=now + AGAIN_AFTER)
    return len(ids)


@transaction.atomic
def facts_refresh(*, ticket_id: int, now: datetime, is_forced: bool = False) -> bool:
    """
    Work a ticket out anew; whether anything differed from what was stored.

    The row is locked from before the history is read, so that whatever happens meanwhile marks it again.
    """
    which = Q(pk=ticket_id) if is_forced else Q(pk=ticket_id, due_at__lte=now)
    row = TicketFacts.objects.select_for_update(skip_locked=not is_forced).filter(which).first()
    known = None if row is None else known_of(ticket_id)
    if row is None or known is None:
        return False
    columns = columns_of(known)
    has_moved = any(getattr(row, name) != value for name, value in columns.items())
    companies = [row.company_id, known.ticket.company_id]
    for name, value in columns.items():
        setattr(row, name, value)
    row.looked_at, row.due_at = now, next_look(known, touched_at=row.touched_at, now=now)
    row.save()
    points = points_of(known.history, working=partial(_working, known.ticket.brand_id), now=now)
    is_other = _write(row, points) or has_moved
    has_passed = spans_write(row, known.held, is_live=known.ticket.channel in LIVE)
    if is_other:
        health_touch(company_ids=companies, now=now)
    return is_other or has_passed


def _working(brand_id: int, start: datetime, end: datetime) -> float:
    return working_seconds(brand_id=brand_id, start=start, end=end)


def columns_of(known: Known) -> dict[str, object]:
    """What figures are told by."""
    ticket = known.ticket
    return {
        "brand_id": ticket.brand_id,
        "team_id": ticket.team_id,
        "company_id": ticket.company_id,
        "segment": known.segment,
        "channel": ticket.channel,
        "category": ticket.type,
        "area": ticket.product_area,
        "opened_at": ticket.created_at,
        "is_open": ticket.is_open,
        "is_counted": not (ticket.is_spam or ticket.is_deleted or ticket.merged_into_id),
    }


def next_look(known: Known, *, touched_at: datetime | None, now: datetime) -> datetime | None:
    """When to look again though nothing happens; None for never."""
    moments = [max(at, now) + A_MOMENT for at in known.clocks_at if at is not None]
    if touched_at is not None and now < touched_at + AGAIN_AFTER:
        moments.append(touched_at + AGAIN_AFTER)
    end = known.history.conversation
    if end is not None and end.at is not None and end.has_been_solved and not end.has_come_back:
        known_at = quality_known_at(end.at)
        if known_at > now:
            moments.append(known_at)
    if known.finished_at is not None and quality_known_at(known.finished_at) > now:
        moments.append(quality_known_at(known.finished_at))
    return min(moments, default=None)


def _write(row: TicketFacts, points: list[Point]) -> bool:
    """Store what differs; whether anything did."""
    wanted = {(point.measure, point.key): point for point in points}
    stored = {(one.measure, one.key): one for one in FactPoint.objects.filter(facts=row)}
    gone = [one.pk for key, one in stored.items() if key not in wanted]
    if gone:
        FactPoint.objects.filter(pk__in=gone).delete()
    new = [_row(row, point) for key, point in wanted.items() if key not in stored]
    FactPoint.objects.bulk_create(new)
    other = []
    for key, point in wanted.items():
        one = stored.get(key)
        if one is not None and any(getattr(one, name) != getattr(point, name) for name in _VALUES):
            for name in _VALUES:
                setattr(one, name, getattr(point, name))
            other.append(one)
    FactPoint.objects.bulk_update(other, _VALUES)
    return bool(gone or new or other)


_VALUES = ("at", "value", "business", "is_part")


def _row(row: TicketFacts, point: Point) -> FactPoint:
    return FactPoint(
        facts=row,
        measure=point.measure,
        key=point.key,
        **{name: getattr(point, name) for name in _VALUES},
    )


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many tickets were worked out again, and those whose facts differed."""

    looked_at: int
    differing: tuple[int, ...]


def facts_rebuild(*, now: datetime, batch: int = 500) -> Rebuilt:
    """
    Work out every ticket from its history and correct what differs; a crash between loses nothing.

    What events told of presence before it was kept is kept too.
    """
    turns_rebuild()
    below: int | None = None
    looked_at, differing = 0, []
    while numbers := all_tickets.numbers_below(below, batch):
        TicketFacts.objects.bulk_create(
            [TicketFacts(ticket_id=pk, due_at=now) for pk in sorted(numbers)], ignore_conflicts=True
        )
        differing += [pk for pk in numbers if facts_refresh(ticket_id=pk, now=now, is_forced=True)]
        looked_at += len(numbers)
        below = numbers[-1]
    Progress.objects.update_or_create(pk=1, defaults={"is_filled": True})
    return Rebuilt(looked_at, tuple(differing))


@transaction.atomic
def facts_fill(*, now: datetime, limit: int = 500) -> int:
    """Mark the next tickets from before this app, the newest first; returns how many. Ends at the oldest."""
    Progress.objects.get_or_create(pk=1)
    progress = Progress.objects.select_for_update(skip_locked=True).filter(pk=1, is_filled=False).first()
    if progress is None:
        return 0
    numbers = all_tickets.numbers_below(progress.below, limit)
    # In the order in which events mark them: two that insert the same rows never wait for each other.
    TicketFacts.objects.bulk_create(
        [TicketFacts(ticket_id=pk, due_at=now) for pk in sorted(numbers)], ignore_conflicts=True
    )
    progress.below = numbers[-1] if numbers else progress.below
    progress.is_filled = len(numbers) < limit
    progress.save(update_fields=["below", "is_filled"])
    return len(numbers)


def contact_tickets_touch(*, contact_ids: Iterable[int], now: datetime) -> None:
    """Tickets that moved to another contact, or back, may belong to another company."""
    found = all_tickets.tickets().filter(requester_id__in=list(contact_ids)).values_list("pk", flat=True)
    tickets_touch(ticket_ids=found, now=now)
