"""
The signed statement of the customer's backend about who is using the widget.

A JWT (RFC 7519), signed with HS256 by one of the brand's current secrets. The algorithm is pinned; `exp` and
`aud` are required, so that a token is short-lived and valid for one brand only.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import jwt

from widget.claims import (
    ClaimedCompany,
    Claims,
    UserTokenInvalid,
    number_of,
    read_claims,
    refused,
)

__all__ = ["ClaimedCompany", "Claims", "UserTokenExpired", "UserTokenInvalid", "verify", "verify_with"]

ALGORITHM = "HS256"
LEEWAY_SECONDS = 30
LONGEST_LIFE_SECONDS = 24 * 3600
MAX_TOKEN = 8_192
MIN_SECRET = 32


class UserTokenExpired(UserTokenInvalid):
    """The token has expired; the page has to fetch a new one from its backend."""

    code = "widget.user_token_expired"


def verify(token: str, *, secrets: Sequence[str], audience: str, now: datetime) -> Claims:
    """
    The claims of a token signed by any of `secrets` for `audience` (the brand's widget key).

    Raises UserTokenExpired after `exp`, UserTokenInvalid for any other problem.
    """
    return verify_with(token, secrets=secrets, audience=audience, now=now)[0]


def verify_with(token: str, *, secrets: Sequence[str], audience: str, now: datetime) -> tuple[Claims, str]:
    """The same, with the secret that signed it."""
    if len(token) > MAX_TOKEN:
        raise UserTokenInvalid("The user token is too long.")
    usable = [s for s in secrets if len(s.encode()) >= MIN_SECRET]
    payload, secret = _signed_payload(token, usable, audience)
    _check_times(payload, now.timestamp())
    return read_claims(payload), secret


def _signed_payload(token: str, secrets: Sequence[str], audience: str) -> tuple[dict[str, Any], str]:
    options: Any = {
        "require": ["exp", "aud", "sub"],
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
        "verify_sub": False,
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
        except (RecursionError, ValueError) as error:
            # JSON that is nested too deeply, or a number with thousands of digits.
            raise UserTokenInvalid("The user token was refused: it is malformed.") from error
        else:
            return payload, secret
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
    expires = number_of(payload, "exp")
    if expires is None:
        raise refused("exp", "is missing")
    if expires + LEEWAY_SECONDS <= now:
        raise UserTokenExpired("The user token has expired. Ask your backend for a new one.")
    if expires - now > LONGEST_LIFE_SECONDS + LEEWAY_SECONDS:
        raise UserTokenInvalid("The user token was refused: it lives longer than 24 hours.")
    for name in ("nbf", "iat"):
        begins = number_of(payload, name)
        if begins is not None and begins - LEEWAY_SECONDS > now:
            raise refused(name, "lies in the future")
