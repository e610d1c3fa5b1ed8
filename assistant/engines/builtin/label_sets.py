"""
Any number of labels for a text, also none: one linear head a label over the features of `classifier`.

All heads share one limit, where guesses about texts that the heads had not seen were best.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from assistant.engines.builtin.by_sentences import Vectors, vectors_of
from assistant.engines.builtin.features import Lexicon, joined, prepared
from assistant.engines.builtin.meaning import Matrix, meanings
from assistant.engines.builtin.scoring import SEED, Floats

PARTS = 5
MIN_TEXTS = 2
"""A label with fewer is never said."""
NEVER = -10.0


@dataclass(frozen=True, slots=True)
class Heads:
    """A linear head a label, and the margin from which on a label is said."""

    weights: Matrix
    offsets: Matrix
    limit: float

    @classmethod
    def fit(cls, features: sparse.csr_matrix, wanted: NDArray[np.bool_]) -> "Heads":
        """Train on rows of features, and choose the limit on parts of them held out in turn."""
        parts = np.random.default_rng(SEED).permutation(len(wanted)) % PARTS
        margins = np.full(wanted.shape, NEVER)
        for part in range(PARTS):
            weights, offsets = _trained(features[parts != part], wanted[parts != part])
            margins[parts == part] = features[parts == part] @ weights.T + offsets
        weights, offsets = _trained(features, wanted)
        return cls(weights, offsets, _best_limit(margins, wanted))

    def said(self, features: sparse.csr_matrix) -> NDArray[np.bool_]:
        """Which labels are said, one row a text."""
        return np.asarray(features @ self.weights.T + self.offsets > self.limit)


@dataclass(frozen=True, slots=True)
class LabelSets:
    """Trained heads: by words and their meaning, and with vectors of sentences where there are any."""

    labels: tuple[str, ...]
    lexicon: Lexicon
    by_words: Heads
    by_sentences: Heads | None

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[Collection[str]]) -> "LabelSets":
        """Train on texts with their labels; at least PARTS texts and one label of MIN_TEXTS texts."""
        kept = prepared(texts)
        counts = Counter(label for one in labels for label in set(one))
        names = tuple(sorted(label for label, count in counts.items() if count >= MIN_TEXTS))
        wanted = np.asarray([[name in one for name in names] for one in labels])
        lexicon, lexical = Lexicon.fit(kept)
        features = joined(lexical, meanings(kept))
        vectors = vectors_of(kept)
        return cls(
            names,
            lexicon,
            Heads.fit(features, wanted),
            Heads.fit(joined(features, _rows(vectors, kept)), wanted) if vectors else None,
        )

    def predict(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """The labels of each text."""
        if not texts:
            return []
        kept = prepared(texts)
        features = joined(self.lexicon.transform(kept), meanings(kept))
        vectors = vectors_of(kept) if self.by_sentences is not None else {}
        if self.by_sentences is not None and vectors:
            said = self.by_sentences.said(joined(features, _rows(vectors, kept)))
        else:
            said = self.by_words.said(features)
        return [frozenset(np.asarray(self.labels)[row].tolist()) for row in said]


def _rows(vectors: Vectors, texts: Sequence[str]) -> Matrix:
    return np.stack([vectors[text] for text in texts])


def _trained(features: sparse.csr_matrix, wanted: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    weights = np.zeros((wanted.shape[1], features.shape[1]), dtype=np.float32)
    offsets = np.full(wanted.shape[1], NEVER, dtype=np.float32)
    for place, is_one in enumerate(wanted.T):
        if is_one.all() or not is_one.any():
            # A part may lack a label, or have nothing else.
            offsets[place] = -NEVER if is_one.all() else NEVER
            continue
        with threadpool_limits(1):
            head = LinearSVC(C=1.0, random_state=SEED).fit(features, is_one)
        weights[place], offsets[place] = head.coef_[0], head.intercept_[0]
    return weights, offsets


def _best_limit(margins: Floats, wanted: NDArray[np.bool_]) -> float:
    """Where micro-F1 is highest, of several the one nearest to 0; the labels of all texts count alike."""
    best, found = 0.0, -1.0
    for limit in sorted(np.round(np.arange(-1.0, 1.0, 0.05), 2), key=abs):
        said = margins > limit
        total = int(said.sum()) + int(wanted.sum())
        score = 2 * int((said & wanted).sum()) / total if total else 0.0
        if score > found:
            best, found = float(limit), score
    return best
