"""
Vectors of whole sentences for passages, made in the background by the encoders' process (`kb.encoding`).

A passage is found by its words and their vectors meanwhile. What an edit, a new version of an encoder or a
restart left undone is found by the version beside each vector, so that the work can stop and go on anywhere.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from kb import embedding
from kb.encoding.client import is_on, passage_vectors
from kb.encoding.kinds import LANGUAGES, SENTENCES, Encoder
from kb.models import Chunk
from kb.services.indexing import context_of

BATCH = 32


@dataclass(frozen=True, slots=True)
class Column:
    """Where the vectors of an encoder stand; `language` limits it to passages in one."""

    encoder: Encoder
    name: str
    language: str = ""

    @property
    def version(self) -> str:
        return f"{self.name}_version"

    def passages(self) -> QuerySet[Chunk]:
        """The passages that have such a vector, or should have."""
        return (
            Chunk.objects.filter(language__startswith=self.language) if self.language else Chunk.objects.all()
        )


COLUMNS = (Column(SENTENCES, "sentence", language="en"), Column(LANGUAGES, "language"))


def passages_encode(*, limit: int = BATCH) -> int:
    """
    Make missing and outdated vectors of sentences; returns how many.

    Callers repeat until there are none. Raises EncoderAway if the process does not answer.
    """
    return sum(_encode(column, limit) for column in columns_in_use())


def columns_in_use() -> list[Column]:
    """The columns that are searched: those of encoders that are on, beside the built-in engine's vectors."""
    if embedding.engine() is not embedding.WORDLLAMA:
        return []
    return [column for column in COLUMNS if is_on(column.encoder)]


def _encode(column: Column, limit: int) -> int:
    waiting = column.passages().exclude(**{column.version: column.encoder.version})
    rows = list(waiting.order_by(column.version, "id").values_list("id", "title", "headings", "text")[:limit])
    if not rows:
        return 0
    # Outside of a transaction: seconds pass, and editing an article must not wait for them. A passage that
    # is rewritten meanwhile gets a new id.
    vectors = passage_vectors(column.encoder, [context_of(*row[1:]) for row in rows])
    literals = [embedding.literal(vector) if vector.any() else None for vector in vectors]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE kb_chunk c SET {column.name}_vector = v.vector::halfvec, {column.version} = %s"  # noqa: S608 (names of columns)
            " FROM unnest(%s::bigint[], %s::text[]) AS v(id, vector) WHERE c.id = v.id",
            [column.encoder.version, [row[0] for row in rows], literals],
        )
    return len(rows)
