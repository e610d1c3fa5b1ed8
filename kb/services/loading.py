"""Publishing many articles at once, for measurements and large data sets."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from kb.audience import article_keys
from kb.encoding.client import EncoderAway
from kb.models import Article, ArticleVersion, Audience, Status
from kb.models.articles import BodyFormat
from kb.outline import slug_of
from kb.rendering import cleaned_body
from kb.services.encoding import passages_encode
from kb.services.indexing import articles_index, passages_embed

BATCH = 200


def articles_load(rows: Sequence[Mapping[str, Any]], *, now: datetime) -> list[int]:
    """
    Publish rows of `title` and `body`, with `audience` and `brand_ids` if given, as the editor would.

    They are indexed and embedded on return, and encoded if the encoders are there. Writes no audit log and
    publishes no events. Returns the ids of the articles in the order of the rows.
    """
    made: list[int] = []
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        with transaction.atomic():
            articles = Article.objects.bulk_create(_articles(batch, len(made), now))
            ArticleVersion.objects.bulk_create(
                ArticleVersion(
                    article=article,
                    number=1,
                    title=article.title,
                    body_markdown=article.body_markdown,
                    body_format=article.body_format,
                    body_html=article.body_html,
                    author_ref="system",
                    author_name="Candor",
                    created_at=now,
                )
                for article in articles
            )
            articles_index([article.pk for article in articles])
        made += [article.pk for article in articles]
    while passages_embed(limit=2000, now=now):
        pass
    with suppress(EncoderAway):
        while passages_encode():
            pass
    return made


def _articles(rows: Sequence[Mapping[str, Any]], start: int, now: datetime) -> Iterator[Article]:
    for number, row in enumerate(rows, start=start + 1):
        body, title = str(row["body"]), str(row["title"])[:300]
        body_format = BodyFormat.HTML if body.lstrip()[:1] == "<" else BodyFormat.MARKDOWN
        audience = row.get("audience") or Audience.PUBLIC
        yield Article(
            title=title,
            published_title=title,
            slug=f"{slug_of(title, limit=100)}-{number}",
            body_markdown=body,
            body_format=body_format,
            body_html=cleaned_body(body, body_format),
            status=Status.PUBLISHED,
            published_version=1,
            published_at=now,
            audience=audience,
            audience_keys=article_keys(audience=audience, segments=(), company_ids=(), team_ids=()),
            brand_ids=list(row.get("brand_ids", [])),
            created_at=now,
            updated_at=now,
        )
