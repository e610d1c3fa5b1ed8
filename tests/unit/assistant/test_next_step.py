"""Answer, ask back, or hand over."""

import pytest

from assistant.engines.protocol import Answer, Citation
from assistant.next_step import Situation, after_answering, before_answering
from assistant.reading.intents import intents_of
from assistant.reading.topics import topics_of
from assistant.rendering import answer_html, confidence_word, text_html
from assistant.wording import handoff_text, wait_words

CITATION = Citation(1, "Backfill", "/help/halyard/backfill", "Press Backfill.")


def answer(confidence: float, *citations: Citation) -> Answer:
    return Answer("Press Backfill.", citations or (CITATION,), confidence, "builtin-1")


def situation(text: str, **values: object) -> Situation:
    return Situation(intents=intents_of(text), **values)  # type: ignore[arg-type] # each test names what it needs


def test_boundaries_come_before_everything() -> None:
    decision = before_answering(situation("Get me a person", boundaries=("security",)))

    assert decision is not None
    assert (decision.kind, decision.reason, decision.boundary) == ("handoff", "boundary", "security")


def test_a_wish_for_a_person_is_granted_at_once() -> None:
    decision = before_answering(situation("I want to talk to a human"))

    assert decision is not None
    assert decision.reason == "customer_asked"


def test_an_answer_that_did_not_help_is_not_repeated() -> None:
    decision = before_answering(situation("That did not help", answers=1, has_history=True))

    assert decision is not None
    assert decision.reason == "loop"


def test_a_vague_message_is_asked_back_once() -> None:
    first = before_answering(situation("it doesn't work"))
    second = before_answering(situation("it doesn't work", has_asked_back=True))

    assert first is not None
    assert second is not None
    assert (first.kind, second.reason) == ("clarify", "unclear")


def test_thanks_after_an_answer_end_the_conversation() -> None:
    decision = before_answering(situation("Thanks, that worked", answers=1, has_history=True))

    assert decision is not None
    assert decision.kind == "confirmed"


def test_the_threshold_decides() -> None:
    asked = situation("How do I backfill a destination?")

    assert after_answering(asked, answer(0.7), threshold=0.7).kind == "answer"
    assert after_answering(asked, answer(0.69), threshold=0.7).reason == "low_confidence"
    assert after_answering(asked, answer(0.05), threshold=0.7).reason == "no_source"


def test_without_a_citation_there_is_no_answer() -> None:
    bare = Answer("Trust me.", (), 0.99, "openai:x")

    assert after_answering(situation("How?"), bare, threshold=0.5).reason == "no_source"


def test_what_an_answer_must_not_speak_of_goes_to_people() -> None:
    decision = after_answering(
        situation("How?"), answer(0.99), threshold=0.5, boundaries_in_answer={"distress"}
    )

    assert (decision.kind, decision.boundary) == ("handoff", "distress")


def test_text_becomes_lists_and_nothing_else_becomes_markup() -> None:
    html = text_html("Do **this**:\n- open `Runs`\n- press <b>\n1. one")

    assert html == (
        "<p>Do <strong>this</strong>:</p><ul><li>open <code>Runs</code></li><li>press &lt;b&gt;</li></ul>"
        "<ol><li>one</li></ol>"
    )


def test_mail_gets_its_sources_as_links() -> None:
    html = answer_html("Press it.", [CITATION, CITATION], language="de", site_url="https://help.test")

    assert html.endswith('<p>Quelle: <a href="https://help.test/help/halyard/backfill">Backfill</a></p>')


def test_confidence_in_words_depends_on_the_threshold() -> None:
    assert [confidence_word(value, 0.6) for value in (0.9, 0.7, 0.5)] == ["high", "medium", "low"]


def test_customers_hear_why_and_when_in_their_language() -> None:
    text = handoff_text(reason="no_source", boundary="", wait_seconds=3600, language="de")

    assert "raten" in text
    assert "einer Stunde" in text
    assert wait_words(7300, "en") == "3 hours"
    assert wait_words(None, "en") == ""
    assert wait_words(44 * 3600, "en") == "2 days"
    usual = handoff_text(reason="no_source", boundary="", wait_seconds=480, language="en", is_usual=True)
    assert "usually replies here within 8 minutes" in usual


@pytest.mark.parametrize(
    "text",
    ["hm", "Hmm.", "ok", "OK!", "?", "???", "…", ".", "👍", "🙂🙂", "äh", "no", "mmh", "aaa", "asdf", "test"],
)
def test_a_message_that_says_nothing_is_asked_back_once(text: str) -> None:
    first = before_answering(situation(text))
    again = before_answering(situation(text, has_asked_back=True))

    assert first is not None
    assert first.kind == "clarify"
    assert again is None or again.reason in ("unclear", "small_talk")


@pytest.mark.parametrize("text", ["ok", "👍", "thanks!", "great"])
def test_what_follows_an_answer_closes_it(text: str) -> None:
    decision = before_answering(situation(text, answers=1, has_history=True))

    assert decision is not None
    assert decision.kind == "confirmed"


@pytest.mark.parametrize("text", ["cancel", "Cancel please", "please cancel.", "Kündigung", "cancel it now"])
def test_a_bare_wish_to_cancel_is_a_matter_for_people(text: str) -> None:
    assert "cancellation" in topics_of(text)


@pytest.mark.parametrize(
    "text", ["How do I cancel an export?", "can I cancel a scheduled report", "cancel button is gray"]
)
def test_cancelling_something_in_the_product_is_a_question(text: str) -> None:
    assert "cancellation" not in topics_of(text)


def test_a_language_without_articles_is_said_to_be_the_reason() -> None:
    told = handoff_text(reason="language", boundary="", wait_seconds=None, language="de")

    assert "Artikel in Ihrer Sprache" in told


def test_tables_stay_tables() -> None:
    html = text_html("See:\nCause | Fix\nGrant missing | Run `grant`\nRenamed | ")

    assert html == (
        "<p>See:</p><table><thead><tr><th>Cause</th><th>Fix</th></tr></thead><tbody>"
        "<tr><td>Grant missing</td><td>Run <code>grant</code></td></tr><tr><td>Renamed</td><td></td></tr>"
        "</tbody></table>"
    )


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("| Free | Pro\nSeats | 1 | 2", "<th></th><th>Free</th><th>Pro</th>"),
        ("| a | b |\n|---|:--|\n| 1 | 2 |", "<th>a</th><th>b</th>"),
    ],
)
def test_tables_of_other_forms_are_read(text: str, head: str) -> None:
    assert f"<tr>{head}</tr>" in text_html(text)


@pytest.mark.parametrize("text", ["either this | or that", "```\ncat a | sort\ncat b | sort\n```"])
def test_a_bar_alone_makes_no_table(text: str) -> None:
    assert "<table" not in text_html(text)
