"""Reads of attempts: one's own, and for who writes sets how everybody gets on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.actors import Actor
from core.errors import NotFound
from people.policy import require
from practice.feedback import escalation, steps_found
from practice.models import WRITE, PracticeAttempt

MOST = 2_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How one person gets on: counts of their finished attempts, and what those show."""

    person_id: int
    name: str
    finished: int
    is_open: int
    last_at: datetime
    missed: int
    over: int
    not_escalated: int


def attempts_listed(*, actor: Actor, person_id: int | None) -> QuerySet[PracticeAttempt]:
    """Attempts of one person, or of all whom the actor sees; without their words."""
    rows = PracticeAttempt.objects.visible_to(actor).select_related("case", "case__set", "person")
    if person_id is not None:
        rows = rows.filter(person=person_id)
    return rows.defer("case__messages")


def attempt_get(*, actor: Actor, attempt_id: int) -> PracticeAttempt:
    """One attempt; raises NotFound if it is not one's own, nor the actor's to see."""
    rows = PracticeAttempt.objects.visible_to(actor).select_related("case", "case__set", "person", "article")
    found = rows.filter(pk=attempt_id).first()
    if found is None:
        raise NotFound("There is no such attempt, or you may not see it.")
    return found


def attempt_for_update(*, actor: Actor, attempt_id: int) -> PracticeAttempt:
    """One's own attempt, locked to the end of the transaction; raises NotFound."""
    own = PracticeAttempt.objects.visible_to(actor).filter(pk=attempt_id, person=actor.user_id)
    if not own.exists():
        raise NotFound("There is no such attempt of yours.")
    return PracticeAttempt.objects.select_for_update(of=("self",)).select_related("case").get(pk=attempt_id)


def progress(*, actor: Actor) -> list[Progress]:
    """How everybody gets on whose attempts the actor sees, by name. Raises Forbidden."""
    require(actor, WRITE)
    rows = PracticeAttempt.objects.visible_to(actor).filter(person__isnull=False)
    rows = rows.select_related("person", "case").defer("turns", "case__messages").order_by("-started_at")
    by_person: dict[int, list[PracticeAttempt]] = defaultdict(list)
    for row in rows[:MOST]:
        by_person[row.person_id or 0].append(row)
    found = [_progress_of(person_id, attempts) for person_id, attempts in by_person.items()]
    return sorted(found, key=lambda one: (one.name, one.person_id))


def _progress_of(person_id: int, attempts: list[PracticeAttempt]) -> Progress:
    finished = [one for one in attempts if one.finished_at is not None]
    steps = [step for one in finished for step in steps_found(one.steps, one.marks)]
    verdicts = [
        escalation(must=one.case.must_escalate, done=one.escalated_at is not None) for one in finished
    ]
    person = attempts[0].person
    return Progress(
        person_id=person_id,
        name=person.name if person else "",
        finished=len(finished),
        is_open=len(attempts) - len(finished),
        last_at=max(one.finished_at or one.started_at for one in attempts),
        missed=sum(step.state == "missed" for step in steps),
        over=sum(step.is_over for step in steps),
        not_escalated=verdicts.count("missing"),
    )
