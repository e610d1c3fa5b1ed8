"""
A draft on past tickets and on the test bench, beside the version in force.

It runs in slices in the background: each slice takes what has no result yet, so that a worker that dies loses
one question at most, and a second one does no harm. Nothing is sent, and nothing of a ticket changes.
"""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Min

from assistant import selectors
from assistant.configuration import Configuration, read_configuration
from assistant.engines.choice import OPENAI, plan
from assistant.engines.openai import budget
from assistant.in_force import in_force
from assistant.models import (
    BenchQuestion,
    Replay,
    ReplayItem,
    ReplayState,
    Run,
    Triage,
)
from assistant.services.configuring import NoDraft
from assistant.services.questioning import first_question
from assistant.services.trying import (
    ANSWERED,
    HANDED_OVER,
    Result,
    asker_of,
    labels_of,
    question_of,
    tried,
)
from core import audit, clock, queue
from core.actors import ASSISTANT, Actor
from core.errors import Conflict, Invalid, NotFound
from kb import selectors as kb_selectors
from people import selectors as people_selectors
from people.policy import require
from people.selectors import internal as everybody
from tickets import selectors as ticket_selectors
from tickets.clearance import NO_TICKET, Cleared
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import cleared, leave_of

logger = logging.getLogger(__name__)

SIZES = (50, 200, 500)
SHARE = Decimal("0.5")
"""Of what is left of the day's budget, as much may go into one replay: customers need the rest."""
SLICE = timedelta(seconds=8)
"""After so long a worker queues the rest anew, so that other work of its queue gets its turn."""
STALE = timedelta(seconds=120)
KEPT = 20
MAX_BENCH, MAX_QUESTION = 500, 4000


class ReplayRunning(Conflict):
    """There is a replay at work already."""

    code = "assistant.replay_running"


def replay_start(*, actor: Actor, tickets: int, now: datetime) -> Replay:
    """
    Begin a replay of the draft on the newest past tickets and the whole test bench.

    Raises Forbidden, NoDraft, ReplayRunning.
    """
    require(actor, "assistant.write")
    try:
        with transaction.atomic():
            return _started(actor, tickets, now)
    except IntegrityError as error:
        raise ReplayRunning("A replay is at work already. Wait for it, or stop it.") from error


def _started(actor: Actor, tickets: int, now: datetime) -> Replay:
    draft = selectors.draft_find()
    if draft is None:
        raise NoDraft("There is no draft to replay. Save one first.")
    replay = Replay.objects.create(
        content=draft.content,
        revision=draft.revision,
        live=in_force().number,
        limit_usd=budget.left_today() * SHARE,
        by_id=actor.user_id,
        by_name=actor.name[:200],
        created_at=now,
        touched_at=now,
    )
    items = [
        ReplayItem(replay=replay, position=position, **source)
        for position, source in enumerate([*_bench(), *_past(tickets)], start=1)
    ]
    ReplayItem.objects.bulk_create(items, batch_size=500)
    replay.total = len(items)
    replay.save(update_fields=["total"])
    old = Replay.objects.order_by("-id").values_list("pk", flat=True)[KEPT:]
    Replay.objects.filter(pk__in=list(old)).exclude(state=ReplayState.RUNNING).delete()
    audit.record(
        actor=actor,
        action="assistant.replay_started",
        target=f"replay:{replay.pk}",
        data={"questions": len(items)},
        now=now,
    )
    queue.enqueue_on_commit("assistant.tasks.replay", queue.SLOW, replay_id=replay.pk)
    return replay


def _bench() -> list[dict[str, Any]]:
    return [{"bench_id": pk} for pk in BenchQuestion.objects.order_by("id").values_list("pk", flat=True)]


def _past(limit: int) -> list[dict[str, Any]]:
    """The first message of each of the newest tickets that the assistant read, spam and trash apart."""
    present = all_tickets.tickets().present().filter(is_spam=False).order_by()
    rows = (
        Run.objects.filter(ticket_id__in=present.values("pk"))
        .values("ticket_id")
        .annotate(first=Min("entry_id"))
        .order_by("-ticket_id")[:limit]
    )
    return [{"ticket_id": row["ticket_id"], "entry_id": row["first"]} for row in rows]


