"""Taking words out of text, HTML and JSON."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.html import clean_html, html_to_text, text_to_html
from core.redacting import MARK, Needles, is_telling

WORDS = st.text(st.sampled_from("abcXYZ019!?&<>\"'äß._- "), min_size=3, max_size=20)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("It is s3cret!", f"It is {MARK}!"),
        ("It is S3CRET, s3cret", f"It is {MARK}, {MARK}"),
        ("nothing", "nothing"),
    ],
)
def test_words_go_wherever_they_stand(text: str, after: str) -> None:
    assert Needles(["s3cret"]).in_text(text)[0] == after


@pytest.mark.parametrize(
    "text", ["horse battery", "horse\nbattery", "horse\n> battery", "horse \u00a0 battery"]
)
def test_lines_and_marks_of_quotes_do_not_matter(text: str) -> None:
    assert Needles(["horse battery"]).in_text(f"a {text} b") == (f"a {MARK} b", 1)


@pytest.mark.parametrize(
    "source",
    [
        "<p>is hunter2!</p>", "<p>is hun<b>ter</b>2!</p>", "is <i>hunter</i><b>2</b>!",
        "<ul><li>hunter2!</li></ul>",
        '<p>is <a href="https://x.test/hunter2">hunter2</a>!</p>', "<p>is hunter2!<br>more</p><p>tail</p>",
    ],
)  # fmt: skip
def test_tags_between_the_letters_do_not_matter(source: str) -> None:
    found, count = Needles(["hunter2"]).in_html(clean_html(source))
    assert count >= 1
    assert "hunter" not in html_to_text(found)
    assert "hunter2" not in found
    assert MARK in found
    assert found == clean_html(found)


def test_html_without_the_words_stays_as_it_is() -> None:
    source = clean_html("<p>One &amp; <b>two</b><br>three</p>tail &lt;x&gt;")
    assert Needles(["absent"]).in_html(source) == (source, 0)


def test_what_is_around_them_stays() -> None:
    source = clean_html("lead &amp; <p>a <b>s3cret</b> b</p><table><tr><td>c</td></tr></table>tail &lt;")
    found, _ = Needles(["s3cret"]).in_html(source)
    assert found == source.replace("s3cret", MARK)


@given(WORDS, st.text(max_size=60), st.text(max_size=60))
def test_nothing_of_them_is_left_in_the_text_of_html(words: str, before: str, after: str) -> None:
    needles = Needles([words])
    source = clean_html(text_to_html(f"{before} {words.strip()} {after}"))
    if not needles or not needles.stand_in(html_to_text(source)):
        return
    found, count = needles.in_html(source)
    assert count
    assert not needles.stand_in(html_to_text(found).replace(MARK, "\n\x00\n"))


def test_codes_of_our_json_stay() -> None:
    stored = {
        "kind": "message",
        "body_text": "a message",
        "of": [{"body_html": "<p>mess<b>age</b></p>"}],
    }
    found, count = Needles(["message"]).in_json(stored)
    assert found["kind"] == "message"
    assert found["body_text"] == f"a {MARK}"
    assert "age" not in html.unescape(found["of"][0]["body_html"])
    assert count == 2


def test_words_too_short_count_for_nothing() -> None:
    assert not Needles(["a", "..", " - "])
    assert Needles([""]).in_text("a .. b") == ("a .. b", 0)


def test_words_are_no_part_of_a_longer_word() -> None:
    needles = Needles(["secret", "Mark", "für"])
    text = "Mark benchmarks secrets, mark! dafür fürs für"
    assert needles.in_text(text) == (f"{MARK} benchmarks secrets, {MARK}! dafür fürs {MARK}", 3)
    assert Needles(["secret"], is_anywhere=True).in_text("secrets")[0] == f"{MARK}s"
    assert Needles(["(Mark"]).in_text("the(Mark one")[0] == f"the{MARK} one"
    assert Needles(["密码是"]).in_text("我的密码是abc")[0] == f"我的{MARK}abc", (
        "no spaces between words there"
    )


def test_a_marked_part_of_a_word_goes_from_just_this_word() -> None:
    needles = Needles.marked("test", "The latest run")
    assert needles.in_text("latest, test, tests, Latest") == (f"la{MARK}, test, tests, La{MARK}", 2)
    assert Needles.marked("test", "The latest test").in_text("latest test")[0] == f"latest {MARK}"
    assert Needles.marked("test", "Nothing").in_text("latest test")[0] == f"latest {MARK}"


@pytest.mark.parametrize(
    "words", ["Test", "Yes", "Not yet", "Thanks a lot!", "Mit freundlichen Grüßen", "candor17", "ERR-4012"]
)
def test_what_everybody_may_write_tells_nothing(words: str) -> None:
    assert not is_telling(words)


@pytest.mark.parametrize(
    "words", ["Please delete my lupus records", "hunter-2-Zebra", "I live at Elmtree Road"]
)
def test_what_hardly_anybody_else_writes_tells_whose_it_is(words: str) -> None:
    assert is_telling(words)


def test_short_lines_go_from_quotes_of_nothing_else() -> None:
    needles = Needles((), quoted=["Not yet", "Thanks"])
    assert needles.in_text("Not yet\n> Not yet\n>\n> Thanks\nno") == (f"Not yet\n> {MARK}\nno", 1)
    assert needles.in_text("> Not yet\n> of mine") == ("> Not yet\n> of mine", 0)
    html = clean_html("<p>Not yet</p><blockquote><p>Not yet</p><p>Thanks</p></blockquote><p>no</p>")
    left, count = needles.in_html(html)
    assert count == 1
    assert html_to_text(left).count("Not yet") == 1
    assert left.count(MARK) == 1
