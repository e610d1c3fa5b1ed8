"""How annoyed a message sounds, what the product makes of it, and the measurement and fitting of that."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation import EVALUATIONS
from assistant.reading import anger
from assistant.reading.anger import CALM, FILE, SIGNS, Model, anger_of, read, score
from assistant.reading.intents import intents_of
from assistant.reading.mood import sentiment_of

# None of these is one of the phrases that are sure by themselves.
ANGRY = [
    "I already told you three times what the problem is. Do your job!",
    "You are wasting my time, I want this fixed right now!!",
    "Are you kidding me? My data is gone again and you don't even answer.",
    "I have had enough of this. Cancel everything.",
    "Ich warte schon seit Wochen und niemand meldet sich. Das ist eine Frechheit!",
    "Das ist jetzt das dritte Mal, dass ich schreibe. Mir reicht es.",
    "Na toll, schon wieder kaputt. Danke für nichts.",
]
CALM_ONES = [
    "How do I hurry a shipment right now?",
    "The export takes forever since the update, can you look at it?",
    "Please reset my password immediately, I am locked out",
    "We waited for the sync to finish and it failed again.",
    "My flight data is missing from the dashboard",
    "Never mind, it works now, thank you!",
    "Die Synchronisation dauert schon zwei Stunden, woran liegt das?",
    "Endlich funktioniert es, vielen Dank!",
]


@pytest.mark.parametrize("text", ANGRY)
def test_lesser_signs_add_up_to_anger(text: str) -> None:
    assert not intents_of(text).is_angry
    assert anger_of(text).score > 0.6
    assert sentiment_of(text).value == "angry"


@pytest.mark.parametrize("text", CALM_ONES)
def test_haste_and_trouble_are_no_anger(text: str) -> None:
    assert not anger_of(text).is_angry
    assert sentiment_of(text).value in ("neutral", "positive")


def test_what_somebody_speaks_of_is_never_anger() -> None:
    """The words with the most weight, without any sign: what people spoke of where it was learned."""
    model = Model.of(json.loads(FILE.read_text(encoding="utf-8")))
    worst = sorted(model.words, key=lambda word: -model.words[word][1])[:400]
    text = ""
    for word in worst:
        if not read(f"{text} {word}").is_sure:
            text = f"{text} {word}"
    assert score(model, read(text)) > model.limits["angry"]
    assert not anger_of(text).is_angry


def test_the_grade_follows_the_signs() -> None:
    plain = "My report is empty."
    more = f"{plain} Nobody answers."
    assert (
        anger_of(plain).score
        < anger_of(more).score
        < anger_of(f"{more} What a useless, terrible tool!").score
    )
    assert anger_of("") == anger_of(" \n ") == anger_of("\u3053\u3093\u306b\u3061\u306f") == CALM


def test_the_end_of_an_endless_message_is_read_too() -> None:
    long = "all is well " * 40_000
    assert not read(long).signs
    assert "insult" in read(f"{long} you idiots").signs


def test_what_ships_is_complete_and_small() -> None:
    shipped = json.loads(FILE.read_text(encoding="utf-8"))
    assert set(shipped["signs"]) == set(SIGNS)
    assert min(shipped["signs"].values()) >= 0
    assert 0.5 <= shipped["limits"]["annoyed"] <= shipped["limits"]["angry"] < 1
    assert FILE.stat().st_size < 400_000


def rows(path: Path, *labelled: tuple[str, Any]) -> str:
    path.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in labelled))
    return str(path)


def test_the_measurement_asks_what_the_product_asks(tmp_path: Path) -> None:
    path = rows(
        tmp_path / "rows.jsonl", *((text, "annoyed") for text in ANGRY), *((text, 0) for text in CALM_ONES)
    )
    figures = EVALUATIONS["sentiment"].run({"rows": path})
    assert (figures["texts"], figures["annoyed"]) == (15, 7)
    assert figures["auroc"] > 0.9
    assert figures["angry"] == {"of_annoyed": 1.0, "of_others": 0.0}


def test_fitting_ships_weights_only_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "anger.json"
    monkeypatch.setattr(anger, "FILE", file)
    train = rows(
        tmp_path / "train.jsonl",
        *((f"you are useless, number {n} fails", 1) for n in range(20)),
        *((f"how do I find number {n}", 0) for n in range(20)),
    )
    test = rows(tmp_path / "test.jsonl", ("so useless", True), ("how is this found", False))
    options = {"rows": test, "fit": [train], "ordinary": None, "write": False}
    assert EVALUATIONS["sentiment"].run(options)["auroc"] == 1.0
    assert not file.exists()
    EVALUATIONS["sentiment"].run(options | {"write": True})
    written = Model.of(json.loads(file.read_text(encoding="utf-8")))
    assert score(written, read("useless")) > 0.5 > score(written, read("how do I find"))
