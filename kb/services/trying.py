"""What readers would find if an article were published. Nothing of it stays."""

from collections.abc import Callable
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F

from core.errors import NotFound
from kb import embedding
from kb.models import Article, Chunk, Status
from kb.services.indexing import articles_index, context_of

R = TypeVar("R")


class _Undo(Exception):
    """Takes everything back."""


def as_if_published(*, article_id: int, look: Callable[[], R]) -> R:
    """
    What `look` sees while the working copy of an article is what readers get; then all is as it was.

    It runs in a transaction that is taken back, and others who publish wait for it: keep it to retrieval,
    which takes hundredths of a second. The passages have vectors of words, but none of sentences, which are
    made in the background. Raises NotFound.
    """
    found: list[R] = []
    try:
        with transaction.atomic():
            rows = Article.objects.select_for_update().filter(pk=article_id)
            if not rows.exists():
                raise NotFound("There is no such article.")
            rows.update(
                status=Status.PUBLISHED,
                published_version=F("content_version"),
                published_title=F("title"),
            )
            articles_index([article_id])
            _embed(article_id)
            found.append(look())
            raise _Undo
    except _Undo:
        return found[0]


def _embed(article_id: int) -> None:
    engine = embedding.WORDLLAMA
    if embedding.engine() is not engine:
        # Another engine would be asked over the network: words have to do.
        return
    rows = list(
        Chunk.objects.filter(article=article_id)
        .order_by("position")
        .values_list("pk", "title", "headings", "text")
    )
    vectors = engine.embed([context_of(*row[1:]) for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kb_chunk c SET embedding = v.vector::vector, engine = %s"
            " FROM unnest(%s::bigint[], %s::text[]) AS v(id, vector) WHERE c.id = v.id",
            [engine.name, [row[0] for row in rows], [embedding.literal(vector) for vector in vectors]],
        )
