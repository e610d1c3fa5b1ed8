"""ID tokens and documents of a provider that lies, or of somebody who plays one."""

import base64
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest

from core.errors import DomainError
from integrations.sign_on import oidc
from integrations.sign_on.problems import Problem, Refused
from tests.standins.identity.oidc import CLIENT_ID, LyingProvider

NONCE = "n" * 40
OTHER_NAME = "https://other.test"


@pytest.fixture(scope="module")
def running() -> Iterator[LyingProvider]:
    with LyingProvider() as provider:
        yield provider


@pytest.fixture
def lying(running: LyingProvider, settings: Any) -> Iterator[LyingProvider]:
    settings.OUTBOUND_ALLOWED_HOSTS = [running.host]
    kept = {path: dict(document) for path, document in running.documents.items()}
    yield running
    running.documents = kept


def client(provider: LyingProvider) -> oidc.Client:
    found = oidc.discover(provider.url)
    return oidc.Client(found, CLIENT_ID, "secret", "http://candor.test/sign-on/callback")


def facts(provider: LyingProvider, token: str, **more: str) -> Any:
    provider.token = token
    return oidc.facts(client(provider), code="c", nonce=NONCE, verifier="v" * 43, **more)


def signed(provider: LyingProvider, **claims: Any) -> str:
    made = provider.claims(NONCE, **claims)
    return jwt.encode(made, provider.good_key, algorithm="RS256", headers={"kid": "good"})


def test_a_good_token_passes(lying: LyingProvider) -> None:
    found = facts(lying, signed(lying), issuer=lying.url)
    assert (found.subject, found.email, found.is_verified) == ("ines", "ines.agent@staff.test", True)


@pytest.mark.parametrize("seconds", [-50, 50])
def test_clocks_may_differ_a_little(lying: LyingProvider, seconds: int) -> None:
    now = int(time.time()) + seconds
    assert facts(lying, signed(lying, iat=now, exp=now + 10)).subject == "ines"


CLAIMS: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "somebody-else"},
    "no audience": {"aud": None},
    "several audiences without a party": {"aud": [CLIENT_ID, "other"]},
    "another party": {"aud": [CLIENT_ID, "other"], "azp": "other"},
    "another party alone": {"azp": "other"},
    "another issuer": {"iss": OTHER_NAME},
    "no issuer": {"iss": None},
    "expired": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "from the future": {"iat": int(time.time()) + 3600},
    "no beginning": {"iat": None},
    "not yet good": {"nbf": int(time.time()) + 3600},
    "another nonce": {"nonce": "m" * 40},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": [NONCE]},
    "nobody": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that cannot be stored": {"sub": "x" * 300},
    "a subject with a control character": {"sub": "ines\x00"},
}


