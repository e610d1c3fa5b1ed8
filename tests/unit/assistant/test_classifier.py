"""The classifier on a small set: labels, refusals, and its way through plain arrays."""

import numpy as np
import pytest

from assistant.engines.builtin.classifier import TextClassifier
from assistant.engines.builtin.scoring import OUT_OF_SCOPE
from assistant.seeds import seed_texts


@pytest.fixture(scope="module")
def classifier() -> TextClassifier:
    rows = [row for row in seed_texts("type") if row[1] in ("billing", "access")]
    rows += [(text, OUT_OF_SCOPE) for text in ("What is the weather?", "Tell me a joke", "Who won the game?")]
    texts, labels = zip(*rows, strict=True)
    return TextClassifier.fit(texts, labels)


def test_it_labels_texts_it_has_not_seen(classifier: TextClassifier) -> None:
    found = classifier.predict(["My invoice for June is missing", "I can't log in with my password"])

    assert [guess.label for guess in found] == ["billing", "access"]
    assert all(0 <= guess.confidence <= 1 for guess in found)


def test_it_is_the_same_after_a_round_trip(classifier: TextClassifier) -> None:
    texts = ["Who pays for extra seats?", "two factor code does not arrive", ""]

    copy = TextClassifier.from_arrays(classifier.to_arrays())

    assert np.allclose(
        [guess.confidence for guess in classifier.predict(texts)],
        [guess.confidence for guess in copy.predict(texts)],
        atol=1e-4,
    )


def test_nothing_asked_is_nothing_answered(classifier: TextClassifier) -> None:
    assert classifier.predict([]) == []
