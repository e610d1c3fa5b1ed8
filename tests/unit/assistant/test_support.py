"""How well what is said rests on a passage: the measure, its measurement and its fitting."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.engines import support
from assistant.engines.openai.grounding import ground
from assistant.engines.protocol import Passage
from assistant.engines.support import FIGURES, FILE, LIMIT, NAMES, figures_of, statements_of, support_of
from assistant.evaluation import EVALUATIONS
from kb.encoding.client import EncoderAway

POOL = "Is there a swimming pool? No, the hotel has no swimming pool, but guests may visit the one next door."
PARKING = "How much does parking cost? Parking in the garage costs 12 euros a night. Guests pay on arrival."
PAIRS = [
    ("They don't have a swimming pool at this hotel.", POOL, 1),
    ("There is no pool, but you may visit the one next door. Anything else?", POOL, 1),
    ("A night in the garage is 12 euros.", PARKING, 1),
    ("You can pay for parking when you arrive.", PARKING, 1),
    ("They don't have a swimming pool at this hotel.", PARKING, 0),
    ("Breakfast is served from 7 to 10.", PARKING, 0),
    ("Pets are welcome for a small fee.", POOL, 0),
    ("You can pay for parking when you arrive.", POOL, 0),
]


@pytest.mark.parametrize(("answer", "passage", "label"), PAIRS)
def test_what_is_said_in_other_words_is_supported(answer: str, passage: str, label: int) -> None:
    assert (support_of(answer, passage) >= LIMIT) == bool(label)


def test_questions_and_offers_rest_on_nothing() -> None:
    assert statements_of("It is free. Shall I book it?") == "It is free."
    assert statements_of("Which one?") == "Which one?"
    plain = support_of("A night in the garage is 12 euros.", PARKING)
    assert support_of("A night in the garage is 12 euros. Shall I call a taxi for you?", PARKING) == plain


def test_other_numbers_and_a_missing_not_lower_it() -> None:
    assert support_of("A night in the garage is 15 euros.", PARKING) < support_of(
        "A night in the garage is 12 euros.", PARKING
    )
    said = figures_of("The hotel has a swimming pool.", POOL)
    denied = figures_of("The hotel has no swimming pool.", POOL)
    assert (said["strange_negation"], denied["strange_negation"]) == (1.0, 0.0)


@pytest.mark.parametrize(("answer", "passage"), [("", POOL), ("Yes.", ""), ("?", "..."), (" ", " ")])
def test_nothing_supports_nothing(answer: str, passage: str) -> None:
    assert support_of(answer, passage) == 0.0


def test_the_vectors_of_sentences_count_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def same(_: Any, texts: Sequence[str]) -> Any:
        return np.tile(np.eye(4, dtype=np.float32)[0], (len(texts), 1))

    def away(_: Any, texts: Sequence[str]) -> Any:
        raise EncoderAway("off")

    monkeypatch.setattr(support, "is_on", lambda _: True)
    monkeypatch.setattr(support, "question_vectors", same)
    assert support.kind_of(figures_of("It is free.", POOL)) == "sentences"
    monkeypatch.setattr(support, "question_vectors", away)
    assert support.kind_of(figures_of("It is free.", POOL)) == "words"


def test_a_statement_in_other_words_than_its_passage_is_shown() -> None:
    """Fewer than half of its words stand in the passage, all of its meaning does."""
    passage = Passage(1, 1, "Garage", "/kb/1", PARKING)
    quote = "Parking in the garage costs 12 euros a night"
    fine = {"text": "You can leave your car there for 12 euros per night.", "passage": 0, "quote": quote}
    strange = {"text": "Breakfast and dogs are free of charge.", "passage": 0, "quote": quote}
    found = ground([fine, strange], [passage], is_same_language=True)
    assert found.text == fine["text"]
    assert found.uncited == (strange["text"],)


def test_both_kinds_of_weights_ship() -> None:
    shipped = json.loads(FILE.read_text(encoding="utf-8"))["weights"]
    assert set(shipped) == set(FIGURES)
    assert all(set(weights) == {"offset", *NAMES} for weights in shipped.values())
    assert shipped["words"]["sentences"] == 0


def rows(path: Path, pairs: Sequence[tuple[str, str, int]]) -> str:
    names = ("answer", "passage", "label")
    path.write_text("".join(json.dumps(dict(zip(names, pair, strict=True))) + "\n" for pair in pairs))
    return str(path)


def test_the_measurement_asks_what_the_engines_ask(tmp_path: Path) -> None:
    figures = EVALUATIONS["grounded"].run({"rows": rows(tmp_path / "rows.jsonl", PAIRS)})
    assert (figures["pairs"], figures["supported"], figures["auroc"]) == (8, 4, 1.0)
    assert (figures["kept_of_supported"], figures["kept_of_others"]) == (1.0, 0.0)


def test_fitting_ships_weights_only_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "support.json"
    file.write_text(FILE.read_text(encoding="utf-8"))
    monkeypatch.setattr(support, "FILE", file)
    path = rows(tmp_path / "rows.jsonl", PAIRS)
    options = {"rows": path, "fit": [path], "write": False}
    fitted = EVALUATIONS["grounded"].run(options)
    assert set(fitted["weights"]) == {"words"}
    assert file.read_text() == FILE.read_text(encoding="utf-8")
    EVALUATIONS["grounded"].run(options | {"write": True})
    written = json.loads(file.read_text())["weights"]
    assert written["words"] == fitted["weights"]["words"]
    assert written["sentences"] == json.loads(FILE.read_text(encoding="utf-8"))["weights"]["sentences"]
