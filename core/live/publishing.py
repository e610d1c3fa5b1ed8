"""The sending side of the hub: one Redis publish per message, from any process."""

import logging
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol

import orjson
import redis
from django.conf import settings
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class Message(Protocol):
    """What the sockets of one topic get of an event, and the scope that decides who of them."""

    @property
    def topic(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def scope(self) -> dict[str, Any]: ...


@lru_cache(maxsize=2)
def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


def channel(topic: str) -> str:
    """The Redis channel of a topic; the prefix separates installations that share one Redis."""
    return f"{settings.LIVE_PREFIX}:live:{topic}"


def event_frame(*, event_id: int, topic: str, name: str, data: dict[str, Any]) -> dict[str, Any]:
    """A stored event as the sockets of one topic get it. `type` and `id` lead: the hub reads them there."""
    return {"type": "event", "id": event_id, "topic": topic, "name": name, "data": data}


def publish_events(stored: Iterable[tuple[int, str, Iterable[Message]]]) -> None:
    """
    Send stored events (id, name, messages) to the sockets that follow their topics, all in one round trip.

    If Redis is down, screens resume from the outbox.
    """
    _publish(
        [
            (
                one.topic,
                one.scope,
                event_frame(event_id=event_id, topic=one.topic, name=name, data=one.data),
            )
            for event_id, name, messages in stored
            for one in messages
        ]
    )


def push(*, topic: str, name: str, data: dict[str, Any], scope: dict[str, Any] | None = None) -> None:
    """Send something that may get lost, such as typing or a piece of a streamed answer."""
    _publish([(topic, scope or {}, {"type": "signal", "topic": topic, "name": name, "data": data})])


def _publish(messages: Sequence[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    if not messages:
        return
    try:
        with _client(settings.LIVE_REDIS_URL).pipeline(transaction=False) as pipe:
            for topic, scope, frame in messages:
                # Scope, line feed, frame: the hub decides by scope and forwards the frame unparsed.
                pipe.publish(channel(topic), orjson.dumps(scope) + b"\n" + orjson.dumps(frame))
            pipe.execute()
    except (RedisError, OSError):
        logger.warning(
            "Live update not sent; screens resume from the outbox", extra={"topic": messages[0][0]}
        )
