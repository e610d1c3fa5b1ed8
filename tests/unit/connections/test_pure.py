"""Limits, masks and pauses: the parts that know no database."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from integrations.connections import backoff, masking, rate_limits

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"retry-after": "12"}, 12),
        (429, {"retry-after": "Mon, 02 Mar 2026 09:02:00 GMT"}, 120),
        (429, {}, 30),
        (429, {"retry-after": "soon"}, 30),
        (503, {"retry-after": "5"}, 5),
        (503, {}, None),
        (200, {"x-ratelimit-remaining": "3", "x-ratelimit-reset": "60"}, None),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}, 60),
        (200, {"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW.timestamp()) + 7)}, 7),
        # Linear counts in milliseconds since 1970, and complexity apart from requests.
        (
            200,
            {
                "x-ratelimit-requests-remaining": "900",
                "x-ratelimit-complexity-remaining": "0",
                "x-ratelimit-complexity-reset": str(int(after(40).timestamp() * 1000)),
            },
            40,
        ),
        (429, {"retry-after": "99999999"}, 86400),
        (200, {"x-ratelimit-remaining": "-1", "x-ratelimit-reset": "é"}, None),
    ],
)
def test_when_the_next_call_may_leave(status: int, headers: dict[str, str], wait: float | None) -> None:
    told = rate_limits.read(status, headers, now=NOW).wait_until
    assert told == (None if wait is None else after(wait))


def test_the_form_of_the_standard_is_read() -> None:
    told = rate_limits.read(
        200,
        {"ratelimit-limit": "100, 100;w=60", "ratelimit-remaining": "42", "ratelimit-reset": "9"},
        now=NOW,
    )
    assert (told.limit, told.remaining, told.resets_at) == (100, 42, after(9))


@pytest.mark.parametrize(
    "name",
    [
        "token", "access_token", "accessToken", "refresh-token", "client_secret", "clientSecret", "password",
        "api_key", "apiKey", "X-Api-Key", "Authorization", "code", "key", "signature", "Set-Cookie",
        "code_verifier", "webhook_secret", "privateKey",
    ],
)  # fmt: skip
def test_a_secret_s_name_is_known(name: str) -> None:
    shown = masking.mask_body(json.dumps({"a": [{name: "s3cr3t-value"}]}).encode())
    assert "s3cr3t-value" not in shown
    assert "s3cr3t-value" not in masking.mask_body(f"q=1&{name}=s3cr3t-value".encode())
    assert "s3cr3t-value" not in masking.mask_url(f"https://u:s3cr3t-value@a.test/x?{name}=s3cr3t-value#t")


@pytest.mark.parametrize(
    "name", ["error_code", "country_code", "keyword", "monkey", "tokens_used", "passenger"]
)
def test_an_ordinary_name_is_shown(name: str) -> None:
    assert "plain" in masking.mask_body(json.dumps({name: "plain"}).encode())


@pytest.mark.parametrize(
    "secret",
    [
        "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "whsec_abcdef0123456789", "xoxb-1234567890-abcdefghij",
        "lin_api_0123456789abcdef", "pat-na1-01234567-89ab-cdef", "Bearer abcdef0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijk",
    ],
)  # fmt: skip
def test_what_looks_like_a_token_is_masked_wherever_it_stands(secret: str) -> None:
    assert secret not in masking.mask_text(f"It said {secret} there.")
    assert secret not in masking.mask_body(f"<p>{secret}</p>".encode())


def test_a_known_secret_is_masked_also_across_the_cut() -> None:
    secret = "plain-looking-secret-value"
    text = "x" * (masking.SHOWN - 10) + secret
    assert secret[:9] not in masking.mask_text(text, secrets=[secret])
    token = "sk_live_" + "a" * 60
    assert "sk_live" not in masking.mask_text("x" * (masking.SHOWN - 20) + " " + token)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"[" * 5000, b'{"a":' * 2000, b"null"])
def test_any_body_is_shown_somehow(body: bytes) -> None:
    shown = masking.mask_body(body)
    assert "\x00" not in shown
    assert len(shown) <= masking.SHOWN


def test_pauses_grow_and_differ() -> None:
    pauses = [[backoff.delay(number) for _ in range(200)] for number in range(1, 20)]
    for number, found in enumerate(pauses, start=1):
        assert max(found) <= min(backoff.FIRST * 2 ** (number - 1), backoff.LONGEST)
    assert max(pauses[5]) > max(pauses[0])
    assert len(set(pauses[3])) > 100


def test_a_named_moment_is_kept_to() -> None:
    moment = NOW + timedelta(hours=9)
    assert all(backoff.next_attempt(1, now=NOW, not_before=moment) >= moment for _ in range(50))
