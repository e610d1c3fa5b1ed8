"""
The life of a ticket: what a change does to its columns, its history, and who is told.

`outcome` is pure: it follows entirely from the previous state, the changes, who makes them and the time.
`tickets.services.changing` applies it, and nothing else writes the columns of `State`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import singledispatch
from typing import Any

NEW, OPEN, PENDING, ON_HOLD = "new", "open", "pending", "on_hold"
RESOLVED, CLOSED = "resolved", "closed"
WORKABLE = (NEW, OPEN, PENDING, ON_HOLD)
FINISHED = (RESOLVED, CLOSED)
LONGEST_WAIT = timedelta(days=30)
"""For how long a ticket is snoozed for an event where no time is given."""
NOBODY, PERSON = "none", "person"
ARTICLE = "article"

# The fields that change events and the timeline include; who speaks for us is internal and has no entry.
_TOLD = (
    "status", "assignee_id", "handler", "snoozed_until", "snoozed_for", "snoozed_item", "is_spam",
    "is_deleted", "merged_into_id",
)  # fmt: skip
_SILENT = frozenset({"handler"})


@dataclass(frozen=True)
class State:
    """The ticket columns that only its life changes; people by id."""

    status: str = NEW
    assignee_id: int | None = None
    handler: str = NOBODY
    snoozed_until: datetime | None = None
    snoozed_for: str = ""
    snoozed_item: int | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    waiting_since: datetime | None = None
    routing_eligible_at: datetime | None = None
    first_replied_at: datetime | None = None
    reopened_count: int = 0
    is_unread: bool = False
    is_spam: bool = False
    is_deleted: bool = False
    trashed_at: datetime | None = None
    merged_into_id: int | None = None

    @property
    def is_finished(self) -> bool:
        """Whether no work is left."""
        return self.status in FINISHED


COLUMNS = tuple(one.name for one in fields(State))


class Sign(StrEnum):
    """What others act on."""

    RESOLVED = "resolved"
    REOPENED = "reopened"
    WOKEN = "woken"


class Change:
    """The base class of all changes."""


@dataclass(frozen=True)
class SetStatus(Change):
    """Somebody sets whose turn it is."""

    status: str


@dataclass(frozen=True)
class Assign(Change):
    """The ticket is assigned to somebody, or to nobody."""

    user_id: int | None


@dataclass(frozen=True)
class Snooze(Change):
    """It is snoozed until a time, or (None) no longer."""

    until: datetime | None


@dataclass(frozen=True)
class SnoozeFor(Change):
    """It is snoozed until something happens, at the latest until the time that is set."""

    event: str


@dataclass(frozen=True)
class SnoozeItem(Change):
    """Which one that is about, where a ticket has no such thing of its own: an article, by id."""

    item: int | None


@dataclass(frozen=True)
class Wake(Change):
    """The snooze has ended."""


@dataclass(frozen=True)
class Happened(Change):
    """Something happened that a snooze may be waiting for; `item` is what it happened to."""

    event: str
    item: int | None = None


@dataclass(frozen=True)
class CustomerWrote(Change):
    """The customer wrote; `is_first` means that the message opened the ticket."""

    is_first: bool = False


@dataclass(frozen=True)
class Replied(Change):
    """
    We wrote to the customer.

    `by_person`: a person rather than the assistant; `answers`: more than an acknowledgement; `is_opening`: we
    started the conversation; `taken_by`: who takes the ticket with it if nobody has it; `status`: set in the
    same step.
    """

    by_person: bool
    answers: bool = True
    is_opening: bool = False
    taken_by: int | None = None
    status: str | None = None


@dataclass(frozen=True)
class MarkSpam(Change):
    """It is marked as spam, or no longer."""

    is_spam: bool


@dataclass(frozen=True)
class Trash(Change):
    """It is moved to the trash, or restored."""

    is_deleted: bool


@dataclass(frozen=True)
class PassOn(Change):
    """The conversation gets another owner: the assistant, a person, or nobody."""

    handler: str


@dataclass(frozen=True)
class Settle(Change):
    """An imported ticket has long been quiet: it counts as resolved at that time."""

    at: datetime


@dataclass(frozen=True)
class MergeInto(Change):
    """It becomes part of another ticket: closed, and nothing else changes it while it is."""

    ticket_id: int


@dataclass(frozen=True)
class TakeIn(Change):
    """
    Another ticket's messages came to it, or left it again: who waits since when, and who was answered.

    `wakes`: somebody waits in what came, so that it cannot stay aside. `status` is what it returns to when
    that left again, `snoozed_until` with it.
    `handler` is who answers from now on; None leaves it.
    """

    waiting_since: datetime | None
    first_replied_at: datetime | None
    is_unread: bool
    wakes: bool = False
    status: str | None = None
    snoozed_until: datetime | None = None
    handler: str | None = None


@dataclass(frozen=True)
class Part(Change):
    """A merge is undone: it is again as it was before."""

    was: State


@dataclass(frozen=True)
class SideAnswered(Change):
    """A third party answered us: it is seen again, and whose turn it is stays as it was."""


@dataclass(frozen=True)
class Outcome:
    """
    The result of changes.

    `columns` maps columns to new values. `changes` maps the fields that events include to [old, new], times
    in ISO 8601; `line` are those that the timeline shows. `signs` are in the order of notification.
    """

    state: State
    columns: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()

    @property
    def line(self) -> dict[str, list[Any]]:
        """What the timeline shows; empty if there is no entry."""
        return {name: pair for name, pair in self.changes.items() if name not in _SILENT}

    @property
    def finishes(self) -> bool:
        """Whether there was work left before and now is not."""
        return self.state.is_finished and "status" in self.changes


def outcome(before: State, changes: Sequence[Change], *, now: datetime) -> Outcome:
    """The result of applying these changes to a ticket, one after the other."""
    after = before
    is_woken = False
    for change in changes:
        if after.merged_into_id is not None and not isinstance(change, Part | MergeInto):
            continue
        last, after = after, after_change(change, after, now)
        wakes = isinstance(change, Wake | Happened) and last != after
        is_woken = is_woken or (wakes and not after.is_finished)
    if after.snoozed_until is None and after.snoozed_for:
        after = replace(after, snoozed_for="")
    if (after.snoozed_for == ARTICLE) != (after.snoozed_item is not None):
        event = "" if after.snoozed_for == ARTICLE else after.snoozed_for
        after = replace(after, snoozed_for=event, snoozed_item=None)
    signs = []
    # Nobody has solved or reopened it: it is merely again what it was.
    is_parted = before.merged_into_id is not None and after.merged_into_id is None
    if before.is_finished and not after.is_finished and not is_parted:
        after = replace(after, reopened_count=before.reopened_count + 1)
        signs.append(Sign.REOPENED)
    if after.status == RESOLVED and before.status != RESOLVED and not is_parted:
        signs.append(Sign.RESOLVED)
    if is_woken:
        signs.append(Sign.WOKEN)
    differing = {name: (getattr(before, name), getattr(after, name)) for name in COLUMNS}
    columns = {name: new for name, (old, new) in differing.items() if old != new}
    told = {name.removesuffix("_id"): differing[name] for name in _TOLD if name in columns}
    return Outcome(
        state=after,
        columns=columns,
        changes={name: [_plain(old), _plain(new)] for name, (old, new) in told.items()},
        signs=tuple(signs),
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _in_status(state: State, status: str, now: datetime) -> State:
    if status == state.status:
        return state
    if status in FINISHED:
        state = replace(state, resolved_at=state.resolved_at or now, waiting_since=None, is_unread=False)
    else:
        state = replace(state, resolved_at=None)
    return replace(state, status=status, closed_at=now if status == CLOSED else None, snoozed_until=None)


@singledispatch
def after_change(change: Change, state: State, now: datetime) -> State:
    """The state after one change, without counting reopenings. Raises TypeError for an unknown one."""
    raise TypeError(f"{change} is no change of a ticket.")


@after_change.register
def _(change: SetStatus, state: State, now: datetime) -> State:
    return _in_status(state, change.status, now)


@after_change.register
def _(change: Assign, state: State, now: datetime) -> State:
    if change.user_id is None:
        return replace(state, assignee_id=None)
    handler = PERSON if state.handler == NOBODY else state.handler
    return replace(state, assignee_id=change.user_id, handler=handler, routing_eligible_at=None)


@after_change.register
def _(change: Snooze, state: State, now: datetime) -> State:
    # The clock does not bring a finished ticket back.
    return replace(state, snoozed_until=None if state.is_finished else change.until, snoozed_for="")


@after_change.register
def _(change: SnoozeFor, state: State, now: datetime) -> State:
    if state.is_finished or not change.event:
        return replace(state, snoozed_for="")
    # Nothing is forgotten that never happens.
    return replace(state, snoozed_until=state.snoozed_until or now + LONGEST_WAIT, snoozed_for=change.event)


@after_change.register
def _(change: SnoozeItem, state: State, now: datetime) -> State:
    return replace(state, snoozed_item=change.item)


@after_change.register
def _(change: Happened, state: State, now: datetime) -> State:
    is_awaited = (state.snoozed_for, state.snoozed_item) == (change.event, change.item)
    if state.snoozed_until is None or not is_awaited:
        return state
    return replace(state, snoozed_until=None, is_unread=state.is_unread or not state.is_finished)


@after_change.register
def _(change: Wake, state: State, now: datetime) -> State:
    if state.snoozed_until is None or (state.snoozed_until > now and not state.is_finished):
        return state
    return replace(state, snoozed_until=None, is_unread=state.is_unread or not state.is_finished)


@after_change.register
def _(change: CustomerWrote, state: State, now: datetime) -> State:
    reopens = state.is_finished
    if not change.is_first and state.status != NEW:
        state = _in_status(state, OPEN, now)
    if reopens and state.handler == NOBODY and state.first_replied_at is not None:
        state = replace(state, handler=PERSON)
    return replace(state, snoozed_until=None, is_unread=True, waiting_since=state.waiting_since or now)


@after_change.register
def _(change: Replied, state: State, now: datetime) -> State:
    # After "a person will reply" the customer is still waiting.
    if change.answers:
        state = replace(state, waiting_since=None, is_unread=False)
    if change.by_person:
        state = replace(state, handler=PERSON)
        if not change.is_opening:
            state = replace(state, first_replied_at=state.first_replied_at or now)
        if state.assignee_id is None and change.taken_by is not None:
            state = replace(state, assignee_id=change.taken_by, routing_eligible_at=None)
    if change.status is not None:
        return _in_status(state, change.status, now)
    return _in_status(state, OPEN, now) if state.status == NEW else state


@after_change.register
def _(change: MarkSpam, state: State, now: datetime) -> State:
    return replace(state, is_spam=change.is_spam)


@after_change.register
def _(change: Trash, state: State, now: datetime) -> State:
    # What lies there without a time was thrown away before times were kept.
    if change.is_deleted == state.is_deleted == (state.trashed_at is not None):
        return state
    return replace(state, is_deleted=change.is_deleted, trashed_at=now if change.is_deleted else None)


@after_change.register
def _(change: PassOn, state: State, now: datetime) -> State:
    return replace(state, handler=change.handler)


@after_change.register
def _(change: Settle, state: State, now: datetime) -> State:
    return state if state.is_finished else _in_status(state, RESOLVED, change.at)


@after_change.register
def _(change: MergeInto, state: State, now: datetime) -> State:
    state = _in_status(state, CLOSED, now)
    return replace(state, merged_into_id=change.ticket_id, handler=PERSON, routing_eligible_at=None)


@after_change.register
def _(change: TakeIn, state: State, now: datetime) -> State:
    if change.wakes and not state.is_finished:
        state = state if state.status == NEW else _in_status(state, OPEN, now)
        state = replace(state, snoozed_until=None)
    elif change.status is not None and not state.is_finished:
        state = replace(_in_status(state, change.status, now), snoozed_until=change.snoozed_until)
    waiting_since = None if state.is_finished else change.waiting_since
    return replace(
        state,
        waiting_since=waiting_since,
        first_replied_at=change.first_replied_at,
        is_unread=change.is_unread and not state.is_finished,
        handler=change.handler or state.handler,
        # Nobody waits in line for a person any more where it is given back.
        routing_eligible_at=state.routing_eligible_at if change.handler in (None, PERSON) else None,
    )


@after_change.register
def _(change: SideAnswered, state: State, now: datetime) -> State:
    return state if state.is_finished else replace(state, snoozed_until=None, is_unread=True)


@after_change.register
def _(change: Part, state: State, now: datetime) -> State:
    if state.merged_into_id is None:
        return state
    names = ("assignee_id", "is_spam", "is_deleted", "trashed_at", "reopened_count")
    kept = {name: getattr(state, name) for name in names}
    return replace(change.was, merged_into_id=None, **kept)
