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


def answers(path: Path) -> Path:
    """Sixty answers with sentences, one without, and a hundred that were handed over whatever they said."""
    rows = [
        {
            "is_right": right,
            "decision": "answer",
            "features": (SURE if right else UNSURE) | {"by_sentences": 1.0, "code_met": n / 60},
        }
        for n in range(60)
        for right in [n % 3 > 0]
    ]
    rows += [{"is_right": True, "features": UNSURE}]
    rows += [{"is_right": False, "decision": "handoff", "features": SURE | {"by_sentences": 1.0}}] * 100
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: Any) -> Path:
    """A copy of what is shipped, which a fit may change."""
    copy = tmp_path / "confidence.json"
    copy.write_text(FILE.read_text())
    monkeypatch.setattr(fitting, "FILE", copy)
    return copy


def test_fitting_one_kind_leaves_the_other_as_it_was(tmp_path: Path, shipped: Path) -> None:
    before = json.loads(shipped.read_text())
    path = answers(tmp_path / "rows.jsonl")
    figures = fitting.run({"rows": [str(path)], "share": 1.0, "precision": None, "write": True})
    after = json.loads(shipped.read_text())
    assert figures["kind"] == "sentences"
    assert figures["corpora"]["rows"]["unseen"]["rows"] == 60, "What is handed over anyway teaches nothing."
    assert after["weights"]["words"] == before["weights"]["words"]
    assert after["weights"]["sentences"] == figures["weights"] != before["weights"]["sentences"]
    assert after["threshold"] == before["threshold"]
    assert shipped != confidence.FILE


def test_share_says_how_far_the_shipped_weights_move(tmp_path: Path, shipped: Path) -> None:
    path = answers(tmp_path / "rows.jsonl")
    before = json.loads(shipped.read_text())["weights"]["sentences"]
    found = [
        fitting.run({"rows": [str(path)], "share": share, "precision": None, "write": False})["weights"]
        for share in (0.0, 0.5, 1.0)
    ]
    assert found[0] == pytest.approx(before, abs=1e-4)
    for name, middle in found[1].items():
        assert middle == pytest.approx((found[0][name] + found[2][name]) / 2, abs=1e-4)
    assert json.loads(shipped.read_text())["weights"]["sentences"] == before


def test_threshold_moves_only_to_a_wanted_precision(tmp_path: Path, shipped: Path) -> None:
    path = answers(tmp_path / "rows.jsonl")
    figures = fitting.run({"rows": [str(path)], "share": 1.0, "precision": 0.9, "write": True})
    assert json.loads(shipped.read_text())["threshold"] == figures["threshold"] < 0.8
