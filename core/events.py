"""
Domain events with a transactional outbox.

`publish` writes the event in the transaction of its change. After the commit one task hands it to every
handler, each in its own task with its own receipt. Anything left behind by a crash or a missing broker is
sent again by `sweep` within seconds.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from core import clock, live, queue
from core.models import Delivery, OutboxEvent

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=30)


@dataclass(frozen=True)
class Event:
    """What happened, as ids and primitives; `name` is `app.noun_verb` in the past tense."""

    name: ClassVar[str]


@dataclass(frozen=True)
class EventMeta:
    """What a handler may know about the delivery itself."""

    id: int
    occurred_at: datetime


@dataclass(frozen=True)
class LiveMessage:
    """
    The public form of an event for one live topic.

    `scope` holds what decides who may receive it (`team_id`, `assignee_id`, `brand_id`).
    """

    topic: str
    data: dict[str, Any]
    scope: dict[str, Any] = field(default_factory=dict)


E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Subscription:
    """One handler of one kind of event."""

    key: str
    event_class: type[Event]
    handler: Callable[[Any, EventMeta], None]


_subscriptions: dict[str, dict[str, Subscription]] = {}
_silenced: ContextVar[bool] = ContextVar("silenced", default=False)


def subscribe(event_class: type[E], handler: Callable[[E, EventMeta], None], *, key: str) -> None:
    """Run `handler` once for every event of this class; called in `AppConfig.ready()`."""
    subscriptions = _subscriptions.setdefault(event_class.name, {})
    known = subscriptions.get(key)
    if known is not None and known.handler is not handler:
        raise RuntimeError(f"The handler key {key} is taken.")
    subscriptions[key] = Subscription(key, event_class, handler)


def subscribers(name: str) -> list[Subscription]:
    """The handlers of an event name, in order of subscription."""
    return list(_subscriptions.get(name, {}).values())


@contextmanager
def silenced() -> Iterator[None]:
    """Suppress publishing inside the block: for imports and demo data that write finished histories."""
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


def publish(event: Event, *, live_messages: Sequence[LiveMessage] = ()) -> OutboxEvent | None:
    """
    Record the event in the caller's transaction; it is delivered only if that commits.

    Raises RuntimeError outside a transaction. Returns None while `silenced`.
    """
    has_handlers = bool(_subscriptions.get(event.name))
    return _record(event.name, asdict(event), live_messages, has_handlers=has_handlers)


def show(name: str, live_messages: Sequence[LiveMessage]) -> OutboxEvent | None:
    """
    Tell open screens about a change that matters to them alone: a row looks different now.

    It is stored like an event, so that a screen whose connection broke still learns of it, but no handler can
    subscribe and no task is queued. Raises RuntimeError outside a transaction. Returns None while `silenced`.
    """
    return _record(name, {}, live_messages, has_handlers=False)


def _record(
    name: str, payload: dict[str, Any], live_messages: Sequence[LiveMessage], *, has_handlers: bool
) -> OutboxEvent | None:
    if _silenced.get():
        return None
    if not connection.in_atomic_block:
        raise RuntimeError(f"publish({name}) needs a transaction")
    now = clock.now()
    row = OutboxEvent.objects.create(
        name=name,
        payload=payload,
        # Not asdict(): it copies every nested value, and these are serialized right away.
        live=[{"topic": m.topic, "data": m.data, "scope": m.scope} for m in live_messages],
        topics=[message.topic for message in live_messages],
        created_at=now,
        completed_at=None if has_handlers else now,
        next_attempt_at=now + FIRST_RETRY if has_handlers else None,
    )
    transaction.on_commit(lambda: _after_commit(row, live_messages, has_handlers=has_handlers), robust=True)
    return row


def _after_commit(row: OutboxEvent, messages: Sequence[LiveMessage], *, has_handlers: bool) -> None:
    # Screens first: people are waiting for them, while background work can take a moment longer.
    for message in messages:
        live.publish_event(
            event_id=row.pk, name=row.name, topic=message.topic, data=message.data, scope=message.scope
        )
    if has_handlers:
        send_soon(row.pk)


def send_soon(event_id: int) -> None:
    """Queue the delivery of an event; if the broker is down, it only waits for the sweep."""
    queue.enqueue("core.tasks.dispatch", event_id=event_id)


def undelivered(row: OutboxEvent) -> list[str]:
    """The keys of the handlers that have no receipt for this event yet."""
    done = set(Delivery.objects.filter(event=row).values_list("handler", flat=True))
    return [subscription.key for subscription in subscribers(row.name) if subscription.key not in done]


def is_on_its_way(
    *, names: Collection[str], holding: Mapping[str, int | str], handlers: str, since: datetime
) -> bool:
    """
    Whether an event since then still awaits delivery to the handlers whose keys begin with `handlers`.

    Only events with these names count, and only if their payload contains all of `holding`.
    """
    ours = Delivery.objects.filter(event=OuterRef("pk"), handler__startswith=handlers)
    waiting = OutboxEvent.objects.filter(
        ~Exists(ours),
        Q(**{f"payload__{name}": value for name, value in holding.items()}),
        completed_at=None,
        next_attempt_at__isnull=False,
        name__in=names,
        created_at__gt=since,
    )
    return waiting.exists()


def deliver(*, event_id: int, key: str) -> bool:
    """
    Run one handler for one event, with its receipt in the same transaction.

    Returns False when there was nothing to do: it was already delivered, or the handler is gone. Errors in
    the handler are recorded on the event and re-raised.
    """
    row = OutboxEvent.objects.filter(pk=event_id).first()
    if row is None:
        return False
    subscription = _subscriptions.get(row.name, {}).get(key)
    if subscription is None:
        return False
    try:
        with transaction.atomic():
            _, is_first = Delivery.objects.get_or_create(event=row, handler=key)
            if is_first:
                event = subscription.event_class(**row.payload)
                subscription.handler(event, EventMeta(id=row.pk, occurred_at=row.created_at))
    except Exception as error:
        OutboxEvent.objects.filter(pk=row.pk).update(
            last_error=f"{key}: {type(error).__name__}: {error}"[:2000]
        )
        raise
    complete(row)
    return is_first


def complete(row: OutboxEvent) -> None:
    """Mark the event as completed once no handler is outstanding."""
    if not undelivered(row):
        OutboxEvent.objects.filter(pk=row.pk, completed_at=None).update(
            completed_at=clock.now(), next_attempt_at=None
        )


def sweep(*, now: datetime, limit: int = 500) -> list[int]:
    """Claim the events whose delivery is overdue and push their next attempt back; returns their ids."""
    with transaction.atomic():
        rows = list(
            OutboxEvent.objects.select_for_update(skip_locked=True)
            .filter(Q(next_attempt_at__lte=now), completed_at=None)
            .order_by("next_attempt_at", "id")[:limit]
        )
        for row in rows:
            row.attempts += 1
            wait = min(FIRST_RETRY * 2 ** min(row.attempts, 12), LONGEST_RETRY)
            row.next_attempt_at = now + wait
        OutboxEvent.objects.bulk_update(rows, ["attempts", "next_attempt_at"])
    return [row.pk for row in rows]


def deliver_pending(*, rounds: int = 20) -> int:
    """
    Deliver everything pending right here, including what the handlers publish; returns how many ran.

    For commands, tests and recovery without a broker.
    """
    delivered = 0
    for _ in range(rounds):
        rows = list(OutboxEvent.objects.filter(completed_at=None).order_by("id")[:1000])
        if not rows:
            break
        for row in rows:
            for key in undelivered(row):
                delivered += deliver(event_id=row.pk, key=key)
            complete(row)
    return delivered
