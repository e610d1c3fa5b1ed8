"""
Reads of gaps: each figure counts the tickets that the actor may see, and no others.

A gap none of whose tickets the actor sees does not exist for them.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from assistant.models import Gap, GapFigures, GapKind, GapState, GapTicket
from core.actors import Actor
from core.errors import NotFound
from kb.grouping import SURE, unit, vectors_of
from kb.selectors import articles_visible, searching
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.selectors import internal as all_tickets

SORTS = ("tickets", "hours", "cost", "newest")
USUAL_DAYS = 28
MAX_EVIDENCE = 20_000
EVIDENCE = 50
MAX_WORDS = 40
KINDS_BY_WEIGHT = (GapKind.WRONG, GapKind.NOT_FOUND, GapKind.MISSING)
"""Which kind a gap has where as many of its tickets show one as another: what misleads comes first."""
EFFECT = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a ticket costs here; None where nobody has said."""

    cost_per_ticket: Decimal | None = None
    minutes_per_reply: int | None = None
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Effect:
    """Of the questions like these, how many the assistant answered alone."""

    contained: int
    asked: int


@dataclass
class Sight:
    """A gap as one actor sees it. `minutes` and `cost` are None without a figure of the installation."""

    gap: Gap
    title: str
    kind: str
    rows: list[GapTicket] = field(default_factory=list)
    contained: list[GapTicket] = field(default_factory=list)
    tickets: int = 0
    replies: int = 0
    minutes: int | None = None
    cost: Decimal | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which gaps: those with tickets of the last `days`; with `singles` also those of a single ticket."""

    days: int = USUAL_DAYS
    state: str = ""
    kind: str = ""
    sort: str = "tickets"
    owner_id: int | None = None
    singles: bool = False


def figures() -> Figures:
    """The installation's own figures."""
    row = GapFigures.objects.first()
    return Figures() if row is None else Figures(row.cost_per_ticket, row.minutes_per_reply, row.currency)


def _visible(actor: Actor) -> QuerySet[GapTicket]:
    require(actor, "article.draft")
    seen = ticket_selectors.tickets_visible(actor).present().order_by()
    return GapTicket.objects.filter(gap__isnull=False, ticket__in=seen.values("pk"))


def gaps(*, actor: Actor, wanted: Wanted, now: datetime) -> list[Sight]:
    """The gaps that fit, the dearest first. Raises Forbidden."""
    rows = _visible(actor).filter(asked_at__gte=now - timedelta(days=wanted.days), asked_at__lte=now)
    found = _sights(
        list(rows.defer("vector", "words", "question").order_by("-asked_at", "-pk")[:MAX_EVIDENCE])
    )
    least = 1 if wanted.singles else 2
    kept = [
        one
        for one in found
        if one.tickets >= least
        and (not wanted.state or one.gap.state == wanted.state)
        and (not wanted.kind or one.kind == wanted.kind)
        and (wanted.owner_id is None or one.gap.owner_id == wanted.owner_id)
    ]
    return sorted(kept, key=lambda one: (_worth(one, wanted.sort), one.tickets, one.gap.pk), reverse=True)


def _worth(sight: Sight, sort: str) -> float:
    if sort == "hours":
        # Without a figure every reply counts the same, so that the order is the same.
        return float(sight.replies)
    if sort == "newest":
        return sight.last_at.timestamp() if sight.last_at is not None else 0.0
    return float(sight.tickets)


def gap_get(*, actor: Actor, gap_id: int) -> Sight:
    """One gap with all its tickets that the actor sees. Raises Forbidden, NotFound."""
    rows = list(
        _visible(actor)
        .filter(gap=gap_id)
        .defer("vector", "words")
        .order_by("-asked_at", "-pk")[:MAX_EVIDENCE]
    )
    found = _sights(rows)
    if not found or not found[0].rows:
        raise NotFound("There is no such gap.")
    return found[0]


