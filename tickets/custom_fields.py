"""
Fields that admins add: which hold for a ticket, and which values they take.

A field may depend on another answer: it is shown while that one is there, and required only while it is
shown. What a ticket holds under a name that nobody defined is left alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.custom_fields import is_empty, words_of

CUSTOM = "custom."
BUILT_IN = ("type", "product_area")


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
