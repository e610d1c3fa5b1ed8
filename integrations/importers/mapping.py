"""
What their values mean here: a proposal with its reason for each, which a person may change.

Pure: it knows words, not tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

KINDS = ("status", "priority", "type", "group", "agent", "field", "brand", "tag")
WHYS = ("usual", "same_name", "same_address", "last_time", "chosen", "unknown")
MAX_TAGS = 300
AS_TAG = "tag"
AREA = "product_area"
_STATUSES = {
    "new": "new", "open": "open", "active": "open", "pending": "pending", "snoozed": "pending",
    "waiting on customer": "pending", "hold": "on_hold", "on_hold": "on_hold",
    "waiting on third party": "on_hold", "solved": "resolved", "resolved": "resolved", "quiet": "resolved",
    "closed": "closed",
}  # fmt: skip
_PRIORITIES = {
    "urgent": "P1", "high": "P2", "priority": "P2", "normal": "P3", "medium": "P3", "not_priority": "P3",
    "low": "P4",
}  # fmt: skip
_TYPES = {
    "question": "question", "problem": "bug", "incident": "bug", "bug": "bug", "billing": "billing",
    "feature request": "feature_request", "feature_request": "feature_request",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """
    One of their values.

    `ours` is what it becomes: a value, or the id of a team, person or brand; empty leaves it out (a ticket of
    such a status, too). `why` is a code of `WHYS`.
    """

    kind: str
    theirs: str
    name: str
    count: int
    ours: str
    why: str


@dataclass(frozen=True)
class Here:
    """What there is here: names and addresses (lowered) with ids, and keys of custom fields by label."""

    teams: Mapping[str, str]
    people: Mapping[str, str]
    addresses: Mapping[str, str]
    brands: Mapping[str, str]
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Theirs:
    """A value of theirs: its key, what it is called, the address of a person, how many tickets have it."""

    kind: str
    key: str
    name: str = ""
    address: str = ""
    count: int = 0


def proposed(found: Iterable[Theirs], here: Here, before: Iterable[Row] = ()) -> list[Row]:
    """A row for each; what was decided last time for the same source counts first."""
    last = {(row.kind, row.theirs): row.ours for row in before}
    rows = []
    for one in found:
        ours, why = _proposal(one, here)
        if (one.kind, one.key) in last:
            ours, why = last[one.kind, one.key], "last_time"
        rows.append(Row(one.kind, one.key, one.name or one.key, one.count, ours, why))
    return rows


def _proposal(one: Theirs, here: Here) -> tuple[str, str]:
    name = (one.name or one.key).strip().lower()
    match one.kind:
        case "status":
            return (_STATUSES[name], "usual") if name in _STATUSES else ("open", "unknown")
        case "priority":
            return (_PRIORITIES[name], "usual") if name in _PRIORITIES else ("P3", "unknown")
        case "type":
            return (_TYPES[name], "usual") if name in _TYPES else ("", "unknown")
        case "agent":
            if one.address and one.address.lower() in here.addresses:
                return here.addresses[one.address.lower()], "same_address"
            return _named(name, here.people)
        case "group":
            return _named(name, here.teams)
        case "brand":
            return _named(name, here.brands)
        case "field":
            return _named(name, here.fields)
        case _:
            return one.key, "usual"


def _named(name: str, known: Mapping[str, str]) -> tuple[str, str]:
    return (known[name], "same_name") if name in known else ("", "unknown")


def changed(rows: Iterable[Row], choices: Mapping[tuple[str, str], str]) -> list[Row]:
    """The rows with what somebody chose."""
    return [
        replace(row, ours=choices[row.kind, row.theirs], why="chosen")
        if (row.kind, row.theirs) in choices and choices[row.kind, row.theirs] != row.ours
        else row
        for row in rows
    ]


class Meaning:
    """Looking up what a value becomes."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {(row.kind, row.theirs): row.ours for row in rows}

    def ours(self, kind: str, theirs: str, default: str = "") -> str:
        """What a value becomes; `default` for one that no row names."""
        return self._rows.get((kind, theirs), default)

    def number(self, kind: str, theirs: str) -> int | None:
        """The id of what it becomes."""
        found = self.ours(kind, theirs)
        return int(found) if found.isdigit() else None

    def tags(self, tags: Iterable[str]) -> list[str]:
        """Tags without those that are left out."""
        return list(dict.fromkeys(one for tag in tags if (one := self.ours("tag", tag, tag))))


def stored(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """As the database has them."""
    return [asdict(row) for row in rows]


def of(rows: Iterable[dict[str, Any]]) -> list[Row]:
    """From the database."""
    return [Row(**row) for row in rows]
