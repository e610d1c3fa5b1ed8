"""What every reader makes of an export: the same few records, whoever wrote it."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
KINDS = ("company", "agent", "contact", "ticket", "message", "file", "article")
"""What an import brings, in the order in which it comes; agents do not come, they are here or not."""


@dataclass(frozen=True)
class Company:
    """A customer's company; `key` is its id there."""

    key: str
    name: str
    domain: str = ""


@dataclass(frozen=True)
class Contact:
    """A person there; an agent is one of ours, and no contact unless they asked for something."""

    key: str
    name: str
    email: str = ""
    phone: str = ""
    company: str = ""
    locale: str = ""
    timezone: str = ""
    is_agent: bool = False
    is_blocked: bool = False


@dataclass(frozen=True)
class File:
    """A file of a message: `place` is where it lies in the archive, empty if it does not."""

    name: str
    key: str = ""
    place: str = ""


@dataclass(frozen=True)
class Message:
    """
    One message or note of a ticket.

    `author` is the key of a contact, `name` stands where there is none. `at` is ISO 8601 in UTC. It is public
    only where the export says so beyond doubt; `doubt` is why it is a note otherwise, a code. `automatic` is
    its kind of automatic mail, `route` who wrote to whom.
    """

    key: str
    ticket: str
    at: str
    author: str = ""
    name: str = ""
    is_public: bool = True
    by: str = ""
    html: str = ""
    text: str = ""
    files: list[File] = field(default_factory=list)
    doubt: str = ""
    automatic: str = ""
    route: str = ""


@dataclass(frozen=True)
class Placing:
    """To which ticket a message belongs that came without one, and why it is a note there, if it is."""

    key: str
    ticket: str
    doubt: str = ""


@dataclass(frozen=True)
class Ticket:
    """
    A ticket with its values as they are there; times are ISO 8601 in UTC, empty if unreadable.

    `number` is what people called it there. `left` is why it is left out, a code, empty if it is not.
    """

    key: str
    number: str
    subject: str
    requester: str
    status: str
    created_at: str
    priority: str = ""
    type: str = ""
    group: str = ""
    assignee: str = ""
    company: str = ""
    channel: str = ""
    brand: str = ""
    tags: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    solved_at: str = ""
    left: str = ""


@dataclass(frozen=True)
class Article:
    """The address that an article had."""

    key: str
    title: str
    path: str
    left: str = ""


@dataclass(frozen=True)
class Named:
    """What a key of theirs is called: `kind` is `group`, `field`, `brand`."""

    kind: str
    key: str
    name: str


@dataclass(frozen=True)
class Fault:
    """
    Something that could not be read: a code, the file and line (from 1, 0 if there is none), and what.

    `kind` is what it was to be, empty if that cannot be told.
    """

    code: str
    file: str
    line: int = 0
    detail: str = ""
    kind: str = ""
    key: str = ""


Record = Company | Contact | Ticket | Message | Placing | Article | Named | Fault
Records = Iterator[Record]


def dumped(record: Record) -> dict[str, Any]:
    """Its stored form."""
    return asdict(record)


def words(value: object, limit: int = 1_000) -> str:
    """A value as text that a database takes: no control characters, no half of a pair."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _CONTROL.sub("", str(value)[:limit].encode("utf-8", "replace").decode())


def long_words(value: object) -> str:
    """A body, whole."""
    return words(value, 40_000_000)


def sight(value: object, *, public: bool) -> tuple[bool, str]:
    """
    Whether a message is public, by a flag that is `public` for those: only if it says just that.

    With it a code where the flag says neither.
    """
    if isinstance(value, bool):
        return value is public, ""
    return False, "sight_unclear"


def moment(value: object) -> tuple[str, bool]:
    """
    A time in ISO 8601 (UTC), empty if it is none, and whether it said its zone.

    Numbers are seconds since 1970. A time without a zone is taken for UTC.
    """
    try:
        if isinstance(value, bool) or value is None or value == "":
            return "", True
        if isinstance(value, int | float) or (isinstance(value, str) and value.isdigit() and len(value) > 8):
            found, has_zone = datetime.fromtimestamp(float(value), tz=UTC), True
        else:
            found = datetime.fromisoformat(str(value)[:40].strip().replace(" UTC", "+00:00"))
            has_zone = found.tzinfo is not None
            found = found.astimezone(UTC) if has_zone else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return "", True
    return (found.isoformat(), has_zone) if 1980 <= found.year <= 2200 else ("", True)
