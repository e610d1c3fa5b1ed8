"""The words of server-rendered pages: the same in both languages, escaped, and in the reader's language."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
from django.utils.safestring import mark_safe

from core import pages

ROOT = Path(__file__).resolve().parents[3]
APPS = ("kb", "portal")
MAILS = ("connections", "core", "email", "notices", "people", "slack", "webhooks")
_SAID = re.compile(r'{%\s*say\s+"([a-z_]+)\.([a-z_]+)"')


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("app", [*APPS, *MAILS])
def test_both_languages_say_the_same(app: str) -> None:
    english, german = (pages.words_of(app, language) for language in pages.LANGUAGES)
    assert list(english) == list(german)
    assert {key: places(text) for key, text in english.items()} == {
        key: places(text) for key, text in german.items()
    }
    assert [key for key, text in german.items() if not text.strip()] == []


@pytest.mark.parametrize("app", APPS)
def test_templates_say_words_that_exist(app: str) -> None:
    said = {
        found
        for path in (ROOT / app / "templates").rglob("*.html")
        for found in _SAID.findall(path.read_text(encoding="utf-8"))
    }
    assert len(said) > 20
    for owner, name in said:
        known = pages.words_of(owner, "en")
        assert name in known or f"{name}_other" in known, f"{owner}.{name}"


def test_what_is_put_in_is_escaped_but_for_markup_of_ours() -> None:
    assert pages.markup("kb.open", "en", brand="<b>&") == "Open &lt;b&gt;&amp;"
    assert pages.markup("kb.open", "en", brand=mark_safe("<b>x</b>")) == "Open <b>x</b>"
    assert pages.text("kb.open", "de", brand="<b>") == "<b> öffnen"
    assert pages.markup("kb.open", "en", brand="{brand}") == "Open {brand}"


@pytest.mark.parametrize(("count", "words"), [(0, "0 articles found"), (1, "1 article found")])
def test_counts_have_their_form(count: int, words: str) -> None:
    assert pages.markup("kb.found", "en", count=count) == words


@pytest.mark.parametrize(
    ("accepted", "fallback", "language"),
    [
        ("", "de", "de"), ("", "fr", "en"), ("de", "en", "de"), ("de-AT,en;q=0.5", "en", "de"),
        ("en;q=0.3,de;q=0.8", "en", "de"), ("fr,it;q=0.5", "de", "de"), ("*", "de", "de"),
        ("den,deu", "en", "en"), ("de;q=0", "en", "en"), ("x" * 5000, "en", "en"), ("de;q=nan", "en", "en"),
    ],
)  # fmt: skip
def test_the_readers_language(accepted: str, fallback: str, language: str) -> None:
    assert pages.language_for(accepted, fallback) == language


def test_dates_are_in_words() -> None:
    moment = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
    assert pages.day(moment, "en") == "2 March 2026"
    assert pages.date_words(date(2026, 3, 2), "fr") == "2 March 2026"
    assert pages.day_and_time(moment, "de") == "2. März 2026, 09:05"


def test_sizes_are_in_words() -> None:
    found = [pages.size_words(1536, language).replace("\xa0", " ") for language in ("en", "de", "fr")]
    assert found == ["1.5 KB", "1,5 KB", "1.5 KB"]
