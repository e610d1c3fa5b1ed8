"""
Labels for texts with a calibrated probability, and a refusal for texts that fit no label.

Two views of each text (its words and letters, and its meaning) feed two models: a linear support vector
machine over everything, and a small neural network over the dense part. Their mean decides the label. A
logistic gate, fitted on texts and whole labels that the models had not seen, then separates two questions
that one score cannot: whether the text belongs to any label, and whether the label is right. With vectors of
sentences a third model has a say, and a gate of its own judges; without them everything is as if it were not
there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.builtin.by_sentences import BySentences, Vectors, vectors_of
from assistant.engines.builtin.features import Lexicon, prepared
from assistant.engines.builtin.holding_out import Trial, held_out
from assistant.engines.builtin.scoring import OUT_OF_SCOPE, Gate, Models


@dataclass(frozen=True, slots=True)
class Prediction:
    """
    The best label for a text.

    `confidence` is the calibrated probability that `label` is right; `in_scope` the gate's score that the
    text belongs to any label at all; `is_refused` whether that is below the threshold.
    """

    label: str
    confidence: float
    in_scope: float
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Judge:
    """Whether a label is right, whether a text belongs to any, and from which score on it does."""

    right: Gate
    scope: Gate
    threshold: float

    @classmethod
    def fit(cls, trial: Trial) -> "Judge":
        """From what models said of texts and labels they had not seen."""
        scope = Gate.fit(trial.signs, trial.is_inside)
        right = Gate.fit(trial.signs, trial.is_right, trial.share)
        return cls(right, scope, trial.threshold(scope(trial.signs)))


class TextClassifier:
    """A trained classifier; the product and the evaluation only use `fit` and `predict`."""

    def __init__(
        self, models: Models, judge: Judge, accuracy: float, by_sentences: Judge | None = None
    ) -> None:
        self.models, self.accuracy = models, accuracy
        self._judge, self._by_sentences = judge, by_sentences

    @property
    def threshold(self) -> float:
        """Of the score of belonging to any label, below which a text is refused."""
        return (self._by_sentences or self._judge).threshold

    @classmethod
    def fit(
        cls, texts: Sequence[str], labels: Sequence[str], *, with_sentences: bool = True
    ) -> "TextClassifier":
        """
        Train on texts with their labels; OUT_OF_SCOPE texts may be among them.

        Needs two labels with two texts each. The threshold comes from a part of these texts that a first pair
        of models does not see, and from labels that those models do not know. Vectors of sentences take a
        hundredth of a second a text.
        """
        kept = prepared(texts)
        inside = [index for index, label in enumerate(labels) if label != OUT_OF_SCOPE]
        outside = [kept[index] for index, label in enumerate(labels) if label == OUT_OF_SCOPE]
        inner_texts, inner_labels = [kept[i] for i in inside], [labels[i] for i in inside]
        vectors: Vectors = vectors_of(kept) if with_sentences else {}
        trials = held_out(inner_texts, inner_labels, outside, vectors)
        models = Models.fit(inner_texts, inner_labels, vectors)
        judges = [Judge.fit(trial) for trial in trials]
        return cls(models, judges[0], trials[-1].accuracy, judges[1] if vectors else None)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """The best label for each text."""
        if not texts:
            return []
        kept = prepared(texts)
        vectors: Vectors = vectors_of(kept) if self._by_sentences is not None else {}
        judge = self._by_sentences if vectors and self._by_sentences is not None else self._judge
        shares, signs = self.models.scores(kept, vectors)
        best = shares.argmax(axis=1)
        right, scope = judge.right(signs), judge.scope(signs)
        return [
            Prediction(str(self.models.classes[k]), float(p), float(s), bool(s < judge.threshold))
            for k, p, s in zip(best, right, scope, strict=True)
        ]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Plain arrays that `from_arrays` reads; nothing in them is ever unpickled."""
        models = self.models
        arrays: dict[str, NDArray[np.generic]] = dict(models.lexicon.to_arrays())
        arrays |= {
            "classes": models.classes,
            "directions": models.directions,
            "weights": models.weights,
            "offsets": models.offsets,
            "known": models.known,
            "numbers": np.asarray([self._judge.threshold, self.accuracy]),
        }
        for index, (layer, bias) in enumerate(models.layers):
            arrays |= {f"layer{index}": layer, f"bias{index}": bias}
        arrays |= _gates(self._judge, "")
        if models.sentences is not None and self._by_sentences is not None:
            arrays |= _gates(self._by_sentences, "_sentences") | {
                "sentence_weights": models.sentences.weights,
                "sentence_offsets": models.sentences.offsets,
                "sentence_known": models.sentences.known,
                "sentence_numbers": np.asarray([self._by_sentences.threshold]),
            }
        return arrays

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[np.generic]]) -> "TextClassifier":
        """The classifier that `to_arrays` wrote; also one from before there were vectors of sentences."""
        found: dict[str, NDArray[np.float32]] = {name: np.asarray(value) for name, value in arrays.items()}
        has_sentences = "sentence_weights" in arrays
        models = Models(
            np.asarray(arrays["classes"], dtype=np.str_),
            Lexicon.from_arrays(arrays),
            found["directions"],
            found["weights"],
            found["offsets"],
            [(found[f"layer{index}"], found[f"bias{index}"]) for index in range(2)],
            np.asarray(arrays["known"], dtype=np.float16),
            BySentences(
                found["sentence_weights"],
                found["sentence_offsets"],
                np.asarray(arrays["sentence_known"], dtype=np.float16),
            )
            if has_sentences
            else None,
        )
        threshold, accuracy = (float(number) for number in found["numbers"])
        judge = _judge(found, "", threshold)
        if not has_sentences:
            return cls(models, judge, accuracy)
        return cls(models, judge, accuracy, _judge(found, "_sentences", float(found["sentence_numbers"][0])))


def _gates(judge: Judge, ending: str) -> dict[str, NDArray[np.generic]]:
    return {
        f"{name}{ending}": np.vstack(
            [gate.mean, gate.scale, gate.weights, np.full_like(gate.mean, gate.offset)]
        )
        for name, gate in (("right", judge.right), ("scope", judge.scope))
    }


def _judge(found: dict[str, NDArray[np.float32]], ending: str, threshold: float) -> Judge:
    right, scope = (
        Gate(rows[0], rows[1], rows[2], float(rows[3][0]))
        for rows in (np.asarray(found[f"{name}{ending}"], dtype=np.float64) for name in ("right", "scope"))
    )
    return Judge(right, scope, threshold)
