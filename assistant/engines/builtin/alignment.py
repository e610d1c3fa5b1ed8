"""Matches each word of a question to the nearest word of a text by meaning, not only by spelling."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

import numpy as np

from assistant.engines.builtin.meaning import Matrix, meanings
from assistant.reading.sentences import plain_words

CACHED_WORDS = 20_000


@lru_cache(maxsize=CACHED_WORDS)
def _vector(word: str) -> Matrix:
    return np.asarray(meanings([word])[0])


def word_vectors(words: Sequence[str]) -> Matrix:
    """A unit vector for each word, one a row; at least one word."""
    return np.stack([_vector(word) for word in words])


def alignments(question: str, texts: Sequence[str]) -> list[float]:
    """
    For each text, the mean over the question's words of the cosine with the nearest word in that text.

    Words that occur in few of the texts weigh more.
    """
    words = list(dict.fromkeys(plain_words(question)))
    documents = [list(dict.fromkeys(plain_words(text))) for text in texts]
    if not words:
        return [0.0] * len(texts)
    counts = Counter(word for document in documents for word in document)
    weights = np.asarray([log(1 + (len(texts) + 1) / (1 + counts[word])) for word in words])
    weights = weights / weights.sum()
    asked = word_vectors(words)
    return [
        float(weights @ (asked @ word_vectors(document).T).max(axis=1)) if document else 0.0
        for document in documents
    ]
