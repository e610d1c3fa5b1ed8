"""What events are, and who listens to them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from core.queue import EVENTS


@dataclass(frozen=True)
class Event:
    """
    What happened, as ids and primitives; `name` is `app.noun_verb` in the past tense.

    `is_message` is for events that tell of words: no two events of one step are joined across them.
    """

    name: ClassVar[str]
    is_message: ClassVar[bool] = False

    def joined(self, later: "Event") -> "Event | None":
        """One event for this and a later one of the same step; None where they have to stay two."""
        return None

    @classmethod
    def joined_data(cls, earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
        """The public form of two joined events for one topic."""
        return earlier | later


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
    """One handler of one kind of event; `wants` and `queue_of` decide from the event alone."""

    key: str
    event_class: type[Event]
    handler: Callable[[Any, EventMeta], None]
    wants: Callable[[Any], bool]
    queue_of: Callable[[Any], str]


_subscriptions: dict[str, dict[str, Subscription]] = {}


def subscribe(
    event_class: type[E],
    handler: Callable[[E, EventMeta], None],
    *,
    key: str,
    wants: Callable[[E], bool] | None = None,
    queue: str | Callable[[E], str] = EVENTS,
) -> None:
    """
    Run `handler` once for every event of this class that it `wants`; called in `AppConfig.ready()`.

    `wants` spares events that mean nothing to the handler a transaction and a receipt. It must be cheap, see
    nothing but the event, and always give the same answer. `queue` is one of `core.queue`: handlers of one
    queue run one after the other, and what takes long must not be among what is quick.
    """
    subscriptions = _subscriptions.setdefault(event_class.name, {})
    known = subscriptions.get(key)
    if known is not None and known.handler is not handler:
        raise RuntimeError(f"The handler key {key} is taken.")
    subscriptions[key] = Subscription(
        key,
        event_class,
        handler,
        wants=wants or _everything,
        queue_of=queue if callable(queue) else _always(queue),
    )


def unsubscribe(event_class: type[Event]) -> None:
    """Forget every handler of this class."""
    _subscriptions.pop(event_class.name, None)


def subscribers(name: str) -> list[Subscription]:
    """The handlers of an event name, in order of subscription."""
    return list(_subscriptions.get(name, {}).values())


def interested(event: Event) -> list[Subscription]:
    """The handlers that want this very event, in order of subscription."""
    return [one for one in _subscriptions.get(event.name, {}).values() if one.wants(event)]


def read(name: str, payload: dict[str, Any]) -> Event | None:
    """A stored event as an object; None for one that nobody listens to."""
    for subscription in _subscriptions.get(name, {}).values():
        return subscription.event_class(**payload)
    return None


def _everything(event: Event) -> bool:
    return True


def _always(queue: str) -> Callable[[Event], str]:
    return lambda event: queue
