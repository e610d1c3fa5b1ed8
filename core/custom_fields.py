"""Fields that admins define, of tickets and of customers: their keys, and which values they take."""

import re
from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import Any, Protocol

import orjson

from core.errors import Invalid
from core.html import one_line

YES = "yes"
MAX_TEXT = 4000
MAX_FIELDS = 100
MAX_CUSTOM = 20_000
"""The most characters that the values of one record may have in all, as JSON."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Typed(Protocol):
    """What of a definition decides which values it takes."""

    @property
    def label(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def choices(self) -> Sequence[str]: ...

    @property
    def is_archived(self) -> bool: ...


def key_of(label: str, given: str = "") -> str:
    """The key under which values are stored: the given one, or one made of the name. Raises Invalid."""
    key = given
    if not key:
        key = re.sub(r"[^a-z0-9]+", "_", one_line(label).lower()).strip("_")[:50].strip("_")
        key = key if key[:1].isalpha() else f"field_{key}".strip("_")
    if not _KEY.fullmatch(key):
        told = "A key begins with a small letter and has at most 60 of a to z, 0 to 9 and _."
        raise Invalid(told, errors={"key": [told]})
    return key


def size_of(values: dict[str, Any]) -> int:
    """How many bytes values have as JSON."""
    return len(orjson.dumps(values))


def words_of(value: Any) -> list[str]:
    """A value as conditions compare it: nothing for an empty one, `yes` for a ticked box."""
    if is_empty(value) or value is False:
        return []
    if value is True:
        return [YES]
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def is_empty(value: Any) -> bool:
    """Whether a field has no value; a box that is not ticked has one, and what nobody can see is none."""
    if isinstance(value, str):
        return not any(letter.isprintable() and not letter.isspace() for letter in value)
    return value is None or value == []


def problem_with(one: Typed, value: Any) -> str:
    """Why a field does not take a value, in words; empty if it does. None and "" empty it."""
    if is_empty(value):
        return ""
    if one.is_archived:
        return f"{one.label} was archived. It keeps its values, and takes no new ones."
    match one.kind:
        case "text":
            fits = isinstance(value, str) and len(value) <= MAX_TEXT
            return "" if fits else f"{one.label} takes a text of at most {MAX_TEXT:,} characters."
        case "number":
            fits = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
            return "" if fits else f"{one.label} takes a number."
        case "choice":
            return "" if value in one.choices else f"{one.label} takes one of: {', '.join(one.choices)}."
        case "date":
            return "" if _is_date(value) else f"{one.label} takes a date such as 2026-03-02."
        case _:
            return "" if isinstance(value, bool) else f"{one.label} takes true or false."


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