def replay_work(*, replay_id: int, now: datetime) -> bool:
    """
    Go on with a replay for a few seconds; returns whether there is more to do. Never in a transaction.
    """
    replay = Replay.objects.filter(pk=replay_id, state=ReplayState.RUNNING).first()
    if replay is None:
        return False
    draft = read_configuration(replay.content)
    version = selectors.version_find(replay.live)
    live = read_configuration(version.content if version is not None else {}, number=replay.live)
    until = now + SLICE
    rows = ReplayItem.objects.filter(replay=replay, after__isnull=True).order_by("position")
    for item in rows.select_related("bench")[:200]:
        if not Replay.objects.filter(pk=replay.pk, state=ReplayState.RUNNING).update(touched_at=clock.now()):
            return False
        spent = Replay.objects.values_list("spent_usd", flat=True).get(pk=replay.pk)
        purse = budget.Purse(replay.limit_usd - spent)
        if uses_model() and (purse.is_empty or budget.is_spent()):
            _end(replay.pk, ReplayState.STOPPED, why="budget")
            return False
        with budget.spending_from(purse):
            _one(item, live, draft)
        Replay.objects.filter(pk=replay.pk).update(
            spent_usd=F("spent_usd") + purse.spent,
            done=ReplayItem.objects.filter(replay=replay, after__isnull=False).count(),
        )
        if clock.now() >= until:
            return True
    if ReplayItem.objects.filter(replay=replay, after__isnull=True).exists():
        return True
    _end(replay.pk, ReplayState.DONE)
    return False


def uses_model() -> bool:
    """Whether answers come from a model that costs something."""
    return plan(settings.AI_ENGINE)["answer"] == OPENAI


def _end(replay_id: int, state: str, *, why: str = "") -> bool:
    running = Replay.objects.filter(pk=replay_id, state=ReplayState.RUNNING)
    return bool(running.update(state=state, why=why, finished_at=clock.now()))


def _one(item: ReplayItem, live: Configuration, draft: Configuration) -> None:
    """Fill in one item. One that cannot be thought of any more says so and holds up nothing."""
    try:
        pair = _of_bench(item.bench, live, draft) if item.bench is not None else _of_ticket(item, live, draft)
    except Exception:
        logger.exception("A question could not be replayed", extra={"item": item.pk})
        pair = None
    if pair is None:
        gone: dict[str, Any] = {"outcome": "gone"}
        item.before, item.after, item.is_changed = gone, gone, False
    else:
        before, after = pair
        item.before, item.after = before.to_json(), after.to_json()
        item.is_changed = _seen(before) != _seen(after)
        if item.bench is not None:
            item.passed_before = passes(item.bench, before)
            item.passed_after = passes(item.bench, after)
    item.save(update_fields=["before", "after", "is_changed", "passed_before", "passed_after"])


def _seen(result: Result) -> tuple[str, str, str, str]:
    """What of a result somebody would notice."""
    text = result.text if result.outcome != HANDED_OVER else ""
    return result.outcome, result.boundary, result.reason, text


def passes(bench: BenchQuestion, result: Result) -> bool:
    """Whether a question of the bench ended as it should: as expected, and from the article that it names."""
    if result.outcome != bench.expected:
        return False
    articles = [source["article_id"] for source in result.sources]
    return bench.article_id is None or bench.article_id in articles


def _leave(ticket_id: int | None) -> Cleared | None:
    """The leave to read what came from a ticket; None where that is kept out."""
    ticket = all_tickets.ticket_find(ticket_id) if ticket_id is not None else None
    return NO_TICKET if ticket is None else leave_of(ticket)


def _of_bench(
    bench: BenchQuestion, live: Configuration, draft: Configuration
) -> tuple[Result, Result] | None:
    leave = _leave(bench.ticket_id)
    if leave is None:
        return None
    asker = asker_of(
        everybody.contact_find(bench.contact_id),
        segment=bench.segment,
        channel=bench.channel,
        brand=people_selectors.brand_get(None),
        now=clock.now(),
    )
    labels = labels_of(bench.question)
    before, after = tried(
        *(question_of(one, bench.question, asker, labels, leave) for one in (live, draft)), name=asker.name
    )
    return before, after


def _of_ticket(item: ReplayItem, live: Configuration, draft: Configuration) -> tuple[Result, Result] | None:
    """Both results for a ticket's first message; None where it is gone."""
    ticket = all_tickets.ticket_find(item.ticket_id)
    entry = all_tickets.entry_find(item.entry_id)
    if ticket is None or entry is None or entry.is_redacted:
        return None
    ticket = ticket_selectors.ticket_get(actor=ASSISTANT, ticket_id=ticket.pk)
    leave = _leave(ticket.pk)
    if leave is None:
        return None
    triage = Triage.objects.filter(entry_id=entry.pk).first() or Triage(ticket=ticket, entry_id=entry.pk)
    before, after = tried(
        *(first_question(one, ticket, entry, triage, (), leave) for one in (live, draft)),
        name=ticket.requester.name,
    )
    return before, after


