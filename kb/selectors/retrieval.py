"""
Retrieval: one function for the help center, the workspace, the widget, the assistant and the API.

One statement finds candidates by words, by vectors and by exact codes, each filtered by audience, brand and
language before anything is ranked, and scores their union with one formula.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection, transaction

from core import clock
from core.actors import Actor
from core.errors import UpstreamFailed
from core.html import plain
from core.search.texts import plain_source
from core.search.words import MARKS, folded, words_of
from kb import embedding
from kb.audience import Reader, reader_of
from kb.codes import is_strong
from kb.models import Audience
from kb.query import Question, may_mean, question_of
from kb.ranking import WEIGHTS, Weights
from kb.rendering import article_path
from kb.reranking import reranked
from kb.selectors.statement import parameters, statement
from kb.selectors.terms import Terms, terms_of
from people.selectors import brands

logger = logging.getLogger(__name__)

MAX_RESULTS = 100
_SPELLED = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")


@dataclass(frozen=True, slots=True)
class Passage:
    """
    One passage that answers, and where it is.

    `score` orders passages; it is about 1.3 for a perfect match in words and meaning. `lexical` is the
    rarity-weighted share of the question's words in it, `similarity` the cosine of the meanings (None until
    its vector has been made); both from 0 to 1. `url` opens the article at the heading.
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
    has_code: bool
    audience: str
    language: str
    product_area: str
    is_stale: bool

    @property
    def heading(self) -> str:
        """The heading path as one line."""
        return " \u203a ".join(self.heading_path)


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
            and (
                passage.has_code or passage.lexical > 0 or (passage.similarity or 0.0) >= weights.lone_meaning
            )
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
    product_area: str = "",
    history: Sequence[Any] = (),
    today: date | None = None,
    weights: Weights = WEIGHTS,
) -> Found:
    """
    Search what `reader` may read; None reads public articles only.

    `brand_id` limits the search to one brand, `language` to one language (`en` also finds `en-GB`); passages
    in `product_area` gain a little. `history` is the conversation before the question, oldest first, as pairs
    of role and text. At most `per_article` passages of one article are returned. Three statements, plus one
    for a customer with a company, plus one when a word is unknown.
    """
    who = reader if isinstance(reader, Reader) else reader_of(reader)
    question = question_of(plain_source(text), history)
    if not question.turns:
        return Found((), "", ())
    limit = max(1, min(limit, MAX_RESULTS))
    with transaction.atomic(savepoint=False):
        terms = terms_of(question, who)
        values = _values(question, terms, weights) | {
            "keys": list(who.keys),
            "brand": brand_id,
            "language": plain(language),
            "area": plain(product_area),
            "today": today or clock.now().date(),
            "per_article": per_article,
            "limit": limit,
        }
        with connection.cursor() as cursor:
            cursor.execute(
                statement(values, has_brand=brand_id is not None, has_language=bool(language)), values
            )
            names = [column.name for column in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    best = reranked(rows, question, terms, weights=weights, per_article=per_article)[:limit]
    slugs = {brand.pk: brand.slug for brand in brands()}
    passages = tuple(_passage(row, who, slugs, brand_id) for row in best)
    return Found(passages, _corrected(question.text, terms.corrections), terms.unknown)


def _values(question: Question, terms: Terms, weights: Weights) -> dict[str, Any]:
    codes = [code for code in question.codes if is_strong(code)]
    return parameters(
        terms=terms.terms,
        vectors=_vectors(question, terms),
        codes=codes,
        numbers=[code for code in question.codes if not is_strong(code)],
        phrases=question.phrases,
        meaning=weights.meaning_of(len(words_of(question.text))),
        weights=weights,
    )


def _vectors(question: Question, terms: Terms) -> list[tuple[str, str]]:
    """The question as a vector of the current engine, and of any others whose vectors still exist."""
    engines = [embedding.engine()]
    engines += [older for name in terms.older_engines if (older := embedding.engine_named(name))]
    found: list[tuple[str, str]] = []
    if not terms.terms and not any(may_mean(word) for word in question.words):
        return found
    for engine in {engine.name: engine for engine in engines}.values():
        try:
            # The vector of a misspelled word is meaningless.
            texts = [_corrected(turn.text, terms.corrections) or turn.text for turn in question.turns]
            vectors = engine.embed(texts)
        except UpstreamFailed:
            logger.warning("The embedding engine is away; searching by words", extra={"engine": engine.name})
            continue
        if question_vector := embedding.literal(_mixed(question, terms, vectors)):
            found.append((engine.name, question_vector))
    return found


def _mixed(
    question: Question,
    terms: Terms,
    vectors: Sequence[embedding.Vector | None],
) -> embedding.Vector | None:
    """One vector for a conversation: each turn counts by its weight and by how much it says."""
    total = np.zeros(embedding.DIMENSION, dtype=np.float32)
    for turn, vector in zip(question.turns, vectors, strict=True):
        if vector is None:
            continue
        said = sum(terms.by_word.get(word, 0.0) for word in set(words_of(turn.text)))
        total += vector * np.float32(turn.weight * max(said, 0.1) ** 0.5)
    return embedding.unit(total)


def _corrected(text: str, corrections: Mapping[str, str]) -> str:
    if not corrections:
        return ""
    return _SPELLED.sub(lambda match: corrections.get(folded(match.group(0)), match.group(0)), text)


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