@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS.keys())
def test_claims_that_are_refused(lying: LyingProvider, claims: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        facts(lying, signed(lying, **claims))
    assert refused.value.problem == Problem.UNTRUSTED


def _with_secret(lying: LyingProvider) -> str:
    return jwt.encode(lying.claims(NONCE), "secret" * 8, algorithm="HS256", headers={"kid": "good"})


def _unsigned(lying: LyingProvider) -> str:
    return jwt.encode(lying.claims(NONCE), "", algorithm="none", headers={"kid": "good"})


def _foreign(lying: LyingProvider) -> str:
    return jwt.encode(lying.claims(NONCE), lying.other_key, algorithm="RS256", headers={"kid": "good"})


def _unknown(lying: LyingProvider) -> str:
    return jwt.encode(lying.claims(NONCE), lying.other_key, algorithm="RS256", headers={"kid": "other"})


def _own_key(lying: LyingProvider) -> str:
    """The token brings a key of its own, and an address of one."""
    brought = {"kid": "x", "jwk": lying.public(lying.other_key, "x"), "jku": f"{lying.url}/keys"}
    return jwt.encode(lying.claims(NONCE), lying.other_key, algorithm="RS256", headers=brought)


def _changed(lying: LyingProvider) -> str:
    head, _, signature = signed(lying).split(".")
    return f"{head}.{_unsigned(lying).split('.')[1]}x.{signature}"


def _another_way(lying: LyingProvider) -> str:
    return jwt.encode(lying.claims(NONCE), lying.good_key, algorithm="PS256", headers={"kid": "good"})


def _several_ways(lying: LyingProvider) -> str:
    """A header whose algorithm is a list."""
    head = base64.urlsafe_b64encode(b'{"alg": ["RS256"], "kid": "good"}').decode().rstrip("=")
    return f"{head}.{signed(lying).partition('.')[2]}"


@pytest.mark.parametrize(
    "make",
    [
        _with_secret, _unsigned, _foreign, _unknown, _own_key, _changed, _another_way,
        _several_ways,
        lambda _: "not.a.token", lambda _: "",
    ],
)  # fmt: skip
def test_signatures_that_are_refused(lying: LyingProvider, make: Callable[[LyingProvider], str]) -> None:
    with pytest.raises(Refused) as refused:
        facts(lying, make(lying))
    assert refused.value.problem == Problem.UNTRUSTED


def test_the_answer_names_another_issuer(lying: LyingProvider) -> None:
    with pytest.raises(Refused):
        facts(lying, signed(lying), issuer=OTHER_NAME)


def test_user_info_about_somebody_else(lying: LyingProvider) -> None:
    lying.documents["/me"] = {"sub": "olga", "email": "olga.owner@staff.test", "email_verified": True}
    with pytest.raises(Refused):
        facts(lying, signed(lying, email=None, email_verified=None))
    lying.documents["/me"] |= {"sub": "ines"}
    assert facts(lying, signed(lying, email=None, email_verified=None)).email == "olga.owner@staff.test"


@pytest.mark.parametrize("value", [None, False, "false", "True", 1, "yes", {}, "1"])
def test_only_a_plain_yes_verifies(lying: LyingProvider, value: Any) -> None:
    assert facts(lying, signed(lying, email_verified=value)).is_verified is False


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": OTHER_NAME},
        {"issuer": None},
        {"token_endpoint": "http://169.254.169.254/token"},
        {"token_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://evil.test/"},
        {"authorization_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
)
def test_documents_that_are_refused(lying: LyingProvider, change: dict[str, Any]) -> None:
    lying.documents["/.well-known/openid-configuration"] |= change
    with pytest.raises(DomainError):
        oidc.discover(lying.url)


NO_KEYS: dict[str, Any] = {
    "texts": {"keys": ["x"]},
    "numbers": {"keys": [1]},
    "nothing": {"keys": [None]},
    "a map": {"keys": {"kid": "good"}},
    "a text": {"keys": "x"},
    "none": {"keys": []},
    "no list": {},
    "parts that are no text": {"keys": [{"kty": "RSA", "n": 5, "e": 5, "kid": "good"}]},
    "a kind that is a list": {"keys": [{"kty": ["RSA"], "kid": "good"}]},
    "an algorithm that is a list": {
        "keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "alg": ["RS256"], "kid": "good"}]
    },
    "parts that are cut": {"keys": [{"kty": "RSA", "n": "A", "e": "A", "kid": "good"}]},
    "an unknown curve": {"keys": [{"kty": "EC", "crv": "x", "x": "A", "y": "A", "kid": "good"}]},
}


@pytest.mark.parametrize("document", NO_KEYS.values(), ids=NO_KEYS.keys())
def test_keys_that_are_none(lying: LyingProvider, document: dict[str, Any]) -> None:
    lying.documents["/keys"] = document
    with pytest.raises(Refused) as refused:
        facts(lying, signed(lying))
    assert refused.value.problem == Problem.UNTRUSTED


@pytest.mark.parametrize("address", ["x" * 700 + "@staff.test", "ines@staff.test" + " " * 700 + "@evil.test"])
def test_an_address_is_never_cut(lying: LyingProvider, address: str) -> None:
    assert facts(lying, signed(lying, email=address)).email == ""