@transaction.atomic
def replay_stop(*, actor: Actor, replay_id: int, now: datetime) -> Replay:
    """Stop a replay that is at work; what it found so far stays. Raises Forbidden, NotFound."""
    require(actor, "assistant.write")
    replay = selectors.replay_get(replay_id)
    _end(replay.pk, ReplayState.STOPPED, why="asked")
    replay.refresh_from_db()
    return replay


def replays_resume(*, now: datetime) -> list[int]:
    """The replays that no worker has touched for a while, to be queued again."""
    stale = Replay.objects.filter(state=ReplayState.RUNNING, touched_at__lt=now - STALE)
    return list(stale.values_list("pk", flat=True))


def check_bench(actor: Actor, question: str, expected: str, article_id: int | None) -> None:
    """Raise Invalid or NotFound for a question that cannot be kept."""
    if not question.strip():
        raise Invalid("Write the question, or name a ticket.", errors={"question": ["Required."]})
    if BenchQuestion.objects.count() >= MAX_BENCH:
        raise Invalid(f"At most {MAX_BENCH} questions are possible. Remove one first.")
    if article_id is None:
        return
    if expected != ANSWERED:
        raise Invalid(
            "Only a question that is answered can name its article.", errors={"article_id": ["Not possible."]}
        )
    kb_selectors.article_get(actor=actor, article_id=article_id)


@transaction.atomic
def bench_keep(*, ticket_id: int, is_for_people: bool, now: datetime) -> BenchQuestion | None:
    """
    Keep the first question of a ticket that a person judged, once; None where there is none, or no room.

    `is_for_people` says that it should be handed over, else that it should be answered.
    """
    ticket = all_tickets.ticket_find(ticket_id)
    entry = all_tickets.first_customer_entry(ticket_id)
    if ticket is None or entry is None or entry.is_redacted or BenchQuestion.objects.count() >= MAX_BENCH:
        return None
    if _leave(ticket_id) is None:
        return None
    expected = BenchQuestion.Expected.HANDED_OVER if is_for_people else BenchQuestion.Expected.ANSWERED
    known = BenchQuestion.objects.select_for_update().filter(ticket_id=ticket_id).first()
    if known is not None:
        known.expected, known.article_id = expected, None if is_for_people else known.article_id
        known.save(update_fields=["expected", "article_id"])
        return known
    return BenchQuestion.objects.create(
        question=selectors.turn_of(entry).text[:MAX_QUESTION],
        channel=ticket.channel,
        contact_id=ticket.requester_id,
        expected=expected,
        ticket_id=ticket_id,
        created_at=now,
    )


@transaction.atomic
def bench_add(
    *,
    actor: Actor,
    expected: str,
    question: str = "",
    ticket_id: int | None = None,
    channel: str = "",
    segment: str = "",
    contact_id: int | None = None,
    article_id: int | None = None,
    now: datetime,
) -> BenchQuestion:
    """
    Keep a question; with `ticket_id` the first message of that ticket, as its requester asked it.

    Raises Forbidden, Invalid, KeptOut, NotFound for a ticket, contact or article that the actor does not see.
    """
    require(actor, "assistant.write")
    if ticket_id is not None:
        ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
        entry = all_tickets.first_customer_entry(ticket.pk)
        if entry is None or entry.is_redacted:
            raise NotFound("This ticket has no message of a customer.")
        cleared(ticket)
        question = question or selectors.turn_of(entry).text
        channel = channel or ticket.channel
        contact_id = contact_id or ticket.requester_id
    elif contact_id is not None:
        people_selectors.contact_get(actor=actor, contact_id=contact_id)
    check_bench(actor, question, expected, article_id)
    return BenchQuestion.objects.create(
        question=question[:MAX_QUESTION],
        channel=channel or "widget",
        segment=segment,
        contact_id=contact_id,
        expected=expected,
        article_id=article_id,
        ticket_id=ticket_id,
        by_id=actor.user_id,
        created_at=now,
    )


@transaction.atomic
def bench_remove(*, actor: Actor, bench_id: int) -> None:
    """Drop a question of the bench. Raises Forbidden, NotFound."""
    require(actor, "assistant.write")
    if not BenchQuestion.objects.filter(pk=bench_id).delete()[0]:
        raise NotFound("There is no such question on the test bench.")
