"""
One Redis subscription per process, fanned out to its sockets.

A message is encoded once, by its publisher, and written to each socket unchanged. Each socket has a bounded
queue: one that cannot keep up is closed and resumes from the outbox, so that a slow reader never holds up the
others. What was published by nobody, its process being killed, the hub finds in the outbox.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import orjson
import redis.asyncio as redis
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import Error as DatabaseFault
from redis.exceptions import RedisError

from core.live.publishing import channel
from core.live.sweeping import EVERY, Heard
from core.live.topics import Topic

logger = logging.getLogger(__name__)
T = TypeVar("T")

RESET_FRAME = orjson.dumps({"type": "reset"})


class Socket(Protocol):
    """What the hub needs of a consumer."""

    def wants(self, topic: Topic, scope: dict[str, Any]) -> bool:
        """Whether this socket may receive a message with this scope now."""

    def offer(self, frame: bytes) -> None:
        """Put a frame into the socket's queue without waiting."""

    def withdraw(self) -> None:
        """Close the socket: its permissions have changed."""


class Hub:
    """The sockets of this process by topic; runs one subscriber task while there are any."""

    def __init__(self) -> None:
        self._sockets: defaultdict[str, set[Socket]] = defaultdict(set)
        self._all: set[Socket] = set()
        self._held: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._sweep: asyncio.Task[None] | None = None
        self._heard = Heard()
        self._redis: redis.Redis | None = None
        self._has_listened = False
        self.is_connected = asyncio.Event()

    @property
    def redis(self) -> redis.Redis:
        """The client for presence and the subscription."""
        if self._redis is None:
            self._redis = redis.Redis.from_url(settings.LIVE_REDIS_URL, socket_connect_timeout=2)
        return self._redis

    def admit(self, holder: str, limit: int) -> bool:
        """Whether somebody may open one more socket in this process; counts it until `release`."""
        if self._held[holder] >= limit:
            return False
        self._held[holder] += 1
        return True

    def release(self, holder: str) -> None:
        """Stop counting a socket that has closed."""
        self._held[holder] -= 1
        if self._held[holder] <= 0:
            del self._held[holder]

    def join(self, socket: Socket) -> None:
        """Start serving a socket."""
        self._all.add(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        if self._sweep is None or self._sweep.done():
            self._sweep = asyncio.create_task(self._sweeping())

    def leave(self, socket: Socket) -> None:
        """Forget a socket and its topics."""
        self._all.discard(socket)
        for topic in [topic for topic, sockets in self._sockets.items() if socket in sockets]:
            self.unsubscribe(socket, topic)

    def subscribe(self, socket: Socket, topic: str) -> None:
        """Send this topic's messages to the socket from now on."""
        self._sockets[topic].add(socket)

    def unsubscribe(self, socket: Socket, topic: str) -> None:
        """Stop sending this topic's messages to the socket."""
        self._sockets[topic].discard(socket)
        if not self._sockets[topic]:
            del self._sockets[topic]

    async def _run(self) -> None:
        wait = 0.2
        while True:
            try:
                async with self.redis.pubsub() as pubsub:
                    await pubsub.psubscribe(channel("*"))
                    self.is_connected.set()
                    if self._has_listened:
                        # Pub/sub delivers at most once: messages sent while we were disconnected are only in
                        # the outbox.
                        self._broadcast(RESET_FRAME)
                    self._has_listened, wait = True, 0.2
                    async for message in pubsub.listen():
                        if message["type"] == "pmessage":
                            self._fan_out_safely(message["channel"], message["data"])
            except (RedisError, OSError) as error:
                logger.warning("Live hub lost Redis", extra={"error": str(error)})
            self.is_connected.clear()
            await asyncio.sleep(wait)
            wait = min(wait * 2, 5.0)

    async def _sweeping(self) -> None:
        """Tell what nobody published, because the process that should have was killed."""
        while True:
            for topic, scope, frame in await self._asked(self._heard.missed) or ():
                logger.warning("An event was told late", extra={"event_id": frame["id"], "topic": topic})
                self._hand_out(topic, scope, orjson.dumps(frame))
            await asyncio.sleep(EVERY)

    async def _asked(self, question: Callable[[], T]) -> T | None:
        """The database's answer; None while it cannot be asked."""
        try:
            return await database_sync_to_async(question)()
        except DatabaseFault as error:
            logger.warning("Live hub could not ask the outbox", extra={"error": str(error)})
            return None

    def _broadcast(self, frame: bytes) -> None:
        for socket in list(self._all):
            socket.offer(frame)

    def _fan_out_safely(self, channel_name: bytes, data: bytes) -> None:
        try:
            self._fan_out(channel_name, data)
        except Exception:
            # One message that makes no sense must not end the service for all.
            logger.exception("Live message not understood", extra={"channel": channel_name[:200]})

    def _fan_out(self, channel_name: bytes, data: bytes) -> None:
        scope_json, _, frame = data.partition(b"\n")
        self._heard.note(frame)
        name = channel_name.decode().removeprefix(channel(""))
        if name in self._sockets:
            self._hand_out(name, orjson.loads(scope_json), frame)

    def _hand_out(self, name: str, scope: dict[str, Any], frame: bytes) -> None:
        sockets = self._sockets.get(name)
        topic = Topic.parse(name)
        if not sockets or topic is None:
            return
        for socket in list(sockets):
            if scope.get("withdraw"):
                socket.withdraw()
            elif socket.wants(topic, scope):
                socket.offer(frame)

    async def close(self) -> None:
        """Stop the subscriber; for tests and shutdown."""
        for task in (self._task, self._sweep):
            while task is not None and not task.done():
                # More than once: a client that is just connecting may mistake a cancellation for its timeout.
                task.cancel()
                await asyncio.wait([task], timeout=0.5)
        self._task = self._sweep = None
        self._has_listened = False
        if self._redis is not None:
            await self._redis.aclose()
            self._redis = None


_hubs: dict[int, Hub] = {}


def current_hub() -> Hub:
    """The hub of the running event loop; a process has one loop, tests have many."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(id(loop))
    if hub is None:
        hub = _hubs[id(loop)] = Hub()
    return hub
