"""
The signed statement of the customer's backend about who is in front of the widget.

A JWT (RFC 7519), signed with HS256 by one of the brand's live secrets. The algorithm is pinned; `exp` and
`aud` are required, so that a token is short-lived and good for one brand only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

import jwt

from core.errors import DomainError

ALGORITHM = "HS256"
LEEWAY_SECONDS = 30
LONGEST_LIFE_SECONDS = 24 * 3600
MAX_TOKEN = 8_192
MIN_SECRET = 32


class UserTokenInvalid(DomainError):
    """The token is forged, malformed, for somebody else, or signed by a secret that is no longer live."""

    code = "widget.user_token_invalid"
    status = HTTPStatus.UNAUTHORIZED


class UserTokenExpired(UserTokenInvalid):
    """The token was right once; the page has to fetch a new one from its backend."""

    code = "widget.user_token_expired"


@dataclass(frozen=True, slots=True)
class ClaimedCompany:
    """The customer's company as its backend knows it."""

    external_id: str
    name: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """
    What a verified token says.

    `external_id` is the `sub` claim. The email counts as verified unless the token says
    `"email_verified": false`, since the backend vouches for what it signs.
    """

    external_id: str
    email: str = ""
    is_email_verified: bool = False
    name: str = ""
    company: ClaimedCompany | None = None
    locale: str = ""
    timezone: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)


def verify(token: str, *, secrets: Sequence[str], audience: str, now: datetime) -> Claims:
    """
    The claims of a token signed by any of `secrets` for `audience` (the brand's widget key).

    Raises UserTokenExpired after `exp`, UserTokenInvalid for everything else.
    """
    if len(token) > MAX_TOKEN:
        raise UserTokenInvalid("The user token is too long.")
    payload = _signed_payload(token, [s for s in secrets if len(s.encode()) >= MIN_SECRET], audience)
    _check_times(payload, now.timestamp())
    return _claims(payload)


def _signed_payload(token: str, secrets: Sequence[str], audience: str) -> dict[str, Any]:
    options: Any = {
        "require": ["exp", "aud", "sub"],
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
    }
    problem: Exception | None = None
    for secret in secrets:
        try:
            payload: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=[ALGORITHM],
                audience=audience,
                options=options,
            )
        except jwt.InvalidSignatureError as error:
            problem = error
        except jwt.PyJWTError as error:
            raise UserTokenInvalid(f"The user token was refused: {_reason(error)}.") from error
        else:
            return payload
    raise UserTokenInvalid("The user token was refused: no live secret of this brand signed it.") from problem


def _reason(error: jwt.PyJWTError) -> str:
    if isinstance(error, jwt.MissingRequiredClaimError):
        return f"the claim {error.claim!r} is missing"
    if isinstance(error, jwt.InvalidAudienceError):
        return "the claim 'aud' is not this brand's widget key"
    if isinstance(error, jwt.InvalidAlgorithmError):
        return f"the algorithm is not {ALGORITHM}"
    return "it is malformed"


def _check_times(payload: dict[str, Any], now: float) -> None:
    expires = _number(payload, "exp")
    if expires is None:
        raise UserTokenInvalid("The user token was refused: the claim 'exp' is not a time.")
    if expires + LEEWAY_SECONDS <= now:
        raise UserTokenExpired("The user token has expired. Ask your backend for a new one.")
    if expires - now > LONGEST_LIFE_SECONDS + LEEWAY_SECONDS:
        raise UserTokenInvalid("The user token was refused: it lives longer than 24 hours.")
    for name in ("nbf", "iat"):
        begins = _number(payload, name)
        if begins is not None and begins - LEEWAY_SECONDS > now:
            raise UserTokenInvalid(f"The user token was refused: the claim {name!r} lies in the future.")


def _number(payload: dict[str, Any], name: str) -> float | None:
    value = payload.get(name)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _text(value: object, limit: int) -> str:
    return value.strip()[:limit] if isinstance(value, str) else ""


def _claims(payload: dict[str, Any]) -> Claims:
    subject = payload["sub"]
    external_id = _text(subject, 200)
    if not external_id:
        raise UserTokenInvalid("The user token was refused: the claim 'sub' is empty.")
    email = _text(payload.get("email"), 254).lower()
    attributes = payload.get("attributes")
    return Claims(
        external_id=external_id,
        email=email if "@" in email else "",
        is_email_verified="@" in email and payload.get("email_verified", True) is True,
        name=_text(payload.get("name"), 200),
        company=_company(payload.get("company")),
        locale=_text(payload.get("locale"), 20),
        timezone=_text(payload.get("timezone"), 60),
        attributes=attributes if isinstance(attributes, dict) else {},
    )


def _company(value: object) -> ClaimedCompany | None:
    if not isinstance(value, dict):
        return None
    external_id = _text(value.get("id"), 200)
    if not external_id:
        return None
    return ClaimedCompany(
        external_id,
        _text(value.get("name"), 200),
        _text(value.get("domain"), 200).lower(),
    )
