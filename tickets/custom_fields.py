"""
Fields that admins add: which hold for a ticket, and which values they take.

A field may depend on another answer: it is shown while that one is there, and required only while it is
shown. What a ticket holds under a name that nobody defined is left alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

CUSTOM = "custom."
BUILT_IN = ("type", "product_area")
YES = "yes"
MAX_TEXT = 4000


@dataclass(frozen=True)
class Definition:
    """
    One field. `brand_id` None stands for all brands.

    `when` is (what it depends on: `type`, `product_area` or `custom.KEY`; the wanted values, none for any),
    or None for a field that is always shown.
    """

    key: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    brand_id: int | None = None
    is_required: bool = False
    is_archived: bool = False
    when: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Subject:
    """What of a ticket decides which fields are shown."""

    brand_id: int
    type: str
    product_area: str
    custom: Mapping[str, Any]


def shown(definitions: Iterable[Definition], subject: Subject) -> list[Definition]:
    """The fields that hold for a ticket, in their order; archived ones do not."""
    known = {
        one.key: one
        for one in definitions
        if not one.is_archived and one.brand_id in (None, subject.brand_id)
    }
    return [one for one in known.values() if _is_shown(one, known, subject, frozenset())]


def missing(definitions: Iterable[Definition], subject: Subject) -> list[Definition]:
    """The required fields of a ticket that are empty."""
    return [
        one
        for one in shown(definitions, subject)
        if one.is_required and is_empty(subject.custom.get(one.key))
    ]


def _is_shown(
    one: Definition, known: Mapping[str, Definition], subject: Subject, seen: frozenset[str]
) -> bool:
    if one.when is None:
        return True
    asked, wanted = one.when
    if asked.startswith(CUSTOM):
        key = asked.removeprefix(CUSTOM)
        parent = known.get(key)
        if parent is None or key in seen or not _is_shown(parent, known, subject, seen | {one.key}):
            return False
        value = subject.custom.get(key)
    else:
        value = subject.type if asked == "type" else subject.product_area
    words = words_of(value)
    if not wanted:
        return bool(words)
    return bool({word.casefold() for word in words} & {word.strip().casefold() for word in wanted})


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


def problem_with(one: Definition, value: Any) -> str:
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


def leads_back(key: str, when: str, parents: Mapping[str, str]) -> bool:
    """Whether a field that depended on `when` would depend on itself; `parents`: what each depends on."""
    seen: set[str] = set()
    while when.startswith(CUSTOM):
        parent = when.removeprefix(CUSTOM)
        if parent == key or parent in seen:
            return True
        seen.add(parent)
        when = parents.get(parent, "")
    return False
