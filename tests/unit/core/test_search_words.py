"""Words, their folded forms, and what a query asks, without a database."""

import time

import pytest

from core.search.spelling import can_be_corrected
from core.search.terms import indexed, words
from core.search.texts import plain_source, texts_of
from core.search.words import folded, is_word, tokens_of, words_of


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("CAFÉ", "cafe"), ("cafe\u0301", "cafe"), ("ｃａｆé", "cafe"), ("STRASSE", "straße"),
        ("İSTANBUL", "istanbul"),
        ("Łódź", "lodz"), ("١٢٣", "123"), ("プロ", "ﾌﾟﾛ"), ("شَكْل", "شكل"), ("प्रोफ़ाइल", "प्रोफाइल"),
    ],
)  # fmt: skip
def test_spellings_are_folded_into_one(text: str, same: str) -> None:
    assert folded(text) == folded(same)


@pytest.mark.parametrize(
    "text",
    [
        "पासवर्ड रीसेट",
        "கடவுச்சொல் மாற்றம்",
        "শব্দ পরিবর্তন",
        "పాస్‌వర్డ్ మార్పు",
        "სიტყვა ორი",
        "שָׁלוֹם עוֹלָם",
        "ሰላም ዓለም",
        "re\u0301sume\u0301 x\u0331y",
    ],
)
def test_marks_are_no_gaps(text: str) -> None:
    assert len(words_of(text)) == 2


def test_scripts_without_spaces_become_pairs() -> None:
    assert words_of("データ取込 fails") == ["デー", "ータ", "タ取", "取込", "fails"]
    assert [token.text for token in tokens_of("退款")] == ["退款", "款"]


def test_compounds_have_a_joined_form() -> None:
    assert indexed("ERR_BLUE_42").split() == ["err|errblue42", "blue", "42"]
    assert indexed("HLY4012").split() == indexed("HLY-4012").split()
    assert indexed("v2.14.3").split() == indexed("2.14.3").split()


def test_words_with_marks_can_be_corrected_and_codes_cannot() -> None:
    assert is_word("पासवर्ड")
    assert can_be_corrected("पासवर्ड")
    assert not can_be_corrected("hly4012")
    assert not can_be_corrected("退款申请")


@pytest.mark.parametrize("text", ["", " ", "!?", "\x00", "\ud800", "://", '"', "-", "OR", "Re:"])
def test_texts_without_words_ask_nothing(text: str) -> None:
    assert words(text) is None or text in ("OR", "Re:")
    assert [part.node for part in texts_of(text) if part.node is not None] == []


def test_replies_lose_their_prefixes_and_words_do_not() -> None:
    assert plain_source("Re: AW: Fwd: Refund") == "Refund"
    assert plain_source("Report: refund") == "Report: refund"


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 50_000,
        "a-" * 50_000,
        "+1" * 50_000,
        "退" * 100_000,
        "re: " * 20_000,
        "e\u0301" * 50_000,
        "[#1" * 30_000,
    ],
)
def test_long_texts_cost_in_proportion(text: str) -> None:
    started = time.process_time()
    assert len(indexed(plain_source(text)).encode()) < 300_000
    assert time.process_time() - started < 10
