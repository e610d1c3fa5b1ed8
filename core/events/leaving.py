"""How committed events reach whoever runs their handlers."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from core import queue

MOST_AT_ONCE = 10


@dataclass
class Following:
    """A task of one queue that goes on with the events of this queue that come up during its work."""

    queue: str
    event_ids: list[int] = field(default_factory=list)


_following: ContextVar[Following | None] = ContextVar("following", default=None)


@contextmanager
def following(name: str = queue.EVENTS) -> Iterator[Following]:
    """
    Collect what is published for this queue inside the block, instead of queueing a task for it.

    Whoever opens the block must hand it out, or pass it on. A crash in between leaves it to the sweep.
    """
    found = Following(name)
    token = _following.set(found)
    try:
        yield found
    finally:
        _following.reset(token)


def pass_on(collected: Following) -> None:
    """Queue tasks for what a `following` block has collected, some events for each."""
    token = _following.set(None)
    try:
        send(collected.event_ids, collected.queue)
    finally:
        _following.reset(token)
    collected.event_ids = []


def pass_on_now() -> None:
    """Queue tasks for what the open `following` block has collected so far, ahead of slow work within it."""
    own = _following.get()
    if own is not None:
        pass_on(own)


class Departure:
    """All events of one transaction, on their way once it has committed: one task for each queue."""

    def __init__(self) -> None:
        self.by_queue: dict[str, list[int]] = {}
        # Django names what failed after a commit by it, and would fail itself without.
        self.__qualname__ = type(self).__qualname__

    def add(self, event_id: int, queues: set[str]) -> None:
        for name in sorted(queues, key=queue.place):
            self.by_queue.setdefault(name, []).append(event_id)

    def __call__(self) -> None:
        for name, event_ids in self.by_queue.items():
            send(event_ids, name)


def depart(event_id: int, queues: set[str]) -> None:
    """
    Send an event of the present transaction after its commit, with the others of that transaction.

    An event whose savepoint is rolled back later may stay on the list: whoever gets its id finds nothing.
    """
    hooks: list[Any] = connection.run_on_commit
    for index, (_, hook, _) in enumerate(hooks):
        if isinstance(hook, Departure):
            hook.add(event_id, queues)
            # Behind what was added since: open screens come first. It keeps its own savepoints.
            hooks.append(hooks.pop(index))
            return
    departure = Departure()
    departure.add(event_id, queues)
    transaction.on_commit(departure, robust=True)


def send(event_ids: list[int], name: str) -> None:
    """Hand events over now; if the broker is down, they only wait for the sweep."""
    own = _following.get()
    if own is not None and own.queue == name:
        own.event_ids.extend(event_ids)
        return
    for start in range(0, len(event_ids), MOST_AT_ONCE):
        ids = event_ids[start : start + MOST_AT_ONCE]
        queue.enqueue("core.tasks.dispatch", name, event_ids=ids, lane=name)
