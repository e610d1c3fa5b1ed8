"""The customer's socket: a single topic, their own, and typing in their own conversations."""

import time
from typing import Any

import orjson
from channels.db import database_sync_to_async

from core import clock, live
from core.actors import Actor
from core.errors import DomainError
from core.live.consumer import LiveConsumer
from core.live.topics import Topic
from tickets.services.timeline import scope_of
from widget import selectors, services
from widget.models import WidgetSession
from widget.origins import allows
from widget.socket_requests import read_request
from widget.telling import told

TYPING_EVERY_SECONDS = 1.0
MAX_KNOWN = 50


class WidgetConsumer(LiveConsumer):
    """
    `/ws/widget/`: follows `contact:ID` of its session and nothing else.

    The token is sent as the subprotocol `session.TOKEN` next to `candor`, or as `?session=`; the widget uses
    the former because addresses end up in logs.
    """

    session: WidgetSession
    max_sockets = 10
    answers_protocol = ""

    async def authenticate(self) -> Actor | None:
        opened = read_request(self.scope)
        self.answers_protocol = opened.protocol
        self.typed_at = 0.0
        self.tickets: dict[str, tuple[int, dict[str, Any]]] = {}
        actor: Actor | None = await database_sync_to_async(self._find)(
            opened.token, opened.origin, opened.host
        )
        return actor

    def _find(self, token: str, origin: str, host: str) -> Actor | None:
        try:
            self.session = selectors.session_by_token(token, now=clock.now())
        except DomainError:
            return None
        if origin and origin.partition("://")[2] != host:
            settings = selectors.settings_of(self.session.brand)
            if not allows([*settings.allowed_origins, self.session.brand.site_url], origin):
                return None
        return self.session.actor

    async def accept(self, subprotocol: str | None = None, headers: Any = None) -> None:
        await super().accept(subprotocol=self.answers_protocol or None, headers=headers)

    async def connect(self) -> None:
        await super().connect()
        if self.actor is not None and self.actor.contact_id is not None:
            self._follow(live.topic_for("contact", self.actor.contact_id))

    def may_hear(self, topic: Topic, scope: dict[str, Any]) -> bool:
        # A customer of two brands sees in each brand's widget only what belongs to that brand.
        is_of_brand = scope.get("brand_id", self.session.brand_id) == self.session.brand_id
        return topic.kind == "contact" and is_of_brand and super().may_hear(topic, scope)

    def offer(self, frame: bytes) -> None:
        shown = told(orjson.loads(frame))
        if shown is not None:
            super().offer(orjson.dumps(shown))

    async def alive(self) -> None:
        # A session that was signed out elsewhere must stop listening.
        is_alive = await database_sync_to_async(self._touch)()
        if not is_alive:
            self.withdraw()

    def _touch(self) -> bool:
        now = clock.now()
        fresh = selectors.session_alive(self.session, now=now)
        if fresh is None:
            return False
        services.session_touch(fresh, now=now)
        return True

    async def on_frame(self, frame: dict[str, Any]) -> None:
        if frame.get("type") == "typing":
            await self._typing(frame.get("conversation"), is_typing=frame.get("is_typing") is True)
        elif frame.get("type") in ("subscribe", "unsubscribe", "resume", "ping"):
            await super().on_frame(frame)
        else:
            self._send({"type": "error", "detail": "Unknown type of frame."})

    async def _typing(self, conversation: object, *, is_typing: bool) -> None:
        """
        Tell the agents that the customer is typing; at most once a second, and only in own conversations.
        """
        moment = time.monotonic()
        if not isinstance(conversation, str) or (is_typing and moment - self.typed_at < TYPING_EVERY_SECONDS):
            return
        self.typed_at = moment
        known = self.tickets.get(conversation)
        if known is None:
            known = await database_sync_to_async(self._ticket)(conversation)
            if known is None:
                return
            if len(self.tickets) >= MAX_KNOWN:
                self.tickets.clear()
            self.tickets[conversation] = known
        number, scope = known
        name = self.actor.name if self.actor is not None else ""
        data = {"name": name, "by": "contact", "is_typing": is_typing}
        await database_sync_to_async(live.push)(
            topic=live.topic_for("ticket", number), name="typing", data=data, scope=scope
        )

    def _ticket(self, conversation: str) -> tuple[int, dict[str, Any]] | None:
        try:
            ticket = selectors.conversation(self.session, conversation)
        except DomainError:
            return None
        return ticket.pk, scope_of(ticket)
