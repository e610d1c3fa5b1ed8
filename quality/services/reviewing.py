"""What people do with reviews: score, overrule with a reason, and comment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Forbidden, Invalid
from core.versions import refuse_overtaken
from notices.models import Kind as NoticeKind
from notices.services import notices_raise
from people.policy import require
from quality.models import REVIEW, Comment, Origin, Review, Score
from quality.selectors.reviews import automatic_of, review_of
from quality.selectors.rules import InForce, in_force


@dataclass(frozen=True, slots=True)
class Given:
    """A person's level of a criterion, None for "cannot say", and why."""

    level: int | None
    why: str = ""


@transaction.atomic
def review_save(
    *,
    actor: Actor,
    review_id: int,
    scores: Mapping[str, Given],
    expected_version: int | None = None,
    now: datetime,
) -> Review:
    """
    Score a conversation by the rubric in force; one's own or another person's earlier scores are replaced.

    Another level than an automatic one needs a reason. Raises NotFound, Forbidden (also for one's own
    conversation), Invalid, PreconditionFailed when somebody scored it in between.
    """
    row = _locked(actor, review_id)
    refuse_overtaken(expected=expected_version, newest=row.version, what="scores", how="gave")
    force = in_force()
    _check(row, scores, force)
    Score.objects.filter(review=row, origin=Origin.PERSON).delete()
    Score.objects.bulk_create(
        Score(
            review=row, criterion=key, origin=Origin.PERSON, level=one.level, note=one.why[:1000],
            rules_version=force.version, by_id=actor.staff_id, at=now,
        )
        for key, one in scores.items()
    )  # fmt: skip
    row.reviewed_by_id, row.reviewed_at = actor.staff_id, now
    row.version += 1
    row.save(update_fields=["reviewed_by", "reviewed_at", "version"])
    audit.record(
        actor=actor,
        action="quality.review_saved",
        target=f"quality_review:{row.pk}",
        now=now,
        data={"ticket": row.ticket_id, "criteria": sorted(scores)},
    )
    return row


def _check(row: Review, scores: Mapping[str, Given], force: InForce) -> None:
    if strange := sorted(set(scores) - set(force.rubric.keys)):
        raise Invalid(
            "The rubric has changed. Load the conversation again.",
            code="quality.rubric_changed",
            errors={"scores": [f"Not in the rubric: {', '.join(strange)}."]},
        )
    if not any(one.level is not None for one in scores.values()):
        raise Invalid(
            "Give at least one criterion a level.",
            code="quality.nothing_judged",
            errors={"scores": ["Nothing is judged."]},
        )
    automatic = automatic_of(row.pk)
    lacking = [
        key
        for key, one in scores.items()
        if key in automatic and automatic[key] != one.level and not one.why.strip()
    ]
    if lacking:
        raise Invalid(
            "Say why you judge otherwise than the automatic score.",
            code="quality.reason_missing",
            errors={"scores": [f"A reason is missing for {', '.join(sorted(lacking))}."]},
        )


def _locked(actor: Actor, review_id: int) -> Review:
    require(actor, REVIEW)
    row = review_of(actor=actor, review_id=review_id)
    if row.person_id is not None and row.person_id == actor.user_id:
        raise Forbidden("This is a conversation of your own. Somebody else has to review it.", verb=REVIEW)
    return Review.objects.select_for_update(of=("self",)).get(pk=row.pk)


@transaction.atomic
def comment_add(*, actor: Actor, review_id: int, text: str, now: datetime) -> Comment:
    """
    Say something to whoever was reviewed, who is told; they themselves may answer.

    Raises NotFound, Forbidden, Invalid.
    """
    row = review_of(actor=actor, review_id=review_id)
    is_own = row.person_id is not None and row.person_id == actor.user_id
    if not is_own:
        require(actor, REVIEW)
    if not text.strip():
        raise Invalid("Write something.", code="quality.nothing_written", errors={"text": ["Empty."]})
    comment = Comment.objects.create(review=row, by_id=actor.staff_id, text=text.strip(), at=now)
    told = row.reviewed_by_id if is_own else row.person_id
    if told is not None:
        notices_raise(
            kind=NoticeKind.COACHING,
            ticket_id=row.ticket_id,
            user_ids=[told],
            by_ref=actor.ref,
            text=text.strip(),
            now=now,
        )
    return comment
