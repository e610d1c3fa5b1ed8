"""What became of those who read an article (K9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from core.actors import Actor
from kb.models import Article, ArticleFeedback, ArticleRead, Status
from kb.selectors.articles import articles_visible
from people.policy import require

ASKED_WITHIN = timedelta(hours=24)
"""A ticket within this time of reading is one that the article did not spare."""
MAX_ARTICLES = 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """
    The readings of an article in a period.

    `known` are those by customers whose tickets can be counted and whose day has passed, `followed` those of
    them after which a ticket came. `helpful` of `voted` answered that it helped.
    """

    views: int = 0
    known: int = 0
    followed: int = 0
    helpful: int = 0
    voted: int = 0

    @property
    def without_ticket(self) -> int:
        return self.known - self.followed


def articles_measured(*, actor: Actor, article_id: int | None = None) -> list[Article]:
    """The published articles that people write and the actor may see. Raises Forbidden."""
    require(actor, "article.draft")
    rows: QuerySet[Article] = articles_visible(actor).filter(source=None)
    rows = rows.filter(pk=article_id) if article_id is not None else rows.filter(status=Status.PUBLISHED)
    only = rows.select_related("owner").defer("body_markdown", "body_html")
    return list(only.order_by("title", "pk")[:MAX_ARTICLES])


def readings(*, ids: Sequence[int], since: datetime, now: datetime) -> dict[int, Reading]:
    """The readings of these articles since then."""
    settled = Q(contact__isnull=False) & (Q(at__lte=now - ASKED_WITHIN) | Q(ticket__isnull=False))
    rows = (
        ArticleRead.objects.filter(article__in=ids, at__gte=since, at__lte=now)
        .values("article_id")
        .annotate(
            views=Count("pk"),
            known=Count("pk", filter=settled),
            followed=Count("pk", filter=settled & Q(ticket__isnull=False)),
        )
        .order_by()
    )
    votes = {
        row["article_id"]: (row["yes"], row["all"])
        for row in ArticleFeedback.objects.filter(article__in=ids, created_at__gte=since)
        .values("article_id")
        .annotate(yes=Count("pk", filter=Q(is_helpful=True)), all=Count("pk"))
        .order_by()
    }
    found = {pk: Reading(helpful=yes, voted=every) for pk, (yes, every) in votes.items()}
    for row in rows:
        yes, every = votes.get(row["article_id"], (0, 0))
        found[row["article_id"]] = Reading(row["views"], row["known"], row["followed"], yes, every)
    return found
