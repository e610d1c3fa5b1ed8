"""
Labels for texts with a calibrated probability, and a refusal for texts that fit no label.

Two views of each text (its words and letters, and its meaning) feed two models: a linear support vector
machine over everything, and a small neural network over the dense part. Their mean decides the label. A
logistic gate, fitted on texts and whole labels that the models had not seen, then separates two questions
that one score cannot: whether the text belongs to any label, and whether the label is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.builtin.features import Lexicon, prepared
from assistant.engines.builtin.holding_out import held_out
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


class TextClassifier:
    """A trained classifier; the product and the evaluation only use `fit` and `predict`."""

    def __init__(self, models: Models, right: Gate, scope: Gate, threshold: float, accuracy: float) -> None:
        self.models, self._right, self._scope = models, right, scope
        self.threshold, self.accuracy = threshold, accuracy

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> "TextClassifier":
        """
        Train on texts with their labels; OUT_OF_SCOPE texts may be among them.

        Needs two labels with two texts each. The threshold comes from a part of these texts that a first pair
        of models does not see, and from labels that those models do not know.
        """
        kept = prepared(texts)
        inside = [index for index, label in enumerate(labels) if label != OUT_OF_SCOPE]
        outside = [kept[index] for index, label in enumerate(labels) if label == OUT_OF_SCOPE]
        inner_texts, inner_labels = [kept[i] for i in inside], [labels[i] for i in inside]
        trial = held_out(inner_texts, inner_labels, outside)
        right = Gate.fit(trial.signs, trial.is_right, trial.share)
        scope = Gate.fit(trial.signs, trial.is_inside)
        threshold = trial.threshold(scope(trial.signs))
        return cls(Models.fit(inner_texts, inner_labels), right, scope, threshold, trial.accuracy)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """The best label for each text."""
        if not texts:
            return []
        shares, signs = self.models.scores(prepared(texts))
        best = shares.argmax(axis=1)
        right, scope = self._right(signs), self._scope(signs)
        return [
            Prediction(str(self.models.classes[k]), float(p), float(s), bool(s < self.threshold))
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
            "numbers": np.asarray([self.threshold, self.accuracy]),
        }
        for index, (layer, bias) in enumerate(models.layers):
            arrays |= {f"layer{index}": layer, f"bias{index}": bias}
        for name, gate in (("right", self._right), ("scope", self._scope)):
            arrays[name] = np.vstack(
                [gate.mean, gate.scale, gate.weights, np.full_like(gate.mean, gate.offset)]
            )
        return arrays

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[np.generic]]) -> "TextClassifier":
        """The classifier that `to_arrays` wrote."""
        found: dict[str, NDArray[np.float32]] = {name: np.asarray(value) for name, value in arrays.items()}
        models = Models(
            np.asarray(arrays["classes"], dtype=np.str_),
            Lexicon.from_arrays(arrays),
            found["directions"],
            found["weights"],
            found["offsets"],
            [(found[f"layer{index}"], found[f"bias{index}"]) for index in range(2)],
            np.asarray(arrays["known"], dtype=np.float16),
        )
        gates = [
            Gate(rows[0], rows[1], rows[2], float(rows[3][0]))
            for rows in (np.asarray(found[name], dtype=np.float64) for name in ("right", "scope"))
        ]
        threshold, accuracy = (float(number) for number in found["numbers"])
        return cls(models, gates[0], gates[1], threshold, accuracy)
