"""Texts as numbers by their words and letter groups, beside what they mean."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.engines.builtin.meaning import Matrix

MAX_CHARACTERS = 4000
"""Texts are read up to here: the request is at the beginning, and the cost must stay bounded."""

WORDS: dict[str, Any] = {
    "ngram_range": (1, 2),
    "sublinear_tf": True,
    "token_pattern": r"(?u)\b\w+\b",
    "max_features": 60_000,
}
LETTERS: dict[str, Any] = {
    "analyzer": "char_wb",
    "ngram_range": (2, 5),
    "sublinear_tf": True,
    "max_features": 60_000,
}


def prepared(texts: Sequence[str]) -> list[str]:
    """The part of each text that is read; never empty."""
    return [" ".join(text[:MAX_CHARACTERS].split()) or "-" for text in texts]


class Lexicon:
    """TF-IDF of words (1 and 2) and of letters within words (2 to 5), fitted on the training texts."""

    def __init__(self, words: TfidfVectorizer, letters: TfidfVectorizer) -> None:
        self._words, self._letters = words, letters

    @classmethod
    def fit(cls, texts: Sequence[str]) -> tuple["Lexicon", sparse.csr_matrix]:
        """The lexicon of `texts` and their features."""
        # A letter group that occurs once cannot separate classes; a whole word that occurs once may.
        letters = TfidfVectorizer(min_df=2 if len(texts) >= 50 else 1, **LETTERS)
        words = TfidfVectorizer(**WORDS)
        features = sparse.hstack([words.fit_transform(texts), letters.fit_transform(texts)])
        return cls(words, letters), features.tocsr().astype(np.float32)

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Features of other texts; anything the lexicon does not know is ignored."""
        features = sparse.hstack([self._words.transform(texts), self._letters.transform(texts)])
        return features.tocsr().astype(np.float32)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Plain arrays that `from_arrays` reads."""
        return {
            "words": _terms(self._words),
            "word_idf": self._words.idf_.astype(np.float32),
            "letters": _terms(self._letters),
            "letter_idf": self._letters.idf_.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> "Lexicon":
        """The lexicon that `to_arrays` wrote."""
        words = _restored(WORDS, arrays["words"], arrays["word_idf"])
        letters = _restored(LETTERS, arrays["letters"], arrays["letter_idf"])
        return cls(words, letters)


def _terms(vectorizer: TfidfVectorizer) -> NDArray[np.uint8]:
    # One block of bytes instead of objects, so that reading it back involves no unpickling.
    joined = "\x00".join(vectorizer.get_feature_names_out())
    return np.frombuffer(joined.encode(), dtype=np.uint8)


def _restored(options: dict[str, Any], terms: NDArray[np.uint8], idf: NDArray[np.float32]) -> TfidfVectorizer:
    names = terms.tobytes().decode().split("\x00")
    vectorizer = TfidfVectorizer(vocabulary=dict(zip(names, range(len(names)), strict=True)), **options)
    vectorizer.idf_ = idf.astype(np.float64)
    return vectorizer


def joined(lexical: sparse.csr_matrix, meaning: Matrix) -> sparse.csr_matrix:
    """Both views of the texts side by side."""
    return sparse.hstack([lexical, sparse.csr_matrix(meaning)]).tocsr()
