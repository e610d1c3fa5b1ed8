"""The confidence of an answer: one set of weights for scores of sentences, one for scores of words alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.engines.builtin import confidence
from assistant.engines.builtin.confidence import FILE, NAMES, confidence_of, kind_of
from assistant.evaluation import confidence as fitting

SURE = {"posterior": 0.95, "similarity": 0.8, "head_margin": 0.2, "article": 1.0, "articles": 0.3}
UNSURE = {"posterior": 0.2, "similarity": 0.3, "article": 0.5, "articles": 0.8}


@pytest.mark.parametrize("by_sentences", [0.0, 1.0])
def test_each_kind_has_weights_that_tell_sure_from_unsure(by_sentences: float) -> None:
    kind = {"by_sentences": by_sentences}
    assert set(json.loads(FILE.read_text())["weights"][kind_of(kind)]) == {"offset", *NAMES}
    assert confidence_of(SURE | kind) > 0.7 > 0.4 > confidence_of(UNSURE | kind)


def test_kind_follows_the_passage_that_answers() -> None:
    assert kind_of({"by_sentences": 1.0}) == "sentences"
    assert kind_of({"by_sentences": 0.0}) == kind_of({"posterior": 1.0}) == "words"


def test_fitting_one_kind_leaves_the_other_as_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    shipped = tmp_path / "confidence.json"
    before = json.loads(FILE.read_text())
    shipped.write_text(json.dumps(before))
    monkeypatch.setattr(fitting, "FILE", shipped)
    rows = [
        {
            "is_right": right,
            "features": (SURE if right else UNSURE) | {"by_sentences": 1.0, "code_met": n / 60},
        }
        for n in range(60)
        for right in [n % 3 > 0]
    ]
    rows += [{"is_right": True, "features": UNSURE}]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    figures = fitting.run({"rows": [str(path)], "precision": 0.9, "write": True})
    after = json.loads(shipped.read_text())
    assert (figures["kind"], figures["unseen"]["rows"]["rows"]) == ("sentences", 60)
    assert after["weights"]["words"] == before["weights"]["words"]
    assert after["weights"]["sentences"] == figures["weights"] != before["weights"]["sentences"]
    assert shipped != confidence.FILE
