"""The workspace's socket: a staff session, or a token in the query string for programs."""

import asyncio
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.db import DatabaseError

from core import clock, live
from core.actors import Actor
from core.live.consumer import LiveConsumer
from people import services as people_services
from people.actors import staff_actor
from people.authentication import find_token_actor
from people.selectors import internal as everybody
from people.sessions import session_user
from tickets.selectors import internal as all_tickets

ACTIVITY_RESOLUTION = timedelta(seconds=30)
RECHECK = timedelta(seconds=30)


class WorkspaceConsumer(LiveConsumer):
    """Topics `queue`, `ticket:ID`, `user:ID` for staff; a token's socket closes when the token expires."""

    end: asyncio.TimerHandle | None = None
    watch: asyncio.Task[None] | None = None

    async def authenticate(self) -> Actor | None:
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        self.noted_at = clock.now() - ACTIVITY_RESOLUTION
        self.ends_at: datetime | None = None
        if not self._is_same_origin():
            return None
        if "token" in query:
            found: Actor | None = await database_sync_to_async(self._token_actor)(query["token"][0])
            return found
        actor: Actor | None = await database_sync_to_async(self._session_actor)()
        return actor

    async def connect(self) -> None:
        await super().connect()
        if self.actor is not None:
            self.watch = asyncio.create_task(self._watch())
        if self.actor is not None and self.ends_at is not None:
            seconds = max((self.ends_at - clock.now()).total_seconds(), 0)
            self.end = asyncio.get_running_loop().call_later(seconds, self.withdraw)

    def leave(self) -> None:
        if self.end is not None:
            self.end.cancel()
        if self.watch is not None:
            self.watch.cancel()
        super().leave()

    def _token_actor(self, token: str) -> Actor | None:
        found = find_token_actor(token, address=self._address())
        if found is None:
            return None
        self.ends_at = everybody.token_expiry(token)
        return found[1]

    def _address(self) -> str:
        return str((self.scope.get("client") or [""])[0])

    def _is_same_origin(self) -> bool:
        # Any page's sockets carry the cookie: only our own pages may open one with it.
        headers = dict(self.scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        return not origin or origin.partition("://")[2] == host

    def _session_actor(self) -> Actor | None:
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            return None
        fresh = everybody.user_find(user.pk)
        return staff_actor(fresh) if fresh is not None else None

    async def _watch(self) -> None:
        """
        Check again: the notice that a session or token ended can get lost, like anything sent through Redis.
        """
        while True:
            await asyncio.sleep(RECHECK.total_seconds())
            try:
                is_good = await database_sync_to_async(self._is_still_good)()
            except DatabaseError:
                continue
            if not is_good:
                self.withdraw()
                return

    def _is_still_good(self) -> bool:
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        if "token" in query:
            return find_token_actor(query["token"][0], address=self._address()) is not None
        return session_user(self.scope["session"].session_key) is not None

    async def _presence(self, topic: str, state: str) -> None:
        was_replying = self.present.get(topic) == "replying"
        await super()._presence(topic, state)
        # Repeated at each ping, so that the customer's side can let it expire.
        if state == "replying" or was_replying:
            await database_sync_to_async(self._tell_customer)(topic, is_typing=state == "replying")

    def _tell_customer(self, topic: str, *, is_typing: bool) -> None:
        """Show the customer who is writing to them; nothing is sent while a note is being written."""
        parsed = live.Topic.parse(topic)
        if parsed is None or parsed.id is None or self.actor is None:
            return
        row = all_tickets.customer_side(parsed.id)
        if row is None:
            return
        data = {"ticket": str(row[1]), "name": self.actor.name, "is_typing": is_typing}
        topic, scope = live.topic_for("contact", row[0]), {"brand_id": row[2]}
        live.push(topic=topic, name="typing", data=data, scope=scope)

    async def alive(self) -> None:
        now = clock.now()
        if self.actor is not None and self.actor.user_id and now - self.noted_at >= ACTIVITY_RESOLUTION:
            self.noted_at = now
            await database_sync_to_async(people_services.activity_note)(user_id=self.actor.user_id, now=now)
