"""Only a live secret of the brand, HS256, this audience and a near expiry make a customer verified."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from widget.user_token import UserTokenExpired, UserTokenInvalid, verify

NOW = datetime(2026, 3, 12, 13, 41, tzinfo=UTC)
SECRET = "a" * 64
OLD_SECRET = "b" * 64
AUDIENCE = "wk_halyard"


def mint(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    claims: dict[str, Any] = {
        "sub": "user-7",
        "aud": AUDIENCE,
        "exp": int((NOW + timedelta(minutes=5)).timestamp()),
        "email": "Helen@Kestrel.example",
        "name": "Helen Marsh",
    } | changes
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, secret, algorithm=algorithm)


def test_a_signed_token_tells_who_it_is() -> None:
    claims = verify(
        mint(company={"id": "acme-3", "name": "Kestrel Freight"}),
        secrets=[SECRET],
        audience=AUDIENCE,
        now=NOW,
    )
    assert claims.external_id == "user-7"
    assert claims.email == "helen@kestrel.example"
    assert claims.is_email_verified
    assert claims.company is not None
    assert claims.company.external_id == "acme-3"


def test_the_backend_can_say_that_it_never_checked_the_email() -> None:
    claims = verify(mint(email_verified=False), secrets=[SECRET], audience=AUDIENCE, now=NOW)
    assert claims.email == "helen@kestrel.example"
    assert not claims.is_email_verified


def test_both_live_secrets_are_good_and_a_retired_one_is_not() -> None:
    claims = verify(mint(OLD_SECRET), secrets=[SECRET, OLD_SECRET], audience=AUDIENCE, now=NOW)
    assert claims.external_id
    with pytest.raises(UserTokenInvalid, match="no live secret"):
        verify(mint(OLD_SECRET), secrets=[SECRET], audience=AUDIENCE, now=NOW)


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_refused_although_the_secret_is_right(algorithm: str) -> None:
    with pytest.raises(UserTokenInvalid):
        verify(mint(algorithm=algorithm), secrets=[SECRET], audience=AUDIENCE, now=NOW)


def test_an_unsigned_token_is_refused() -> None:
    def part(data: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

    claims = {"sub": "user-7", "aud": AUDIENCE, "exp": int(NOW.timestamp()) + 300}
    for algorithm in ("none", "None", "HS256"):
        token = f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims)}."
        with pytest.raises(UserTokenInvalid):
            verify(token, secrets=[SECRET], audience=AUDIENCE, now=NOW)


def test_an_expired_token_says_that_it_expired() -> None:
    token = mint(exp=int((NOW - timedelta(minutes=1)).timestamp()))
    with pytest.raises(UserTokenExpired):
        verify(token, secrets=[SECRET], audience=AUDIENCE, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": None},
        {"aud": None},
        {"sub": None},
        {"sub": "  "},
        {"aud": "wk_another_brand"},
        {"exp": int((NOW + timedelta(days=30)).timestamp())},
        {"nbf": int((NOW + timedelta(hours=1)).timestamp())},
        {"iat": int((NOW + timedelta(hours=1)).timestamp())},
    ],
)
def test_a_token_without_its_limits_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UserTokenInvalid):
        verify(mint(**changes), secrets=[SECRET], audience=AUDIENCE, now=NOW)


@pytest.mark.parametrize("secrets", [[], [""], ["short"]])
def test_without_a_strong_secret_nobody_is_verified(secrets: list[str]) -> None:
    weak = jwt.encode(
        {"sub": "1", "aud": AUDIENCE, "exp": int(NOW.timestamp()) + 60}, "x" * 32, algorithm="HS256"
    )
    with pytest.raises(UserTokenInvalid):
        verify(weak, secrets=secrets, audience=AUDIENCE, now=NOW)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "." * 9_000])
def test_rubbish_is_refused(token: str) -> None:
    with pytest.raises(UserTokenInvalid):
        verify(token, secrets=[SECRET], audience=AUDIENCE, now=NOW)
