"""Taking words out of text, HTML and JSON."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.html import clean_html, html_to_text, text_to_html
from core.redacting import MARK, Needles

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


def test_a_name_is_no_part_of_a_longer_word() -> None:
    needles = Needles(["secret"], names=["Mark"])
    assert needles.in_text("Mark benchmarks secrets, mark!") == (f"{MARK} benchmarks {MARK}s, {MARK}!", 3)
