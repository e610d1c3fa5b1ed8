"""Scores of a model: asked outside of any transaction, and believed only where its quotes occur."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from assistant.engines.choice import BUILTIN, engine_for, plan
from assistant.engines.protocol import JudgeRequest, Rule, Turn, Unsupported
from core.errors import UpstreamFailed
from quality.judging import CUSTOMER, ME, Mark, Said, grounded
from quality.models import Origin, Review, Side
from quality.rubric import Criterion
from quality.selectors.knowing import conversation_of
from quality.selectors.rules import rubric_of
from quality.services.scoring import marks_write
from quality.wording import words_of_criterion
from tickets.clearance import Cleared
from tickets.selectors.clearing import leave_of

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)
"""For so long nobody else asks about a review; who is killed while asking leaves it to the next."""
AGAIN_AFTER = timedelta(hours=1)
MOST_ATTEMPTS = 5
_ROLES = {CUSTOMER: "customer", ME: "reviewed"}


def reviews_judge(*, now: datetime, limit: int = 20) -> int:
    """Ask the model about the reviews that wait for it, sampled ones first; returns how many were asked."""
    if plan(settings.AI_ENGINE)["judge"] == BUILTIN:
        return 0
    rows = Review.objects.filter(judge_at__lte=now).order_by("-sample", "judge_at")
    done = 0
    for review_id in list(rows.values_list("pk", flat=True)[:limit]):
        done += review_judge(review_id=review_id, now=now)
    return done


def review_judge(*, review_id: int, now: datetime) -> bool:
    """Ask the model about one review; whether it answered. Safe to repeat: the newest answer stands."""
    claimed = Review.objects.filter(pk=review_id, judge_at__lte=now).update(judge_at=now + CLAIM)
    row = Review.objects.filter(pk=review_id).first() if claimed else None
    if row is None:
        return False
    # By the rubric that the rest of its scores are of, so that its total is one of one rubric.
    rubric = rubric_of(row.rules_version)
    leave = _leave(row)
    if leave is None:
        # It would wait for ever: facts and people score it.
        Review.objects.filter(pk=review_id).update(judge_at=None)
        return False
    said = conversation_of(row.ticket_id, side=row.side)
    request = JudgeRequest(
        turns=tuple(Turn(_ROLES.get(one.by, "other"), one.text) for one in said),
        rules=tuple(_rule(one) for one in rubric.criteria),
        side=str(Side(row.side).label),
    )
    engine = engine_for("judge", leave)
    try:
        found = engine.judge(request)
    except (UpstreamFailed, Unsupported) as error:
        logger.warning("The model did not score a conversation", extra={"why": str(error)})
        _put_off(review_id, now)
        return False
    marks = _marks(found, said, rubric.criteria)
    with transaction.atomic():
        locked = Review.objects.select_for_update(of=("self",)).get(pk=review_id)
        # Where somebody scored by a newer one meanwhile, the model is asked by that.
        is_same = locked.rules_version == row.rules_version
        if is_same:
            marks_write(
                locked, marks, origin=Origin.MODEL, version=row.rules_version, engine=engine.name, now=now
            )
        Review.objects.filter(pk=review_id).update(judge_at=None if is_same else now)
    return is_same


def _leave(row: Review) -> Cleared | None:
    """The leave to give its ticket to a model; None where it is kept out, or may turn out to be."""
    leave = leave_of(row.ticket)
    return None if leave is None or leave.is_local else leave


def _rule(one: Criterion) -> Rule:
    name, about, levels = words_of_criterion(one)
    return Rule(one.key, name, about, levels)


def _marks(found: object, said: tuple[Said, ...], criteria: tuple[Criterion, ...]) -> list[Mark]:
    known = {one.key for one in criteria}
    marks = [
        Mark(one.rule, one.level, "model", tuple(one.quotes), one.why)
        for one in found  # type: ignore[attr-defined]  # a sequence of judgements
        if one.rule in known
    ]
    return grounded(marks, said)


def _put_off(review_id: int, now: datetime) -> None:
    row = Review.objects.filter(pk=review_id).first()
    if row is None:
        return
    row.judge_attempts += 1
    row.judge_at = now + AGAIN_AFTER if row.judge_attempts < MOST_ATTEMPTS else None
    row.save(update_fields=["judge_attempts", "judge_at"])
