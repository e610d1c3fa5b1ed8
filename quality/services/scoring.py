"""
Scoring conversations by facts: events are read from the outbox in its order, and only mark a ticket as due;
one place works out what is due from the whole history.

So it does not matter in which order events come, how often, or whether a worker was killed between. Clocks
and the assistant's ledger follow the same events in their own time, so that a ticket is looked at some
minutes after the last one, and once more when its customer can no longer be said to have come back.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from assistant.engines.choice import BUILTIN, plan
from core.events import reading
from core.failing import words_of
from insights.due import due_of
from quality.judging import Mark, marks_of, risks_of
from quality.models import Comment, Due, Origin, Progress, Review, Score
from quality.selectors.knowing import Known, Part, parts_of
from quality.selectors.rules import InForce, in_force, rubric_of
from sla.selectors import installation_zone
from tickets.selectors import internal as all_tickets

logger = logging.getLogger(__name__)

READER = "quality"
SETTLES = timedelta(minutes=10)
AGAIN_AFTER = timedelta(minutes=10)
OLDEST = timedelta(days=182)
"""Conversations that ended before are not scored: nobody coaches by them, and drift looks no further back."""


def events_follow(*, now: datetime, limit: int = reading.BATCH) -> bool:
    """
    Mark what the next `limit` events of the outbox make due; whether more may be waiting.

    One transaction: who is killed in it has read nothing, and the next round reads the same events.
    """
    try:
        with transaction.atomic():
            batch = reading.take(READER, limit=limit)
            if batch is None or batch.is_idle:
                return False
            reading.advance(batch, written=batch.written + len(batch.rows))
            tickets_touch(ticket_ids=due_of(batch.rows).tickets, due_at=now + SETTLES)
    except reading.Overtaken:
        return False
    return batch.is_full


def tickets_touch(*, ticket_ids: Iterable[int], due_at: datetime) -> None:
    """Look at these tickets then. Numbers that do not exist are left out."""
    ids = set(ticket_ids)
    if not ids:
        return
    there = sorted(all_tickets.tickets().filter(pk__in=ids).values_list("pk", flat=True))
    Due.objects.bulk_create(
        [Due(ticket_id=pk, due_at=due_at) for pk in there],
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=["due_at"],
    )


@transaction.atomic
def tickets_fill(*, now: datetime, limit: int = 500) -> int:
    """Mark the next tickets from before this app, the newest first; returns how many. Ends at the oldest."""
    Progress.objects.get_or_create(pk=1)
    progress = Progress.objects.select_for_update(skip_locked=True).filter(pk=1, is_filled=False).first()
    if progress is None:
        return 0
    numbers = all_tickets.numbers_below(progress.below, limit)
    Due.objects.bulk_create([Due(ticket_id=pk, due_at=now) for pk in sorted(numbers)], ignore_conflicts=True)
    progress.below = numbers[-1] if numbers else progress.below
    progress.is_filled = len(numbers) < limit
    progress.save(update_fields=["below", "is_filled"])
    return len(numbers)


def reviews_settle(*, now: datetime, limit: int = 200) -> int:
    """Score the tickets that are due; returns how many. Safe to repeat, and side by side."""
    ids = list(Due.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)[:limit])
    for ticket_id in ids:
        try:
            ticket_score(ticket_id=ticket_id, now=now)
        except Exception as error:
            # One that fails must not hold up the others for ever.
            logger.exception("A conversation could not be scored", extra={"why": words_of(error)})
            Due.objects.filter(pk=ticket_id).update(due_at=now + AGAIN_AFTER)
    return len(ids)


@transaction.atomic
def ticket_score(*, ticket_id: int, now: datetime) -> list[Review]:
    """
    Score what ended in a ticket that is due, by facts; nothing where another worker does.

    The row is locked from before the history is read, so that whatever happens meanwhile marks it again.
    """
    due = Due.objects.select_for_update(skip_locked=True).filter(pk=ticket_id, due_at__lte=now).first()
    known = None if due is None else parts_of(ticket_id, now=now)
    if due is None:
        return []
    if known is None or known.next_at is None:
        due.delete()
    else:
        due.due_at = known.next_at
        due.save(update_fields=["due_at"])
    if known is None:
        return []
    force = in_force()
    return [_scored(known, part, force, now) for part in known.parts if part.facts.ended_at > now - OLDEST]


def _scored(known: Known, part: Part, force: InForce, now: datetime) -> Review:
    ticket, facts = known.ticket, part.facts
    row = Review.objects.select_for_update(of=("self",)).filter(ticket=ticket, side=part.side).first()
    if row is None:
        row = Review(ticket=ticket, side=part.side, person_id=part.person_id, ended_at=facts.ended_at)
        day = facts.ended_at.astimezone(installation_zone()).date()
        row.week = day - timedelta(days=day.weekday())
        row.judge_at = now if asks_model(force) else None
        row.rules_version = force.version
    if row.person_id != part.person_id and not _stays(row):
        row.person_id = part.person_id
    row.category, row.channel, row.risks = ticket.type, ticket.channel, risks_of(facts)
    row.scored_at = now
    row.save()
    # A newer rubric is for new conversations, and for who scores by it: what was scored reads as it did.
    rubric = force.rubric if row.rules_version == force.version else rubric_of(row.rules_version)
    wanted = set(rubric.keys)
    marks_write(
        row, [one for one in marks_of(facts, now=now) if one.criterion in wanted],
        origin=Origin.FACTS, version=row.rules_version, now=now,
    )  # fmt: skip
    return row


def _stays(row: Review) -> bool:
    """Whether it stays with whom it is of: drawn or judged, or with words that are meant for them."""
    if row.reviewed_at is not None or row.sample != "":
        return True
    return Comment.objects.filter(review=row).exists()


def asks_model(force: InForce) -> bool:
    """Whether a model scores, too."""
    return force.rubric.asks_model and plan(settings.AI_ENGINE)["judge"] != BUILTIN


def marks_write(
    row: Review, marks: Iterable[Mark], *, origin: str, version: int, engine: str = "", now: datetime
) -> None:
    """Put what facts or a model say beside what a person says; what they no longer say goes."""
    rows = [
        Score(
            review=row, criterion=one.criterion, origin=origin, level=one.level, why=one.why,
            note=one.note[:1000], quotes=list(one.quotes), engine=engine, rules_version=version, at=now,
        )
        for one in marks
    ]  # fmt: skip
    Score.objects.filter(review=row, origin=origin).exclude(
        criterion__in=[one.criterion for one in rows]
    ).delete()
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["review", "criterion", "origin"],
        update_fields=["level", "why", "note", "quotes", "engine", "rules_version", "at"],
    )
