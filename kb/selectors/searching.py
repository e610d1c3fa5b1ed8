"""The report of searches: what was asked, and where nothing helped."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from core.actors import Actor
from kb.grouping import grouped
from kb.models import Article, SearchChannel, SearchLog
from kb.reading.redaction import Names, redacted
from kb.selectors.articles import articles_visible
from people.policy import require
from tickets import selectors as ticket_selectors

CHANNELS = (
    SearchChannel.HELP_CENTER,
    SearchChannel.WIDGET,
    SearchChannel.FORM,
    SearchChannel.WORKSPACE,
    SearchChannel.API,
)
CLICKED_IN = (SearchChannel.HELP_CENTER, SearchChannel.WIDGET)
"""Where opening a result is noted; elsewhere nobody knows whether one was opened."""
SETTLED = timedelta(minutes=30)
"""A search with results counts as given up only after so long without a click."""
MAX_GROUPED = 4000
MAX_EXPORTED = 20_000
MAX_QUERIES = 12
WHYS = ("nothing_shown", "nothing_clicked", "ticket_followed")
NOBODY = Names((), ())

_SHOWN_NOTHING = Q(result_count=0)
_FOLLOWED = Q(ticket__isnull=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which searches: of the last `days`, in one brand, from one place, that failed for one reason."""

    days: int = 28
    brand_id: int | None = None
    channel: str = ""
    why: str = ""
    is_failed: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """Failed searches that ask the same: how many, in which words, for which reasons."""

    query: str
    count: int
    people: int
    whys: dict[str, int]
    queries: list[tuple[str, int]]
    last_at: datetime
    tickets: list[int]


@dataclass(frozen=True, slots=True)
class Report:
    """
    The figures of a period; `is_cut` says that only the newest failed searches were grouped.

    `solved` of `before_writing` searches in contact forms made writing needless.
    """

    searches: int
    failed: int
    whys: dict[str, int]
    groups: list[Failed]
    is_cut: bool
    before_writing: int
    solved: int


def _why(now: datetime) -> dict[str, Q]:
    given_up = Q(result_count__gt=0, clicked=None, channel__in=CLICKED_IN, at__lte=now - SETTLED, ticket=None)
    return {"nothing_shown": _SHOWN_NOTHING, "nothing_clicked": given_up, "ticket_followed": _FOLLOWED}


def searches(*, actor: Actor, wanted: Wanted, now: datetime) -> QuerySet[SearchLog]:
    """The searches that fit. Raises Forbidden."""
    require(actor, "article.draft")
    rows = SearchLog.objects.filter(at__gte=now - timedelta(days=wanted.days), at__lte=now)
    if wanted.brand_id is not None:
        rows = rows.filter(brand=wanted.brand_id)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    whys = _why(now)
    if wanted.why:
        rows = rows.filter(whys[wanted.why])
    elif wanted.is_failed:
        rows = rows.filter(whys["nothing_shown"] | whys["nothing_clicked"] | whys["ticket_followed"])
    return rows


def report(*, actor: Actor, wanted: Wanted, now: datetime) -> Report:
    """
    How many searches there were, and the failed ones by what they ask, the most frequent first.

    A search fails for the first of these that holds: a ticket followed, nothing was shown, nothing of what
    was shown was opened. Personal data in what was typed is not shown. Raises Forbidden.
    """
    every = searches(actor=actor, wanted=Wanted(wanted.days, wanted.brand_id, wanted.channel), now=now)
    in_form = Q(channel=SearchChannel.FORM)
    counted = every.aggregate(
        n=Count("pk"),
        before_writing=Count("pk", filter=in_form),
        solved=Count("pk", filter=in_form & Q(solved_at__isnull=False)),
    )
    failed = searches(
        actor=actor,
        wanted=Wanted(wanted.days, wanted.brand_id, wanted.channel, wanted.why, is_failed=True),
        now=now,
    )
    rows = list(
        failed.order_by("-at", "-pk").only(
            "query", "actor_ref", "result_count", "clicked_id", "ticket_id", "at", "channel"
        )[: MAX_GROUPED + 1]
    )
    is_cut = len(rows) > MAX_GROUPED
    rows = rows[:MAX_GROUPED]
    seen = seen_tickets(actor, [row.ticket_id for row in rows if row.ticket_id is not None])
    groups = _groups(rows, seen)
    count = failed.count() if is_cut else len(rows)
    whys = Counter(why_of(row) for row in rows)
    by_why = {why: whys[why] for why in WHYS}
    return Report(counted["n"], count, by_why, groups, is_cut, counted["before_writing"], counted["solved"])


def why_of(row: SearchLog) -> str:
    """Why a failed search counts as one."""
    if row.ticket_id is not None:
        return "ticket_followed"
    return "nothing_shown" if row.result_count == 0 else "nothing_clicked"


def shown_query(text: str) -> str:
    """What was typed, without personal data."""
    return redacted(text, NOBODY) or "…"


def seen_tickets(actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of these tickets that the actor may see."""
    if not ids:
        return frozenset()
    visible = ticket_selectors.tickets_visible(actor).present().filter(pk__in=set(ids))
    return frozenset(visible.order_by().values_list("pk", flat=True))


def _groups(rows: Sequence[SearchLog], seen: frozenset[int]) -> list[Failed]:
    """From the oldest on, so that what is asked most lends a group its words, not what came last."""
    by_words: dict[str, list[SearchLog]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        by_words.setdefault(" ".join(row.query.lower().split()), []).append(row)
    words = list(by_words)
    found = []
    for group in grouped(words):
        found.append(_failed([row for at in group.members for row in by_words[words[at]]], seen))
    return sorted(found, key=lambda one: (-one.count, -one.last_at.timestamp(), one.query))


def _failed(rows: Sequence[SearchLog], seen: frozenset[int]) -> Failed:
    typed = Counter(shown_query(row.query) for row in rows)
    whys = Counter(why_of(row) for row in rows)
    ordered = sorted(typed.items(), key=lambda one: (-one[1], one[0]))
    people = {row.actor_ref if row.actor_ref != "visitor" else f"visitor-{row.pk}" for row in rows}
    return Failed(
        query=ordered[0][0],
        count=len(rows),
        people=len(people),
        whys={why: whys[why] for why in WHYS},
        queries=ordered[:MAX_QUERIES],
        last_at=max(row.at for row in rows),
        tickets=sorted({row.ticket_id for row in rows if row.ticket_id in seen}, reverse=True)[:20],
    )


def exported(*, actor: Actor, wanted: Wanted, now: datetime) -> list[SearchLog]:
    """The searches that fit, the newest first, for a file. Raises Forbidden."""
    rows = searches(actor=actor, wanted=wanted, now=now).select_related("brand")
    return list(rows.order_by("-at", "-pk")[:MAX_EXPORTED])


def titles(actor: Actor, rows: Sequence[SearchLog]) -> dict[int, str]:
    """The titles of the articles that these searches showed or led to, of those that the actor may see."""
    ids = {pk for row in rows for pk in row.shown_ids} | {row.clicked_id for row in rows if row.clicked_id}
    found: QuerySet[Article] = articles_visible(actor).filter(pk__in=ids)
    return dict(found.order_by("pk").values_list("pk", "title"))
