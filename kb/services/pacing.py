"""Review intervals that follow how fast the area of an article moves."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncDate

from kb.models import Article, ArticleVersion
from kb.pace import WINDOW_DAYS, Moves, pace_of
from tickets.selectors import internal as all_tickets

AT_LEAST = timedelta(days=7)
"""So long an owner has after a review has moved nearer."""
BATCH = 500


def moves_of(*, now: datetime) -> dict[str, Moves]:
    """What happened in 90 days in each area that an article or a ticket has."""
    since = now - timedelta(days=WINDOW_DAYS)
    asked = (
        all_tickets.tickets()
        .present()
        .filter(created_at__gte=since, created_at__lte=now)
        .exclude(product_area="")
        .order_by()
        .values_list("product_area")
        .annotate(n=Count("pk"))
    )
    tickets: Counter[str] = Counter(dict(asked))
    rewritten = (
        ArticleVersion.objects.filter(created_at__gte=since, created_at__lte=now, number__gt=1)
        .filter(article__source=None)
        .exclude(article__product_area="")
        .order_by()
        .values_list("article__product_area", "article", TruncDate("created_at"))
        .distinct()
    )
    edits = Counter(area for area, _, _ in rewritten)
    usual = sum(tickets.values()) / len(tickets) if tickets else 0.0
    return {area: Moves(tickets[area], usual, edits[area]) for area in {*tickets, *edits}}


def reviews_pace(*, now: datetime) -> int:
    """
    Set the interval of the published articles that follow their area; returns how many it changed for.

    For those whose interval a person has set, only what their area would say is kept. Safe to repeat.
    """
    known = moves_of(now=now)
    published = Article.objects.published().filter(source=None)
    last = changed = 0
    while ids := list(published.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = ids[-1]
        changed += _pace(ids, known, now)
    return changed


@transaction.atomic
def _pace(ids: list[int], known: dict[str, Moves], now: datetime) -> int:
    rows = Article.objects.select_for_update(skip_locked=True).filter(pk__in=ids).order_by("pk")
    names = ("pk", "product_area", "review_pace", "is_review_paced", "review_interval_days")
    told: list[Article] = []
    changed = 0
    for article in rows.only(*names, "reviewed_at", "review_due_on", "source"):
        area = article.product_area
        pace = pace_of(known.get(area, Moves()) if area else None)
        is_new = article.is_review_paced and article.review_interval_days != pace.days
        if not is_new and article.review_pace == pace.to_json():
            continue
        article.review_pace = pace.to_json()
        if is_new:
            article.review_interval_days = pace.days
            _move_due(article, now)
            changed += 1
        told.append(article)
    Article.objects.bulk_update(told, ["review_pace", "review_interval_days", "review_due_on"])
    return changed


def _move_due(article: Article, now: datetime) -> None:
    """Count the new interval from the last review; what is due already stays due, unless it now has time."""
    today = now.date()
    if article.reviewed_at is None:
        return
    due_on = article.next_review_on(article.reviewed_at.date())
    if due_on is None or (due_on < today and article.is_stale(today)):
        return
    article.review_due_on = max(due_on, today + AT_LEAST)
