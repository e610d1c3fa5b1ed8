"""
OpenID Connect's authorization code flow, as the relying party.

The code, its exchange and PKCE are those of `connections.oauth`; PyJWT verifies signatures and times. Every
request to the provider goes through the guarded client, since an admin chooses the addresses: this is why the
client of the sign-in library, which brings its own HTTP, is not used.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import jwt

from core import http
from core.errors import DomainError, Invalid, UpstreamFailed
from integrations.connections import oauth
from integrations.connections.transport import checked_base
from integrations.sign_on.facts import Facts, address_of, groups_of, subject_of, text_of
from integrations.sign_on.problems import Problem, Refused

SCOPE = "openid email profile"
SKEW_SECONDS = 60
ANSWER_BYTES = 256 * 1024
MAX_SECONDS = 10.0
MOST_OF_ISSUER = 300
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures with a key of the provider's; `none` and those with a shared secret are never taken."""


@dataclass(frozen=True)
class Discovered:
    """What a provider's discovery document says of it."""

    issuer: str
    authorize: str
    token: str
    keys: str
    user_info: str = ""
    algorithms: tuple[str, ...] = ("RS256",)
    scopes: tuple[str, ...] = ()
    uses_basic: bool = False

    def as_json(self) -> dict[str, Any]:
        """For storing and showing."""
        return vars(self) | {"algorithms": list(self.algorithms), "scopes": list(self.scopes)}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Discovered":
        """The reverse of `as_json`."""
        lists = {name: tuple(data[name]) for name in ("algorithms", "scopes")}
        return cls(**(dict(data) | lists))


@dataclass(frozen=True)
class Client:
    """Ourselves at a provider; `groups_claim` is the claim that holds groups, empty for none."""

    found: Discovered
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    groups_claim: str = ""

    @property
    def provider(self) -> oauth.Provider:
        """The same for `connections.oauth`."""
        scope = SCOPE
        if self.groups_claim and "groups" in self.found.scopes:
            scope = f"{SCOPE} groups"
        return oauth.Provider(
            name="The identity provider",
            client_id=self.client_id,
            client_secret=self.client_secret,
            authorize=self.found.authorize,
            token=self.found.token,
            scope=scope,
            uses_basic=self.found.uses_basic,
        )


def discover(issuer: str) -> Discovered:
    """
    Read what a provider publishes about itself (OpenID Connect Discovery 1.0).

    Raises Invalid for what is no issuer of this kind, UpstreamFailed when it does not answer.
    """
    base = _checked(issuer, "issuer")
    data = _read(f"{base}/.well-known/openid-configuration")
    told = data.get("issuer")
    if not isinstance(told, str) or told.rstrip("/") != base:
        raise _no_issuer(f"It calls itself {text_of(told) or 'nothing'}, not {base}.")
    if len(told) > MOST_OF_ISSUER:
        raise _no_issuer("Its name is too long.")
    methods = data.get("token_endpoint_auth_methods_supported")
    known = [text_of(one, most=40) for one in methods] if isinstance(methods, list) else []
    algorithms = data.get("id_token_signing_alg_values_supported")
    offered = algorithms if isinstance(algorithms, list) else ["RS256"]
    usable = tuple(one for one in offered if isinstance(one, str) and one in ALGORITHMS)
    if not usable:
        raise _no_issuer("It signs with none of the algorithms that are safe here.")
    scopes = data.get("scopes_supported")
    user_info = data.get("userinfo_endpoint")
    return Discovered(
        issuer=told,
        authorize=_endpoint(data, "authorization_endpoint"),
        token=_endpoint(data, "token_endpoint"),
        keys=_endpoint(data, "jwks_uri"),
        user_info=_endpoint(data, "userinfo_endpoint") if user_info else "",
        algorithms=usable,
        scopes=tuple(text_of(one, most=80) for one in scopes[:100]) if isinstance(scopes, list) else (),
        # Basic is what a provider takes that names no method.
        uses_basic="client_secret_post" not in known,
    )


def address(client: Client, *, state: str, nonce: str, verifier: str, login_hint: str = "") -> str:
    """Where the browser goes to sign in."""
    provider = client.provider
    return oauth.authorization_url(
        oauth.Provider(**(vars(provider) | {"more": (("nonce", nonce),)})),
        state=state,
        redirect_uri=client.redirect_uri,
        verifier=verifier,
        login_hint=login_hint,
    )


