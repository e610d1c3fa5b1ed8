"""Questions, codes, spelling and file reading without the database."""

import pytest

from core.errors import Invalid
from core.search.spelling import Known, correction, deletes_of, distance
from core.search.words import words_of
from kb.codes import codes_of
from kb.importing import document_of
from kb.query import question_of
from kb.ranking import Term, drivers, rarity_of
from kb.rendering import anchored, cleaned_body, contents_of, shortened


def test_codes_are_found_and_dates_are_not() -> None:
    assert codes_of("HLY-4012 since 2026-03-10 10:30, form I-589, user_id, see a/b and 12") == [
        "hly4012", "4012", "i589", "589", "userid",
    ]  # fmt: skip


def test_unspaced_scripts_become_pairs() -> None:
    assert words_of("データ取込 fails") == ["デー", "ータ", "タ取", "取込", "fails"]
    assert words_of("Ärger über 4,012 und 3.5 取") == [
        "arger", "uber", "4", "4012", "012", "und", "3", "35", "5", "取",
    ]  # fmt: skip


def test_history_counts_less_the_older_it_is() -> None:
    question = question_of("and yearly?", [("user", "How do I pay?"), ("agent", "By card."), ("user", "ok")])
    assert question.words["yearly"] == 1
    assert 0 < question.words["card"] < question.words["ok"] < 1
    assert question.text == "and yearly?"


@pytest.mark.parametrize("history", [[None], ["text"], [("user",)], [{"role": 1, "text": "x"}], [("a", "")]])
def test_odd_history_is_ignored(history: list[object]) -> None:
    assert len(question_of("x", history).turns) == 1


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "!?"])
def test_questions_without_words(text: str) -> None:
    assert question_of(text).words == {}


def test_spelling_forgives_one_edit_and_two_in_long_words() -> None:
    known = [Known("invoic", "invoice", 9), Known("snowflak", "snowflake", 4)]
    assert correction("ivoice", known) == known[0]
    assert correction("snwoflak", known) == known[1]
    assert correction("banana", known) is None
    assert distance("exprot", "export", limit=2) == 1
    assert "xport" in deletes_of("export")
    assert deletes_of("x9") == []


def test_rare_words_drive_the_search() -> None:
    terms = [Term("the", 1, 5000, 0.1), Term("hly", 1, 3, 7.0), Term("export", 1, 400, 2.0)]
    assert [term.lexeme for term in drivers(terms, limit=1000)] == ["hly", "export"]
    assert [term.lexeme for term in drivers(terms[:1], limit=10)] == ["the"]
    assert rarity_of(1, 100) > rarity_of(50, 100) > rarity_of(100, 100) > 0
    assert Term("o'brien\\", 1, 1, 1.0).query == "'o''brien\\\\'"


def test_headings_get_the_anchors_of_their_passages() -> None:
    page = cleaned_body("## Fix it\n\nText\n\n## Fix it\n\n## <img src=x> `a<b`", "markdown")
    assert '<h2 id="fix-it">' in anchored(page)
    assert [entry[2] for entry in contents_of(page)] == ["fix-it", "fix-it-2", "a-b"]


def test_bodies_are_cleaned() -> None:
    body = cleaned_body(
        "[x](javascript:alert(1)) <a href='javascript:x'>y</a> <script>alert(1)</script>"
        " <img src=https://evil.test/p.png onerror=x>"
        " <iframe src=//evil.test></iframe> [a](article:other) <a href=data:text/html,x>d</a>",
        "markdown",
    )
    for bad in (
        'href="javascript',
        "javascript:x",
        "<script",
        "onerror",
        "evil.test",
        "<iframe",
        "data:text",
    ):
        assert bad not in body
    assert 'href="/help/-/other"' in body


def test_shortened_cuts_at_a_space() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("short", 9) == "short"


@pytest.mark.parametrize(
    ("name", "content", "title", "body"),
    [
        ("a.md", b"---\ntitle: From matter\ntags: a, b\n---\nBody", "From matter", "Body"),
        ("a.md", b"# Top\n\nBody", "Top", "Body"),
        ("how-to-pay.md", b"Body", "How to pay", "Body"),
        ("a.html", b"<title>T</title><body><h1>Own</h1><p>B</p></body>", "Own", "<p>B</p>"),
        ("a.html", b"<head><title>T &amp; U</title></head><body><p>B</p></body>", "T & U", "<p>B</p>"),
        ("a.htm", "<p>Größe</p>".encode("cp1252"), "A", "<p>Größe</p>"),
        ("a.md", "# Größe\n\nx".encode("utf-16"), "Größe", "x"),
    ],
)
def test_files_become_documents(name: str, content: bytes, title: str, body: str) -> None:
    document = document_of(name, content)
    assert (document.title, document.body) == (title, body)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.md", b""),
        ("a.md", b"\x00\x01\x02"),
        ("a.html", b"<script>x</script>"),
        ("a.md", b"x" * (2 * 1024 * 1024 + 1)),
        ("a.html", b"<body" * 10_000),
    ],
)
def test_files_that_hold_no_text_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid):
        document_of(name, content)


@pytest.mark.parametrize(
    "charset", ["undefined", "punycode", "idna", "unicode_escape", "rot13", "utf-7", "x" * 30]
)
def test_encodings_that_no_page_has_are_not_tried(charset: str) -> None:
    page = f"<meta charset={charset}><p>caf".encode() + b"\xe9 +ADw-b+AD4-</p>"
    assert "caf\u00e9 +ADw-b+AD4-" in document_of("a.html", page).body
