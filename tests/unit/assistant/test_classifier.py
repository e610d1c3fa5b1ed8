"""The classifier on a small set: labels, refusals, and its way through plain arrays."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from assistant.engines.builtin import by_sentences
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


@pytest.fixture
def encoder(monkeypatch: Any, settings: Any) -> list[str]:
    """An encoder that puts texts about money on one axis, others on another; what it was asked."""
    asked: list[str] = []

    def encode(encoder: Any, texts: Sequence[str]) -> Any:
        asked.extend(texts)
        rows = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0 if any(word in text.lower() for word in ("pay", "invoice", "money")) else 1] = 1
            row[2 + hashlib.sha256(text.encode()).digest()[0] % 8] = 0.1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    settings.ENCODERS = ("minilm",)
    monkeypatch.setattr(by_sentences, "passage_vectors", encode)
    monkeypatch.setattr(by_sentences, "question_vectors", encode)
    return asked


ROWS = [(f"please {word} number {n}", "money") for n in range(6) for word in ("pay", "invoice")] + [
    (f"please {word} number {n}", "doors") for n in range(6) for word in ("open", "knock")
]


def test_sentences_have_their_say(encoder: list[str]) -> None:
    learned = TextClassifier.fit(*zip(*ROWS, strict=True))
    copy = TextClassifier.from_arrays(learned.to_arrays())
    for one in (learned, copy):
        assert one.predict(["ze money"])[0].label == "money", "No word of it was learned, only what it means."
    assert "ze money" in encoder


def test_without_the_encoder_the_other_models_decide_alone(encoder: list[str], settings: Any) -> None:
    learned = TextClassifier.fit(*zip(*ROWS, strict=True))
    plain = TextClassifier.fit(*zip(*ROWS, strict=True), with_sentences=False)
    settings.ENCODERS = ()
    texts = ["please pay", "please knock", "ze money"]
    assert learned.predict(texts) == plain.predict(texts)


def test_no_vectors_are_made_where_somebody_waits_for_a_first_head(encoder: list[str]) -> None:
    TextClassifier.fit(*zip(*ROWS, strict=True), with_sentences=False)
    assert not encoder
