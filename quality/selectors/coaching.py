"""Reads for coaching: one's own scores, or those of somebody whom one leads, and of the assistant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from core.actors import Actor
from core.errors import NotFound
from people.models import User
from people.policy import require
from people.selectors import internal as everybody
from quality.models import REVIEW, Comment, Draw, Origin, Review, ReviewQuerySet, Sample, Side
from quality.rubric import Criterion, Rubric
from quality.selectors.reviews import Agreement, Tally, agreements, rubrics_by, tallied
from quality.selectors.rules import InForce, in_force

FEW = 20
"""Below so many, shares and means say nothing: there are only counts."""
NEWEST = 50


@dataclass(frozen=True, slots=True)
class Coaching:
    """
    Scores of one person, or of the assistant, in a period.

    `sampled` counts the levels of the random sample alone, `facts` those that facts give to all conversations
    of the period. `criteria` are those in force, then those that conversations of the period were scored by
    before. `rows` are the newest that a person has reviewed or commented on.
    """

    person: User | None
    since: datetime
    force: InForce
    criteria: list[Criterion]
    conversations: int
    drawn: int
    reviewed: int
    sampled: dict[str, Tally]
    facts: dict[str, Tally]
    rows: list[Review]
    comments: dict[int, list[Comment]]


def coaching(*, actor: Actor, side: str, person_id: int | None, days: int, now: datetime) -> Coaching:
    """
    The scores of the last `days`; without `person_id` and for people one's own.

    Raises Forbidden, NotFound.
    """
    own_id = actor.user_id if person_id is None else person_id
    person = None if side == Side.ASSISTANT else everybody.user_any(own_id) if own_id is not None else None
    if side == Side.ASSISTANT or own_id != actor.user_id:
        require(actor, REVIEW)
    if side == Side.PEOPLE and person is None:
        raise NotFound("There is no such person.")
    since, force = now - timedelta(days=days), in_force()
    rows = Review.objects.visible_to(actor).filter(side=side, ended_at__gt=since, ended_at__lte=now)
    if person is not None:
        rows = rows.filter(person_id=person.pk)
    at_random = rows.filter(sample=Sample.RANDOM)
    shown, rubrics = _shown(rows), rubrics_by(rows)
    sampled, facts = tallied(at_random, rubrics), tallied(rows, rubrics, origin=Origin.FACTS)
    criteria = _criteria(force, rubrics)
    return Coaching(
        person=person,
        since=since,
        force=force,
        criteria=criteria,
        conversations=rows.count(),
        drawn=at_random.count(),
        reviewed=at_random.filter(reviewed_at__isnull=False).count(),
        sampled={one.key: sampled.get(one.key, Tally()) for one in criteria},
        facts={one.key: facts.get(one.key, Tally()) for one in criteria},
        rows=shown,
        comments=_comments([row.pk for row in shown]),
    )


def _criteria(force: InForce, rubrics: Mapping[int, Rubric]) -> list[Criterion]:
    """Those in force, then those of older rubrics, as the newest that has them says it."""
    found = {one.key: one for one in force.rubric.criteria}
    for _, rubric in sorted(rubrics.items(), reverse=True):
        for one in rubric.criteria:
            found.setdefault(one.key, one)
    return list(found.values())


def _shown(rows: ReviewQuerySet) -> list[Review]:
    commented = Comment.objects.order_by().values("review")
    found = rows.filter(Q(reviewed_at__isnull=False) | Q(pk__in=commented))
    return list(
        found.select_related("ticket__requester", "ticket__company", "person", "reviewed_by")
        .order_by("-ended_at", "-pk")[:NEWEST]
    )  # fmt: skip


def _comments(ids: list[int]) -> dict[int, list[Comment]]:
    found: dict[int, list[Comment]] = {}
    for comment in Comment.objects.filter(review_id__in=ids).select_related("by").order_by("pk"):
        found.setdefault(comment.review_id, []).append(comment)
    return found


@dataclass(frozen=True, slots=True)
class Reviewee:
    """Somebody with conversations in the period: how many, how many drawn, and how many of those reviewed."""

    user: User
    conversations: int
    drawn: int
    reviewed: int


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody by name, how well automatic scores agree with people, and the newest samples."""

    people: list[Reviewee]
    agreements: list[Agreement]
    draws: list[Draw]


def team(*, actor: Actor, days: int, now: datetime) -> Team:
    """Whose conversations there are, in the order of their names: nobody is ranked. Raises Forbidden."""
    require(actor, REVIEW)
    rows = Review.objects.visible_to(actor).filter(ended_at__gt=now - timedelta(days=days), ended_at__lte=now)
    counted = (
        rows.filter(side=Side.PEOPLE).order_by().values("person_id").annotate(
            n=Count("pk"),
            drawn=Count("pk", filter=Q(sample=Sample.RANDOM)),
            reviewed=Count("pk", filter=Q(sample=Sample.RANDOM, reviewed_at__isnull=False)),
        )
    )  # fmt: skip
    found = {row["person_id"]: row for row in counted}
    users = [user for pk in found if (user := everybody.user_any(pk)) is not None]
    users.sort(key=lambda user: (user.name.casefold(), user.pk))
    return Team(
        people=[
            Reviewee(user, found[user.pk]["n"], found[user.pk]["drawn"], found[user.pk]["reviewed"])
            for user in users
        ],
        agreements=agreements(rows, in_force().rubric),
        draws=list(Draw.objects.order_by("-week")[:8]),
    )
