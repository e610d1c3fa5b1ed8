# ruff: noqa: RUF001 - marks of other scripts
"""The language of a message, judged with what is known around it."""

import json
from pathlib import Path

import pytest

from assistant.evaluation import EVALUATIONS
from core.languages import Surroundings, language_of

ENGLISH = [
    "how do I reset my password",
    "Can I connect Tableau to your product?",
    "we want to cancel our contract",
    "delete all data of one user pls (gdpr)",
    "can viewers export csv?",
    "how can i undo an import",
    "How do I set up SAML?",
    "add a seat",
    "SSO login broken",
    "do you have an android app",
    "upgrade to Scale plan",
    "invoice total wrong",
    "why is it so slow",
]
OTHERS = [
    ("de", "Wie exportiere ich ein Diagramm als CSV?"),
    ("de", "wie setze ich mein Passwort zurück"),
    ("de", "Der Export nach Snowflake läuft nicht"),
    ("fr", "Comment exporter un graphique en CSV ?"),
    ("fr", "nous voulons résilier notre contrat"),
    ("es", "¿Cómo exporto un gráfico a CSV?"),
    ("es", "queremos cancelar nuestro contrato"),
    ("it", "come reimposto la mia password"),
    ("nl", "Hoe exporteer ik een grafiek als CSV?"),
    ("pt", "Como exporto um gráfico para CSV?"),
    ("pl", "Jak wyeksportować wykres do CSV?"),
    ("sv", "Hur exporterar jag ett diagram som CSV?"),
    ("ja", "グラフをCSVにエクスポートするには？"),
    ("zh", "如何将图表导出为CSV？"),
    ("ru", "Как экспортировать график?"),
]
AROUND = [
    Surroundings(),
    Surroundings(locale="en-US"),
    Surroundings(served=("en", "de")),
    Surroundings(locale="en", served=("en", "de"), earlier=("Hello, how are you?",)),
]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("text", ENGLISH)
def test_short_english_stays_english(text: str, around: Surroundings) -> None:
    assert language_of(text, around)[0] == "en"


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_english_in_a_foreign_browser(text: str) -> None:
    for locale in ("de", "fr-FR", "it", "nl"):
        code, certainty = language_of(text, Surroundings(locale=locale, served=("en",)))
        # Where a text shows no language, the browser's may be supposed, but never claimed.
        assert code == "en" or certainty <= 0.5, (locale, code, certainty)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(("language", "text"), OTHERS)
def test_another_language_is_recognised_when_really_written(
    language: str, text: str, around: Surroundings
) -> None:
    assert language_of(text, around)[0] == language


@pytest.mark.parametrize("text", ["HLY-4012", "ok", "12345", "Tableau", "", "https://a.example/b"])
def test_what_shows_no_language_keeps_the_conversation(text: str) -> None:
    earlier = ("Unsere Berichte kommen seit gestern zu spät an. Warum?",)

    assert language_of(text, Surroundings(earlier=earlier, locale="de"))[0] == "de"
    assert language_of(text, Surroundings(locale="en"))[0] == "en"
    assert language_of(text)[1] <= 0.75


def test_a_customer_may_change_the_language() -> None:
    around = Surroundings(earlier=("How do I export a chart?",), locale="en")

    assert language_of("Ich verstehe das leider nicht, können Sie mir helfen?", around)[0] == "de"


def test_rows_are_measured(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"text": text, "language": code}) + "\n" for code, text in OTHERS))

    figures = EVALUATIONS["language"].run({"rows": str(rows), "locale": "", "served": ""})

    assert figures["accuracy"] == 1.0
    assert figures["macro"] == 1.0
    assert figures["rows"] == len(OTHERS)