def _sights(rows: Sequence[GapTicket]) -> list[Sight]:
    by_gap: dict[int, list[GapTicket]] = defaultdict(list)
    for row in rows:
        if row.gap_id is not None:
            by_gap[row.gap_id].append(row)
    known = Gap.objects.select_related("owner", "article").defer("total", "words").in_bulk(list(by_gap))
    shown = [row.ticket_id for row in rows if not row.is_contained]
    replies = Counter(ticket_id for ticket_id, _ in all_tickets.replies_of_people(shown))
    here = figures()
    return [
        _sight(known[pk], of, replies, here)
        for pk, of in by_gap.items()
        if pk in known and any(not row.is_contained for row in of)
    ]


def _sight(gap: Gap, rows: Sequence[GapTicket], replies: Mapping[int, int], here: Figures) -> Sight:
    evidence = [row for row in rows if not row.is_contained]
    nearest = max(evidence, key=lambda row: (row.likeness, -row.ticket_id))
    kinds = Counter(row.kind for row in evidence)
    kind = max(KINDS_BY_WEIGHT, key=lambda one: (kinds[one], -KINDS_BY_WEIGHT.index(one)))
    sight = Sight(
        gap=gap,
        title=nearest.title or nearest.question[:120],
        kind=kind.value,
        rows=evidence,
        contained=[row for row in rows if row.is_contained],
        tickets=len(evidence),
        replies=sum(replies[row.ticket_id] for row in evidence),
        last_at=evidence[0].asked_at,
    )
    if here.minutes_per_reply is not None:
        sight.minutes = sight.replies * here.minutes_per_reply
    if here.cost_per_ticket is not None:
        sight.cost = sight.tickets * here.cost_per_ticket
    return sight


def effect(sight: Sight, *, now: datetime) -> tuple[Effect, Effect] | None:
    """
    How many of these questions the assistant answered alone in the 28 days before it was closed, and since.

    None while it is not closed.
    """
    closed = sight.gap.done_at
    if closed is None:
        return None
    every = [*sight.rows, *sight.contained]
    before = [row for row in every if closed - EFFECT <= row.asked_at < closed]
    after = [row for row in every if closed <= row.asked_at <= now]
    return _share(before), _share(after)


def _share(rows: Sequence[GapTicket]) -> Effect:
    return Effect(sum(row.is_contained for row in rows), len(rows))


def searches_alike(*, actor: Actor, sight: Sight, now: datetime) -> list[tuple[str, int, int]]:
    """
    Failed searches of 28 days that ask what a gap is about: words, how many, and how many led to a ticket.

    By the vectors of their words, whatever made those of the gap. Raises Forbidden.
    """
    report = searching.report(actor=actor, wanted=searching.Wanted(USUAL_DAYS, is_failed=True), now=now)
    if not report.groups:
        return []
    about = vectors_of([f"{row.title}\n{row.question}"[:600] for row in sight.rows[:EVIDENCE]])
    centre = unit(about.sum(axis=0))
    near = vectors_of([group.query for group in report.groups]) @ centre
    found = [
        (group.query, group.count, group.whys["ticket_followed"])
        for group, likeness in zip(report.groups, near.tolist(), strict=True)
        if likeness >= SURE or _is_of(group.tickets, sight)
    ]
    return found[:MAX_WORDS]


def _is_of(tickets: Sequence[int], sight: Sight) -> bool:
    return bool(set(tickets) & {row.ticket_id for row in sight.rows})


def subjects(actor: Actor, rows: Sequence[GapTicket]) -> dict[int, str]:
    """The subjects of these tickets, of those that the actor may see."""
    found = ticket_selectors.tickets_visible(actor).filter(pk__in=[row.ticket_id for row in rows])
    return dict(found.order_by("pk").values_list("pk", "subject"))


def article_titles(actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """The titles of these articles, of those that the actor may see."""
    found = articles_visible(actor).filter(pk__in=ids).order_by("pk")
    return dict(found.values_list("pk", "title"))


def open_gaps_by_area(*, actor: Actor, since: datetime) -> dict[str, int]:
    """For each product area the gap that is not closed with most tickets there since then."""
    rows = _visible(actor).filter(
        is_contained=False, asked_at__gte=since, gap__state__in=[GapState.OPEN, GapState.IN_WORK]
    )
    counted = Counter(rows.values_list("ticket__product_area", "gap_id"))
    found: dict[str, int] = {}
    for (area, gap_id), _ in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        found.setdefault(area, gap_id)
    return found
