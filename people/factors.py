"""
Second factors as the sign-in library keeps them: authenticator apps, passkeys, recovery codes.

One-time codes follow RFC 6238, passkeys WebAuthn Level 2.
"""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.crypto import constant_time_compare
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core.fields import UnreadableSecret, ring

PERIOD = 30
"""Seconds for which a code is shown."""
DRIFT = 1
"""How many codes before and after the current one are taken, for clocks that differ."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PASSKEYS_AT_MOST = 20


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Encrypts what the library stores, and names this installation by its own address, not a request's."""

    def encrypt(self, text: str) -> str:
        return ring().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return ring().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise UnreadableSecret(
                "A stored second factor fits no key in FIELD_KEYS; add the older key back."
            ) from error

    def get_totp_issuer(self) -> str:
        return "Candor"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": relying_party(), "name": "Candor"}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our own mails tell of factors, see `people.services.factors`."""


def relying_party() -> str:
    """The host that passkeys are bound to; browsers take no address of numbers, but `localhost`."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    return "localhost" if host in LOOPBACK else host


def is_our_origin(origin: str) -> bool:
    """Whether a passkey was used on a page of ours; another host below our domain is none."""
    if relying_party() == "localhost":
        return urlsplit(origin).hostname == "localhost"
    return origin.rstrip("/").lower() == settings.PUBLIC_URL.lower()


def is_from_our_page(credential: Any) -> bool:
    """Whether a credential says that it was made on a page of ours; False for anything malformed."""
    try:
        client = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))
        return is_our_origin(str(client["origin"]))
    except (KeyError, TypeError, ValueError):
        return False


def totp_secret() -> str:
    """A new key for an authenticator app, in Base32."""
    return str(generate_totp_secret())


def totp_uri(user: AbstractBaseUser, secret: str) -> str:
    """What an authenticator app reads from the QR code."""
    return str(FactorAdapter().build_totp_url(user, secret))


def totp_picture(uri: str) -> str:
    """The QR code of `uri` as an SVG document."""
    return str(FactorAdapter().build_totp_svg(uri))


def totp_counter(secret: str, code: str, *, after: int = -1, at: float | None = None) -> int | None:
    """
    The time step whose code this is, or None; steps up to `after` were used and count no more.

    `at` is in seconds since 1970, now by default.
    """
    step = int(time.time() if at is None else at) // PERIOD
    given = "".join(code.split())
    found = None
    for counter in range(step - DRIFT, step + DRIFT + 1):
        is_this = constant_time_compare(given, format_hotp_value(hotp_value(secret, counter)))
        if is_this and counter > after:
            found = counter
    return found


def passkey_server() -> Fido2Server:
    """The server's side of WebAuthn for this installation; it takes only pages of ours."""
    return Fido2Server(
        PublicKeyCredentialRpEntity(**FactorAdapter().get_public_key_credential_rp_entity()),
        verify_origin=is_our_origin,
    )


def passkey_creation(user: AbstractBaseUser, known: list[Any]) -> tuple[dict[str, Any], str]:
    """What the browser is asked for a new passkey, and the state that checks its answer."""
    options, state = passkey_server().register_begin(
        user=PublicKeyCredentialUserEntity(**FactorAdapter().get_public_key_credential_user_entity(user)),
        credentials=known,
        # A key without room or PIN is still good as a second step.
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
        extensions={"credProps": True},
    )
    return _plain(options), json.dumps(state)


def passkey_request(known: list[Any]) -> tuple[dict[str, Any], str]:
    """What the browser is asked so that one of the `known` passkeys signs, and the state that checks it."""
    options, state = passkey_server().authenticate_begin(
        credentials=known, user_verification=UserVerificationRequirement.PREFERRED
    )
    return _plain(options), json.dumps(state)


def credential_of(row: Authenticator) -> Any:
    """The public half of a stored passkey."""
    return row.wrap().authenticator_data.credential_data


def counter_of(row: Authenticator) -> int:
    """What a stored passkey had counted when it was last used, or when it was added."""
    known = row.data.get("counter")
    return int(row.wrap().authenticator_data.counter if known is None else known)


def state_of(text: str) -> dict[str, Any]:
    """A stored state of the two functions above."""
    state: dict[str, Any] = json.loads(text)
    return state


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
