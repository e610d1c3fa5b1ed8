"""
Passages of published articles: made in the transaction of the change, their vectors soon after.

Words can be found once committed, and withdrawn content disappears with the commit; only the vectors, which
an external engine may have to make, follow in a task.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from core.errors import DomainError
from core.search.spelling import can_be_corrected, deletes_of
from core.search.terms import indexed
from core.search.words import words_of
from kb import embedding
from kb.chunking import chunk_html
from kb.codes import codes_of
from kb.languages import base
from kb.models import Article, ArticleVersion, Chunk, Reembedding, Status

COUNTED = ("public", "customers", "staff")
SEPARATOR = " \u203a "
EMBED_BATCH = 200
EVERY_OTHER = "*"
"""A translation is for readers of its language alone; all others get the original."""
VECTOR_COLUMNS = (
    "embedding", "engine", "sentence_vector", "sentence_version", "language_vector", "language_version",
)  # fmt: skip


def articles_index(article_ids: Sequence[int]) -> int:
    """
    Rebuild the passages of these articles from their published content; returns the number of passages.

    Requires a transaction that locks the articles. A passage whose words did not change keeps its vector.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("articles_index needs a transaction")
    counts = _counted(article_ids, sign=-1)
    old = Chunk.objects.filter(article__in=article_ids)
    vectors = {row["digest"]: row for row in old.values("digest", *VECTOR_COLUMNS)}
    old.delete()
    spoken = _spoken(article_ids)
    chunks = [chunk for pair in _published(article_ids) for chunk in _chunks_of(*pair, spoken)]
    for chunk in chunks:
        for column in VECTOR_COLUMNS if chunk.digest in vectors else ():
            setattr(chunk, column, vectors[chunk.digest][column])
    _insert(chunks)
    _originals_yield(article_ids)
    counts.update(_counted(article_ids, sign=1))
    words = {word for chunk in chunks for word in words_of(f"{chunk.title} {chunk.headings} {chunk.text}")}
    _count_terms(counts, _spellings(words))
    return len(chunks)


def passages_embed(*, limit: int = EMBED_BATCH, now: datetime) -> int:
    """
    Make missing vectors first, then replace those of an engine that is no longer in use.

    Returns how many were made; callers repeat until there are none. Rows that another worker is processing
    are skipped. Raises UpstreamFailed if an external engine does not respond.
    """
    engine = embedding.engine()
    with transaction.atomic():
        rows = list(
            Chunk.objects.select_for_update(skip_locked=True)
            .exclude(engine=engine.name)
            .order_by("engine", "id")
            .defer("search", "embedding")[:limit]
        )
        if not rows:
            _finish_reembedding(engine.name, now)
            return 0
        _note_reembedding({row.engine for row in rows} - {""}, engine.name, now)
        try:
            vectors = engine.embed([context_of(row.title, row.headings, row.text) for row in rows])
        except DomainError as error:
            Reembedding.objects.filter(to_engine=engine.name, finished_at=None).update(
                last_error=error.message[:2000]
            )
            raise
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE kb_chunk c SET embedding = v.vector::vector, engine = %s"
                " FROM unnest(%s::bigint[], %s::text[]) AS v(id, vector) WHERE c.id = v.id",
                [engine.name, [row.pk for row in rows], [embedding.literal(vector) for vector in vectors]],
            )
    return len(rows)


def context_of(title: str, headings: str, text: str) -> str:
    """The text that is embedded for a passage: its own, and where it is."""
    return "\n".join(part for part in (title, headings, text) if part)


def _published(article_ids: Sequence[int]) -> Iterable[tuple[Article, ArticleVersion]]:
    articles = {
        article.pk: article for article in Article.objects.filter(pk__in=article_ids, status=Status.PUBLISHED)
    }
    wanted = {(article.pk, article.published_version) for article in articles.values()}
    versions = ArticleVersion.objects.filter(
        article__in=articles, number__in={number for _, number in wanted}
    )
    for version in versions.order_by("article_id", "number"):
        if (version.article_id, version.number) in wanted:
            yield articles[version.article_id], version


def _spoken(article_ids: Sequence[int]) -> dict[int, list[str]]:
    """For originals with translations that are read, the languages of these."""
    found: dict[int, list[str]] = {}
    rows = Article.objects.published().filter(translation_of__in=article_ids).order_by("language")
    for pk, language in rows.values_list("translation_of", "language"):
        if pk is not None:
            found.setdefault(pk, []).append(base(language))
    return found


def _originals_yield(article_ids: Sequence[int]) -> None:
    """Let the passages of originals make way for translations that have come, or come back for those gone."""
    changed = Article.objects.filter(pk__in=article_ids, translation_of__isnull=False)
    originals = [
        pk for pk in changed.order_by("pk").values_list("translation_of", flat=True) if pk is not None
    ]
    spoken = _spoken(originals) if originals else {}
    for pk in dict.fromkeys(originals):
        Chunk.objects.filter(article=pk).update(yields_to=spoken.get(pk, []))


def _chunks_of(article: Article, version: ArticleVersion, spoken: Mapping[int, list[str]]) -> Iterable[Chunk]:
    passages = chunk_html(version.body_html)
    for passage in passages:
        headings = SEPARATOR.join(passage.headings)
        context = context_of(version.title, headings, passage.text)
        yield Chunk(
            article=article,
            position=passage.position,
            title=version.title,
            heading_path=[heading[:300] for heading in passage.headings],
            headings=headings,
            anchor=passage.anchor[:120],
            text=passage.text,
            digest=hashlib.sha256(context.encode()).hexdigest(),
            codes=[code[:80] for code in codes_of(context)],
            audience=article.audience,
            audience_keys=article.audience_keys,
            brand_ids=article.brand_ids,
            language=article.language,
            yields_to=spoken.get(article.pk, []) if article.translation_of_id is None else [EVERY_OTHER],
        )


