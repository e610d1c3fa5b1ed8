"""The claims of a user token, one by one: types, lengths, and nothing that a database cannot store."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from core.errors import DomainError, Invalid
from core.zones import is_zone
from people.services import valid_email

MAX_SUBJECT = 200
MAX_NAME = 200
MAX_EMAIL = 254
MAX_LOCALE = 20
MAX_TIMEZONE = 60
MAX_NODES = 1_000
_LOCALE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_DOMAIN = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?){0,10}")
# Control characters, lone surrogates (which UTF-8 cannot encode), line and paragraph separators.
_UNSAFE = frozenset({"Cc", "Cs", "Zl", "Zp"})


class UserTokenInvalid(DomainError):
    """The token is forged, malformed, for another audience, or signed with a retired secret."""

    code = "widget.user_token_invalid"
    status = HTTPStatus.UNAUTHORIZED


def refused(name: str, why: str) -> UserTokenInvalid:
    """The error for an invalid claim, addressed to whoever signs the token."""
    return UserTokenInvalid(f"The user token was refused: the claim {name!r} {why}.")


@dataclass(frozen=True, slots=True)
class ClaimedCompany:
    """The customer's company as its backend knows it."""

    external_id: str
    name: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """
    The contents of a verified token; unknown claims are dropped.

    `external_id` is the `sub` claim. `is_email_verified` and `is_email_unverified` are true only if the token
    says so explicitly; if both are false, it says nothing about it.
    """

    external_id: str
    email: str = ""
    is_email_verified: bool = False
    is_email_unverified: bool = False
    name: str = ""
    company: ClaimedCompany | None = None
    locale: str = ""
    timezone: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)


def read_claims(payload: dict[str, Any]) -> Claims:
    """The claims of a signed payload. Raises UserTokenInvalid naming the claim and what is wrong with it."""
    subject = text_of(payload, "sub", limit=MAX_SUBJECT)
    if not subject:
        raise refused("sub", "is empty")
    email = _email(payload)
    is_verified = payload.get("email_verified")
    if is_verified is not None and not isinstance(is_verified, bool):
        raise refused("email_verified", "must be true or false")
    return Claims(
        external_id=subject,
        email=email,
        is_email_verified=bool(email) and is_verified is True,
        is_email_unverified=bool(email) and is_verified is False,
        name=text_of(payload, "name", limit=MAX_NAME),
        company=_company(payload.get("company")),
        locale=_locale(payload),
        timezone=_timezone(payload),
        attributes=_attributes(payload.get("attributes")),
    )


def number_of(payload: dict[str, Any], name: str) -> float | None:
    """A time in seconds, or None if absent. Raises UserTokenInvalid if it is not a number."""
    value = payload.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refused(name, "is not a number of seconds")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise refused(name, "is not a finite number")
    return number


def text_of(values: dict[str, Any], name: str, *, limit: int, path: str = "") -> str:
    """A text without surrounding spaces, empty if absent. Raises UserTokenInvalid."""
    value, shown = values.get(name), path + name
    if value is None:
        return ""
    if not isinstance(value, str):
        raise refused(shown, "is not a text")
    _check_characters(shown, value)
    text = value.strip()
    if len(text) > limit:
        raise refused(shown, f"is longer than {limit} characters")
    return text


def _check_characters(name: str, text: str) -> None:
    for character in text:
        if unicodedata.category(character) in _UNSAFE:
            raise refused(name, f"holds the character U+{ord(character):04X}, which is not allowed")


def _email(payload: dict[str, Any]) -> str:
    text = text_of(payload, "email", limit=MAX_EMAIL)
    if not text:
        return ""
    try:
        return valid_email(text)
    except Invalid as error:
        raise refused("email", "is not an email address") from error


def _locale(payload: dict[str, Any]) -> str:
    text = text_of(payload, "locale", limit=MAX_LOCALE)
    if text and not _LOCALE.fullmatch(text):
        raise refused("locale", "is not a language tag, such as 'en' or 'de-AT'")
    return text


def _timezone(payload: dict[str, Any]) -> str:
    text = text_of(payload, "timezone", limit=MAX_TIMEZONE)
    if text and not is_zone(text):
        raise refused("timezone", "is not a name of the IANA time zones, such as 'Europe/Berlin'")
    return text


def _company(value: object) -> ClaimedCompany | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise refused("company", "is not an object")
    external_id = text_of(value, "id", limit=120, path="company.")
    if not external_id:
        raise refused("company.id", "is missing")
    domain = text_of(value, "domain", limit=MAX_NAME, path="company.").lower()
    if domain and not _DOMAIN.fullmatch(domain):
        raise refused("company.domain", "is not a domain, such as 'example.com'")
    return ClaimedCompany(external_id, text_of(value, "name", limit=MAX_NAME, path="company."), domain)


def _attributes(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise refused("attributes", "is not an object")
    waiting: list[tuple[str, Any]] = [("attributes", value)]
    seen = 0
    while waiting:
        path, item = waiting.pop()
        seen += 1
        if seen > MAX_NODES:
            raise refused("attributes", f"has more than {MAX_NODES} values")
        if isinstance(item, str):
            _check_characters(path, item)
        elif isinstance(item, float) and not math.isfinite(item):
            raise refused(path, "is not a finite number")
        elif isinstance(item, dict):
            for name in item:
                _check_characters(path, name)
            waiting += [(f"{path}.{name}"[:120], inner) for name, inner in item.items()]
        elif isinstance(item, list):
            waiting += [(path, inner) for inner in item]
    return value
