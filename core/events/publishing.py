"""Writing events in the transaction of what they report."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection, transaction

from core import clock, live
from core.causing import current_cause
from core.events.declaring import Event, LiveMessage, interested
from core.events.leaving import depart
from core.models import OutboxEvent
from core.statements import run_numbered

FIRST_RETRY = timedelta(seconds=5)

_silenced: ContextVar[bool] = ContextVar("silenced", default=False)
_INSERT = (
    f"INSERT INTO {OutboxEvent._meta.db_table}"  # noqa: S608 (a name of our own)
    " (name, payload, live, topics, created_at, completed_at, next_attempt_at, depth, origin, attempts,"
    " last_error) VALUES "
)
_ROW = "(%s, %s::jsonb, %s::jsonb, %s::jsonb, %s, %s, %s, %s, %s, 0, '')"


@contextmanager
def silenced() -> Iterator[None]:
    """Suppress publishing inside the block: for imports and demo data that write finished histories."""
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


@dataclass(eq=False)
class _News:
    """
    One event, or one new state for screens alone (`event` is None), before or after it is written.

    It hangs on the commit from the start, so that a savepoint which is rolled back takes it along.
    """

    name: str
    event: Event | None
    messages: list[LiveMessage]
    at: datetime
    row: OutboxEvent | None = None
    beside: Sequence["_News"] = ()
    """All that was written with it, while screens have not been told."""

    def __post_init__(self) -> None:
        # Django names what failed after a commit by it, and would fail itself without.
        self.__qualname__ = type(self).__qualname__

    def __call__(self) -> None:
        """After the commit, for all beside it. What was joined with something later was never written."""
        waiting = self.beside
        for one in waiting:
            one.beside = ()
        live.publish_events((one.row.pk, one.name, one.messages) for one in waiting if one.row is not None)


@dataclass
class _Step:
    news: list[_News] = field(default_factory=list)


_step: ContextVar[_Step | None] = ContextVar("step", default=None)


@contextmanager
def step() -> Iterator[None]:
    """
    One transaction whose events are written together at its end, also a decorator.

    Events that can be joined become one (`Event.joined`); a state shown to screens is left out when a later
    event tells the same topics. A step within a step is a part of it.
    """
    if _step.get() is not None:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        own = _Step()
        token = _step.set(own)
        try:
            yield
        finally:
            _step.reset(token)
        hooks = {id(hook[1]) for hook in connection.run_on_commit}
        _write(_condensed(one for one in own.news if id(one) in hooks))


def publish(event: Event, *, live_messages: Sequence[LiveMessage] = ()) -> OutboxEvent | None:
    """
    Record the event in the caller's transaction; it is delivered only if that commits.

    Raises RuntimeError outside a transaction. Returns None while `silenced`, and within a `step`, where it is
    written at the end.
    """
    return _record(event.name, event, live_messages)


def show(name: str, live_messages: Sequence[LiveMessage]) -> OutboxEvent | None:
    """
    Tell open screens about a change that matters to them alone: a row looks different now.

    It is stored like an event, so that a screen whose connection broke still learns of it, but no handler can
    subscribe and no task is queued. Raises RuntimeError outside a transaction. Returns as `publish` does.
    """
    return _record(name, None, live_messages)


def _record(name: str, event: Event | None, live_messages: Sequence[LiveMessage]) -> OutboxEvent | None:
    if _silenced.get():
        return None
    if not connection.in_atomic_block:
        raise RuntimeError(f"publish({name}) needs a transaction")
    news = _News(name, event, list(live_messages), clock.now())
    # Screens first: people are waiting for them, while background work can take a moment longer.
    transaction.on_commit(news, robust=True)
    own = _step.get()
    if own is not None:
        own.news.append(news)
    else:
        _write([news])
    return news.row


def _condensed(news: Iterable[_News]) -> list[_News]:
    """What is left to write, in order."""
    kept: list[_News] = []
    for one in news:
        topics = {message.topic for message in one.messages}
        kept = [
            earlier
            for earlier in kept
            if earlier.event is not None or not topics.issuperset(m.topic for m in earlier.messages)
        ]
        kept.insert(_join(kept, one), one)
    return kept


def _join(kept: list[_News], one: _News) -> int:
    """Take what can be joined to the news out of `kept` and into it; returns where it then stands."""
    if one.event is None:
        return len(kept)
    for place, earlier in reversed(list(enumerate(kept))):
        if earlier.event is None:
            continue
        event = earlier.event.joined(one.event)
        if event is not None:
            del kept[place]
            one.event, one.at = event, earlier.at
            one.messages = _joined_messages(type(event), earlier.messages, one.messages)
            # Ahead of what it led to, such as a resolution; but no screen may see an older row after this.
            return len(kept) if any(later.messages for later in kept[place:]) else place
        # Across words, or across a change of the same kind by somebody else, the order would be lost.
        if earlier.event.is_message or earlier.name == one.name:
            break
    return len(kept)


def _joined_messages(
    event_class: type[Event], earlier: Sequence[LiveMessage], later: Sequence[LiveMessage]
) -> list[LiveMessage]:
    before = {message.topic: message for message in earlier}
    found = []
    for message in later:
        known = before.pop(message.topic, None)
        data = event_class.joined_data(known.data, message.data) if known is not None else message.data
        found.append(LiveMessage(message.topic, data, message.scope))
    return [*before.values(), *found]


def _write(news: Sequence[_News]) -> None:
    """Store all with one statement, and send what has handlers once this has committed."""
    if not news:
        return
    values: list[Any] = []
    queues: list[set[str]] = []
    cause = current_cause()
    for one in news:
        event = one.event
        payload = {} if event is None else vars(event)
        wanted = [] if event is None else interested(event)
        queues.append({subscription.queue_of(event) for subscription in wanted})
        one.row = OutboxEvent(
            name=one.name,
            payload=payload,
            live=[{"topic": m.topic, "data": m.data, "scope": m.scope} for m in one.messages],
            topics=[message.topic for message in one.messages],
            created_at=one.at,
            completed_at=None if wanted else one.at,
            next_attempt_at=one.at + FIRST_RETRY if wanted else None,
            depth=cause.depth,
            origin=cause.origin,
        )
        row = one.row
        values += [
            row.name, _json(payload), _json(row.live), _json(row.topics),
            row.created_at, row.completed_at, row.next_attempt_at, row.depth, row.origin,
        ]  # fmt: skip
    ids = [number for (number,) in run_numbered(_insertion(len(news)), values)]
    for one, number, names in zip(news, ids, queues, strict=True):
        assert one.row is not None  # noqa: S101 (made above)
        one.beside = news
        one.row.pk = number
        one.row._state.adding, one.row._state.db = False, connection.alias
        if names:
            depart(number, names)


@lru_cache(maxsize=100)
def _insertion(count: int) -> str:
    return f"{_INSERT}{', '.join([_ROW] * count)} RETURNING id"


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
