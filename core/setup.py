"""
What an installation still needs before it helps somebody, what holds in it already, and what its data allows.

Each app adds its own in `ready()`; the endpoint reads all of them. Nothing is ticked by hand: a way says by
its own tables how far it has come. Names of records are left out for a token without the way's `scope`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from core.actors import Actor


class State(StrEnum):
    """How far a way has come; `waiting` means that it is ready here and something outside has to happen."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True)
class Facts:
    """What the guide tells of it: words, numbers and times by name."""

    names: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """The state of a way, with its facts."""

    state: State
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True)
class Way:
    """
    One way to do a step of the guide: a step is done as soon as one of its ways is.

    Steps stand in the order of `place` (ten apart), and so do the ways of one step. `look` is one or two
    cheap statements that do not grow with the tables.
    """

    id: str
    step: str
    place: int
    scope: str
    look: Callable[[Actor], Found]


@dataclass(frozen=True)
class Rule:
    """Something that holds without anybody having set it up, as it really is now."""

    id: str
    place: int
    scope: str
    look: Callable[[Actor], Facts]


@dataclass(frozen=True)
class Evidence:
    """How much of a kind there is (counted up to `needed`), and how much a proposal needs."""

    kind: str
    count: int
    needed: int


@dataclass(frozen=True)
class Proposal:
    """
    An automation that is proposed once its data exists: after `days` of tickets, with all of its evidence.

    `look` returns None when the installation has it already. `path` is where a person decides, behind
    `/app`; empty where only the API can.
    """

    id: str
    place: int
    days: int
    scope: str
    look: Callable[[Actor], list[Evidence] | None]
    path: str = ""


class _Slot(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def place(self) -> int: ...


S = TypeVar("S", bound=_Slot)


class Slots(Generic[S]):
    """What the apps have added of one kind, by its place."""

    def __init__(self) -> None:
        self._items: dict[str, S] = {}

    def add(self, item: S) -> None:
        """Add one; a second, different one of its id is an error."""
        if self._items.get(item.id, item) != item:
            raise RuntimeError(f"The set-up guide has {item.id} already.")
        self._items[item.id] = item

    def items(self) -> list[S]:
        """All of them in their order."""
        return sorted(self._items.values(), key=lambda item: item.place)


ways: Slots[Way] = Slots()
rules: Slots[Rule] = Slots()
proposals: Slots[Proposal] = Slots()


def without_names(found: Found) -> Found:
    """The state alone, for a token that may not read what it is about."""
    return replace(found, facts=Facts())
