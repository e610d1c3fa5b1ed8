"""
One run for each customer message: triage always, then an answer, a question back, or people.

The work happens outside transactions; its result is written in one, after a check that the conversation is
still as the run saw it. A crash leaves a run that the sweep sends again, and the reply's own key keeps a
repetition from being posted twice.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from assistant import masking, selectors
from assistant.engines.protocol import Classification
from assistant.events import AnswerGiven
from assistant.in_force import in_force
from assistant.models import Level, Outcome, Reason, Run, RunState, Triage
from assistant.reading.sharing import shared_page
from assistant.rendering import answer_html, confidence_word, sources_of, text_html
from assistant.selectors.autonomy import level_of
from assistant.services.acting import TicketActing
from assistant.services.handing_over import hand_over
from assistant.services.obeying import held_to
from assistant.services.questioning import first_question, is_ours_to_answer
from assistant.services.resolving import run_note
from assistant.services.thinking import Thought, think
from assistant.services.tracing import Trace
from assistant.services.triaging import classify, triage_save
from assistant.streaming import Stream
from assistant.wording import ask_back, say
from core import clock, ports, writes
from core.actors import ASSISTANT
from core.events import pass_on_now, publish, step
from core.failing import noting, words_of
from core.reads import Read
from tickets import selectors as ticket_selectors
from tickets.channels import CHANNELS
from tickets.entries import Message
from tickets.models import Handler, Status, Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import cleared, kept_out_by
from tickets.services import TicketMerged, post_reply, ticket_set_handler, ticket_update

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
STALE_QUEUED = timedelta(seconds=20)
STALE_RUNNING = timedelta(seconds=150)


def _free() -> QuerySet[Run]:
    return Run.objects.select_for_update(skip_locked=True)


_FREE = Read(_free, ())


@transaction.atomic(savepoint=False)
def run_request(*, ticket_id: int, entry_id: int, now: datetime) -> Run | None:
    """The run for a message; None if there is one already. It starts after the commit."""
    run = Run(key=f"message:{entry_id}", ticket_id=ticket_id, entry_id=entry_id, queued_at=now)
    return run if writes.insert_new(run) else None


@transaction.atomic
def runs_resend(*, now: datetime, limit: int = 200) -> list[int]:
    """Claim the runs that nobody works on any more; returns their ids, to be sent again."""
    stale = Run.objects.select_for_update(skip_locked=True).filter(
        state=RunState.QUEUED, queued_at__lte=now - STALE_QUEUED
    ) | Run.objects.select_for_update(skip_locked=True).filter(
        state=RunState.RUNNING, started_at__lte=now - STALE_RUNNING
    )
    rows = list(stale.order_by("queued_at")[:limit])
    Run.objects.filter(pk__in=[row.pk for row in rows]).update(state=RunState.QUEUED, queued_at=now)
    return [row.pk for row in rows]


def run_execute(*, run_id: int, now: datetime) -> Outcome | None:
    """
    Do the work of a run; returns its outcome, or None if another process has it or it is done.

    Anything that fails a second time ends in a handoff: the customer must never be met with silence.
    """
    run = _claim(run_id, now=now)
    if run is None:
        return None
    trace = Trace(queued_at=run.queued_at, started_at=now)
    try:
        outcome = _to_its_end(run, trace)
    finally:
        # Also when it fails: whoever sees that the assistant thinks must see that it no longer does.
        trace.stop(run)
    trace.log(run)
    return outcome


def _to_its_end(run: Run, trace: Trace) -> Outcome:
    try:
        outcome = _work_here_or_there(run, trace)
    except Exception as error:
        logger.exception("A run of the assistant failed", extra={"run_id": run.pk, "attempt": run.attempts})
        # A transaction that was rolled back leaves its values on the object.
        run.state, run.reply_entry_id = RunState.RUNNING, None
        _note_failure(run, error)
        if run.attempts < MAX_ATTEMPTS - 1:
            raise
        outcome = _given_up(run)
    if run.state != RunState.DONE:
        # Else it was finished with what it led to.
        _finish(run, outcome)
    return outcome


def _work_here_or_there(run: Run, trace: Trace) -> Outcome:
    try:
        return _work(run, trace)
    except TicketMerged:
        # A merge came in between: the message stands in another ticket now.
        return _work(run, trace)


def _given_up(run: Run) -> Outcome:
    """The last resort: people learn of the ticket, and the customer of them if the assistant answers."""
    entry = all_tickets.entry_get(run.entry_id)
    ticket = ticket_selectors.ticket_get(actor=ASSISTANT, ticket_id=entry.ticket_id)
    is_ours = is_ours_to_answer(ticket, entry, selectors.policy_for(ticket.brand_id))
    nothing = Classification(fields={}, entities=(), engine="none")
    triage_save(ticket=ticket, entry=entry, found=nothing, takes_over=False, now=clock.now())
    if not is_ours:
        return Outcome.NOT_OURS
    run.reason = Reason.FAILURE
    handoff = hand_over(ticket_id=ticket.pk, reason=Reason.FAILURE, run=run, now=clock.now())
    return Outcome.HANDED_OVER if handoff is not None else Outcome.WITHHELD


@transaction.atomic
def _claim(run_id: int, *, now: datetime) -> Run | None:
    run: Run | None = _FREE.first(Q(pk=run_id))
    if run is None or run.state == RunState.DONE:
        return None
    if run.state == RunState.RUNNING and run.started_at and run.started_at > now - STALE_RUNNING:
        return None
    run.state, run.started_at = RunState.RUNNING, now
    run.attempts += 1
    writes.update(run, ["state", "started_at", "attempts"])
    return run


def _note_failure(run: Run, error: Exception) -> None:
    """Queue it again, already stale, so that the next sweep takes it."""
    # A connection that broke at the commit leaves open whether the run was finished: what is done stays done.
    still_running = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)
    with noting(error):
        still_running.update(
            state=RunState.QUEUED, queued_at=clock.now() - STALE_QUEUED, error=words_of(error)
        )


@transaction.atomic
def _finish(run: Run, outcome: Outcome) -> Outcome:
    run.state, run.outcome, run.finished_at = RunState.DONE, outcome, clock.now()
    writes.update(
        run,
        [
            "state", "outcome", "finished_at", "reason", "version", "engine", "confidence", "threshold",
            "question", "details", "reply_entry_id",
        ],
    )  # fmt: skip
    run_note(run, now=run.finished_at)
    return outcome


def _work(run: Run, trace: Trace) -> Outcome:
    entry = all_tickets.entry_get(run.entry_id)
    ticket = ticket_selectors.ticket_get(actor=ASSISTANT, ticket_id=entry.ticket_id)
    has_moved = ticket.pk != run.ticket_id
    live = in_force()
    run.version = live.number or None
    policy = live.policy_for(ticket.brand_id)
    is_ours = not has_moved and is_ours_to_answer(ticket, entry, policy)
    if kept_out_by(ticket) is not None:
        return _kept_out(run, ticket, entry, is_ours=is_ours, has_moved=has_moved)
    leave = cleared(ticket)
    history = selectors.turns_before(ticket, entry.pk)
    stream = Stream(ticket, run.pk)
    trace.stream, trace.written_at = stream, entry.created_at
    if is_ours:
        stream.thinking()
    with masking.about(ticket.requester.name):
        found = classify(ticket, entry, history, leave)
    triage = triage_save(ticket=ticket, entry=entry, found=found, takes_over=is_ours, now=clock.now())
    if has_moved:
        return _left_to_people(ticket, entry)
    if leave.is_local and _turned_out(ticket, triage):
        return _to_people_unread(run, ticket) if is_ours else Outcome.NOT_OURS
    if not is_ours:
        return Outcome.NOT_OURS
    # Whoever routes by the labels does not wait for the answer.
    pass_on_now()
    ticket = ticket_selectors.ticket_get(actor=ASSISTANT, ticket_id=run.ticket_id)
    if ticket.handler != Handler.ASSISTANT or ticket.last_customer_entry_id != entry.pk:
        return Outcome.WITHHELD
    asked = first_question(live, ticket, entry, triage, history, leave)
    run.question = asked.text[:4000]
    if Message.of(entry.payload).wants_person:
        held_key = next(iter(asked.situation.boundaries), "")
        return _handed_over(run, ticket, reason=Reason.CUSTOMER_ASKED, held_key=held_key)
    earlier = selectors.runs_of(ticket)
    shared = shared_page(ports.session_context(ticket.pk))
    level = level_of(triage.value("type"))
    question = replace(
        asked,
        situation=replace(
            asked.situation,
            has_asked_back=_has_asked_back(earlier),
            answers=len(selectors.answers_given(earlier)),
        ),
        page=shared.title,
        shared=shared,
        acting=TicketActing(live, ticket, entry, category=triage.value("type"), level=level, leave=leave)
        if live.actions
        else None,
    )
    with masking.about(ticket.requester.name):
        thought = think(
            question,
            stream.delta if CHANNELS[ticket.channel].shows_pieces and level == Level.AUTOMATIC else None,
        )
    return _act(run, ticket, held_to(level, run, thought, category=triage.value("type"), now=clock.now()))


def _kept_out(run: Run, ticket: Ticket, entry: TimelineEntry, *, is_ours: bool, has_moved: bool) -> Outcome:
    """Nothing may read the message: it is told that it came, without labels, and people have it at once."""
    nothing = Classification(fields={}, entities=(), engine="none")
    triage_save(ticket=ticket, entry=entry, found=nothing, takes_over=is_ours, now=clock.now())
    if has_moved:
        return _left_to_people(ticket, entry)
    return _to_people_unread(run, ticket) if is_ours else Outcome.NOT_OURS


def _to_people_unread(run: Run, ticket: Ticket) -> Outcome:
    pass_on_now()
    return _handed_over(run, ticket, reason=Reason.KEPT_OUT)


def _turned_out(ticket: Ticket, triage: Triage) -> bool:
    """
    Whether what triage read, which was on this machine alone, is a category that is kept out.

    Then the ticket has it from now on, however unsure that is: else the next reader would be let through.
    """
    read = {name: triage.value(name) for name in ("type", "product_area")}
    rule = kept_out_by(ticket, type=read["type"], product_area=read["product_area"])
    if rule is None:
        return False
    ticket = ticket_selectors.ticket_get(actor=ASSISTANT, ticket_id=ticket.pk)
    changes = {
        name: value for name, value in read.items() if value == rule.value and not getattr(ticket, name)
    }
    if changes:
        ticket_update(
            actor=ASSISTANT, ticket_id=ticket.pk, changes=changes, reason="Kept out", now=clock.now()
        )
    return True


def _left_to_people(ticket: Ticket, entry: TimelineEntry) -> Outcome:
    """
    The message came to `ticket` with a merge: what we were about to say was meant for another conversation.

    A person merged them and sees it there; only where the assistant still speaks for us would nobody answer.
    """
    if ticket.handler == Handler.ASSISTANT and ticket.waiting_since is not None:
        hand_over(
            ticket_id=ticket.pk,
            reason=Reason.COMPLEXITY,
            expected_last_customer_entry_id=entry.pk,
            now=clock.now(),
        )
    return Outcome.WITHHELD


def _has_asked_back(runs: Iterable[Run]) -> bool:
    return any(run.outcome == Outcome.CLARIFIED and run.reason == "vague" for run in runs)


def _act(run: Run, ticket: Ticket, thought: Thought) -> Outcome:
    run.engine, run.threshold = thought.engine[:120], thought.threshold
    # How close a question is to an action's says nothing about how sure answers from articles are.
    has_confidence = thought.answer is not None and thought.acted is None
    run.confidence = thought.confidence if has_confidence else None
    run.reason = thought.decision.reason
    features = thought.answer.features if thought.answer is not None else {}
    run.details = {
        "features": {name: round(value, 4) for name, value in features.items()},
        "passages": [
            {"chunk": passage.key, "article": passage.article_id, "score": round(passage.score, 4)}
            for passage in thought.passages
        ],
        "problem": thought.problem[:500],
        "language": thought.language,
        **({"action": thought.acted.call_id} if thought.acted is not None else {}),
    }
    match thought.decision.kind:
        case "answer":
            return _answered(run, ticket, thought)
        case "clarify" | "welcome":
            text = thought.answer.text if thought.answer is not None and thought.answer.is_unclear else ""
            text = text or ask_back(thought.decision.reason, thought.language, thought.page)
            is_over = thought.decision.kind == "welcome"
            return _said(run, ticket, text, outcome=Outcome.CLARIFIED, is_over=is_over)
        case "confirmed":
            text = say("confirmed", thought.language)
            return _said(run, ticket, text, outcome=Outcome.CONFIRMED, is_over=True)
        case _:
            return _handed_over(
                run,
                ticket,
                reason=thought.decision.reason,
                held_key=thought.decision.boundary,
                thought=thought,
            )


def _answered(run: Run, ticket: Ticket, thought: Thought) -> Outcome:
    answer = thought.answer
    assert answer is not None  # noqa: S101 (a decision to answer has one)
    from django.conf import settings

    shows_payload = CHANNELS[ticket.channel].shows_sources
    html = answer_html(
        answer.text,
        answer.citations,
        language=thought.language,
        site_url="" if shows_payload else settings.PUBLIC_URL,
    )
    payload = Message(
        is_answer=True,
        decision="answer",
        citations=sources_of(answer.citations),
        confidence=round(answer.confidence, 3),
        confidence_word=confidence_word(answer.confidence, thought.threshold),
        run_id=run.pk,
        engine=answer.engine,
    )
    with step():
        if not _still_ours(run):
            return Outcome.WITHHELD
        entry = post_reply(
            actor=ASSISTANT,
            ticket_id=ticket.pk,
            body_html=html,
            payload=payload,
            status=Status.PENDING,
            client_id=f"run:{run.pk}",
            now=clock.now(),
        )
        run.reply_entry_id = entry.pk
        publish(AnswerGiven(ticket_id=ticket.pk, entry_id=entry.pk, confidence=answer.confidence))
        return _finish(run, Outcome.ANSWERED)


def _said(run: Run, ticket: Ticket, text: str, *, outcome: Outcome, is_over: bool) -> Outcome:
    """Post a message that is not an answer; one that `is_over` leaves nobody waiting."""
    with step():
        if not _still_ours(run):
            return Outcome.WITHHELD
        entry = post_reply(
            actor=ASSISTANT,
            ticket_id=ticket.pk,
            body_html=text_html(text),
            payload=Message(
                decision="confirmed" if outcome == Outcome.CONFIRMED else "clarify", run_id=run.pk
            ),
            status=Status.RESOLVED if is_over else Status.PENDING,
            client_id=f"run:{run.pk}",
            now=clock.now(),
        )
        run.reply_entry_id = entry.pk
        return _finish(run, outcome)


def _handed_over(
    run: Run, ticket: Ticket, *, reason: str, held_key: str = "", thought: Thought | None = None
) -> Outcome:
    with step():
        run.reason = reason
        handoff = hand_over(
            ticket_id=ticket.pk,
            reason=reason,
            boundary=held_key,
            boundary_label=thought.boundary_label if thought else "",
            evidence=thought.evidence if thought else "",
            run=run,
            passages=thought.passages if thought else (),
            confidence=run.confidence,
            part_answer=thought.part_answer if thought else None,
            language=thought.language if thought else None,
            expected_last_customer_entry_id=run.entry_id,
            now=clock.now(),
        )
        return _finish(run, Outcome.HANDED_OVER if handoff is not None else Outcome.WITHHELD)


def _still_ours(run: Run) -> bool:
    """Whether nobody stepped in and the customer did not write again; locks the ticket until the commit."""
    return ticket_set_handler(
        actor=ASSISTANT,
        ticket_id=run.ticket_id,
        handler=Handler.ASSISTANT,
        expected_handlers=(Handler.ASSISTANT,),
        expected_last_customer_entry_id=run.entry_id,
        now=clock.now(),
    )
