"""Reads for drift: how each measure of each category and segment stands, and what changed meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from assistant.selectors import versions as assistant_versions
from assistant.selectors.measured import engines_since
from core.actors import Actor
from insights.periods import Period
from insights.selectors import Wanted
from insights.selectors.figures import SEE, points
from kb.selectors import articles_visible
from people.policy import may, require
from quality.drift import ALL, CLOSE, PAST, PLAIN, RECENT, Outcome, Row, Scope, Usual, Watch, row_of
from quality.models import REVIEW, Origin, RubricVersion, Score
from quality.rubric import CATEGORIES, SEGMENTS, Rubric
from quality.selectors.rules import in_force
from routing.selectors.reading import versions as routing_versions
from sla.selectors import installation_zone
from sla.selectors import versions as sla_versions
from tickets.selectors import tickets_visible

OVERRULED = "overruled"
BAD: Mapping[str, bool] = {
    "ai_wrong": True, "ai_handoff": True, "ai_quality": False, "ai_drafts_used": False, "reopen_rate": True,
    "csat": False,
}  # fmt: skip
"""The measures that are watched, and whether their part is the bad one."""
MEASURES = (*BAD, OVERRULED)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class Point:
    """An outcome of a measure, with what it is told by."""

    measure: str
    outcome: Outcome
    category: str
    segment: str

    @property
    def scopes(self) -> Iterator[Scope]:
        """Where it counts."""
        yield ALL
        if self.category:
            yield "category", self.category
        if self.segment:
            yield "segment", self.segment


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure of a scope, as it stands."""

    scope: Scope
    measure: str
    is_close: bool
    row: Row


def scopes_of(rubric: Rubric) -> list[tuple[Scope, bool]]:
    """All that is looked at, and whether it is watched closer."""
    return [
        (ALL, False),
        *((("category", one), one in rubric.categories) for one in CATEGORIES),
        *((("segment", one), one in rubric.segments) for one in SEGMENTS),
    ]


def standings(*, actor: Actor, now: datetime) -> list[Standing]:
    """Every measure of every scope, of the tickets that the actor sees. Raises Forbidden."""
    require(actor, SEE)
    begins = now - RECENT
    lately: dict[tuple[Scope, str], list[Outcome]] = {}
    for point in _points(actor, begins, now):
        for scope in point.scopes:
            lately.setdefault((scope, point.measure), []).append(point.outcome)
    usual = _usual(actor, begins - PAST, begins)
    nothing = Usual(0, 0, 0.0)
    scopes = scopes_of(in_force().rubric)
    kept = [(scope, is_close, measure) for scope, is_close in scopes for measure in MEASURES]
    rows = {
        is_close: sum((scope, measure) in usual for scope, own, measure in kept if own == is_close)
        for is_close in (False, True)
    }  # fmt: skip
    return [
        Standing(
            scope,
            measure,
            is_close,
            row_of(
                usual.get((scope, measure), nothing),
                sorted(lately.get((scope, measure), []), key=lambda one: one.at),
                watch=watch_of(is_close),
                rows=max(1, rows[is_close]),
            ),
        )
        for scope, is_close, measure in kept
    ]


def watch_of(is_close: bool) -> Watch:
    """How closely a scope is watched."""
    return CLOSE if is_close else PLAIN


def _points(actor: Actor, since: datetime, until: datetime) -> Iterator[Point]:
    rows = _measured(actor, since, until).values_list(
        "measure", "at", "is_part", "facts_id", "facts__category", "facts__segment"
    )
    for measure, at, is_part, ticket_id, category, segment in rows.iterator(chunk_size=5_000):
        yield Point(measure, Outcome(at, is_part == BAD[measure], ticket_id), category, segment)
    yield from _overruled(actor, since, until)


def _measured(actor: Actor, since: datetime, until: datetime) -> Any:
    # The moment counts, and not only its day: a period of whole days only keeps the index narrow.
    days = Period((since - DAY).date(), (until + DAY).date(), installation_zone())
    found = points(actor=actor, wanted=Wanted(days, until)).filter(measure__in=list(BAD))
    return found.filter(at__gte=since, at__lt=until).order_by()


def _usual(actor: Actor, since: datetime, until: datetime) -> dict[tuple[Scope, str], Usual]:
    """What was usual, counted by the database: half a year of a large installation is no list to read."""
    rows = _measured(actor, since, until)
    tally = {"n": Count("pk"), "part": Count("pk", filter=Q(is_part=True)), "first": Min("at")}
    found: dict[tuple[Scope, str], Usual] = {}
    for name, column in (("all", None), ("category", "facts__category"), ("segment", "facts__segment")):
        columns = ("measure",) if column is None else ("measure", column)
        for row in rows.values(*columns).annotate(**tally):
            value = "" if column is None else row[column]
            if column is not None and not value:
                continue
            bad = row["part"] if BAD[row["measure"]] else row["n"] - row["part"]
            days = (until - row["first"]) / DAY
            found[(name, value), row["measure"]] = Usual(bad, row["n"], days)
    for scope, own in _by_scope(_overruled(actor, since, until)).items():
        first = min(one.at for one in own)
        found[scope, OVERRULED] = Usual(sum(one.is_bad for one in own), len(own), (until - first) / DAY)
    return found


