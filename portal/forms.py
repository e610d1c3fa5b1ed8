"""
What a contact form asks, which of it is shown, and what becomes of the answers.

A field may depend on an earlier one: it is shown while that one is shown and has the wanted value. What is
not shown is neither required nor kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from core.html import plain

CUSTOM = "custom."
YES = "yes"
MAX_ANSWER = 2000
MAX_NUMBER = 2**53


@dataclass(frozen=True)
class Kind:
    """One field of a ticket that forms may ask for: `kind` and, of a choice, its values with their labels."""

    key: str
    kind: str
    label: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """
    One field of a form.

    `when` is (key of an earlier field, wanted value), or None for a field that is always shown; an empty
    value stands for any answer.
    """

    key: str
    kind: str
    label: str
    help: str = ""
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    when: tuple[str, str] | None = None


@dataclass(frozen=True)
class Taken:
    """Values for the ticket's fields, and what is wrong, by the field's key: `required`, `unfit`."""

    values: dict[str, Any]
    faults: dict[str, str]


def asked_of(stored: Sequence[Mapping[str, Any]], kinds: Sequence[Kind]) -> list[Asked]:
    """
    The fields of a stored form, as the ticket's fields are now.

    A field that is gone is left out, and so is what depends on it: it could never be shown as it was meant.
    """
    known = {kind.key: kind for kind in kinds}
    found: dict[str, Asked] = {}
    for row in stored:
        kind, when = known.get(str(row.get("key"))), row.get("when")
        if kind is None or (when and when["field"] not in found):
            continue
        found[kind.key] = Asked(
            key=kind.key,
            kind=kind.kind,
            label=str(row.get("label") or kind.label),
            help=str(row.get("help") or ""),
            is_required=bool(row.get("is_required")),
            choices=kind.choices,
            when=(when["field"], when["value"]) if when else None,
        )
    return list(found.values())


def shown(fields: Sequence[Asked], answers: Mapping[str, str]) -> list[Asked]:
    """Those fields that are shown with these answers, in order."""
    found: dict[str, Asked] = {}
    for field in fields:
        if field.when is None or _holds(field.when, found, answers):
            found[field.key] = field
    return list(found.values())


def _holds(when: tuple[str, str], seen: Mapping[str, Asked], answers: Mapping[str, str]) -> bool:
    key, wanted = when
    if key not in seen:
        return False
    given = answers.get(key, "").strip()
    return bool(given) if not wanted else given.casefold() == wanted.strip().casefold()


def taken(fields: Sequence[Asked], answers: Mapping[str, str]) -> Taken:
    """What these answers make of a ticket: `type`, `product_area`, `custom`."""
    values: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in shown(fields, answers):
        text = plain(answers.get(field.key, "")).strip()
        if not text:
            if field.is_required:
                faults[field.key] = "required"
            continue
        try:
            value = _value(field, text)
        except ValueError:
            faults[field.key] = "unfit"
            continue
        if field.key.startswith(CUSTOM):
            custom[field.key.removeprefix(CUSTOM)] = value
        else:
            values[field.key] = value
    return Taken(values | ({"custom": custom} if custom else {}), faults)


def _value(field: Asked, text: str) -> Any:
    """The answer as it is stored. Raises ValueError."""
    match field.kind:
        case "choice":
            if text not in {value for value, _ in field.choices}:
                raise ValueError(text)
            return text
        case "checkbox":
            if text != YES:
                raise ValueError(text)
            return True
        case "date":
            return date.fromisoformat(text).isoformat()
        case "number":
            return _number(text)
        case _:
            if len(text) > MAX_ANSWER:
                raise ValueError(text)
            return text if field.key.startswith(CUSTOM) else " ".join(text.split())[:80]


def _number(text: str) -> int | float:
    # A comma is how half of Europe writes a decimal point.
    number = float(text[:40].replace(",", "."))
    if not isfinite(number) or abs(number) > MAX_NUMBER:
        raise ValueError(text)
    return int(number) if number.is_integer() else number


def faults_of(stored: Sequence[Mapping[str, Any]], kinds: Sequence[Kind]) -> list[str]:
    """What is wrong with a form's fields, in words for whoever sets it up; empty for a sound form."""
    known = {kind.key: kind for kind in kinds}
    found: list[str] = []
    earlier: set[str] = set()
    for row in stored:
        key, when = row["key"], row.get("when")
        if key not in known:
            found.append(f"{key}: there is no such field. Choose one of: {', '.join(known)}.")
        elif key in earlier:
            found.append(f"{key} stands twice. Keep one of them.")
        if when is not None and when["field"] not in earlier:
            found.append(f"{key} depends on {when['field']}, which must stand before it in this form.")
        elif when is not None and when["value"] and not _may_be(known[when["field"]], when["value"]):
            found.append(f"{key} waits for “{when['value']}”, which {when['field']} can never be.")
        if key in known:
            earlier.add(key)
    return found


def _may_be(kind: Kind, value: str) -> bool:
    if kind.kind == "choice":
        return value.strip().casefold() in {choice.casefold() for choice, _ in kind.choices}
    return kind.kind != "checkbox" or value == YES
