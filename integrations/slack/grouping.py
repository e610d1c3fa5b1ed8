"""
Which messages of a channel are one: those of the same person, one soon after the other.

Pure: no database, no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = 20
"""Messages in one; files have their own limit."""
LONGEST_WAITS = 5
"""How many windows somebody may go on writing before what is there becomes a message."""


@dataclass(frozen=True)
class Spoken:
    """What decides about a message; `ts` is Slack's own moment and id of it."""

    pk: int
    ts: str
    thread_ts: str
    user_id: str
    is_wanted: bool
    received_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class Group:
    """Messages that become one, the oldest first."""

    messages: tuple[Spoken, ...]

    def is_ready(self, *, window: timedelta, now: datetime) -> bool:
        """Whether nothing more is waited for."""
        first = min(one.received_at for one in self.messages)
        return all(one.due_at <= now for one in self.messages) or first + window * LONGEST_WAITS <= now


def groups(messages: Sequence[Spoken], *, window: timedelta) -> list[Group]:
    """
    Waiting messages of one channel as groups, by the moment of their first one.

    A thread is not mixed with another or with the channel itself; what somebody asked to have as a ticket
    stands alone, and so does what another person wrote in between.
    """
    found: list[list[Spoken]] = []
    newest: dict[str, list[Spoken]] = {}
    for one in sorted(messages, key=lambda message: moment(message.ts)):
        place = "" if one.thread_ts in ("", one.ts) else one.thread_ts
        group = newest.get(place)
        if group is not None and _joins(group, one, window):
            group.append(one)
            continue
        newest[place] = [one]
        found.append(newest[place])
    return [Group(tuple(group)) for group in found]


def _joins(group: Sequence[Spoken], one: Spoken, window: timedelta) -> bool:
    last = group[-1]
    if one.is_wanted or last.is_wanted or one.user_id != last.user_id or len(group) >= MOST:
        return False
    return moment(one.ts) - moment(last.ts) <= window.total_seconds()


def moment(ts: str) -> float:
    """Slack's id of a message as seconds; 0 for what is none."""
    try:
        return float(ts)
    except ValueError:
        return 0.0
