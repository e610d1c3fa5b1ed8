"""Messages that say nothing about the problem itself, and pages that do."""

from typing import Any

import pytest

from assistant.next_step import Situation, before_answering
from assistant.reading.intents import intents_of
from assistant.reading.matter import is_bare, matter_of
from assistant.reading.sharing import shared_page, with_page
from assistant.wording import ask_back

QUESTION = "Our Snowflake export is empty since Tuesday."


@pytest.mark.parametrize(
    "text",
    [
        "thanks!",
        "Thank you so much",
        "ok thanks",
        "great, thank you very much!",
        "thx a lot",
        "cheers",
        "Danke!",
        "perfect",
        "bye",
        "have a nice day",
        "no worries, thanks",
    ],
)
def test_a_closing_as_first_line_gets_a_kind_word(text: str) -> None:
    decision = before_answering(Situation(intents=intents_of(text)))

    assert decision is not None
    assert decision.kind == "welcome"
    assert ask_back(decision.reason, "en").startswith("You're welcome")


@pytest.mark.parametrize(
    "text", ["hi there", "are you a bot?", "how are you", "just testing", "Good morning"]
)
def test_small_talk_gets_a_kind_word(text: str) -> None:
    decision = before_answering(Situation(intents=intents_of(text)))

    assert decision is not None
    assert decision.kind == "clarify"
    assert decision.reason in ("greeting", "small_talk")


@pytest.mark.parametrize(
    "text",
    [
        "thanks, but how do I export a chart?",
        "Thank you for the invoice, the VAT number is missing",
        "great product, can it export to CSV",
        "ok so where is the API key",
    ],
)
def test_a_question_with_manners_is_a_question(text: str) -> None:
    intents = intents_of(text)

    assert not any((intents.is_closing, intents.is_greeting, intents.is_small_talk, intents.agrees))


@pytest.mark.parametrize(
    "text",
    [
        "I would like to talk to a person.",
        "that did not help, the test still fails",
        "please go ahead",
        "yes please",
        "thanks",
        "hello",
        "it does not work",
        "this is useless",
    ],
)
def test_what_is_no_matter_does_not_hide_the_question(text: str) -> None:
    assert is_bare(text)
    assert matter_of([QUESTION, text]) == QUESTION


@pytest.mark.parametrize("text", [QUESTION, "The invoice export does not work", "How do I reset it all?"])
def test_a_matter_is_one(text: str) -> None:
    assert matter_of(["Something else about billing plans", text]) == text


@pytest.mark.parametrize(
    "text",
    [
        "Which days were lost, and who loads them again?",
        "How many rows were dropped last night?",
        "when was the last outage",
        "what did you change in the last release",
    ],
)
def test_what_happened_is_in_no_article(text: str) -> None:
    assert intents_of(text).is_account_specific


@pytest.mark.parametrize(
    "text",
    [
        "How many rows can we export?",
        "When does the nightly export run?",
        "What happens when a payment failed?",
        "Which scopes are there?",
        "Why was my event rejected?",
    ],
)
def test_how_things_work_may_be(text: str) -> None:
    assert not intents_of(text).is_account_specific


def session(**more: Any) -> dict[str, Any]:
    page = {"url": "https://a.test/x", "title": "Destinations", "area": "exports", "element": "Test"}
    return {"consent": True, "page": page, "trail": [], "attributes": {}} | more


ERROR = {"kind": "error", "label": "ABC-1234: no warehouse", "detail": ""}
REQUEST = {"kind": "request", "label": "POST /api/test", "detail": "502"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"trail": [REQUEST, ERROR]}, "ABC-1234: no warehouse"),
        ({"trail": [ERROR, REQUEST]}, "ABC-1234: no warehouse"),
        ({"trail": [REQUEST], "attributes": {"error_code": "ABC-1234"}}, "ABC-1234"),
        ({"trail": [REQUEST]}, "Test Destinations"),
        ({}, ""),
        ({"trail": [ERROR], "consent": False}, ""),
    ],
)
def test_a_vague_message_means_what_failed_on_the_shared_page(more: dict[str, Any], words: str) -> None:
    page = shared_page(session(**more))

    assert page.words == words
    assert with_page("it does not work", page) == ("it does not work" + (f"\n{words}" if words else ""))


def test_what_the_page_shows_is_not_asked() -> None:
    page = shared_page(session())

    assert "which page" in ask_back("vague", "en", "")
    for language in ("en", "de", "fr", "es"):
        asked = ask_back("vague", language, page.title)
        assert page.title in asked
        assert "which page" not in asked
