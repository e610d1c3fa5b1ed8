"""Reads of "Show me": the steps that readers get, and how often an element was not there."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from kb.audience import Reader
from kb.models import Article, ArticleVersion, StepMiss
from kb.selectors.articles import help_articles
from people.models import Brand


def counts_of(article: Article) -> dict[str, tuple[int, int, datetime | None]]:
    """By selector: how often a step was shown, how often its element was missing, and when last."""
    if not article.steps:
        return {}
    rows = StepMiss.objects.filter(article=article.pk).order_by("pk")
    return {row.selector: (row.shown, row.missing, row.missed_at) for row in rows}


def published_steps(
    *, reader: Reader, brand: Brand, slugs: Collection[str]
) -> dict[str, list[dict[str, str]]]:
    """The steps that readers get with these articles, by slug, of those that this reader may read here."""
    wanted = {slug for slug in slugs if slug}
    if not wanted:
        return {}
    readable = help_articles(reader=reader, brand=brand).filter(slug__in=wanted)
    rows = ArticleVersion.objects.filter(
        article__in=readable, number=F("article__published_version")
    ).exclude(steps=[])
    return dict(rows.order_by("pk").values_list("article__slug", "steps"))
