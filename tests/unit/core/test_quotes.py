"""What counts as a quote of another's words."""

import pytest

from core.html import clean_html, html_to_text
from core.redacting import MARK, Needles

SAID = "Please check the invoice again."
NEEDLES = Needles((), said=[SAID], quoted=["Yes please"])


@pytest.mark.parametrize(
    "text",
    [
        f"Sure.\n> {SAID}",
        f"Sure.\n> > {SAID}\n",
        "Sure.\n> Please check the\n> invoice again.",
        "Sure.\n> Please check the\ninvoice again.",
        f"Sure.\n\nOn Mon, 2 Mar 2026 Anna wrote:\n\n{SAID}\n",
        f"Sure.\n\nAm 2. März 2026 schrieb Anna Okafor geschrieben:\n{SAID}",
        f"Sure.\n-----Original Message-----\nFrom: Anna\n\n{SAID}",
        f"Sure.\nVon: Anna Okafor\nGesendet: Montag\nBetreff: x\n\n{SAID}",
        f"She says “{SAID}” and waits.",
    ],
)
def test_a_sentence_goes_from_quotes(text: str) -> None:
    left, count = NEEDLES.in_text(text)
    assert count == 1
    assert "invoice" not in left
    assert MARK in left


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        f"> Sure.\n{SAID}",
        f"{SAID}\n> Yes, when?",
        f"Anna wrote:\n> Sure.\n\n{SAID}",
        f"“{SAID} Now",
    ],
)
def test_a_sentence_of_ones_own_stays(text: str) -> None:
    assert NEEDLES.in_text(text) == (text, 0)


def test_a_sentence_of_ones_own_hides_no_quote_of_it() -> None:
    needles = Needles((), said=[SAID, f"{SAID} {SAID}"])
    assert needles.in_text(f"{SAID}\n> {SAID}\n{SAID}") == (f"{SAID}\n> {MARK}\n{SAID}", 1)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Fine.</p><p>&gt; Yes please</p>",
        "Fine.<br>&gt; Yes please<br>more",
        "<p>Fine.</p><p>&gt; Yes</p><p>more</p><blockquote><p>Yes please</p></blockquote>",
        "<p>Fine.</p><p>On Mon, Anna wrote:</p><p>&gt; <b>Yes</b> please</p>",
        "<p>Fine.</p><p>On Mon, Anna wrote:</p><p>Yes please</p>",
    ],
)
def test_a_short_line_goes_from_quotes_in_html(source: str) -> None:
    left, count = NEEDLES.in_html(clean_html(source))
    assert count == 1
    assert "please" not in html_to_text(left)
    assert "Fine." in left


@pytest.mark.parametrize(
    "source",
    [
        "<p>Yes please</p>", "<p>&gt; Yes please</p><p>&gt; of mine</p>", "Yes please<br>&gt; no",
        "<blockquote><p>Yes please, now</p></blockquote>",
    ],
)  # fmt: skip
def test_a_short_line_of_others_stays_in_html(source: str) -> None:
    assert NEEDLES.in_html(clean_html(source)) == (clean_html(source), 0)


def test_a_sentence_goes_from_quotes_in_html_alone() -> None:
    source = clean_html(
        f"<p>{SAID}</p><blockquote><p>Please check <b>the invoice</b> again.</p></blockquote>"
    )
    left, count = NEEDLES.in_html(source)
    assert count == 1
    assert html_to_text(left).count(SAID) == 1
    assert "<b>the invoice" not in left
