"""
Signing in to mailboxes at Google and Microsoft 365 without their passwords.

Both use OAuth 2.0's authorization code flow (RFC 6749) and accept the access token over XOAUTH2.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings

from core import http
from core.errors import Conflict, UpstreamFailed

ANSWER_BYTES = 256 * 1024
# What a person has to settle with the provider; anything else is temporary or for our admin to fix.
DEAD = {"invalid_grant", "interaction_required", "consent_required", "login_required"}
HOUR = 3600


@dataclass(frozen=True)
class Tokens:
    """The result of a sign-in; `refresh_token` is empty if the old one stays valid. Seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class SignInNeeded(Conflict):
    """The permission was withdrawn or has expired: a person must sign in again."""

    code = "email.sign_in_needed"


@dataclass(frozen=True)
class _Place:
    name: str
    client_id: str
    client_secret: str
    authorize: str
    token: str
    scope: str
    more: tuple[tuple[str, str], ...]


def is_set_up(sign_in: str) -> bool:
    """Whether the installation has a client registered with this provider."""
    place = _place(sign_in)
    return bool(place.client_id and place.client_secret)


def authorization_url(sign_in: str, *, state: str, redirect_uri: str, login_hint: str) -> str:
    """Where to send the admin's browser; it returns to `redirect_uri` with `state` and `code`."""
    place = _ready(sign_in)
    query = {
        "client_id": place.client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "scope": place.scope,
        "state": state,
        "login_hint": login_hint,
        **dict(place.more),
    }
    return f"{place.authorize}?{urlencode(query)}"


def exchange(sign_in: str, *, code: str, redirect_uri: str) -> Tokens:
    """
    The tokens for the code that the browser brought back.

    Raises SignInNeeded if the code is used, too old or gives no lasting permission; UpstreamFailed.
    """
    place = _ready(sign_in)
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    tokens = _ask(place, fields)
    if not tokens.refresh_token:
        raise SignInNeeded(
            f"{place.name} gave no lasting permission. Remove Candor from the account's connected apps, "
            "then sign in again."
        )
    return tokens


def refresh(sign_in: str, *, refresh_token: str) -> Tokens:
    """
    A new access token.

    Raises SignInNeeded if the refresh token is missing or dead, UpstreamFailed otherwise.
    """
    place = _ready(sign_in)
    if not refresh_token:
        raise SignInNeeded(f"Nobody has signed in to {place.name} for this mailbox yet.")
    return _ask(place, {"grant_type": "refresh_token", "refresh_token": refresh_token, "scope": place.scope})


def _place(sign_in: str) -> _Place:
    if sign_in == "google":
        own = settings.MAIL_OAUTH_GOOGLE_URL
        return _Place(
            name="Google",
            client_id=settings.MAIL_GOOGLE_CLIENT_ID,
            client_secret=settings.MAIL_GOOGLE_CLIENT_SECRET,
            authorize=f"{own or 'https://accounts.google.com'}/o/oauth2/v2/auth",
            token=f"{own or 'https://oauth2.googleapis.com'}/token",
            scope="https://mail.google.com/",
            # Without the prompt, Google issues a refresh token only the first time.
            more=(("access_type", "offline"), ("prompt", "consent")),
        )
    if sign_in == "microsoft":
        base = settings.MAIL_OAUTH_MICROSOFT_URL or "https://login.microsoftonline.com"
        base = f"{base}/{settings.MAIL_MICROSOFT_TENANT}/oauth2/v2.0"
        return _Place(
            name="Microsoft",
            client_id=settings.MAIL_MICROSOFT_CLIENT_ID,
            client_secret=settings.MAIL_MICROSOFT_CLIENT_SECRET,
            authorize=f"{base}/authorize",
            token=f"{base}/token",
            scope="https://outlook.office.com/IMAP.AccessAsUser.All "
            "https://outlook.office.com/SMTP.Send offline_access",
            more=(("response_mode", "query"), ("prompt", "select_account")),
        )
    raise ValueError(f"There is no sign-in called {sign_in!r}.")


def _ready(sign_in: str) -> _Place:
    place = _place(sign_in)
    if not (place.client_id and place.client_secret):
        prefix = f"MAIL_{sign_in.upper()}_CLIENT"
        raise UpstreamFailed(
            f"{place.name} is not set up on this installation. Set {prefix}_ID and {prefix}_SECRET."
        )
    return place


def _ask(place: _Place, fields: dict[str, str]) -> Tokens:
    form = fields | {"client_id": place.client_id, "client_secret": place.client_secret}
    answer = http.fetch(
        "POST",
        place.token,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        content=urlencode(form).encode(),
        max_bytes=ANSWER_BYTES,
        follow_redirects=False,
    )
    try:
        data = json.loads(answer.content)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise UpstreamFailed(f"{place.name} answered {answer.status_code} without anything to read.")
    if answer.status_code != HTTPStatus.OK:
        raise _refusal(place, answer.status_code, data)
    access = data.get("access_token")
    if not isinstance(access, str) or not access:
        raise UpstreamFailed(f"{place.name} answered without a token.")
    renewed, seconds = data.get("refresh_token"), data.get("expires_in")
    return Tokens(
        access_token=access,
        refresh_token=renewed if isinstance(renewed, str) else "",
        expires_in=int(seconds) if isinstance(seconds, int | float) and seconds > 0 else HOUR,
    )


def _refusal(place: _Place, status: int, data: dict[str, object]) -> SignInNeeded | UpstreamFailed:
    code = str(data.get("error") or "")
    told = " ".join(str(data.get("error_description") or code).split())[:200]
    if code in DEAD:
        return SignInNeeded(
            f"{place.name} does not accept the earlier sign-in any more ({told}). It was withdrawn, has "
            "expired, or the password was changed."
        )
    if code in ("invalid_client", "unauthorized_client", "deleted_client"):
        return UpstreamFailed(
            f"{place.name} does not know this installation ({told}). Check the client id and secret."
        )
    return UpstreamFailed(f"{place.name} answered {status}: {told or 'without a reason'}.")
