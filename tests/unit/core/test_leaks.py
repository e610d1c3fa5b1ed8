"""Card numbers and keys in what customers write, and what only looks like them."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.leaks import Kind, find, is_card, luhn

CARDS = [
    "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "4242.4242.4242.4242",
    "5555555555554444", "2223003122003222",
    "378282246310005", "3782 822463 10005", "6011111111111117", "3530111333300000", "30569309025904",
]  # fmt: skip
NO_CARDS = [
    "order 4111111111111111", "Order number: 4111 1111 1111 1111", "Bestellnummer 4111111111111111",
    "tracking no. 4111111111111111", "ERR-4111111111111111", "4111111111111112", "4111111111111111234567",
    "id=4111111111111111", "/invoices/4111111111111111", "#4111111111111111", "0.4111111111111111",
    "E4111111111111111", "4111111111111111-3", "4111.1111.1111.1111.7", "1.4111111111111111",
    "1234567890123456", "2026-11-30 05:19:05.123456789",
    "+49 170 1234567 89012", "error code 4111111111111111", "IMEI 490154203237518", "4111 11111 1111 111",
]  # fmt: skip


def kinds(text: str) -> set[str]:
    return {leak.kind.value for leak in find(text)}


@pytest.mark.parametrize("number", CARDS)
def test_card_numbers_are_found(number: str) -> None:
    for text in (number, f"My card is {number}.", f"({number})", f"{number}, cvc 123", f"a\n{number}\nb"):
        assert [leak.words for leak in find(text, [Kind.CARD])] == [number]


def test_what_follows_a_card_number_is_no_part_of_it() -> None:
    assert [leak.words for leak in find("4111 1111 1111 1111 123")] == ["4111 1111 1111 1111"]


@pytest.mark.parametrize("text", NO_CARDS)
def test_other_numbers_are_not(text: str) -> None:
    assert find(text, [Kind.CARD]) == []


@given(st.integers(0, 10**19))
def test_a_number_is_found_only_if_it_is_a_card(number: int) -> None:
    digits = str(number)
    found = find(f"It says {digits} here", [Kind.CARD])
    assert bool(found) == (13 <= len(digits) <= 19 and is_card(digits))


@given(st.text(string.digits, min_size=12, max_size=18))
def test_one_check_digit_in_ten_is_right(head: str) -> None:
    assert sum(luhn(head + digit) for digit in string.digits) == 1


@given(
    st.lists(st.integers(1, 10**15 - 1), min_size=1, max_size=8), st.sampled_from(["ORD-", "#", "INV/", "E"])
)
def test_order_numbers_and_error_codes_stay(numbers: list[int], sign: str) -> None:
    assert find(" ".join(f"{sign}{number}" for number in numbers), [Kind.CARD, Kind.KEY]) == []


@given(st.uuids(), st.binary(min_size=20, max_size=32))
def test_ids_and_digests_stay(uuid: object, digest: bytes) -> None:
    text = f'request {uuid} commit {digest.hex()} etag W/"{digest.hex()[:16]}"'
    assert [leak for leak in find(text) if leak.kind != Kind.CARD] == []


KEYS = {
    "AWS": "AKIA" + "IOSFODNN7EXAMPLE", "GitHub": "ghp_" + "a1B2" * 9, "GitLab": "glpat-" + "x1Y2" * 5,
    "Slack": "xoxb-" + "1234567890-" * 2 + "abcdefABCDEF", "Stripe": "sk_live_" + "a1B2" * 6,
    "Google": "AIza" + "a1B2c3D" * 5, "SendGrid": "SG." + "a" * 22 + "." + "b" * 43,
    "npm": "npm_" + "a1B2" * 9,
    "JWT": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0In0" + "." + "c2lnbmF0dXJl",
    "ours": "cdr_" + "a1B2c3D4" * 4,
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS)
def test_keys_of_known_forms_are_found(name: str) -> None:
    for text in (KEYS[name], f"key={KEYS[name]}", f'"{KEYS[name]}"', f"Here: {KEYS[name]}\nThanks"):
        assert [leak.words for leak in find(text, [Kind.KEY])] == [KEYS[name]]


@pytest.mark.parametrize(
    "text",
    [
        "sk-learn and sk-build", "the AKIA prefix", "xoxb tokens", "npm_config_registry", "ghp_",
        "eyJ", "hf_model",
        "SG.com", "github_pat_", "disk-" + "a" * 40, "pat-na1 is a region",
    ],
)  # fmt: skip
def test_words_that_begin_like_keys_stay(text: str) -> None:
    assert find(text, [Kind.KEY]) == []


def test_a_private_key_goes_as_a_whole() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc-def\n-----END RSA PRIVATE KEY-----"
    assert [leak.words for leak in find(f"Use\n{key}\nThanks")] == [key]
    assert find("-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----") == []
    assert kinds("-----BEGIN PRIVATE KEY-----\nMIIE and no end") == {"private_key"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("My password is hunter-2!", "hunter-2"), ("password: Tr0ub4dor", "Tr0ub4dor"),
        ("Das Passwort lautet G3heim!x", "G3heim!x"), ('"password": "a1b2c3"', "a1b2c3"),
        ("The password is required", None), ("password is wrong.", None), ("Passwort: siehe unten", None),
        ("the password field: empty", None), ("my password isn't working", None),
    ],
)  # fmt: skip
def test_passwords_that_a_sentence_names(text: str, value: str | None) -> None:
    found = [leak.words for leak in find(text, [Kind.PASSWORD])]
    assert found == ([] if value is None else [value])


@pytest.mark.parametrize(
    "unit",
    [
        "4", "4 ", "4111 ", "4111-", "eyJa.", "eyJ" + "a" * 40, "-----BEGIN PRIVATE KEY-----", "password is ",
        "xoxb-1",
        "order ", "sk-", "AKIA", "-", "password: ", " \u00a0",
    ],
)  # fmt: skip
def test_the_time_is_linear(unit: str) -> None:
    def taken(size: int) -> float:
        text = unit * (size // len(unit))
        best = 1e9
        for _ in range(3):
            begin = time.process_time()
            find(text)
            best = min(best, time.process_time() - begin)
        return best

    small, large = taken(20_000), taken(160_000)
    assert large < 0.05 + small * 40, "eight times the text may take eight times as long, with room for noise"
