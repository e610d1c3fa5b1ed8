"""The fields that a CRM fills, and how its texts are read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.zones import is_zone
from integrations.crm.crms import COMPANIES, CONTACTS
from integrations.crm.deciding import Rule
from people.selectors.custom_fields import Definition, definitions

SEGMENTS = ("enterprise", "mid_market", "smb", "self_serve")
LARGEST_ARR = Decimal(10) ** 12
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[0-9:.+Z-]{0,30})?")
_MILLISECONDS = re.compile(r"-?\d{11,14}")


class Unreadable(ValueError):
    """The CRM's text is no value of this field."""


@dataclass(frozen=True)
class FieldKind:
    """
    One field: whose it is, its rule at first; whether deals may give it, whether its property stays.

    `added` is its definition where an admin made it.
    """

    name: str
    of: str
    rule: Rule
    takes_deals: bool = False
    fixed: bool = False
    added: Definition | None = None


FIELDS: tuple[FieldKind, ...] = (
    FieldKind("name", COMPANIES, Rule.CANDOR),
    FieldKind("arr", COMPANIES, Rule.CRM, takes_deals=True),
    FieldKind("segment", COMPANIES, Rule.CRM),
    FieldKind("plan", COMPANIES, Rule.CRM),
    FieldKind("renewal_on", COMPANIES, Rule.NEWEST, takes_deals=True),
    FieldKind("csm", COMPANIES, Rule.CRM),
    FieldKind("timezone", COMPANIES, Rule.CANDOR),
    FieldKind("contact_company", CONTACTS, Rule.CRM, fixed=True),
)
BY_NAME: Mapping[str, FieldKind] = {kind.name: kind for kind in FIELDS}
CUSTOM = "custom."
"""What begins the names of fields that admins added to companies."""
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


def kinds() -> tuple[FieldKind, ...]:
    """The fields of every installation, then those that admins added to companies."""
    added = (one for one in definitions("company").values() if not one.is_archived)
    own = (FieldKind(f"{CUSTOM}{one.key}", COMPANIES, Rule.CRM, added=one) for one in added)
    return (*FIELDS, *own)


def company_kinds() -> tuple[FieldKind, ...]:
    """Those of companies."""
    return tuple(kind for kind in kinds() if kind.of == COMPANIES)


def read(kind: FieldKind, text: str | None) -> Any:
    """
    The value that a property's text means, as a JSON primitive; None for an empty one.

    Raises Unreadable. Owners are read by whoever knows the people.
    """
    told = (text or "").strip()
    if not told:
        return None
    if kind.added is not None:
        return _READERS_OF_ADDED.get(kind.added.kind, _chosen)(told, kind.added)
    return _READERS.get(kind.name, _text)(told)


def _number(told: str, _: Definition) -> int | float:
    try:
        value = Decimal(told)
    except InvalidOperation as error:
        raise Unreadable("not a number") from error
    if not value.is_finite() or abs(value) >= LARGEST_ARR:
        raise Unreadable("not a number")
    return int(value) if value == value.to_integral_value() else float(value)


def _flag(told: str, _: Definition) -> bool:
    if told.lower() not in _YES | _NO:
        raise Unreadable("neither true nor false")
    return told.lower() in _YES


def _chosen(told: str, one: Definition) -> str:
    found = next((choice for choice in one.choices if choice.casefold() == told.casefold()), None)
    if found is None:
        raise Unreadable("not one of the choices")
    return found


def _text(told: str) -> str:
    return " ".join(told.replace("\x00", " ").split())[:200]


def _plan(told: str) -> str:
    return _text(told)[:80]


def _amount(told: str) -> str:
    try:
        value = Decimal(told)
    except InvalidOperation as error:
        raise Unreadable("not an amount") from error
    if not value.is_finite() or value < 0 or value >= LARGEST_ARR:
        raise Unreadable("not an amount")
    return f"{value:.2f}"


def _segment(told: str) -> str:
    found = re.sub(r"[^a-z]+", "_", told.lower()[:60]).strip("_")
    if found not in SEGMENTS:
        raise Unreadable("not a segment")
    return found


def _day(told: str) -> str:
    found = _DATE.fullmatch(told)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        if _MILLISECONDS.fullmatch(told):
            return datetime.fromtimestamp(int(told) / 1000, tz=UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise Unreadable("not a date") from error
    raise Unreadable("not a date")


def _zone(told: str) -> str:
    # HubSpot, for one, writes them as america_slash_new_york.
    parts = told.replace("_slash_", "/").split("/")
    named = "/".join("_".join(word.capitalize() for word in part.split("_")) for part in parts)
    for one in (told, named):
        if is_zone(one):
            return one
    raise Unreadable("not a time zone")


_READERS_OF_ADDED: Mapping[str, Callable[[str, Definition], Any]] = {
    "text": lambda told, _: _text(told),
    "number": _number,
    "date": lambda told, _: _day(told),
    "checkbox": _flag,
}
_READERS = {"arr": _amount, "segment": _segment, "plan": _plan, "renewal_on": _day, "timezone": _zone}


def storable(text: str) -> str:
    """A text as it can be kept: the database takes no zero characters, and one would stop all reading."""
    return text.replace("\x00", " ")


def moment(text: object) -> datetime | None:
    """A moment as the CRM writes it; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