# One statement for many rows: an expression per tsvector would make bulk_create ten times slower.
_INSERT = """
INSERT INTO kb_chunk (article_id, position, title, heading_path, headings, anchor, text, digest, codes,
    search, embedding, engine, dimension, sentence_vector, sentence_version, language_vector,
    language_version, audience, audience_keys, brand_ids, language, yields_to)
SELECT article_id, position, title, heading_path, headings, anchor, text, digest, codes,
    setweight(search_vector(title_terms, false), 'A')
        || setweight(search_vector(headings_terms, false), 'B')
        || setweight(search_vector(text_terms, false), 'D'),
    embedding::vector, engine, dimension, sentence_vector::halfvec, sentence_version,
    language_vector::halfvec, language_version, audience, audience_keys, brand_ids, language, yields_to
FROM jsonb_to_recordset(%s::jsonb) AS r(article_id bigint, position int, title text, heading_path text[],
    headings text, anchor text, text text, digest text, codes text[], title_terms text, headings_terms text,
    text_terms text, embedding text, engine text, dimension int, sentence_vector text,
    sentence_version text, language_vector text, language_version text, audience text, audience_keys text[],
    brand_ids bigint[], language text, yields_to text[])
"""


def terms_of(text: str) -> str:
    """The words of a passage for `search_vector`."""
    return indexed(text)


def _insert(chunks: Sequence[Chunk]) -> None:
    rows = [
        {
            "article_id": chunk.article_id,
            "position": chunk.position,
            "title": chunk.title,
            "heading_path": chunk.heading_path,
            "headings": chunk.headings,
            "anchor": chunk.anchor,
            "text": chunk.text,
            "digest": chunk.digest,
            "codes": chunk.codes,
            "title_terms": terms_of(chunk.title),
            "headings_terms": terms_of(chunk.headings),
            "text_terms": terms_of(chunk.text),
            "embedding": embedding.literal(chunk.embedding),
            "engine": chunk.engine,
            "dimension": chunk.dimension,
            "sentence_vector": embedding.literal(chunk.sentence_vector),
            "sentence_version": chunk.sentence_version,
            "language_vector": embedding.literal(chunk.language_vector),
            "language_version": chunk.language_version,
            "audience": chunk.audience,
            "audience_keys": chunk.audience_keys,
            "brand_ids": chunk.brand_ids,
            "language": chunk.language,
            "yields_to": chunk.yields_to,
        }
        for chunk in chunks
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [json.dumps(rows)])


def _counted(article_ids: Sequence[int], *, sign: int) -> Counter[tuple[str, str]]:
    """The count for each audience and word stem in the passages of these articles; "" is the total."""
    counts: Counter[tuple[str, str]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.audience, l.lexeme, count(*) FROM kb_chunk c,"
            " unnest(tsvector_to_array(c.search) || ''::text) AS l(lexeme)"
            " WHERE c.article_id = ANY(%s) AND c.audience = ANY(%s) GROUP BY 1, 2",
            [list(article_ids), list(COUNTED)],
        )
        for audience, lexeme, count in cursor.fetchall():
            counts[audience, lexeme] = sign * count
    return counts


def _spellings(words: set[str]) -> dict[str, str]:
    """A spelling for each word stem: the shortest word with that stem."""
    candidates = sorted(
        (word for word in words if can_be_corrected(word)), key=lambda word: (-len(word), word)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.word, search_stem(w.word)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS w(word, n) ORDER BY n",
            [candidates],
        )
        return {lexeme: word for word, lexeme in cursor.fetchall() if lexeme}


def _count_terms(counts: Counter[tuple[str, str]], spellings: dict[str, str]) -> None:
    rows: dict[str, dict[str, Any]] = {}
    for (audience, lexeme), count in counts.items():
        row = rows.setdefault(lexeme, {"lexeme": lexeme, "public": 0, "customers": 0, "staff": 0})
        row[audience] = count
    changed = [row for row in rows.values() if any(row[name] for name in COUNTED)]
    for row in changed:
        word = spellings.get(row["lexeme"], "")
        row["word"] = word
        row["deletes"] = sorted({*deletes_of(word), *deletes_of(row["lexeme"])}) if word else []
    if not changed:
        return
    with connection.cursor() as cursor:
        # In a fixed order, so that two articles indexed at the same time do not deadlock.
        cursor.execute(
            "INSERT INTO kb_term AS t (lexeme, word, deletes, public, customers, staff)"
            " SELECT lexeme, word, deletes, public, customers, staff FROM jsonb_to_recordset(%s::jsonb)"
            " AS r(lexeme text, word text, deletes text[], public int, customers int, staff int)"
            " ORDER BY lexeme"
            " ON CONFLICT (lexeme) DO UPDATE SET public = t.public + excluded.public,"
            " customers = t.customers + excluded.customers, staff = t.staff + excluded.staff,"
            " word = CASE WHEN t.word = '' THEN excluded.word ELSE t.word END,"
            " deletes = CASE WHEN t.word = '' THEN excluded.deletes ELSE t.deletes END",
            [json.dumps(changed)],
        )


def _note_reembedding(old: set[str], new: str, now: datetime) -> None:
    for name in sorted(old):
        Reembedding.objects.get_or_create(
            from_engine=name, to_engine=new, finished_at=None, defaults={"started_at": now}
        )


def _finish_reembedding(new: str, now: datetime) -> None:
    Reembedding.objects.filter(to_engine=new, finished_at=None).update(finished_at=now, last_error="")
