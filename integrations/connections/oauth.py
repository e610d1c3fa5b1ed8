"""
OAuth 2.0's authorization code flow (RFC 6749) with PKCE (RFC 7636), for any provider.

Nothing here is stored: the caller keeps what it gets.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeGuard
from urllib.parse import quote_plus, urlencode

import orjson

from core import http
from core.errors import Conflict, UpstreamFailed

ANSWER_BYTES = 256 * 1024
MAX_SECONDS = 15.0
# What a person has to settle with the provider; all else may pass by itself or is our admin's to repair.
DEAD = {
    "invalid_grant",
    "interaction_required",
    "consent_required",
    "login_required",
    "bad_refresh_token",
    "bad_verification_code",
    "inactive_user",
    "inactive_org",
}
HOUR = 3600
LONGEST = 10 * 365 * 24 * HOUR
MOST_SCOPES, LONGEST_SCOPE = 100, 200


class SignInNeeded(Conflict):
    """The permission is gone, withdrawn or expired: a person must sign in again."""

    code = "connections.sign_in_needed"


@dataclass(frozen=True)
class Tokens:
    """
    What a sign-in gives; `refresh_token` is empty when the old one stays good. Seconds.

    `answer` is all that the provider said, where some tell which account it is or where its API is.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    scopes: tuple[str, ...] = ()
    answer: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Provider:
    """
    Where and as whom to sign in.

    `more` are further parameters of the address; `setup` says what an admin sets when there is no client yet,
    and `variables` are the names of the settings that hold the client's id and secret, for whoever words it.
    `uses_pkce` is off only for a provider that refuses parameters it does not know; `uses_basic` is for one
    that takes the client's secret in the header only (RFC 6749, section 2.3.1). `renews_scope` is off for one
    whose renewal takes no scope.
    """

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    authorize: str
    token: str
    scope: str
    more: tuple[tuple[str, str], ...] = ()
    setup: str = ""
    variables: tuple[str, ...] = ()
    uses_pkce: bool = True
    uses_basic: bool = False
    renews_scope: bool = True

    @property
    def is_set_up(self) -> bool:
        """Whether the installation has a client of this provider."""
        return bool(self.client_id and self.client_secret)

    @property
    def needs(self) -> tuple[str, ...]:
        """The variables that hold nothing yet."""
        values = (self.client_id, self.client_secret)
        return tuple(name for name, value in zip(self.variables, values, strict=False) if not value)


def new_verifier() -> str:
    """A secret that only whoever begins the sign-in knows, until they exchange the code."""
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """What the provider is told of it (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def authorization_url(
    provider: Provider, *, state: str, redirect_uri: str, verifier: str, login_hint: str = ""
) -> str:
    """Where to send the admin's browser; it returns to `redirect_uri` with `state` and `code`."""
    _require_client(provider)
    query = {
        "client_id": provider.client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "scope": provider.scope,
        "state": state,
    }
    if login_hint:
        query["login_hint"] = login_hint
    if provider.uses_pkce:
        query |= {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    return f"{provider.authorize}?{urlencode(query | dict(provider.more))}"


def exchange(provider: Provider, *, code: str, redirect_uri: str, verifier: str) -> Tokens:
    """
    The tokens for the code that the browser brought back.

    Raises SignInNeeded when the code is used up or too old; UpstreamFailed.
    """
    _require_client(provider)
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    if provider.uses_pkce:
        fields["code_verifier"] = verifier
    return _ask(provider, fields)


def refresh(provider: Provider, *, refresh_token: str) -> Tokens:
    """
    A new access token.

    Raises SignInNeeded when the refresh token is missing or dead, UpstreamFailed otherwise.
    """
    _require_client(provider)
    if not refresh_token:
        raise SignInNeeded(f"Nobody has signed in to {provider.name} yet.")
    fields = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _ask(provider, fields | ({"scope": provider.scope} if provider.renews_scope else {}))


def _require_client(provider: Provider) -> None:
    if not provider.is_set_up:
        raise UpstreamFailed(f"{provider.name} is not set up on this installation. {provider.setup}".strip())


def _ask(provider: Provider, fields: dict[str, str]) -> Tokens:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if provider.uses_basic:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        form = fields
    else:
        form = fields | {"client_id": provider.client_id, "client_secret": provider.client_secret}
    answer = http.fetch(
        "POST",
        provider.token,
        headers=headers,
        content=urlencode(form).encode(),
        max_bytes=ANSWER_BYTES,
        max_seconds=MAX_SECONDS,
        follow_redirects=False,
    )
    try:
        data = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        data = None
    if not isinstance(data, dict):
        raise UpstreamFailed(f"{provider.name} answered {answer.status_code} without anything to read.")
    # GitHub refuses with a good status.
    is_refused = bool(data.get("error")) and "access_token" not in data
    if answer.status_code != HTTPStatus.OK or data.get("ok") is False or is_refused:
        raise _refusal(provider, answer.status_code, data)
    access, renewed, seconds = data.get("access_token"), data.get("refresh_token"), data.get("expires_in")
    if not _is_token(access):
        raise UpstreamFailed(f"{provider.name} answered without a token that can be used. Try again.")
    return Tokens(
        access_token=access,
        refresh_token=renewed if _is_token(renewed) else "",
        expires_in=int(min(seconds, LONGEST)) if isinstance(seconds, int | float) and seconds >= 1 else HOUR,
        scopes=_scopes(data.get("scope")),
        answer=data,
    )


def _is_token(value: object) -> TypeGuard[str]:
    """Whether it is one that a header can carry (RFC 6749, appendix A.12)."""
    return isinstance(value, str) and bool(value) and value.isascii() and value.isprintable()


def _scopes(told: object) -> tuple[str, ...]:
    if not isinstance(told, str):
        return ()
    # RFC 6749 parts them by spaces; Slack and Linear by commas.
    found = told.replace(",", " ").split()
    return tuple(one for one in found if len(one) <= LONGEST_SCOPE and one.isprintable())[:MOST_SCOPES]


def _refusal(provider: Provider, status: int, data: dict[str, object]) -> SignInNeeded | UpstreamFailed:
    code = str(data.get("error") or "")
    told = " ".join(str(data.get("error_description") or code).split())[:200]
    if code in DEAD:
        return SignInNeeded(
            f"{provider.name} does not accept the earlier sign-in any more ({told}). It was withdrawn, has "
            "expired, or the password was changed."
        )
    if code in ("invalid_client", "unauthorized_client", "deleted_client", "incorrect_client_credentials"):
        return UpstreamFailed(
            f"{provider.name} does not know this installation ({told}). Check the client id and secret."
        )
    return UpstreamFailed(f"{provider.name} answered {status}: {told or 'without a reason'}.")
