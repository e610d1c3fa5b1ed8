"""What articles come to (K9), and which of the categories of tickets have one (K10)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from assistant.models import Conversation, State, Verdict
from assistant.selectors.gaps import open_gaps_by_area
from core.actors import Actor
from kb.models import Article, Status
from kb.selectors import articles_visible
from kb.selectors.outcomes import Reading, articles_measured, readings
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.entries import Message
from tickets.selectors import internal as all_tickets

FEW = 20
"""Below this many readings or votes a share says nothing; there are only counts."""
MAX_CONVERSATIONS = 5000
TOP = 20
GOOD = 0.8
"""From this share of the top categories on, coverage is good (K10)."""
ESCALATED = (State.HANDED_OVER, State.CAME_BACK)
SORTS = ("follow_up", "views", "helpful", "escalated", "title")
ALERT_VIEWS, ALERT_SHARE = 20, 0.25
"""Many readers who still had to ask: what the owner should look at first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of an article in a period.

    `cited` are conversations in which the assistant's answer cited it, `escalated` those of them that people
    had to take over or that came back, `corrected` those whose answer a person judged to be wrong.
    """

    article: Article
    reading: Reading
    cited: int
    escalated: int
    corrected: int

    @property
    def follow_up(self) -> float | None:
        """The share of known readings after which a ticket came; None for few."""
        reading = self.reading
        return reading.followed / reading.known if reading.known >= FEW else None

    @property
    def helpful(self) -> float | None:
        reading = self.reading
        return reading.helpful / reading.voted if reading.voted >= FEW else None

    @property
    def needs_work(self) -> bool:
        """Many readings, and many tickets after them."""
        share = self.follow_up
        return self.reading.views >= ALERT_VIEWS and share is not None and share >= ALERT_SHARE


@dataclass(frozen=True, slots=True)
class Category:
    """A product area of tickets: how many there were, how many articles it has, and its biggest gap."""

    area: str
    tickets: int
    articles: int
    gap_id: int | None


def outcomes(
    *, actor: Actor, days: int, sort: str = "follow_up", article_id: int | None = None, now: datetime
) -> list[Outcome]:
    """What became of the published articles, or of one in any state, in the last `days`. Raises Forbidden."""
    since = now - timedelta(days=days)
    articles = articles_measured(actor=actor, article_id=article_id)
    read = readings(ids=[article.pk for article in articles], since=since, now=now)
    cited, escalated, corrected = _cited(since)
    found = [
        Outcome(
            article,
            read.get(article.pk, Reading()),
            cited[article.pk],
            escalated[article.pk],
            corrected[article.pk],
        )
        for article in articles
    ]
    return sorted(found, key=lambda one: _order(one, sort))


def _order(one: Outcome, sort: str) -> tuple[float, float, str]:
    reading = one.reading
    if sort == "title":
        return 0.0, 0.0, one.article.title.lower()
    if sort == "views":
        return -float(reading.views), 0.0, one.article.title.lower()
    if sort == "helpful":
        # The least helpful first, and what nobody has judged last.
        return (1.0 if not reading.voted else 0.0), _share(reading.helpful, reading.voted), one.article.title
    if sort == "escalated":
        return -float(one.escalated + one.corrected), -float(one.cited), one.article.title.lower()
    return -_share(reading.followed, reading.known), -float(reading.views), one.article.title.lower()


def _share(part: int, whole: int) -> float:
    """A share that few make no more of than many: as if four more had shown nothing."""
    return part / (whole + 4)


def _cited(since: datetime) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """By article: conversations in which it was cited, those that people took over, those judged wrong."""
    rows = (
        Conversation.objects.filter(is_ours=True, began_at__gte=since, answer_entry_id__isnull=False)
        .order_by("-began_at")
        .values_list("ticket_id", "state", "answer_entry_id")[:MAX_CONVERSATIONS]
    )
    found = list(rows)
    wrong = set(
        Verdict.objects.filter(undone_at=None, at__gte=since, kind=Verdict.Kind.WRONG).values_list(
            "conversation_id", flat=True
        )
    )
    payloads = all_tickets.payloads_of([entry_id for _, _, entry_id in found if entry_id is not None])
    cited: Counter[int] = Counter()
    escalated: Counter[int] = Counter()
    corrected: Counter[int] = Counter()
    for ticket_id, state, entry_id in found:
        citations = Message.of(payloads.get(entry_id or 0, {})).citations
        for pk in {one.get("article_id") for one in citations}:
            if isinstance(pk, int):
                cited[pk] += 1
                escalated[pk] += state in ESCALATED
                corrected[pk] += ticket_id in wrong
    return cited, escalated, corrected


def coverage(*, actor: Actor, days: int, now: datetime) -> list[Category]:
    """
    The product areas with most tickets in the last `days`, at most 20, each with how many articles it has.

    Of tickets that the actor sees and articles that customers can read. Raises Forbidden.
    """
    require(actor, "article.draft")
    since = now - timedelta(days=days)
    seen = (
        ticket_selectors.tickets_visible(actor).present().filter(created_at__gte=since, created_at__lte=now)
    )
    counted = seen.exclude(product_area="").order_by().values_list("product_area").annotate(n=Count("pk"))
    top = sorted(counted, key=lambda one: (-one[1], one[0]))[:TOP]
    public = articles_visible(actor).filter(
        status=Status.PUBLISHED, audience__in=["public", "customers", "segments", "companies"]
    )
    counts = public.order_by().values_list("product_area").annotate(n=Count("pk"))
    written = dict(counts)
    gaps = open_gaps_by_area(actor=actor, since=since)
    return [Category(area, count, written.get(area, 0), gaps.get(area)) for area, count in top]
