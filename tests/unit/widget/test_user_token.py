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
        mint(company={"id": "acme-3", "name": "Kestrel Freight"}, email_verified=True),
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


def refusal(**changes: Any) -> str:
    with pytest.raises(UserTokenInvalid) as error:
        verify(mint(**changes), secrets=[SECRET], audience=AUDIENCE, now=NOW)
    return error.value.message


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -float("inf"), "soon", "4000000000", True, [], {}]
)
def test_times_are_finite_numbers(name: str, value: Any) -> None:
    assert repr(name) in refusal(**{name: value})


@pytest.mark.parametrize("character", ["\x00", "\n", "\r", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\ud800"])
@pytest.mark.parametrize(
    ("claim", "wrap"),
    [
        ("sub", lambda text: text),
        ("email", lambda text: f"{text}@kestrel.example"),
        ("name", lambda text: text),
        ("locale", lambda text: text),
        ("timezone", lambda text: text),
        ("company", lambda text: {"id": text}),
        ("company", lambda text: {"id": "1", "name": text}),
        ("company", lambda text: {"id": "1", "domain": text}),
        ("attributes", lambda text: {"plan": text}),
        ("attributes", lambda text: {text: "plan"}),
        ("attributes", lambda text: {"a": {"b": text}}),
        ("attributes", lambda text: {"a": {text: "b"}}),
        ("attributes", lambda text: {"a": [{"b": [text]}]}),
    ],
)
def test_no_text_holds_what_cannot_be_stored(claim: str, wrap: Any, character: str) -> None:
    assert "U+" in refusal(**{claim: wrap(f"a{character}b")})


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("sub", 7), ("sub", ""), ("sub", "  "), ("sub", "x" * 201), ("sub", ["a"]), ("sub", True),
        ("email", "no address"), ("email", "a@x, b@y.example"), ("email", "<a@x.example>"),
        ("email", ["a@b.example"]),
        ("email", f"{'a' * 250}@x.example"), ("email", 5),
        ("email_verified", "true"), ("email_verified", 1), ("email_verified", []),
        ("name", {"first": "A"}), ("name", "x" * 201),
        ("locale", "English, please"), ("locale", 5), ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("company", "Kestrel"), ("company", {}), ("company", {"id": 5}), ("company", {"id": "x" * 121}),
        ("company", {"id": "1", "domain": "a b"}), ("company", {"id": "1", "name": []}),
        ("attributes", []), ("attributes", "plan"), ("attributes", {"seats": float("nan")}),
        ("attributes", {"a": {"b": float("inf")}}), ("attributes", {"a": [0] * 1_200}),
    ],
)  # fmt: skip
def test_a_claim_of_the_wrong_kind_is_refused_by_its_name(claim: str, value: Any) -> None:
    assert f"the claim '{claim}" in refusal(**{claim: value})


def test_claims_that_we_do_not_know_are_not_kept() -> None:
    claims = verify(
        mint(role="admin", is_admin=True, note="a\x00b"), secrets=[SECRET], audience=AUDIENCE, now=NOW
    )
    assert "admin" not in repr(claims)


@pytest.mark.parametrize(
    "claim", ["email", "email_verified", "name", "company", "locale", "timezone", "attributes"]
)
def test_null_is_as_good_as_nothing(claim: str) -> None:
    payload = {"sub": "u", "aud": AUDIENCE, "exp": NOW.timestamp() + 60, claim: None}
    token = jwt.encode(payload, SECRET, algorithm="HS256")
    assert verify(token, secrets=[SECRET], audience=AUDIENCE, now=NOW).external_id == "u"


def test_only_a_word_of_proof_is_proof() -> None:
    def said(value: bool | None) -> tuple[bool, bool]:
        claims = verify(mint(email_verified=value), secrets=[SECRET], audience=AUDIENCE, now=NOW)
        return claims.is_email_verified, claims.is_email_unverified

    assert [said(True), said(False), said(None)] == [(True, False), (False, True), (False, False)]


@pytest.mark.parametrize("nested", ["[" * 2_500 + "]" * 2_500, '{"a":' * 900 + "1" + "}" * 900, "9" * 5_000])
def test_a_header_made_to_break_the_reader_is_malformed(nested: str) -> None:
    head = base64.urlsafe_b64encode(f'{{"alg":"HS256","x":{nested}}}'.encode()).decode().rstrip("=")
    with pytest.raises(UserTokenInvalid):
        verify(f"{head}.e30.AAAA", secrets=[SECRET], audience=AUDIENCE, now=NOW)
