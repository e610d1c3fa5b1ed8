"""Passwords, keys and cards in any words, and the ordinary texts that must stay as they are."""

import pytest

from tests.cast import NOW
from widget.scrubbing import scrub_text, scrub_url
from widget.trail import MAX_REPORT, clean_attributes, clean_page, clean_steps

TOLD = [
    "my password is {}", "My Password is: {}", "password: {}", "password {} fails",
    "the password '{}' fails",
    "password={}", 'password = "{} two"', "pw: {}", "pwd={}", "passwort ist {}", "Das Kennwort lautet {}",
    "mot de passe est {}", '{{"password":"{}"}}', "{{'api_key': '{}'}}", "curl --password {}",
    "password%3D{}",
    "passphrase is now {}", "login with password {}!", "the password for the admin is {}", "token is {}",
    "PIN is {}", "secret: {}", "bearer {}", "Authorization: Bearer {}", "X-Api-Key: {}",
    "client_secret={}&x=1",
    "Cookie: {}", "https://u:{}@app.example.com/x", "see https://a.example/reset/{}",
    "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY----- {}", "BEGIN PRIVATE KEY {}",
]  # fmt: skip
WHOLE = [
    "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111", "4111111111111111",
    "3782 822463 10005",
    "AKIAIOSFODNN7EXAMPLE", "(AKIAIOSFODNN7EXAMPLE)", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "sk-proj-abcDEF123456", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "xoxb-2384-abc123def",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "my password is swordfish",
]  # fmt: skip
ORDINARY = [
    "Password is wrong", "Your password is too short", "The token is expired", "token is missing",
    "Password reset",
    "secret santa", "key 5 of 7", "API key is required", "Basic plan", "Basic settings",
    "basic authentication",
    "Bearer token is missing", "Forgot password?", "orders 2026-03-12 13:41:22", "Invoice INV-2026-0012",
    "plan=growth seats=12", "GET /api/exports/12 502", "Tokens used: 512", "Passengers: 12", "author: Ann",
    "the password must have 8 characters", "Pin board", "2 of 12 rows (1,234,567 bytes)", "Version 3.11.7",
    "TypeError: Cannot read properties of undefined (reading 'length')", "Das Passwort ist falsch",
    "Keyboard shortcuts", "Sign in with SSO", "session expired", "private key is encrypted",
    "Error: secret is undefined", "Phone +49 30 1234567",
]  # fmt: skip


@pytest.mark.parametrize("sentence", TOLD)
@pytest.mark.parametrize("secret", ["hunter2", "Tr0ub4dor&3", "SECRET5token"])
def test_a_password_is_hidden_in_any_words_and_in_any_field(sentence: str, secret: str) -> None:
    text = sentence.format(secret)
    page = clean_page({"title": text, "element": text, "url": f"https://a.example/{text}"})
    steps = clean_steps(
        [
            {"id": f"step-{n}", "kind": kind, "label": text, "detail": text}
            for n, kind in enumerate(("click", "error"))
        ],
        now=NOW,
    )
    stored = f"{page}{steps}{clean_attributes({'note': text, 'a': {'b': text}, text: 'x'})}"
    assert secret not in stored


@pytest.mark.parametrize("text", WHOLE)
def test_keys_cards_and_passwords_are_hidden(text: str) -> None:
    told = scrub_text(text)
    assert "(hidden)" in told
    assert not any(len(part) > 8 and part in told for part in text.strip("()").split() if part != "password")
    assert scrub_text(told) == told


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts_stay(text: str) -> None:
    assert scrub_text(text) == text


@pytest.mark.parametrize(
    "part",
    [
        "?tab=SECRET5token", "?view=hunter2hunter2", "?tab=hunter2", "?page=4111111111111111", "pw/hunter2",
        "pw/hunter", "reset/abcdefgh", "invite/xyzxyz", "login/hunter2", "key/letmeinn", "password/letmein",
        "#/pw/hunter2", "join/Q7f3c9", "my%20password%20is%20hunter2", "a/4111%201111%201111%201111",
    ],
)  # fmt: skip
def test_a_secret_in_an_address_is_hidden(part: str) -> None:
    secret = part.replace("%20", " ").split("/")[-1].split("=")[-1].split(" ")[-1]
    assert secret not in scrub_url(f"https://a.example/{part}")


@pytest.mark.parametrize(
    "part",
    [
        "settings/password/change", "keys/list", "sessions/new", "passengers/12", "tickets/48213",
        "auth/callback",
        "?tab=runs&page=2&sort=-created_at&lang=pt-BR&view=dataSources&section=billing-details",
    ],
)  # fmt: skip
def test_an_address_that_names_a_place_stays(part: str) -> None:
    assert scrub_url(f"https://a.example/{part}") == f"https://a.example/{part}"


def test_a_report_is_looked_at_up_to_its_limit() -> None:
    text = "x " * 1_000
    attributes = {f"name {number}": text for number in range(100)}
    kept = clean_attributes(attributes)
    assert sum(bool(value) for value in kept.values()) == MAX_REPORT // len(text)
