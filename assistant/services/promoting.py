"""Steps on the autonomy ladder: up by a person, down also by itself."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from assistant.events import CategoryDemoted
from assistant.ladder import is_to_be_demoted
from assistant.models import Level, LevelChange
from assistant.narrow import fails_its_trial
from assistant.selectors.autonomy import CATEGORIES, Rung, rung_of
from assistant.selectors.narrowing import was_narrowed
from core import audit
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Invalid
from core.events import publish
from people.policy import require


@transaction.atomic
def level_set(*, actor: Actor, category: str, level: str, now: datetime) -> Rung:
    """
    Set what the assistant may do in a category, whatever the figures say.

    Raises Forbidden, Invalid, and Conflict when it stands there already, a boundary holds it, or somebody
    else has just set it.
    """
    require(actor, "assistant.write")
    if category not in CATEGORIES:
        raise Invalid(
            "There is no such category.", errors={"category": [f"One of: {', '.join(CATEGORIES)}."]}
        )
    rung = rung_of(category, now=now)
    if rung.boundary:
        raise Conflict(
            f"“{rung.boundary}” holds this category. Change the boundary first.", code="assistant.held"
        )
    if rung.level == level:
        raise Conflict("It stands there already.", code="assistant.same_level")
    cause = _cause(rung, level)
    if _step(rung, Level(level), cause, by_id=actor.staff_id, now=now) is None:
        raise Conflict("Somebody else has just set this category. Look again.", code="assistant.same_level")
    audit.record(
        actor=actor,
        action="assistant.level_set",
        target=f"category:{category}",
        data={"from": rung.level.value, "to": level, "cause": cause.value},
        now=now,
    )
    return rung_of(category, now=now)


def _cause(rung: Rung, level: str) -> LevelChange.Cause:
    """Why a person sets a level: earned, a start out of a narrow beginning, or because they want it."""
    if rung.proposal.level == level:
        return LevelChange.Cause.PROMOTED
    if level == Level.AUTOMATIC and was_narrowed(rung.category):
        return LevelChange.Cause.STARTED
    return LevelChange.Cause.SET


@transaction.atomic
def narrow_start(*, actor: Actor, level: str, now: datetime) -> int:
    """
    Begin narrowly: what answers by itself goes down to `level`, to be switched on again one by one.

    What a boundary holds stays as it is. Returns how many went down. Raises Forbidden, Invalid for automatic,
    and Conflict when nothing answers by itself any more.
    """
    require(actor, "assistant.write")
    if level == Level.AUTOMATIC:
        raise Invalid(
            "Starting narrow means that nothing is automatic.", errors={"level": ["Not “automatic”."]}
        )
    rungs = [rung_of(category, now=now) for category in CATEGORIES]
    wide = [one for one in rungs if one.level == Level.AUTOMATIC and not one.boundary]
    cause = LevelChange.Cause.NARROWED
    done = [one for one in wide if _step(one, Level(level), cause, by_id=actor.staff_id, now=now)]
    if not done:
        raise Conflict("No category answers by itself.", code="assistant.narrow_already")
    audit.record(
        actor=actor,
        action="assistant.narrowed",
        target="assistant",
        data={"level": level, "categories": [one.category for one in done]},
        now=now,
    )
    return len(done)


def level_check(*, category: str, ticket_id: int, now: datetime) -> bool:
    """
    Take a category down to suggest when too many came back; whether it was. In the caller's transaction.

    `ticket_id` is the one that came back last, or was judged wrong. Two at once take it down once. One that
    was switched on after starting narrow is taken back at the third bad conversation among its first 20.
    """
    if category not in CATEGORIES:
        return False
    rung = rung_of(category, now=now)
    is_on_trial = bool(rung.changes) and rung.changes[0].cause == LevelChange.Cause.STARTED
    fails = is_on_trial and fails_its_trial(rung.evidence.resolved, rung.evidence.bad)
    if not fails and not is_to_be_demoted(rung.level, rung.evidence):
        return False
    change = _step(rung, Level.SUGGEST, LevelChange.Cause.DEMOTED, by_id=None, now=now)
    if change is None:
        return False
    audit.record(
        actor=SYSTEM,
        action="assistant.category_demoted",
        target=f"category:{category}",
        data={
            "came_back": rung.evidence.came_back,
            "resolved": rung.evidence.resolved,
            "wrong": rung.evidence.wrong,
        },
        now=now,
    )
    publish(CategoryDemoted(category=category, change_id=change.pk, ticket_id=ticket_id))
    return True


def _step(
    rung: Rung, level: Level, cause: LevelChange.Cause, *, by_id: int | None, now: datetime
) -> LevelChange | None:
    """The change; None if another one was faster."""
    try:
        with transaction.atomic():
            return LevelChange.objects.create(
                category=rung.category,
                number=rung.changes[0].number + 1 if rung.changes else 1,
                before=rung.level,
                level=level,
                cause=cause,
                evidence=asdict(rung.evidence),
                by_id=by_id,
                at=now,
            )
    except IntegrityError:
        return None
