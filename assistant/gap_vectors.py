"""Vectors by which questions are brought together, and how near is near."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.languages import ENGLISH, UNKNOWN, language_of
from kb.encoding.client import EncoderAway, is_on, passage_vectors
from kb.encoding.kinds import LANGUAGES, SENTENCES, Encoder
from kb.grouping import vectors_of

logger = logging.getLogger(__name__)
Vector = NDArray[np.float32]

NEAR: Mapping[str, float] = {SENTENCES.version: 0.62, LANGUAGES.version: 0.62}
"""The cosine with what a gap is about from which a question belongs to it, by sentences."""
NEAR_BY_WORDS = 0.66
"""The same by words, where one of both has no vector of sentences."""
MAX_TEXT = 800


@dataclass(frozen=True, slots=True)
class Placed:
    """The vectors of a question: of its words, and of its sentences by `engine`, which is empty without."""

    words: Vector
    engine: str = ""
    sentences: Vector | None = None


def question_vectors(texts: Sequence[str]) -> list[Placed]:
    """
    Vectors for each text: always of its words, and of its sentences where an encoder knows its language.

    An encoder that is away is done without: what has no sentences is compared by words.
    """
    shorter = [text[:MAX_TEXT] for text in texts]
    words = vectors_of(shorter)
    makers = [_maker(text) for text in shorter]
    found = {at: Placed(words[at]) for at in range(len(texts))}
    for encoder in (SENTENCES, LANGUAGES):
        places = [at for at, maker in enumerate(makers) if maker is encoder]
        if not places:
            continue
        try:
            rows = passage_vectors(encoder, [shorter[at] for at in places])
        except EncoderAway as away:
            logger.info("Questions are brought together by words: %s", away)
            continue
        for at, row in zip(places, rows, strict=True):
            if row.any():
                found[at] = Placed(words[at], encoder.version, row)
    return [found[at] for at in range(len(texts))]


def _maker(text: str) -> Encoder | None:
    language, certainty = language_of(text)
    if is_on(SENTENCES) and (language[:2] == ENGLISH or certainty <= UNKNOWN):
        return SENTENCES
    return LANGUAGES if is_on(LANGUAGES) else None
