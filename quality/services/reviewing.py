"""What people do with reviews: score, overrule with a reason, and comment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.versions import refuse_overtaken
from notices.models import Kind as NoticeKind
from notices.services import notices_raise
from people.models import User
from people.policy import require
from quality.models import REVIEW, Comment, Former, Origin, Review, Score
from quality.selectors.commenting import told_of
from quality.selectors.reviews import automatic_of, person_scores, review_of, total_of
from quality.selectors.rules import InForce, in_force


@dataclass(frozen=True, slots=True)
class Given:
    """A person's level of a criterion, None for "cannot say", and why."""

    level: int | None
    why: str = ""


class ScoredAlready(Conflict):
    """Somebody else has scored it; `by`, `at` and `scores` say who, when and what."""

    code = "quality.scored_already"


@transaction.atomic
def review_save(
    *,
    actor: Actor,
    review_id: int,
    scores: Mapping[str, Given],
    again: bool = False,
    rules_version: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> Review:
    """
    Score a conversation by the rubric in force; what a person scored before is kept (`Former`).

    Where another person has scored it, that is refused unless it is meant (`again`). `rules_version` is the
    rubric that the scores were given by. Another level than an automatic one needs a reason. Raises NotFound,
    Forbidden (also for one's own conversation), ScoredAlready, Invalid, PreconditionFailed when somebody
    scored it in between.
    """
    row = _locked(actor, review_id)
    stands = {one.criterion: one for one in person_scores(row.pk)}
    if row.reviewed_by is not None and row.reviewed_by_id != actor.user_id and not again:
        raise _scored_already(row, stands)
    refuse_overtaken(expected=expected_version, newest=row.version, what="scores", how="gave")
    force = in_force()
    if rules_version is not None and rules_version != force.version:
        raise _rubric_changed(f"It is version {force.version} now.")
    _check(row, scores, force)
    if _is_same(actor, stands, scores, force):
        return row
    former = _former(row, stands, now) if stands else None
    Score.objects.filter(review=row, origin=Origin.PERSON).delete()
    Score.objects.bulk_create(
        Score(
            review=row, criterion=key, origin=Origin.PERSON, level=one.level, note=one.why[:1000],
            rules_version=force.version, by_id=actor.staff_id, at=now,
        )
        for key, one in scores.items()
    )  # fmt: skip
    row.reviewed_by_id, row.reviewed_at, row.rules_version = actor.staff_id, now, force.version
    row.version += 1
    row.save(update_fields=["reviewed_by", "reviewed_at", "rules_version", "version"])
    audit.record(
        actor=actor,
        action="quality.review_saved",
        target=f"quality_review:{row.pk}",
        now=now,
        data=_told(row, scores, former),
    )
    return row


def _is_same(actor: Actor, stands: Mapping[str, Score], scores: Mapping[str, Given], force: InForce) -> bool:
    """Whether one gives what one has given already: that is no other scoring."""
    known = {key: (one.level, one.note, one.by_id, one.rules_version) for key, one in stands.items()}
    return known == {
        key: (one.level, one.why[:1000], actor.user_id, force.version) for key, one in scores.items()
    }


def _told(row: Review, scores: Mapping[str, Given], former: Former | None) -> dict[str, Any]:
    """For the audit: levels alone, since reasons may quote a customer."""
    data: dict[str, Any] = {
        "ticket": row.ticket_id,
        "rubric": row.rules_version,
        "after": {key: one.level for key, one in sorted(scores.items())},
    }
    if former is None:
        return data | {"before": {}}
    return data | {
        "before": former.levels,
        "before_by": former.by.name,
        "before_rubric": former.rules_version,
    }


def _former(row: Review, stands: Mapping[str, Score], now: datetime) -> Former:
    first = next(iter(stands.values()))
    return Former.objects.create(
        review=row,
        levels={key: one.level for key, one in sorted(stands.items())},
        notes={key: one.note for key, one in sorted(stands.items()) if one.note},
        total=total_of(row),
        rules_version=first.rules_version,
        # Never without one, as the constraint of the table says.
        by=cast(User, first.by),
        at=first.at,
        replaced_at=now,
    )


def _scored_already(row: Review, stands: Mapping[str, Score]) -> ScoredAlready:
    who, at = row.reviewed_by, row.reviewed_at
    name = who.name if who is not None else ""
    levels = ", ".join(
        f"{key} {'not judged' if one.level is None else one.level}" for key, one in stands.items()
    )
    return ScoredAlready(
        f"{name} has scored this conversation: {levels}. To score it once more, say so; theirs is kept.",
        by={"id": row.reviewed_by_id, "name": name},
        at=at.isoformat() if at is not None else None,
        scores=[{"criterion": key, "level": one.level} for key, one in stands.items()],
        version=row.version,
    )


def _rubric_changed(why: str) -> Invalid:
    return Invalid(
        "The rubric has changed. Load the conversation again.",
        code="quality.rubric_changed",
        errors={"scores": [why]},
    )


def _check(row: Review, scores: Mapping[str, Given], force: InForce) -> None:
    if strange := sorted(set(scores) - set(force.rubric.keys)):
        raise _rubric_changed(f"Not in the rubric: {', '.join(strange)}.")
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
    row = _held(actor, review_id)
    if row.person_id is not None and row.person_id == actor.user_id:
        raise Forbidden("This is a conversation of your own. Somebody else has to review it.", verb=REVIEW)
    return row


def _held(actor: Actor, review_id: int) -> Review:
    """One review, locked before it is read, since whose it is may change until then. Raises NotFound."""
    Review.objects.select_for_update(of=("self",)).filter(pk=review_id).first()
    return review_of(actor=actor, review_id=review_id)


@transaction.atomic
def comment_add(*, actor: Actor, review_id: int, text: str, now: datetime) -> Comment:
    """
    Say something about a review: the other side and all who wrote in its thread are told (`told_of`).

    Raises NotFound, Forbidden, Invalid.
    """
    row = _held(actor, review_id)
    is_own = row.person_id is not None and row.person_id == actor.user_id
    if not is_own:
        require(actor, REVIEW)
    if not text.strip():
        raise Invalid("Write something.", code="quality.nothing_written", errors={"text": ["Empty."]})
    told = [user.pk for user in told_of(row, by=actor)]
    comment = Comment.objects.create(review=row, by_id=actor.staff_id, text=text.strip(), at=now)
    notices_raise(
        kind=NoticeKind.COACHING,
        ticket_id=row.ticket_id,
        user_ids=told,
        by_ref=actor.ref,
        text=text.strip(),
        now=now,
    )
    return comment