def facts(client: Client, *, code: str, nonce: str, verifier: str, issuer: str = "") -> Facts:
    """
    Who signed in, by the code that the browser brought back; `issuer` is what the answer named (RFC 9207).

    Raises Refused.
    """
    if issuer and issuer != client.found.issuer:
        raise Refused(Problem.UNTRUSTED, "The answer is from another issuer than the one that was asked.")
    try:
        tokens = oauth.exchange(
            client.provider, code=code, redirect_uri=client.redirect_uri, verifier=verifier
        )
    except oauth.SignInNeeded as error:
        raise Refused(Problem.UNTRUSTED, error.message) from error
    except UpstreamFailed as error:
        raise Refused(Problem.UNREACHABLE, error.message) from error
    claims = _verified(client, tokens.answer.get("id_token"), nonce=nonce)
    wanted = {"email", *([client.groups_claim] if client.groups_claim else [])}
    if client.found.user_info and not wanted <= claims.keys():
        claims = _with_user_info(client, claims, tokens.access_token)
    subject = subject_of(claims.get("sub"))
    if not subject:
        raise Refused(Problem.UNTRUSTED, "The token names nobody.")
    return Facts(
        subject=subject,
        email=address_of(claims.get("email")),
        # Some providers write it as text.
        is_verified=claims.get("email_verified") is True or claims.get("email_verified") == "true",
        name=text_of(claims.get("name"), most=120),
        groups=groups_of(claims.get(client.groups_claim)) if client.groups_claim else (),
    )


def _verified(client: Client, token: Any, *, nonce: str) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""
    if not isinstance(token, str):
        raise Refused(Problem.UNTRUSTED, "The provider answered without an ID token.")
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if not isinstance(algorithm, str) or algorithm not in ALGORITHMS & set(client.found.algorithms):
            raise Refused(Problem.UNTRUSTED, "The token is signed in a way that is not taken.")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(client, header.get("kid"), algorithm),
            algorithms=[algorithm],
            audience=client.client_id,
            issuer=client.found.issuer,
            leeway=SKEW_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise Refused(Problem.UNTRUSTED, f"The ID token is not valid: {error}") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp")
    if (several or party is not None) and party != client.client_id:
        raise Refused(Problem.UNTRUSTED, "The ID token was made for another program.")
    told = claims.get("nonce")
    if not isinstance(told, str) or not hmac.compare_digest(told.encode(), nonce.encode()):
        raise Refused(Problem.UNTRUSTED, "The ID token is of another sign-in.")
    return claims


def _key(client: Client, key_id: Any, algorithm: str) -> Any:
    try:
        published = jwt.PyJWKSet.from_dict(_read_or_refuse(client.found.keys)).keys
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # The library takes the parts of a document for what they should be.
        raise Refused(Problem.UNTRUSTED, "What the provider publishes are no keys.") from error
    usable = [key for key in published if key.public_key_use in (None, "sig")]
    named = [key for key in usable if key.key_id == key_id] if key_id is not None else usable
    # Without a name there must be no choice.
    if len(named) != 1:
        raise Refused(Problem.UNTRUSTED, "The provider publishes no key with which the token is signed.")
    key = named[0]
    if key.key_type == "oct" or (key.algorithm_name and key.algorithm_name != algorithm):
        raise Refused(Problem.UNTRUSTED, "The provider's key is not for this kind of signature.")
    return key.key


def _with_user_info(client: Client, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
    told = _read_or_refuse(client.found.user_info, authorization=f"Bearer {access_token}")
    if told.get("sub") != claims["sub"]:
        raise Refused(Problem.UNTRUSTED, "The provider spoke of somebody else than it signed in.")
    return told | claims


def _read_or_refuse(url: str, *, authorization: str = "") -> dict[str, Any]:
    try:
        return _read(url, authorization=authorization)
    except DomainError as error:
        raise Refused(Problem.UNREACHABLE, error.message) from error


def _read(url: str, *, authorization: str = "") -> dict[str, Any]:
    headers = {"Accept": "application/json"}
    if authorization:
        headers["Authorization"] = authorization
    answer = http.fetch(
        "GET",
        url,
        headers=headers,
        max_bytes=ANSWER_BYTES,
        max_seconds=MAX_SECONDS,
        follow_redirects=False,
    )
    if answer.status_code != HTTPStatus.OK:
        raise UpstreamFailed(f"The identity provider answered {answer.status_code} at {url}.")
    try:
        data = json.loads(answer.content)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise UpstreamFailed(f"The identity provider answered without anything to read at {url}.")
    return data


def _endpoint(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise _no_issuer(f"Its discovery document has no {name}.")
    return _checked(value, "issuer")


def _checked(url: str, name: str) -> str:
    try:
        return checked_base(url)
    except Invalid as error:
        raise Invalid(
            "An identity provider's addresses begin with https:// and have no sign-in and no parameters.",
            errors={name: ["Write it as https://host."]},
        ) from error


def _no_issuer(why: str) -> Invalid:
    return Invalid(
        f"This is not an OpenID Connect provider that can be used. {why}", errors={"issuer": [why]}
    )
