"""Reads of reviews: the queue, and one conversation with its scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from core.actors import Actor
from core.errors import NotFound
from people.models import User
from people.policy import may
from quality.models import REVIEW, Comment, Former, Origin, Review, ReviewQuerySet, Score
from quality.rubric import Rubric, overall
from quality.selectors.commenting import comments_of, told_of
from quality.selectors.rules import InForce, in_force, rubric_of, rubrics_of
from tickets.entries import Message, Rating
from tickets.models import EntryKind, TimelineEntry, Visibility
from tickets.selectors import internal as all_tickets
from tickets.surveys import CSAT

LISTS = ("waiting", "reviewed", "all")
MAX_PARTS = 80
MOST_FORMER = 20
MAX_TEXT = 8_000
_RANK = {Origin.FACTS.value: 0, Origin.MODEL.value: 1, Origin.PERSON.value: 2}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reviews; empty and None mean any."""

    list: str = "waiting"
    side: str = ""
    sample: str = ""
    category: str = ""
    person_id: int | None = None
    number: int | None = None


def reviews_listed(*, actor: Actor, wanted: Wanted) -> ReviewQuerySet:
    """
    Reviews that the actor may see. What waits is for those who review, without their own conversations.
    """
    rows = Review.objects.visible_to(actor).filter(_which(actor, wanted.list))
    named = {"side": wanted.side, "sample": wanted.sample, "category": wanted.category}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if wanted.person_id is not None:
        rows = rows.filter(person_id=wanted.person_id)
    if wanted.number is not None:
        rows = rows.filter(ticket_id=wanted.number)
    return rows.select_related("ticket__requester", "ticket__company", "person", "reviewed_by")


def _which(actor: Actor, name: str) -> Q:
    waits = ~Q(sample="") & Q(reviewed_at=None)
    if name == "waiting":
        others = Q(person_id=None) | ~Q(person_id=actor.user_id)
        return waits & others if may(actor, REVIEW) else Q(pk__in=())
    return Q(reviewed_at__isnull=False) if name == "reviewed" else Q()


def counts(*, actor: Actor) -> dict[str, int]:
    """How many each list has, and of those waiting how many of each side."""
    rows = Review.objects.visible_to(actor)
    waits = _which(actor, "waiting")
    found: dict[str, int] = rows.aggregate(
        waiting=Count("pk", filter=waits),
        reviewed=Count("pk", filter=_which(actor, "reviewed")),
        all=Count("pk"),
        random=Count("pk", filter=waits & Q(sample="random")),
        risk=Count("pk", filter=waits & Q(sample="risk")),
    )
    return found


def review_of(*, actor: Actor, review_id: int) -> Review:
    """One review. Raises NotFound, also for who may not see it."""
    rows = Review.objects.visible_to(actor).select_related(
        "ticket__requester", "ticket__company", "person", "reviewed_by"
    )
    row = rows.filter(pk=review_id).first()
    if row is None:
        raise NotFound("There is no such review, or you may not see it.")
    return row


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something that was said, or the customer's rating."""

    kind: str
    at: datetime
    author_kind: str = ""
    author: str = ""
    text: str = ""
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """
    A review with everything: `scores` by criterion and origin, `former` the newest first.

    `rubrics` are those that it is and was scored by, by version; `force` is what it would be scored by now.
    `told` are those who hear of a comment of the reader.
    """

    row: Review
    rubrics: dict[int, Rubric]
    force: InForce
    spoken: list[Spoken]
    scores: dict[str, dict[str, Score]]
    former: list[Former]
    comments: list[Comment]
    told: list[User]
    may_review: bool

    @property
    def overall(self) -> int | None:
        """In percent, by the rubric that it is scored by."""
        return _total(self.scores, self.rubrics[self.row.rules_version])


def review_get(*, actor: Actor, review_id: int) -> Whole:
    """One review with its conversation, scores and comments. Raises NotFound."""
    row, force = review_of(actor=actor, review_id=review_id), in_force()
    former = list(Former.objects.filter(review=row).select_related("by").order_by("-pk")[:MOST_FORMER])
    comments = comments_of(row.pk)
    spoken = [part for entry in all_tickets.spoken_and_judged(row.ticket_id) if (part := _spoken(entry))]
    is_own = row.person_id is not None and row.person_id == actor.user_id
    return Whole(
        row=row,
        rubrics=_rubrics({row.rules_version, *(one.rules_version for one in former)}, force),
        force=force,
        spoken=spoken[-MAX_PARTS:],
        scores=_scores(row.pk),
        former=former,
        comments=comments,
        told=told_of(row, by=actor, comments=comments),
        may_review=may(actor, REVIEW) and not is_own,
    )


def _rubrics(versions: set[int], force: InForce) -> dict[int, Rubric]:
    return rubrics_of(versions - {force.version}) | {force.version: force.rubric}


def _scores(review_id: int) -> dict[str, dict[str, Score]]:
    found: dict[str, dict[str, Score]] = {}
    for score in Score.objects.filter(review_id=review_id).select_related("by"):
        found.setdefault(score.criterion, {})[score.origin] = score
    return found


