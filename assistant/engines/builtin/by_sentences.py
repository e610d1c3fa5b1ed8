"""
A third model for the classifier, over what whole sentences mean; it shows most where examples are few.

The encoders' process may be off or away. Then the vectors are missing, and the other two models decide alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from assistant.engines.builtin.meaning import Matrix
from kb.encoding.client import EncoderAway, is_on, passage_vectors, question_vectors
from kb.encoding.kinds import SENTENCES

Floats = NDArray[np.float64]
Vectors = Mapping[str, Matrix]
"""By text. Empty where there are none."""

SHARE = 0.5
"""Of the verdict; chosen on ten examples a category of BANKING77 (docs/quality.md)."""
SHARPNESS = 5.0
MAX_KNOWN = 5000
SOMEBODY_WAITS = 4
"""So few texts at once are those of a message that just came in."""


def vectors_of(texts: Sequence[str]) -> Vectors:
    """The vectors of sentences of these texts; empty where the encoder is off or away."""
    wanted = list(dict.fromkeys(texts))
    if not is_on(SENTENCES) or not wanted:
        return {}
    encode = question_vectors if len(wanted) <= SOMEBODY_WAITS else passage_vectors
    try:
        return dict(zip(wanted, encode(SENTENCES, wanted), strict=True))
    except EncoderAway:
        return {}


@dataclass(frozen=True, slots=True)
class BySentences:
    """A linear model over vectors of sentences, and some of the texts it has learned from."""

    weights: Matrix
    offsets: Matrix
    known: NDArray[np.float16]

    @classmethod
    def fit(cls, vectors: Matrix, names: NDArray[np.str_], seed: int) -> "BySentences":
        """Train it; its classes are in the order in which the other models have theirs."""
        with threadpool_limits(1):
            model = LinearSVC(C=1.0, random_state=seed).fit(vectors, names)
        weights, offsets = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            weights, offsets = np.vstack([-weights, weights]), np.concatenate([-offsets, offsets])
        step = -(-len(vectors) // MAX_KNOWN)
        return cls(
            np.ascontiguousarray(weights, dtype=np.float32),
            np.asarray(offsets, dtype=np.float32),
            vectors[::step].astype(np.float16),
        )

    def joined(self, shares: Floats, vectors: Matrix) -> tuple[Floats, Floats]:
        """The shares of the classes with this model's say, and its signs for the gate, one row a text."""
        margins = vectors @ self.weights.T + self.offsets
        own = np.asarray(softmax(SHARPNESS * margins, axis=1), dtype=np.float64)
        ordered = np.sort(margins, axis=1)
        count = min(3, len(self.known))
        likeness = vectors @ self.known.astype(np.float32).T
        nearest = np.partition(likeness, -count, axis=1)[:, -count:].mean(axis=1)
        agrees = margins.argmax(axis=1) == shares.argmax(axis=1)
        signs = np.column_stack([ordered[:, -1], ordered[:, -1] - ordered[:, -2], nearest, agrees])
        return (1 - SHARE) * shares + SHARE * own, signs.astype(np.float64)
