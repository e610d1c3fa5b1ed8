"""The socket protocol shared by the workspace and the widget; see `docs/live.md`."""

import asyncio
import contextlib
import logging
import time
import uuid
from typing import Any

import orjson
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from redis.exceptions import RedisError

from core.actors import Actor
from core.live import presence, replay
from core.live.allowance import RESUME_COST, Allowance
from core.live.hub import Hub, current_hub
from core.live.publishing import event_frame
from core.live.topics import Topic, authorizers, may_receive

logger = logging.getLogger(__name__)

QUEUE_BOUND = 512
MAX_TOPICS = 60
MAX_FRAME = 8192
CLOSE_FAILED = 1011
CLOSE_UNAUTHENTICATED = 4401
CLOSE_WITHDRAWN = 4403
CLOSE_SLOW = 4408
CLOSE_TOO_MANY = 4429


class LiveConsumer(AsyncWebsocketConsumer):
    """
    One client: subscribe, unsubscribe, resume, presence, ping.

    Subclasses find the actor in `authenticate` and may extend `on_frame`. An actor holds at most
    `max_sockets` per process, and each may send what `Allowance` permits; beyond that it is closed.
    """

    max_sockets = 20
    holder = ""
    hub: Hub
    is_joined = False

    async def authenticate(self) -> Actor | None:
        """The actor behind the connection, or None to refuse it."""
        raise NotImplementedError

    async def alive(self) -> None:
        """Called at each ping, so that subclasses can note activity."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection. However it ends, also by a fault of ours, nothing of it stays behind."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.leave()

    def leave(self) -> None:
        """Let go of all that the connection holds in this process; more than once does no harm."""
        if self.is_joined:
            self.is_joined = False
            self.hub.leave(self)
            self.hub.release(self.holder)
            self.writer.cancel()

    async def connect(self) -> None:
        self.actor = await self.authenticate()
        await self.accept()
        self.holder = self.actor.ref if self.actor is not None else ""
        if self.actor is None:
            await self.close(code=CLOSE_UNAUTHENTICATED)
            return
        hub = current_hub()
        if not hub.admit(self.holder, self.max_sockets):
            self.actor = None
            await self.close(code=CLOSE_TOO_MANY)
            return
        self.allowance = Allowance()
        self.socket_id = uuid.uuid4().hex
        self.topics: set[str] = set()
        self.hidden: set[str] = set()
        self.present: dict[str, str] = {}
        self.queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE_BOUND)
        self.is_closing = False
        self.writer = asyncio.create_task(self._write())
        self.hub, self.is_joined = hub, True
        hub.join(self)
        if self.actor.user_id is not None:
            # An actor's own topic announces that its permissions have changed.
            self._follow(f"user:{self.actor.user_id}")
        last_id = await database_sync_to_async(replay.latest_id)()
        self._send({"type": "ready", "last_id": last_id, "user_id": self.actor.user_id})

    async def disconnect(self, code: int) -> None:
        if self.is_joined:
            for topic in list(self.present):
                await self._presence(topic, "left")
        self.leave()

    # The hub's side

    def wants(self, topic: Topic, scope: dict[str, Any]) -> bool:
        if self.actor is None:
            return False
        allowed, name = self.may_hear(topic, scope), str(topic)
        if scope and topic.kind == "ticket":
            # A message without a scope of its own, such as presence, follows the last one that had one.
            (self.hidden.discard if allowed else self.hidden.add)(name)
        return allowed and name not in self.hidden

    def may_hear(self, topic: Topic, scope: dict[str, Any]) -> bool:
        """Whether a message with this scope is for this client, live or after a disconnect."""
        return self.actor is not None and may_receive(self.actor, topic, scope)

    def offer(self, frame: bytes) -> None:
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            self._close_soon(CLOSE_SLOW)

    def withdraw(self) -> None:
        self._close_soon(CLOSE_WITHDRAWN)

    def _close_soon(self, code: int) -> None:
        if not self.is_closing:
            self.is_closing = True
            self._closing = asyncio.create_task(self.close(code=code))

    async def _write(self) -> None:
        while True:
            frame = await self.queue.get()
            with contextlib.suppress(RuntimeError):
                await self.send(text_data=frame.decode())

    def _send(self, frame: dict[str, Any]) -> None:
        self.offer(orjson.dumps(frame))

    # The client's side

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.actor is None or self.is_closing:
            return
        if not self.allowance.take(1.0, at=time.monotonic()):
            self._close_soon(CLOSE_TOO_MANY)
            return
        if text_data is None or len(text_data) > MAX_FRAME:
            self._send({"type": "error", "detail": "Send JSON text frames of at most 8 KB."})
            return
        try:
            frame = orjson.loads(text_data)
        except orjson.JSONDecodeError:
            frame = None
        if not isinstance(frame, dict):
            self._send({"type": "error", "detail": "This frame is not a JSON object."})
            return
        try:
            await self.on_frame(frame)
        except DatabaseError:
            logger.warning("Live socket closed: the database is away", exc_info=True)
            self._close_soon(CLOSE_FAILED)

    async def on_frame(self, frame: dict[str, Any]) -> None:
        """Handle one well-formed frame."""
        match frame.get("type"):
            case "subscribe":
                await self._subscribe(frame.get("topic"))
            case "unsubscribe":
                await self._unsubscribe(frame.get("topic"))
            case "resume":
                # It reads the outbox, and so costs as much as many other frames.
                if not self.allowance.take(RESUME_COST, at=time.monotonic()):
                    self._close_soon(CLOSE_TOO_MANY)
                    return
                await self._resume(frame.get("since"))
            case "presence":
                await self._set_presence(frame.get("topic"), frame.get("state"))
            case "ping":
                await self.alive()
                for topic, state in list(self.present.items()):
                    await self._presence(topic, state)
                self._send({"type": "pong"})
            case _:
                self._send({"type": "error", "detail": "Unknown type of frame."})

    async def _subscribe(self, text: object) -> None:
        topic = Topic.parse(text)
        if topic is None or len(self.topics) >= MAX_TOPICS or not await self._may_follow(topic):
            shown = text if isinstance(text, str) else None
            self._send({"type": "denied", "topic": shown, "detail": "Not found, or not visible to you."})
            return
        self._follow(str(topic))
        self._send({"type": "subscribed", "topic": str(topic)})
        if topic.kind == "ticket":
            with contextlib.suppress(RedisError, OSError):
                people = await presence.people(self.hub.redis, str(topic))
                self._send({"type": "presence", "topic": str(topic), "people": people})

    async def _may_follow(self, topic: Topic) -> bool:
        authorize = authorizers.find(topic.kind)
        if authorize is None or self.actor is None:
            return False
        return bool(await database_sync_to_async(authorize)(self.actor, topic.id))

    def _follow(self, topic: str) -> None:
        self.topics.add(topic)
        self.hidden.discard(topic)
        self.hub.subscribe(self, topic)

    async def _unsubscribe(self, text: object) -> None:
        if isinstance(text, str) and text in self.topics:
            if text in self.present:
                await self._presence(text, "left")
            self.topics.discard(text)
            self.hub.unsubscribe(self, text)

    async def _resume(self, since: object) -> None:
        if not isinstance(since, int) or isinstance(since, bool) or since < 0:
            self._send({"type": "reset"})
            return
        rows = await database_sync_to_async(replay.missed)(since=since, topics=self.topics)
        if rows is None or self.actor is None:
            self._send({"type": "reset"})
            return
        last_id = since
        for row, message in rows:
            topic = Topic.parse(message["topic"])
            last_id = max(last_id, row.pk)
            if topic is not None and self.may_hear(topic, message["scope"]):
                self._send(
                    event_frame(event_id=row.pk, topic=message["topic"], name=row.name, data=message["data"])
                )
        self._send({"type": "resumed", "last_id": last_id})

    async def _set_presence(self, topic: object, state: object) -> None:
        is_known = state == "left" or state in presence.STATES
        if not isinstance(topic, str) or topic not in self.topics - self.hidden or not is_known:
            return
        await self._presence(topic, str(state))

    async def _presence(self, topic: str, state: str) -> None:
        if state == "left":
            self.present.pop(topic, None)
        else:
            self.present[topic] = state
        actor = self.actor
        if actor is None or not topic.startswith("ticket:"):
            return
        person = {"id": actor.user_id or actor.contact_id, "kind": actor.kind.value, "name": actor.name}
        try:
            await presence.update(
                self.hub.redis, topic=topic, person=person, socket_id=self.socket_id, state=state
            )
        except (RedisError, OSError):
            logger.warning("Presence not shared: Redis is away", extra={"topic": topic})
