"""
What a system can look up or do, declared by its own room.

Each adds its `Declaration` in `ready()`; nothing here knows one by name. A declaration does nothing by
itself: an admin makes an action of it, with the questions it is for and the words it answers with.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

LOOKUP, WRITE = "lookup", "write"
KINDS = (LOOKUP, WRITE)
HTTP = "http"
"""The source of actions that an admin describes as a request."""


@dataclass(frozen=True, slots=True)
class Subject:
    """
    Whom an action is about: a contact who has proven who they are, and the contact's company.

    Made from the ticket alone, never from what a text names. External ids are those of the company's own
    systems, empty where there are none; `ticket_id` is None in a test.
    """

    contact_id: int
    company_id: int | None
    contact_external_id: str
    company_external_id: str
    ticket_id: int | None
    language: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """Facts by name, in words of the subject's language, and how old they are; no facts: nothing found."""

    facts: Mapping[str, str]
    as_of: datetime


Run = Callable[[Subject, str], Found]
"""
Does it for a subject; the second argument is the action's `option`. Reads have no effect; a write runs in a
transaction with the record that it happened. May raise a DomainError, which says why it was not done.
"""


@dataclass(frozen=True, slots=True)
class Declaration:
    """
    One thing that can be looked up or done.

    `facts` are the names it gives, each in words. `examples` and `answers` are what an admin begins with, by
    language. `option` says in words what an admin has to fill in; empty where there is nothing.
    """

    key: str
    label: str
    about: str
    kind: str
    facts: Mapping[str, str]
    run: Run
    examples: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, str]
    option: str = ""


_declared: dict[str, Declaration] = {}


def add(declaration: Declaration) -> None:
    """Make something known that an action can be made of; a second, different one of a key is an error."""
    if declaration.kind not in KINDS or declaration.key == HTTP:
        raise RuntimeError(f"{declaration.key} cannot be declared like this.")
    if _declared.get(declaration.key, declaration) is not declaration:
        raise RuntimeError(f"There is an action called {declaration.key} already.")
    _declared[declaration.key] = declaration


def find(key: str) -> Declaration | None:
    """A declaration by its key, or None."""
    return _declared.get(key)


def declarations() -> list[Declaration]:
    """All of them, by key."""
    return sorted(_declared.values(), key=lambda one: one.key)