def _by_scope(found: Iterable[Point]) -> dict[Scope, list[Outcome]]:
    by: dict[Scope, list[Outcome]] = {}
    for point in found:
        for scope in point.scopes:
            by.setdefault(scope, []).append(point.outcome)
    return by


def _overruled(actor: Actor, since: datetime, until: datetime) -> list[Point]:
    """What people judged lower than facts or a model, of the random sample alone."""
    given = Score.objects.filter(
        origin=Origin.PERSON, level__isnull=False, at__gte=since, at__lt=until, review__sample="random"
    )
    if not actor.sees_all_tickets:
        given = given.filter(review__ticket__in=tickets_visible(actor).present().order_by().values("pk"))
    persons = {
        (row["review_id"], row["criterion"]): row
        for row in given.values(
            "review_id", "criterion", "level", "at", "review__ticket_id", "review__category",
            "review__ticket__company__segment",
        )
    }  # fmt: skip
    automatic: dict[tuple[int, str], int] = {}
    others = Score.objects.filter(review__in={pk for pk, _ in persons}, level__isnull=False)
    for score in others.exclude(origin=Origin.PERSON).order_by("origin"):
        automatic[score.review_id, score.criterion] = score.level or 0
    return [
        Point(
            OVERRULED,
            Outcome(row["at"], (row["level"] or 0) < automatic[key], row["review__ticket_id"]),
            row["review__category"],
            row["review__ticket__company__segment"] or "",
        )
        for key, row in persons.items()
        if key in automatic
    ]


@dataclass(frozen=True, slots=True)
class Week:
    """How many of how many were bad in a week."""

    begins: datetime
    bad: int
    all: int


def weeks_of(*, actor: Actor, scope: Scope, measure: str, now: datetime) -> list[Week]:
    """A measure of a scope in the stretches of seven days up to now, the oldest first. Raises Forbidden."""
    # What people overruled is counted apart from the points, which ask this themselves.
    require(actor, SEE)
    since = now - RECENT - PAST
    if measure == OVERRULED:
        moments = [(one.at, one.is_bad) for one in _by_scope(_overruled(actor, since, now)).get(scope, [])]
    else:
        where = {} if scope == ALL else {f"facts__{scope[0]}": scope[1]}
        rows = _measured(actor, since, now).filter(measure=measure, **where)
        moments = [(at, is_part == BAD[measure]) for at, is_part in rows.values_list("at", "is_part")]
    count = (RECENT + PAST) // WEEK
    bad, all_of = [0] * count, [0] * count
    for at, is_bad in moments:
        place = min(count - 1, int((at - since) / WEEK))
        all_of[place] += 1
        bad[place] += is_bad
    return [Week(since + place * WEEK, bad[place], all_of[place]) for place in range(count)]


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that was changed: `what` is its kind, `name` a title, a version's number, or an engine."""

    at: datetime
    what: str
    name: str
    by: str = ""
    id: int | None = None


def changes(*, actor: Actor, since: datetime, until: datetime) -> list[Changed]:
    """
    What was changed between two moments, the newest first; only what the actor may read.

    Articles published, versions of the assistant, of service levels, of routing and of the rubric, and
    engines that answered for the first time.
    """
    articles = articles_visible(actor).filter(published_at__gte=since, published_at__lt=until)
    found = [
        Changed(at, "article", title, id=pk)
        for pk, title, at in articles.order_by("-published_at").values_list(
            "pk", "published_title", "published_at"
        )[:MOST_CHANGES]
        if at is not None
    ]
    versioned: list[tuple[str, str, Iterable[Any]]] = [
        ("assistant", "assistant.read", assistant_versions(limit=MOST_CHANGES)),
        ("sla", "", sla_versions(limit=MOST_CHANGES)),
        ("routing", "", routing_versions(limit=MOST_CHANGES)),
        ("rubric", REVIEW, RubricVersion.objects.order_by("-version")[:MOST_CHANGES]),
    ]
    for what, verb, rows in versioned:
        if not verb or may(actor, verb):
            found += [
                Changed(row.created_at, what, str(row.version), row.by_name)
                for row in rows
                if since <= row.created_at < until
            ]
    found += [Changed(at, "engine", name) for name, at in engines_since(since) if at < until]
    return sorted(found, key=lambda one: (one.at, one.what, one.name), reverse=True)[:MOST_CHANGES]
