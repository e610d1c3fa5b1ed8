"""
A question as vectors: of its words (`kb.embedding`), of its sentences, and across languages (`kb.encoding`).

The first are always there, unless an external engine is away. The others cost a hundredth of a second in
another process and may be missing; then, and for passages that have none yet, the first alone count.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import UpstreamFailed
from core.languages import ENGLISH, Surroundings, language_of
from core.search.words import MARKS, folded, words_of
from kb import embedding
from kb.encoding.client import EncoderAway, is_on, question_vectors
from kb.encoding.kinds import LANGUAGES, SENTENCES, SPOKEN, Encoder, Vectors
from kb.query import Question, may_mean
from kb.selectors.terms import Terms

logger = logging.getLogger(__name__)

FOREIGN_WORDS = 1 / 3
"""From this share of unknown words on, a question may be in another language than the articles."""
SURE = 0.6
"""How sure its language must be."""
_SPELLED = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")


@dataclass(frozen=True, slots=True)
class Meaning:
    """
    The question's vectors in PostgreSQL's notation; empty where there is none.

    `words` has one for each engine whose vectors still exist. `asked_in` is the question's language if it is
    probably not that of the articles; passages in others are then compared `across` languages.
    """

    words: tuple[tuple[str, str], ...] = ()
    sentence: str = ""
    across: str = ""
    asked_in: str = ""


def meaning_of(question: Question, terms: Terms) -> Meaning:
    """What a question means, as far as somebody who waits for results has time to find out."""
    if not terms.terms and not any(may_mean(word) for word in question.words):
        return Meaning()
    # The vector of a misspelled word is meaningless.
    texts = [corrected(turn.text, terms.corrections) or turn.text for turn in question.turns]
    words = tuple(_words(question, terms, texts))
    if embedding.engine() is not embedding.WORDLLAMA:
        # An external engine knows sentences and languages by itself.
        return Meaning(words)
    asked_in = _other_language(question, terms)
    original = [turn.text for turn in question.turns]
    across = _encoded(LANGUAGES, question, terms, original) if asked_in else ""
    is_english = not across or asked_in == ENGLISH
    sentence = _encoded(SENTENCES, question, terms, texts) if is_english else ""
    return Meaning(words, sentence, across, asked_in if across else "")


def corrected(text: str, corrections: Mapping[str, str]) -> str:
    """The text with misspelled words replaced; empty if there are none."""
    if not corrections:
        return ""
    return _SPELLED.sub(lambda match: corrections.get(folded(match.group(0)), match.group(0)), text)


def _words(question: Question, terms: Terms, texts: Sequence[str]) -> list[tuple[str, str]]:
    engines = [embedding.engine()]
    engines += [older for name in terms.older_engines if (older := embedding.engine_named(name))]
    found: list[tuple[str, str]] = []
    for engine in {engine.name: engine for engine in engines}.values():
        try:
            vectors = engine.embed(texts)
        except UpstreamFailed:
            logger.warning("The embedding engine is away; searching by words", extra={"engine": engine.name})
            continue
        if vector := embedding.literal(_mixed(question, terms, vectors, embedding.DIMENSION)):
            found.append((engine.name, vector))
    return found


def _encoded(encoder: Encoder, question: Question, terms: Terms, texts: Sequence[str]) -> str:
    if not is_on(encoder):
        return ""
    try:
        rows = question_vectors(encoder, texts)
    except EncoderAway:
        return ""
    vectors = [row if row.any() else None for row in rows]
    return embedding.literal(_mixed(question, terms, vectors, encoder.dimension)) or ""


def _mixed(
    question: Question, terms: Terms, vectors: Sequence[Vectors | None], dimension: int
) -> Vectors | None:
    """One vector for a conversation: each turn counts by its weight and by how much it says."""
    total = np.zeros(dimension, dtype=np.float32)
    for turn, vector in zip(question.turns, vectors, strict=True):
        if vector is None:
            continue
        said = sum(terms.by_word.get(word, 0.0) for word in set(words_of(turn.text)))
        total += vector * np.float32(turn.weight * max(said, 0.1) ** 0.5)
    return embedding.unit(total)


def _other_language(question: Question, terms: Terms) -> str:
    """The language of a question with many unknown words, if it is sure and one that can be compared."""
    if not is_on(LANGUAGES) or len(terms.unknown) < FOREIGN_WORDS * max(len(terms.stems), 1):
        return ""
    earlier = tuple(turn.text for turn in reversed(question.turns[1:]))
    language, sure = language_of(question.text, Surroundings(earlier=earlier))
    return language if sure >= SURE and language in SPOKEN else ""
