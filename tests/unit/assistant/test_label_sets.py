"""Several labels for one text, and the measurement of that."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.engines.builtin import label_sets
from assistant.engines.builtin.label_sets import Heads, LabelSets, _best_limit
from assistant.evaluation import EVALUATIONS
from core.errors import Invalid

WISHES = {"cancel": "cancel my plan", "refund": "send the money back", "invoice": "where is the invoice"}
ROWS = [
    (f"{first} and {second} number {n}", [one, other])
    for n in range(6)
    for one, first in WISHES.items()
    for other, second in WISHES.items()
    if one != other
] + [(f"{text} number {n}", [name]) for n in range(6) for name, text in WISHES.items()]
ROWS += [(f"good morning everybody number {n}", []) for n in range(6)]


def fitted() -> LabelSets:
    return LabelSets.fit([text for text, _ in ROWS], [labels for _, labels in ROWS])


def test_a_text_gets_all_of_its_labels_and_none_without_any() -> None:
    found = fitted().predict(
        ["please cancel my plan", "send the money back, cancel my plan", "good morning", ""]
    )
    assert found == [{"cancel"}, {"cancel", "refund"}, set(), set()]
    assert fitted().predict([]) == []


def test_a_label_seen_once_is_never_said() -> None:
    heads = LabelSets.fit([*(text for text, _ in ROWS), "hello"], [*(labels for _, labels in ROWS), ["rare"]])
    assert heads.labels == ("cancel", "invoice", "refund")


def test_the_limit_is_where_unseen_guesses_were_best() -> None:
    margins = np.asarray([[0.5, -0.4], [-0.6, 0.4], [-0.9, -0.4]])
    wanted = np.asarray([[True, True], [False, True], [False, True]])
    assert -0.6 <= _best_limit(margins, wanted) < -0.4


def test_vectors_of_sentences_are_used_while_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    def vectors(texts: Sequence[str]) -> Any:
        return {text: np.eye(2, dtype=np.float32)[int("refund" in text)] for text in texts}

    monkeypatch.setattr(label_sets, "vectors_of", vectors)
    heads = fitted()
    assert isinstance(heads.by_sentences, Heads)
    assert heads.predict(["cancel my plan"]) == [{"cancel"}]
    monkeypatch.setattr(label_sets, "vectors_of", lambda texts: {})
    assert heads.predict(["cancel my plan"]) == [{"cancel"}]


def rows(path: Path, labelled: Sequence[tuple[str, Any]], name: str = "intents") -> str:
    path.write_text("".join(json.dumps({"text": text, name: labels}) + "\n" for text, labels in labelled))
    return str(path)


def test_figures_count_every_label(tmp_path: Path) -> None:
    train = rows(tmp_path / "train.jsonl", ROWS)
    asked = [("cancel my plan", ["cancel", "new"]), ("where is the invoice", ["invoice"])]
    figures = EVALUATIONS["intents"].run({"train": train, "test": rows(tmp_path / "test.jsonl", asked)})
    assert (figures["precision"], figures["recall"], figures["exact"]) == (1.0, 0.6667, 0.5)
    assert figures["micro_f1"] == 0.8
    assert figures["recall_of_several"] == 0.5
    single = rows(tmp_path / "single.jsonl", [("cancel my plan", "cancel")], "label")
    assert EVALUATIONS["intents"].run({"train": train, "test": single})["exact"] == 1.0


def test_rows_without_intents_are_refused(tmp_path: Path) -> None:
    train = rows(tmp_path / "train.jsonl", ROWS)
    bare = rows(tmp_path / "bare.jsonl", [("cancel my plan", 1)], "other")
    with pytest.raises(Invalid, match="lacks its intents"):
        EVALUATIONS["intents"].run({"train": train, "test": bare})
