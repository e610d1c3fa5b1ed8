"""
How long things are kept: the one declaration that retention by brand and type uses.

Each app adds its part of a kind in `ready()`. `tests/architecture/test_retention.py` asks every table what
becomes of it, and fails for one without an answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

ACTIONS: dict[str, tuple[str, ...]] = {
    "tickets": ("strip", "delete"),
    "attachments": ("delete",),
    "originals": ("delete",),
    "sessions": ("delete",),
}
"""What can be done with each kind once it is old."""
FEWEST_DAYS = 1
MOST_DAYS = 3650


@dataclass(frozen=True)
class Due:
    """How many records are old enough, and how many of them a legal hold keeps."""

    count: int
    held: int


@dataclass(frozen=True)
class Part:
    """
    One app's part of a kind. `labels` are its tables, each with what becomes of it.

    `count` takes a brand, the action and the moment before which something is old. `run` also takes the
    present and how many records at most it does; it is called in a transaction, leaves out what a legal hold
    keeps, may be repeated, and returns how many it did.
    """

    labels: Mapping[str, str]
    count: Callable[[int, str, datetime], Due]
    run: Callable[[int, str, datetime, datetime, int], int]


_parts: dict[str, dict[str, Part]] = {}


def add(app: str, kind: str, part: Part) -> None:
    """Declare an app's part. Raises ValueError for an unknown kind or a second part."""
    if kind not in ACTIONS:
        raise ValueError(f"There is no kind {kind}: {', '.join(ACTIONS)}.")
    if _parts.setdefault(kind, {}).get(app, part) is not part:
        raise ValueError(f"{app} has a part of {kind} already.")
    _parts[kind][app] = part


def parts(kind: str) -> list[Part]:
    """All parts of a kind, in the order of the apps."""
    return list(_parts.get(kind, {}).values())