def _total(scores: Mapping[str, Mapping[str, Score]], rubric: Rubric) -> int | None:
    return overall({key: final_of(own) for key, own in scores.items()}, rubric.criteria)


def total_of(row: Review) -> int | None:
    """The score of a review in percent, by the rubric that it is scored by."""
    return _total(_scores(row.pk), rubric_of(row.rules_version))


def person_scores(review_id: int) -> list[Score]:
    """What a person scored last, with who it was."""
    rows = Score.objects.filter(review_id=review_id, origin=Origin.PERSON)
    return list(rows.select_related("by").order_by("pk"))


def _spoken(entry: TimelineEntry) -> Spoken | None:
    if entry.kind == EntryKind.RATING:
        rating = Rating.of(entry.payload)
        if rating.kind != CSAT:
            return None
        return Spoken("rating", entry.created_at, text=rating.comment, score=rating.score)
    if entry.kind != EntryKind.MESSAGE or entry.visibility != Visibility.PUBLIC:
        return None
    if Message.of(entry.payload).is_acknowledgement:
        return None
    return Spoken(
        "message", entry.created_at, entry.author_kind, entry.author_name, entry.body_text[:MAX_TEXT]
    )


def final_of(scores: Mapping[str, Score]) -> int | None:
    """The level that counts: a person's, else a model's, else that of facts."""
    judged = [one for one in scores.values() if one.level is not None]
    if Origin.PERSON in scores:
        return scores[Origin.PERSON].level
    return max(judged, key=lambda one: _RANK[one.origin]).level if judged else None


def automatic_of(review_id: int) -> dict[str, int]:
    """The automatic level of each criterion that has one: a model's before that of facts."""
    rows = Score.objects.filter(review_id=review_id, level__isnull=False).exclude(origin=Origin.PERSON)
    found: dict[str, int] = {}
    for score in sorted(rows, key=lambda one: _RANK[one.origin]):
        found[score.criterion] = score.level or 0
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """Levels of one criterion: how many have 0, 1, 2, how many were not judged, how many a person gave."""

    levels: tuple[int, int, int] = (0, 0, 0)
    unjudged: int = 0
    by_person: int = 0

    @property
    def judged(self) -> int:
        """How many have a level."""
        return sum(self.levels)

    def with_level(self, level: int | None, *, is_persons: bool) -> "Tally":
        """One more."""
        if level is None:
            return Tally(self.levels, self.unjudged + 1, self.by_person)
        low, middle, high = (count + (level == place) for place, count in enumerate(self.levels))
        return Tally((low, middle, high), self.unjudged, self.by_person + is_persons)

    def mean(self, least: int) -> int | None:
        """The mean level in percent of the best; None for fewer than `least`."""
        if self.judged < least:
            return None
        return round(100 * (self.levels[1] + 2 * self.levels[2]) / (2 * self.judged))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the criteria that a person and an automatic score judged: how many are the same, by criterion."""

    criterion: str
    same: int = 0
    lower: int = 0
    higher: int = 0


def rubrics_by(rows: ReviewQuerySet) -> dict[int, Rubric]:
    """The rubrics that these reviews are scored by, by version."""
    return rubrics_of(set(rows.order_by().values_list("rules_version", flat=True).distinct()))


def tallied(rows: ReviewQuerySet, rubrics: Mapping[int, Rubric], *, origin: str = "") -> dict[str, Tally]:
    """
    The levels of these reviews by criterion, of one origin, or those that count.

    A review counts for the criteria of the rubric that it is scored by: what nobody asked is not unjudged.
    """
    scores = Score.objects.filter(review__in=rows.order_by().values("pk"))
    if origin:
        scores = scores.filter(origin=origin)
    versions = dict(rows.values_list("pk", "rules_version"))
    of: dict[int, dict[str, dict[str, Score]]] = {pk: {} for pk in versions}
    for score in scores:
        of[score.review_id].setdefault(score.criterion, {})[score.origin] = score
    found: dict[str, Tally] = {}
    for pk, own in of.items():
        for key in rubrics[versions[pk]].keys:
            given = own.get(key, {})
            found[key] = found.get(key, Tally()).with_level(
                final_of(given), is_persons=Origin.PERSON in given
            )
    return found


def agreements(rows: ReviewQuerySet, rubric: Rubric) -> list[Agreement]:
    """How often people and automatic scores agree, by criterion."""
    scores = Score.objects.filter(
        review__in=rows.filter(reviewed_at__isnull=False).order_by().values("pk"), level__isnull=False
    )
    of: dict[tuple[int, str], dict[str, int]] = {}
    for score in scores:
        of.setdefault((score.review_id, score.criterion), {})[score.origin] = score.level or 0
    counted: dict[str, list[int]] = {key: [0, 0, 0] for key in rubric.keys}
    for (_, key), own in of.items():
        automatic = own.get(Origin.MODEL, own.get(Origin.FACTS))
        person = own.get(Origin.PERSON)
        if key in counted and automatic is not None and person is not None:
            counted[key][0 if person == automatic else 1 if person < automatic else 2] += 1
    return [Agreement(key, *counts) for key, counts in counted.items()]
