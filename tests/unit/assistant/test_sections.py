"""Which sections of an article answer a question, whole and without repeating."""

import pytest

from assistant.engines.builtin.engine import BuiltinEngine
from assistant.engines.builtin.reader import read
from assistant.engines.protocol import AnswerRequest, Passage, Turn
from assistant.reading.asking import kind_of, refers, role_of
from assistant.reading.repeats import is_told
from assistant.rendering import text_html

GRANT = "grant usage on warehouse W to role R;"
SECTIONS = (
    ("What does ABC-1234 mean?", "The role has no warehouse. The run ends with ABC-1234 in the history."),
    ("How do I fix ABC-1234?", f"Grant the role usage, then test the connection:\n{GRANT}\nThen press Test."),
    (
        "Why did ABC-1234 start after a key change?",
        "A session loses it. Run the grant above again.",
    ),
    ("Can the warehouse be renamed later?", "Yes. Change its name on the Connection tab as well."),
)


def article(scores: tuple[float, ...] = (0.9, 0.9, 1.2, 0.6)) -> list[Passage]:
    return [
        Passage(
            key=place,
            article_id=1,
            title="Fix ABC-1234",
            url="/help/x/fix",
            text=text,
            heading=heading,
            score=scores[place],
            lexical=0.5,
            similarity=0.6,
            code=frozenset([GRANT]),
        )
        for place, (heading, text) in enumerate(SECTIONS)
    ]


def headings(question: str) -> list[str]:
    passages = article()
    return [citation.heading for citation in read(question, passages, (), {1: passages}).citations]


@pytest.mark.parametrize(
    "question",
    ["How do I fix ABC-1234?", "fix abc-1234", "how can i get rid of ABC-1234", "ABC-1234 what can I do"],
)
def test_who_asks_for_the_fix_gets_the_section_that_holds_it(question: str) -> None:
    assert headings(question)[0] == "How do I fix ABC-1234?"


def test_who_asks_how_is_not_told_what_the_thing_is() -> None:
    told = (
        ("", "A mark is a labeled line on a day, drawn on every chart that covers it."),
        ("How do I add a mark?", "Hold Shift and click the day on the chart, write some words, and save."),
        ("How do I delete marks?", "Click the mark and choose Delete. It can be restored for 30 days."),
    )
    passages = [
        Passage(
            key=place, article_id=1, title="Mark a release on a chart", url="/help/x/mark", text=text,
            heading=heading, score=1.4 - place / 2, lexical=0.5, similarity=0.8,
        )
        for place, (heading, text) in enumerate(told)
    ]  # fmt: skip
    answer = read("How do I mark a release on a chart?", passages, (), {1: passages})
    assert answer.citations[0].heading == "How do I add a mark?"


def test_who_asks_why_gets_the_reason_and_what_it_points_at() -> None:
    found = headings("Why did ABC-1234 start after we changed the key?")

    assert found == ["Why did ABC-1234 start after a key change?", "How do I fix ABC-1234?"]


@pytest.mark.parametrize("question", ["ABC-1234", "abc-1234", "ABC1234"])
def test_a_bare_code_gets_its_meaning_and_its_remedy(question: str) -> None:
    assert set(headings(question)) == {"What does ABC-1234 mean?", "How do I fix ABC-1234?"}


def test_each_part_of_a_question_gets_its_own_section() -> None:
    found = headings("How do I fix ABC-1234? Can I rename the warehouse later?")

    assert found == ["How do I fix ABC-1234?", "Can the warehouse be renamed later?"]


def test_what_points_at_nothing_that_is_there_is_not_sent() -> None:
    alone = article()[2]
    request = AnswerRequest("Why did ABC-1234 start?", [alone], sections={1: [alone]})

    assert BuiltinEngine().answer(request).confidence <= 0.3


def test_another_code_is_no_answer() -> None:
    passages = article()
    request = AnswerRequest("What does ABC-9999 mean?", passages, sections={1: passages})

    assert BuiltinEngine().answer(request).confidence <= 0.3


def test_code_is_shown_as_code() -> None:
    passages = article()

    text = read("How do I fix ABC-1234?", passages, (), {1: passages}).text

    assert f"<pre><code>{GRANT}</code></pre>" in text_html(text)
    assert text_html("```\n<b>\n```") == "<pre><code>&lt;b&gt;</code></pre>"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How do I fix it?", "how"),
        ("why is it slow", "why"),
        ("what does XY-100 mean", "what"),
        ("how many seats do we have", "amount"),
        ("can viewers export?", "yes_no"),
        ("who may approve it", "who"),
        ("XY-100", "code"),
    ],
)
def test_a_question_wants_a_kind_of_answer(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_a_section_that_holds_steps_tells_how() -> None:
    assert "how" in role_of("The reset mail does not arrive.", "1. Look in the spam.\n2. Ask again.")
    assert role_of("Why is it late?", "1. One.\n2. Two.") == {"why"}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Run the grant above again.", -1),
        ("As described above, press Save.", -1),
        ("The steps below apply.", 1),
        ("Dashboards time out above 2 million rows.", 0),
        ("Keep it below the limit.", 0),
    ],
)
def test_pointing_elsewhere_is_told_from_quantities(text: str, where: int) -> None:
    assert refers(text) == where


