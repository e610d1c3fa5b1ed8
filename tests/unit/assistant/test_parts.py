"""Several questions in one message: separated, and each answered or reported as open."""

import pytest

from assistant.engines.builtin.reader import read
from assistant.engines.protocol import Answer, Citation, Passage
from assistant.next_step import Situation, after_answering
from assistant.reading.intents import intents_of
from assistant.reading.parts import in_full, parts_of
from assistant.rendering import sources_of
from assistant.wording import handoff_text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "student discount and can guests be free too?",
            ["student discount", "can guests be free too"],
        ),
        (
            "why is my file refused with ABC-1234 and do i lose it",
            ["why is my file refused with ABC-1234", "do i lose it"],
        ),
        (
            "we want our files stored in Canada, can we move them afterwards?",
            ["we want our files stored in Canada", "can we move them afterwards"],
        ),
        (
            "How do I add a mark? And who may delete marks?",
            ["How do I add a mark", "who may delete marks"],
        ),
    ],
)
def test_each_question_of_a_message_is_found(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "How do I export charts, cohorts and funnels?",
        "Hi! Quick question: how do I add a mark? Thanks",
        "It is red since Monday, how do I fix it?",
        "Export to a spreadsheet\nHow do I export a chart to a spreadsheet?",
        "How do I add a mark? Can you help me please?",
        "We get ABC-1234. What does it mean?",
        "student discount",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert parts_of(question) == []


def test_a_part_that_leans_on_the_others_gets_their_words_without_codes() -> None:
    parts = ["why is my file refused with ABC-1234", "do i lose it"]

    assert in_full(parts[1], parts).startswith("do i lose it ")
    assert "refused" in in_full(parts[1], parts)
    assert "1234" not in in_full(parts[1], parts)
    assert in_full("can guests be invited free", parts) == "can guests be invited free"


def section(place: int, heading: str, text: str) -> Passage:
    return Passage(
        key=place, article_id=1, title="Plans", url="/help/x/plans", text=text, heading=heading,
        score=1.2 - place / 10, lexical=0.5, similarity=0.6,
    )  # fmt: skip


def test_what_the_article_does_not_say_is_named_as_open() -> None:
    passages = [
        section(0, "Is there a discount for students?", "Yes, half of the price for a year."),
        section(1, "How do I change the plan?", "An owner opens Settings / Plan and chooses another."),
    ]

    reading = read("student discount and can guests read charts free of charge?", passages, (), {1: passages})

    assert reading.citations[0].heading == "Is there a discount for students?"
    assert reading.open_parts == ("can guests read charts free of charge",)


def test_a_sure_answer_with_an_open_part_goes_to_people_who_hear_which() -> None:
    source = Citation(1, "Plans", "/help/x/plans", "Yes.")
    given = Answer("Yes.", (source,), 0.95, "builtin-1", open_parts=("can guests be free",))

    decision = after_answering(Situation(intents=intents_of("x")), given, threshold=0.8)

    assert (decision.kind, decision.reason) == ("handoff", "low_confidence")
    for language in ("en", "de", "fr", "es"):
        told = handoff_text(
            reason="low_confidence",
            boundary="",
            wait_seconds=None,
            language=language,
            open_parts=given.open_parts,
        )
        assert "can guests be free" in told


def test_two_sections_of_an_article_are_one_source() -> None:
    found = sources_of(
        [
            Citation(1, "Plans", "/help/x/plans#a", "One.", "First"),
            Citation(2, "Seats", "/help/x/seats", "Two.", "Other"),
            Citation(1, "Plans", "/help/x/plans#b", "Three.", "Second"),
        ]
    )

    assert [(one["title"], one["heading"]) for one in found] == [
        ("Plans", "First\nSecond"),
        ("Seats", "Other"),
    ]
    assert found[0]["quote"] == "One.\n\nThree."
