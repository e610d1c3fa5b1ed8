"""Words are found however their letters are stored."""

from typing import Literal, get_args
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import Folded
from core.redacting import MARK, Needles, line_of

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS = st.sampled_from(get_args(Form))


@pytest.mark.parametrize(
    ("words", "text", "left"),
    [
        ("José Ibáñez", normalize("NFD", "an José Ibáñez, ja"), f"an {MARK}, ja"),
        (normalize("NFD", "José Ibáñez"), "an José Ibáñez, ja", f"an {MARK}, ja"),
        ("محمد", "إلى مُحَمَّد اليوم", f"إلى {MARK} اليوم"),
        ("مُحَمَّد", "إلى محـــمد اليوم", f"إلى {MARK} اليوم"),
        ("hunter2", "is \uff48\uff55\uff4e\uff54\uff45\uff52\uff12!", f"is {MARK}!"),
        ("office", "the oﬃce", f"the {MARK}"),
        ("secret", "a se\u00adcr\u200bet b", f"a {MARK} b"),
        ("한국어", f"나는 {normalize('NFD', '한국어')} 좋아", f"나는 {MARK} 좋아"),
    ],
)  # fmt: skip
def test_the_form_of_letters_does_not_matter(words: str, text: str, left: str) -> None:
    assert Needles([words]).in_text(text) == (left, 1)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Jos", "José"),
        ("Jos", normalize("NFD", "José")),
        ("Jose", "José"),
        ("Jose", normalize("NFD", "José")),
    ],
)
def test_another_letter_is_another_word(words: str, text: str) -> None:
    assert Needles([words]).in_text(text) == (text, 0)


def test_lines_compare_alike_in_every_form() -> None:
    assert line_of(normalize("NFD", "> Schöne Grüße")) == line_of("Schöne grüße")
    needles = Needles((), quoted=["Schön"])
    assert needles.in_text(normalize("NFD", "> Schön"))[0] == f"> {MARK}"


@given(st.text(max_size=40), st.text(max_size=40), FORMS)
def test_what_is_around_stays_as_it_is(before: str, after: str, form: Form) -> None:
    text = f"{before} {normalize(form, 'Zoë-Ångström77')} {after}"
    left, count = Needles(["Zoë-Ångström77"]).in_text(text)
    assert count >= 1
    assert left.startswith(f"{before} ") or "ngstr" in before
    assert left.endswith(f" {after}") or "ngstr" in after


@given(st.text(max_size=60))
def test_every_place_leads_back(text: str) -> None:
    known = Folded(text)
    size = len(known.text)
    places = [known.span(at, at + 1) for at in range(size)]
    assert all(0 <= begin <= end <= len(text) for begin, end in places)
    assert places == sorted(places)
