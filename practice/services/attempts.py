"""Working a case: replies, marks, asking for help. Nothing of it leaves these tables."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from assistant.engines.choice import with_engine
from assistant.engines.protocol import PlayRequest, Turn
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.html import one_line, plain, trimmed
from kb.runbook import wanting
from kb.selectors.runbooks import runbook_get
from people.policy import require
from practice.models import USE, Mode, PracticeAttempt, PracticeCase
from practice.selectors.attempts import attempt_for_update
from practice.selectors.sets import cases_of, set_get
from tickets.clearance import Cleared
from tickets.selectors.clearing import cleared

MAX_REPLY = 10_000
MAX_WORDS = 500
MOST_TURNS = 100


class AttemptOver(Conflict):
    """The attempt is finished, or as long as one can be."""

    code = "practice.attempt_over"


def attempt_begin(
    *, actor: Actor, set_id: int, case_id: int | None = None, mode: str, now: datetime
) -> PracticeAttempt:
    """
    Begin a case of a set, or go on with the open attempt at it.

    Without `case_id` it is the first one that the actor has not finished, else the one that they finished
    longest ago. Raises Forbidden and NotFound; KeptOut where nothing may play the customer of its ticket.
    """
    require(actor, USE)
    if actor.user_id is None:
        raise NotFound("Only people practice.")
    kept = set_get(actor=actor, set_id=set_id)
    if kept.article_id is None:
        raise NotFound("The set has no runbook any more.")
    runbook = runbook_get(actor=actor, article_id=kept.article_id)
    with transaction.atomic():
        case = _case_for(actor, set_id, case_id)
        found = PracticeAttempt.objects.filter(case=case, person=actor.user_id, finished_at=None).first()
        if found is not None:
            return found
        if mode == Mode.PLAYED:
            cleared(case.ticket)
        return PracticeAttempt.objects.create(
            case=case,
            person_id=actor.user_id,
            article=runbook.article,
            mode=mode,
            version=runbook.version,
            steps=runbook.steps,
            turns=[_turn(message["who"], message["text"], now) for message in _opening(case)],
            started_at=now,
        )


def attempt_reply(*, actor: Actor, attempt_id: int, text: str, now: datetime) -> PracticeAttempt:
    """
    Answer the customer of an attempt, and hear what they say to it, if anything.

    Raises Forbidden, NotFound, Invalid, KeptOut and AttemptOver.
    """
    said = trimmed(plain(text))[:MAX_REPLY]
    if not said:
        raise Invalid("Write something first.", errors={"text": ["Needed."]})
    with transaction.atomic():
        attempt = _open(actor, attempt_id)
        leave = cleared(attempt.case.ticket) if attempt.mode == Mode.PLAYED else None
        attempt.turns = [*attempt.turns, _turn("me", said, now)]
        attempt.save(update_fields=["turns"])
    # A model may take its time: nothing is locked while it speaks.
    heard = _replayed(attempt) if leave is None else _played(attempt, leave)
    with transaction.atomic():
        attempt = _open(actor, attempt_id)
        if heard:
            attempt.turns = [*attempt.turns, *(_turn(who, words, now) for who, words in heard)]
            attempt.save(update_fields=["turns"])
    return attempt


@transaction.atomic
def attempt_mark(
    *,
    actor: Actor,
    attempt_id: int,
    step_key: str,
    state: str,
    amount: Decimal | None = None,
    reason: str = "",
    now: datetime,
) -> PracticeAttempt:
    """Mark a step of the runbook, as in a ticket. Raises Forbidden, NotFound, Invalid, AttemptOver."""
    attempt = _open(actor, attempt_id)
    step = next((one for one in attempt.steps if one["key"] == step_key), None)
    if step is None:
        raise NotFound("The runbook has no such step.")
    words = one_line(plain(reason))[:MAX_WORDS]
    if errors := wanting(step, state=state, amount=amount, reason=words):
        raise Invalid(next(iter(errors.values()))[0], errors=errors)
    others = [mark for mark in attempt.marks if mark["step"] != step_key]
    mark = {
        "step": step_key,
        "state": state,
        "amount": None if amount is None else float(amount),
        "reason": words,
        "at": now.isoformat(),
    }
    attempt.marks = others if state == "open" else [*others, mark]
    attempt.save(update_fields=["marks"])
    return attempt


@transaction.atomic
def attempt_ask_help(*, actor: Actor, attempt_id: int, why: str, now: datetime) -> PracticeAttempt:
    """Hand the case on, as *Ask for help* does; nobody hears of it. Raises NotFound and AttemptOver."""
    attempt = _open(actor, attempt_id)
    attempt.escalated_at, attempt.escalated_why = now, one_line(plain(why))[:MAX_WORDS]
    attempt.save(update_fields=["escalated_at", "escalated_why"])
    return attempt


@transaction.atomic
def attempt_finish(*, actor: Actor, attempt_id: int, now: datetime) -> PracticeAttempt:
    """End an attempt: from then on it shows its feedback. Raises NotFound and AttemptOver."""
    attempt = _open(actor, attempt_id)
    attempt.finished_at = now
    attempt.save(update_fields=["finished_at"])
    return attempt


def _open(actor: Actor, attempt_id: int) -> PracticeAttempt:
    require(actor, USE)
    attempt = attempt_for_update(actor=actor, attempt_id=attempt_id)
    if attempt.finished_at is not None or len(attempt.turns) >= MOST_TURNS:
        raise AttemptOver("This attempt is over. Begin another one.")
    return attempt


def _case_for(actor: Actor, set_id: int, case_id: int | None) -> PracticeCase:
    cases = cases_of(actor=actor, set_id=set_id)
    if case_id is not None:
        cases = [case for case in cases if case.pk == case_id]
    if not cases:
        raise NotFound("The set has no such case any more.")
    rows = PracticeAttempt.objects.filter(case__in=cases, person=actor.user_id, finished_at__isnull=False)
    times = rows.order_by("finished_at").values_list("case", "finished_at")
    done = {case: at for case, at in times if at is not None}
    fresh = [case for case in cases if case.pk not in done]
    return fresh[0] if fresh else min(cases, key=lambda case: done[case.pk])


def _opening(case: PracticeCase) -> list[dict[str, str]]:
    """What was said before a person answered."""
    first = next((at for at, message in enumerate(case.messages) if message["who"] == "us"), 0)
    return list(case.messages[:first])


def _replayed(attempt: PracticeAttempt) -> list[tuple[str, str]]:
    """What followed the answer of then that stands where this one stands now."""
    replies = sum(turn["who"] == "me" for turn in attempt.turns)
    answers = [at for at, message in enumerate(attempt.case.messages) if message["who"] == "us"]
    if replies > len(answers):
        return []
    end = answers[replies] if replies < len(answers) else len(attempt.case.messages)
    rest = attempt.case.messages[answers[replies - 1] + 1 : end]
    return [(message["who"], message["text"]) for message in rest]


def _played(attempt: PracticeAttempt, leave: Cleared) -> list[tuple[str, str]]:
    roles = {"customer": "customer", "me": "agent"}
    request = PlayRequest(
        subject=attempt.case.subject,
        said=[message["text"] for message in attempt.case.messages if message["who"] == "customer"],
        turns=[Turn(roles[turn["who"]], turn["text"]) for turn in attempt.turns if turn["who"] in roles],
    )
    text: str = with_engine("play", leave, lambda engine: engine.play(request)).result.text.strip()
    return [("customer", text[:MAX_REPLY])] if text else []


def _turn(who: str, text: str, now: datetime) -> dict[str, Any]:
    return {"who": who, "text": text, "at": now.isoformat()}
