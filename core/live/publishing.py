"""The sending side of the hub: one Redis publish per message, from any process."""

import logging
from functools import lru_cache
from typing import Any

import orjson
import redis
from django.conf import settings
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


@lru_cache(maxsize=2)
def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


def channel(topic: str) -> str:
    """The Redis channel of a topic; the prefix separates installations that share one Redis."""
    return f"{settings.LIVE_PREFIX}:live:{topic}"


def publish_event(
    *, event_id: int, name: str, topic: str, data: dict[str, Any], scope: dict[str, Any]
) -> None:
    """
    Send a stored event to the sockets that follow `topic`. If Redis is down, screens resume from the outbox.
    """
    frame = {"type": "event", "id": event_id, "topic": topic, "name": name, "data": data}
    _publish(topic, scope, frame)


def push(*, topic: str, name: str, data: dict[str, Any], scope: dict[str, Any] | None = None) -> None:
    """Send something that may get lost, such as typing or a piece of a streamed answer."""
    _publish(topic, scope or {}, {"type": "signal", "topic": topic, "name": name, "data": data})


def _publish(topic: str, scope: dict[str, Any], frame: dict[str, Any]) -> None:
    # Scope, line feed, frame: the hub decides by scope and forwards the frame unparsed.
    payload = orjson.dumps(scope) + b"\n" + orjson.dumps(frame)
    try:
        _client(settings.LIVE_REDIS_URL).publish(channel(topic), payload)
    except (RedisError, OSError):
        logger.warning("Live update not sent; screens resume from the outbox", extra={"topic": topic})
