"""
Retrieval: one function for the help center, the workspace, the widget, the assistant and the API.

One statement finds candidates by words, by vectors and by exact codes, each filtered by audience, brand and
language before anything is ranked, and scores their union with one formula.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, transaction

from core import clock
from core.actors import Actor
from core.html import plain
from core.search.texts import plain_source
from core.search.words import words_of
from kb.audience import Reader, reader_of
from kb.codes import is_strong
from kb.languages import base
from kb.models import Audience
from kb.query import Question, question_of
from kb.ranking import WEIGHTS, Weights
from kb.rendering import article_path
from kb.reranking import reranked
from kb.selectors.meaning import Meaning, corrected, meaning_of
from kb.selectors.statement import parameters, statement
from kb.selectors.terms import Terms, terms_of
from people.selectors import brands

MAX_RESULTS = 100


@dataclass(frozen=True, slots=True)
class Passage:
    """
    One passage that answers, and where it is.

    `score` orders passages; it is about 1.3 for a perfect match in words and meaning. `lexical` is the
    rarity-weighted share of the question's words in it, `similarity` the cosine of the meanings, of words
    and sentences together where both are there, as `by_sentences` tells (None until a vector has been made);
    both from 0 to 1. With `is_across` the passage is in another language than the question, and `similarity`
    the cosine across languages. `url` opens the article at the heading.
    """

    article_id: int
    chunk_id: int
    version: int
    title: str
    slug: str
    url: str
    anchor: str
    heading_path: tuple[str, ...]
    text: str
    score: float
    lexical: float
    similarity: float | None
    by_sentences: bool
    is_across: bool
    has_code: bool
    audience: str
    language: str
    product_area: str
    is_stale: bool

    @property
    def heading(self) -> str:
        """The heading path as one line."""
        return " \u203a ".join(self.heading_path)

    def is_near(self, weights: Weights = WEIGHTS) -> bool:
        """Whether it is clearly about the same thing as the question, whatever its words."""
        floor = weights.lone_across if self.is_across else weights.lone_meaning
        return (self.similarity or 0.0) >= floor


@dataclass(frozen=True, slots=True)
class Found:
    """The passages found by a search, best first, and the question as it was understood."""

    passages: tuple[Passage, ...]
    corrected: str
    """The question with misspelled words replaced; empty if there were none."""
    unknown: tuple[str, ...]
    """Words that occur in nothing the reader may read."""

    def matching(self, weights: Weights = WEIGHTS) -> "Found":
        """
        Only passages worth listing: they share a word or a code with the question, or are clearly about the
        same thing, and are not far behind the best. `search` itself returns as many as it is asked for.
        """
        if not self.passages:
            return self
        least = weights.cut * self.passages[0].score
        kept = tuple(
            passage
            for passage in self.passages
            if passage.score >= least
            and (passage.has_code or passage.lexical > 0 or passage.is_near(weights))
        )
        return replace(self, passages=kept)


def retrieve(reader: Actor | Reader | None, text: str, *, limit: int = 10, **more: Any) -> list[Passage]:
    """The best passages for a question; takes the arguments of `search`."""
    return list(search(reader, text, limit=limit, **more).passages)


def search(
    reader: Actor | Reader | None,
    text: str,
    *,
    brand_id: int | None = None,
    limit: int = 10,
    per_article: int = 3,
    language: str = "",
    reading: str = "",
    product_area: str = "",
    history: Sequence[Any] = (),
    today: date | None = None,
    weights: Weights = WEIGHTS,
) -> Found:
    """
    Search what `reader` may read; None reads public articles only.

    `brand_id` limits the search to one brand, `language` to one language (`en` also finds `en-GB`). With
    `reading`, the reader's language, articles with a translation into it are found in that alone, and other
    translations not at all; without it, an article and its translations count as one. Passages in
    `product_area` gain a little. `history` is the conversation before the question, oldest first, as pairs of
    role and text. At most `per_article` passages of one article are returned. Three statements, plus one
    for a customer with a company, plus one when a word is unknown.
    """
    who = reader if isinstance(reader, Reader) else reader_of(reader)
    question = question_of(plain_source(text), history)
    if not question.turns:
        return Found((), "", ())
    limit = max(1, min(limit, MAX_RESULTS))
    with transaction.atomic(savepoint=False):
        terms = terms_of(question, who)
        meaning = meaning_of(question, terms)
        values = _values(question, terms, meaning, weights) | {
            "keys": list(who.keys),
            "brand": brand_id,
            "language": plain(language),
            "reading": base(plain(reading)),
            "area": plain(product_area),
            "today": today or clock.now().date(),
            "per_article": per_article,
            "limit": limit,
        }
        with connection.cursor() as cursor:
            cursor.execute(
                statement(
                    values,
                    has_brand=brand_id is not None,
                    has_language=bool(language),
                    has_reading=bool(reading),
                ),
                values,
            )
            names = [column.name for column in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    best = reranked(rows, question, terms, weights=weights, per_article=per_article)[:limit]
    slugs = {brand.pk: brand.slug for brand in brands()}
    passages = tuple(_passage(row, who, slugs, brand_id) for row in best)
    return Found(passages, corrected(question.text, terms.corrections), terms.unknown)


def _values(question: Question, terms: Terms, meaning: Meaning, weights: Weights) -> dict[str, Any]:
    codes = [code for code in question.codes if is_strong(code)]
    return parameters(
        terms=terms.terms,
        meaning=meaning,
        codes=codes,
        numbers=[code for code in question.codes if not is_strong(code)],
        phrases=question.phrases,
        words=len(words_of(question.text)),
        weights=weights,
    )


def _passage(
    row: Mapping[str, Any], reader: Reader, slugs: Mapping[int, str], brand_id: int | None
) -> Passage:
    return Passage(
        article_id=row["article_id"],
        chunk_id=row["id"],
        version=row["published_version"],
        title=row["title"],
        slug=row["slug"],
        url=passage_url(row, reader, slugs, brand_id),
        anchor=row["anchor"],
        heading_path=tuple(row["heading_path"]),
        text=row["text"],
        score=float(row["score"]),
        lexical=min(float(row["lexical"]), 1.0),
        similarity=None if row["similarity"] is None else max(float(row["similarity"]), 0.0),
        by_sentences=row["by_sentence"] is not None,
        is_across=row["across"] is not None,
        has_code=bool(row["has_code"]),
        audience=row["audience"],
        language=row["language"],
        product_area=row["product_area"],
        is_stale=bool(row["is_stale"]),
    )


def passage_url(
    row: Mapping[str, Any], reader: Reader, slugs: Mapping[int, str], brand_id: int | None
) -> str:
    """
    Where the reader opens an article: its help center, or the workspace for articles that are not public.
    """
    if row["audience"] != Audience.PUBLIC and reader.is_staff:
        return f"/app/kb/{row['article_id']}"
    own = [slugs[pk] for pk in row["brand_ids"] if pk in slugs]
    first = next(iter(slugs.values()), "-")
    brand = slugs.get(brand_id) if brand_id is not None else None
    path = article_path(row["slug"], brand or (own[0] if own else first))
    return f"{path}#{row['anchor']}" if row["anchor"] else path
