"""The models that score texts, and the gate that turns scores into probabilities; see `classifier`."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from assistant.engines.builtin.by_sentences import BySentences, Vectors
from assistant.engines.builtin.features import Lexicon, joined
from assistant.engines.builtin.meaning import Matrix, meanings

OUT_OF_SCOPE = "oos"
"""The label of training texts that belong to no class; they teach the gate, never a class."""

DENSE = 300
HIDDEN, HIDDEN_SMALL = 512, 128
SMALL = 1500
"""Smaller sets get a smaller network: it trains in a second and has less to memorize."""
SHARPNESS = 3.0
NEIGHBOR_ROWS = 20_000
SEED = 20_260_301
Floats = NDArray[np.float64]


@dataclass(slots=True)
class Models:
    """The two models and their features; `scores` needs only numpy."""

    classes: NDArray[np.str_]
    lexicon: Lexicon
    directions: Matrix
    weights: Matrix
    offsets: Matrix
    layers: list[tuple[Matrix, Matrix]]
    known: NDArray[np.float16]
    sentences: BySentences | None = None

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], vectors: Vectors | None = None) -> "Models":
        """Train both, and with vectors of sentences for all texts the third; at least two labels."""
        lexicon, lexical = Lexicon.fit(texts)
        meaning = meanings(texts)
        names = np.asarray(labels)
        size = max(2, min(DENSE, lexical.shape[0] // 2, lexical.shape[1] - 1))
        with threadpool_limits(1):
            svd = TruncatedSVD(size, n_iter=3, random_state=SEED).fit(lexical)
        directions = np.ascontiguousarray(svd.components_.T, dtype=np.float32)
        dense = _dense(lexical @ directions, meaning)
        linear = LinearSVC(C=1.0, random_state=SEED)
        is_small = len(texts) < SMALL
        epochs = 40 if is_small else 25
        network = MLPClassifier(
            (HIDDEN_SMALL if is_small else HIDDEN,),
            batch_size=min(32 if is_small else 128, len(texts)),
            max_iter=epochs,
            random_state=SEED,
        )
        # At these sizes, linear algebra threads spend longer waiting for each other than they save.
        with warnings.catch_warnings(), threadpool_limits(1):
            # A fixed number of passes is intended: it bounds time and overfitting.
            warnings.simplefilter("ignore", ConvergenceWarning)
            linear.fit(joined(lexical, meaning), names)
            network.fit(dense, names)
        weights, offsets = linear.coef_, linear.intercept_
        if len(linear.classes_) == 2:
            weights, offsets = np.vstack([-weights, weights]), np.concatenate([-offsets, offsets])
        layers = [
            (layer.astype(np.float32), bias.astype(np.float32))
            for layer, bias in zip(network.coefs_, network.intercepts_, strict=True)
        ]
        step = max(1, len(texts) // NEIGHBOR_ROWS)
        return cls(
            linear.classes_.astype(np.str_),
            lexicon,
            directions,
            np.ascontiguousarray(weights, dtype=np.float32),
            np.asarray(offsets, dtype=np.float32),
            layers,
            dense[::step].astype(np.float16),
            BySentences.fit(np.stack([vectors[text] for text in texts]), names, SEED) if vectors else None,
        )

    def scores(self, texts: Sequence[str], vectors: Vectors | None = None) -> tuple[Floats, Floats]:
        """
        Uncalibrated class probabilities, and the gate's input, one row for each text.

        With vectors of sentences, where those have been learned, the gate's rows are longer.
        """
        lexical = self.lexicon.transform(texts)
        meaning = meanings(texts)
        dense = _dense(lexical @ self.directions, meaning)
        margins = np.asarray(joined(lexical, meaning) @ self.weights.T) + self.offsets
        hidden = np.maximum(dense @ self.layers[0][0] + self.layers[0][1], 0)
        logits = hidden @ self.layers[1][0] + self.layers[1][1]
        by_network = softmax(logits, axis=1) if logits.shape[1] > 1 else _both(expit(logits))
        shares = np.asarray((softmax(SHARPNESS * margins, axis=1) + by_network) / 2, dtype=np.float64)
        if self.sentences is None or not vectors:
            return shares, self._signs(shares, margins, by_network, dense)
        shares, more = self.sentences.joined(shares, np.stack([vectors[text] for text in texts]))
        return shares, np.hstack([self._signs(shares, margins, by_network, dense), more])

    def _signs(self, shares: Floats, margins: Matrix, by_network: Matrix, dense: Matrix) -> Floats:
        ordered = np.sort(shares, axis=1)
        top_margins = np.sort(margins, axis=1)
        nearest = np.empty(len(dense))
        known = self.known.astype(np.float32)
        for start in range(0, len(dense), 512):
            likeness = dense[start : start + 512] @ known.T
            nearest[start : start + 512] = np.partition(likeness, -min(3, likeness.shape[1]), axis=1)[
                :, -min(3, likeness.shape[1]) :
            ].mean(axis=1)
        agree = margins.argmax(axis=1) == by_network.argmax(axis=1)
        entropy = -(shares * np.log(shares + 1e-12)).sum(axis=1) / np.log(max(shares.shape[1], 2))
        return np.column_stack(
            [
                _logit(ordered[:, -1]),
                ordered[:, -1] - ordered[:, -2],
                top_margins[:, -1],
                top_margins[:, -1] - top_margins[:, -2],
                nearest,
                agree.astype(float),
                entropy,
                by_network.max(axis=1),
            ]
        ).astype(np.float64)


def _both(second: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.hstack([1 - second, second])


def _dense(lexical: Matrix, meaning: Matrix) -> Matrix:
    return np.hstack([meaning, normalize(lexical)]).astype(np.float32) / np.float32(np.sqrt(2))


def _logit(share: Floats) -> Floats:
    clipped = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)))


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic model over standardized signals."""

    mean: Floats
    scale: Floats
    weights: Floats
    offset: float

    @classmethod
    def fit(cls, signs: Floats, is_true: NDArray[np.bool_], share: Floats | None = None) -> "Gate":
        """
        Fit it; both outcomes weigh the same unless `share` weighs each row. A single outcome yields a rate.
        """
        mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-9
        if is_true.all() or not is_true.any():
            share = (is_true.sum() + 1) / (len(is_true) + 2)
            return cls(mean, scale, np.zeros(signs.shape[1]), float(np.log(share / (1 - share))))
        model = LogisticRegression(C=1.0, max_iter=500, class_weight="balanced" if share is None else None)
        model.fit((signs - mean) / scale, is_true, sample_weight=share)
        return cls(mean, scale, model.coef_[0], float(model.intercept_[0]))

    def __call__(self, signs: Floats) -> Floats:
        return np.asarray(expit((signs - self.mean) / self.scale @ self.weights + self.offset))
