"""What caused a change: how many programs stand between it and a person, and the last of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """
    The cause of what is published now.

    `depth` counts the programs in a row that led to it, 0 for none; `origin` names the last of them
    (`webhook:12`), which does not want to hear of what it did itself.
    """

    depth: int = 0
    origin: str = ""


NOBODY = Cause()
_cause: ContextVar[Cause] = ContextVar("cause", default=NOBODY)


def current_cause() -> Cause:
    """The cause of what this context does."""
    return _cause.get()


def set_cause(cause: Cause) -> None:
    """Set the cause for this context, such as that of a task."""
    _cause.set(cause)


@contextmanager
def caused_by(cause: Cause) -> Iterator[None]:
    """Everything published inside the block has this cause."""
    token = _cause.set(cause)
    try:
        yield
    finally:
        _cause.reset(token)
