"""Several questions in one message: separated, and each answered or reported as open."""

from time import perf_counter

import pytest

from assistant.engines.builtin.reader import read
from assistant.engines.protocol import Answer, Citation, Passage
from assistant.next_step import Decision, Situation, after_answering
from assistant.reading.intents import intents_of
from assistant.reading.parts import MAX_NAMED, divided, in_full, parts_of
from assistant.rendering import sources_of
from assistant.several import held_open, without_what_people_do
from assistant.wording import handoff_text, listed


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
        (
            "Two things: how do I add a mark? One more: who may delete marks?",
            ["how do I add a mark", "who may delete marks"],
        ),
        (
            "I'd like to know how to add a mark and whether guests are free.",
            ["I'd like to know how to add a mark", "whether guests are free"],
        ),
        (
            "Please tell me how to add a mark. We also need a signed agreement.",
            ["Please tell me how to add a mark", "We also need a signed agreement"],
        ),
        (
            "1. How do I add a mark?\n2. Are guests free?\n3. Where are the logs?",
            ["How do I add a mark", "Are guests free", "Where are the logs"],
        ),
        (
            "How do I add a mark? My manager would also like a tour of the office.",
            ["How do I add a mark", "My manager would also like a tour of the office"],
        ),
        (
            "Wie setze ich eine Marke und wer darf Marken löschen?",
            ["Wie setze ich eine Marke", "wer darf Marken löschen"],
        ),
        (
            "Wie setze ich eine Marke? Außerdem brauchen wir eine Rechnung.",
            ["Wie setze ich eine Marke", "Außerdem brauchen wir eine Rechnung"],
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
        "How do I add a mark? Please advise.",
        "Oh, another question please. How do I add a mark?",
        "Please note that it is red. How do I add a mark?",
        "How do I add a mark? Please send me the steps.",
        "How do I add a mark? Please let me know.",
        "I need help with this please. How do I add a mark?",
        "Reset my password\nHow do I reset my password?",
        "Our lawyers ask in which country files are kept and whether it can be Canada only",
        "Das Feld, wo der Name steht, ist leer. Wie ändere ich das?",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert parts_of(question) == []


@pytest.mark.parametrize(
    ("wish", "is_for_account"),
    [
        ("Also please extend our trial by two weeks.", False),
        ("Extend our trial please.", False),
        ("Kindly bump our seat count to 40.", False),
        ("Please make sure that Lena is copied.", False),
        ("Could you add Ben to the beta of cohorts?", False),
        ("Can you please move project Atlas to the other region?", False),
        ("Verlängern Sie bitte unsere Testphase.", False),
        ("What is the status of our ticket?", True),
        ("Who deleted our dashboard yesterday?", True),
        ("Which days of data were lost?", True),
    ],
)
def test_what_no_article_can_settle_is_taken_out(wish: str, is_for_account: bool) -> None:
    found = divided(f"How do I add a mark to a chart? {wish}")

    assert len(found.parts) == 2
    assert found.for_people == found.parts[1:]
    assert bool(found.for_account) is is_for_account
    assert found.for_people[0] not in found.rest
    assert found.rest.startswith("How do I add a mark to a chart?")


@pytest.mark.parametrize(
    "question",
    [
        "Which days of data were lost? And how do I load them again?",
        "Can you check our workspace? And what does that mean?",
        "Please extend our trial. Please send the invoice to Ann.",
        "Case number 48213: how do I add a mark? And who may delete marks?",
    ],
)
def test_a_message_is_not_divided_when_nothing_stands_by_itself(question: str) -> None:
    found = divided(question)

    assert found.for_people == ()
    assert found.rest == question


def test_what_leans_on_a_wish_for_people_goes_to_them_with_it() -> None:
    found = divided("How do I add a mark to a chart? Who deleted our dashboard? Can I bring it back?")

    assert found.for_people == ("Who deleted our dashboard", "Can I bring it back")


def test_can_you_may_ask_whether_anybody_can() -> None:
    assert divided("How do I add a mark? Can you delete marks again?").for_people == ()


def test_no_question_of_many_is_forgotten() -> None:
    parts = parts_of(" ".join(f"How do I paint wall {place} blue?" for place in range(30)))

    assert len(parts) == MAX_NAMED
    assert "wall 11 blue; How do I paint wall 12" in parts[-1]


def test_many_breaks_are_read_in_no_time() -> None:
    for text in ("and please " * 4000, "how, " * 8000, "a: how " * 5000, "send me the " * 4000):
        started = perf_counter()
        divided(text[:20_000])
        assert perf_counter() - started < 5


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


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This answers “how do I add a mark”. Still open, and for a person: “extend our trial”."),
        (
            "de",
            "Damit ist beantwortet: „how do I add a mark“. "
            "Noch offen und für einen Menschen: „extend our trial“.",
        ),
        ("fr", "Ceci répond à « how do I add a mark »."),
        ("es", "Esto responde a «how do I add a mark»."),
    ],
)
def test_the_customer_hears_what_is_answered_and_what_is_open(language: str, words: str) -> None:
    told = handoff_text(
        reason="complexity",
        boundary="",
        wait_seconds=None,
        language=language,
        open_parts=("extend our trial",),
        answered_parts=("how do I add a mark",),
    )

    assert told.startswith(words)


def test_a_long_question_is_said_back_cut() -> None:
    assert len(listed(["a" * 5000])) < 300


def test_what_people_do_does_not_wait_for_what_is_asked_back() -> None:
    text = "How do I add a mark to a chart? Please extend our trial."
    situation, wishes = without_what_people_do(Situation(intents=intents_of(text)), text)

    assert held_open(Decision("clarify", "vague"), wishes, situation) == Decision("handoff", "complexity")
    assert held_open(Decision("answer"), wishes, situation).kind == "answer"


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
