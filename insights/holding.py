"""
Who had a ticket to work on and when, as a pure function of its changes.

In hand is a ticket that somebody holds while it is new or open and not snoozed: routing counts the same as
somebody's load. Pending ones wait for the customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tickets.models import Status

IN_WORK = frozenset({Status.NEW, Status.OPEN})
STATUS, HOLDER, SNOOZE = "status", "assignee", "snoozed_until"
FIELDS = (STATUS, HOLDER, SNOOZE)


@dataclass(frozen=True, slots=True)
class Step:
    """One of FIELDS went from one value to another."""

    at: datetime
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody had the ticket in hand; `until` is None while they have it."""

    user_id: int
    since: datetime
    until: datetime | None = None


def held_of(
    steps: Sequence[Step], *, now_is: dict[str, Any], created_at: datetime, last_at: datetime
) -> list[Held]:
    """
    The times in which a ticket was in somebody's hands, in order.

    `now_is` are the values that it has. What these say and no change tells holds since `last_at`, as with
    imported tickets.
    """
    state = {**now_is, **{step.field: step.old for step in reversed(steps)}}
    found: list[Held] = []
    _turn(found, _holder(state), created_at)
    at = created_at
    for step in steps:
        state[step.field], at = step.new, max(step.at, at)
        _turn(found, _holder(state), at)
    _turn(found, _holder(now_is), max(last_at, at))
    return [one for one in found if one.until is None or one.since < one.until]


def _holder(state: dict[str, Any]) -> int | None:
    is_in_hand = state[STATUS] in IN_WORK and not state[SNOOZE]
    return state[HOLDER] if is_in_hand else None


def _turn(found: list[Held], holder: int | None, at: datetime) -> None:
    last = found[-1] if found and found[-1].until is None else None
    if last is not None and last.user_id != holder:
        found[-1] = replace(last, until=at)
        last = None
    if last is None and holder is not None:
        found.append(Held(holder, at))