def test_what_was_said_before_is_recognised() -> None:
    told = "The role has no warehouse, so the run stopped before the first row."
    history = (Turn("customer", "What is it?"), Turn("assistant", f"{told}\n\nPress Test connection."))

    assert is_told(told, history)
    assert is_told(f"{told}\nMore.", history)
    assert not is_told("Open the billing page and press Download invoice there.", history)
    assert not is_told(told, ())


def told_by(title: str, *told: tuple[str, str], links: tuple[str, ...] = ()) -> list[Passage]:
    return [
        Passage(
            key=place, article_id=1, title=title, url="/help/x/a", text=text, heading=heading,
            score=1.4 - place / 5, lexical=0.5, similarity=0.7, links=frozenset(links),
        )
        for place, (heading, text) in enumerate(told)
    ]  # fmt: skip


RENEW = told_by(
    "Renew a Falcon certificate",
    ("When should I renew the Falcon certificate?", "Every year if your policy asks for it."),
    ("How do I renew the certificate?", "In Settings / Falcon choose Renew, then confirm."),
)


@pytest.mark.parametrize(
    "question",
    [
        "how do I renew the falcon certificate",
        "How do I renew the certificate?",
        "how can we renew our falcon certificate?",
    ],
)
def test_a_question_that_is_a_headings_own_gets_that_section(question: str) -> None:
    answer = BuiltinEngine().answer(AnswerRequest(question, RENEW, sections={1: RENEW}))

    assert answer.citations[0].heading == "How do I renew the certificate?"
    assert answer.confidence >= 0.8


def test_the_other_question_on_the_same_words_keeps_its_section() -> None:
    found = read("When should I renew the certificate?", RENEW, (), {1: RENEW}).citations

    assert found[0].heading == "When should I renew the Falcon certificate?"


def test_an_introduction_that_says_yes_gives_way_to_the_section_that_says_where() -> None:
    passages = told_by(
        "Print a sales sheet",
        ("", "A sheet prints in A4, with your watermark, one page a section."),
        ("How do I turn a sheet into a file?", "Open the sheet and choose Share / Print."),
        ("How do I put our watermark on it?", "An admin uploads it in Settings / Branding."),
    )

    found = read("can I get the sales sheet with our watermark", passages, (), {1: passages}).citations

    assert found[0].heading == "How do I put our watermark on it?"


def test_steps_without_a_place_bring_the_sentence_that_says_where() -> None:
    passages = told_by(
        "Read the visit log",
        ("How do I open the visit log?", "An admin opens Settings / People / Visits. Each visit is a line."),
        ("How do I find out who left early?", "Filter Kind by Left and choose the day."),
    )[::-1]
    in_order = passages[::-1]

    found = read("how do I find out who left early", passages, (), {1: in_order}).citations

    assert [one.quote for one in found] == [
        "Filter Kind by Left and choose the day.",
        "An admin opens Settings / People / Visits.",
    ]


def test_a_closing_line_on_another_subject_stays_behind() -> None:
    passages = told_by(
        "Plans",
        (
            "Is there a discount for students?",
            "Yes, half of the price for a year.\nWhat happens above a limit: Volume and overage.",
        ),
        links=("Volume and overage",),
    )

    assert read("student discount", passages).text == "Yes, half of the price for a year."
    assert "overage" in read("student discount above a limit", passages).text


@pytest.mark.parametrize(("by_sentences", "chosen"), [(True, "Refunds"), (False, "Invoices")])
def test_where_sentences_were_compared_the_search_chooses_the_article(
    by_sentences: bool, chosen: str
) -> None:
    def passage(key: int, article: int, title: str, score: float) -> Passage:
        return Passage(
            key=key, article_id=article, title=title, url=f"/help/{article}", text=f"{title} are sent.",
            score=score, similarity=0.5, by_sentences=by_sentences,
        )  # fmt: skip

    # One passage ahead, against an article of which three were found.
    found = [passage(1, 1, "Refunds", 0.7)] + [passage(n, 2, "Invoices", 0.6) for n in (2, 3, 4)]
    assert read("When do they arrive?", found).citations[0].title == chosen
