"""The live socket: who may follow what, what is replayed after a break, and what is never sent."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import OperationalError

from core import clock
from core.live import hub as hub_module
from core.live import publishing, replay, sweeping
from core.live.consumer import CLOSE_FAILED, CLOSE_SLOW, CLOSE_UNAUTHENTICATED, CLOSE_WITHDRAWN, QUEUE_BOUND
from core.live.hub import current_hub
from core.live.publishing import channel
from core.models import OutboxEvent
from people import services as people_services
from people.models import ApiToken
from people.models.access import token_digest
from tests.answers import Client
from tests.cast import NOW, PASSWORD
from tests.sockets import Socket
from tickets.consumers import WorkspaceConsumer
from tickets.models import Ticket
from tickets.services import ticket_update

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


class Screen(Socket):
    """One open socket of the workspace."""

    def __init__(self, token: str) -> None:
        super().__init__(WorkspaceConsumer.as_asgi(), "/ws/live/", f"token={token}")

    async def follow(self, topic: str) -> dict[str, Any]:
        """Ask for a topic; the answer."""
        await self.say(type="subscribe", topic=topic)
        while True:
            frame = await self.hear()
            if frame["type"] not in {"subscribed", "denied"}:
                continue
            if frame["type"] == "subscribed" and topic.startswith("ticket:"):
                # Who is there comes next; on a busy machine it may come after what happens then.
                await self.hear("presence")
            return frame

    async def hears_nothing_before_pong(self) -> bool:
        """Whether nothing but the answer to a ping arrives; what was published before would come first."""
        await asyncio.sleep(0.2)
        await self.say(type="ping")
        heard = await self.hear()
        assert heard["type"] == "pong", heard
        return True


@asynccontextmanager
async def screen(token: str) -> "AsyncIterator[Screen]":
    """A connected screen that has been told it is ready."""
    opened = Screen(token)
    assert await opened.connect()
    assert (await opened.hear())["type"] == "ready"
    await asyncio.wait_for(current_hub().is_connected.wait(), 5)
    try:
        yield opened
    finally:
        await opened.disconnect()


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run an async scene with a hub of its own."""

    async def run() -> None:
        try:
            await scene()
        finally:
            await current_hub().close()

    async_to_sync(run)()


def later(call: Callable[[], Any]) -> Awaitable[Any]:
    """Database work inside a scene."""
    return sync_to_async(call, thread_sensitive=True)()


def test_without_a_valid_token_the_socket_is_closed(cast: "Cast") -> None:
    async def scene() -> None:
        refused = Screen("cdr_nobody")
        await refused.connect()
        assert await refused.closing_code() == CLOSE_UNAUTHENTICATED

    play(scene)


def test_a_message_reaches_the_open_ticket_and_the_queue(cast: "Cast") -> None:
    ticket, token = cast.ticket(), cast.token(cast.agent)

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.follow("queue")
            await agent.follow(f"ticket:{ticket.pk}")
            await later(lambda: cast.says(ticket, "Still failing."))
            frames = [await agent.hear("event"), await agent.hear("event")]
            assert {frame["topic"] for frame in frames} == {"queue", f"ticket:{ticket.pk}"}
            assert len({frame["id"] for frame in frames}) == 1
            opened = next(frame for frame in frames if frame["topic"] != "queue")
            assert opened["data"]["entry"]["body_text"] == "Still failing."
            assert opened["data"]["ticket"]["number"] == ticket.pk

    play(scene)


@pytest.fixture
def unpublished(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> Callable[[Ticket], None]:
    """A customer's message whose process is killed before it publishes; hubs look for such often."""
    monkeypatch.setattr(hub_module, "EVERY", 0.05)
    monkeypatch.setattr(sweeping, "LATE", timedelta(0))

    def write(ticket: Ticket) -> None:
        with monkeypatch.context() as killed:
            killed.setattr(publishing, "_publish", lambda _: None)
            cast.says(ticket, "Still failing.")

    return write


def test_what_a_killed_process_never_published_is_told_late_and_once(
    cast: "Cast", unpublished: Callable[[Ticket], None]
) -> None:
    ticket, token = cast.ticket(), cast.token(cast.agent)

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.follow("queue")
            await later(lambda: unpublished(ticket))
            told = await agent.hear("event")
            assert (told["topic"], told["data"]["ticket"]["number"]) == ("queue", ticket.pk)
            # Of several looks none tells of it again, nor of what came as it should.
            await later(lambda: cast.says(ticket, "And still."))
            assert (await agent.hear("event"))["id"] > told["id"]
            await asyncio.sleep(0.3)
            assert await agent.hears_nothing_before_pong()

    play(scene)


def test_who_may_not_see_a_ticket_is_not_told_of_it_late_either(
    cast: "Cast", unpublished: Callable[[Ticket], None]
) -> None:
    ticket, token = cast.ticket(), cast.token(cast.team_agent)

    async def scene() -> None:
        async with screen(token) as stranger:
            await stranger.follow("queue")
            await later(lambda: unpublished(ticket))
            await asyncio.sleep(0.3)
            assert await stranger.hears_nothing_before_pong()

    play(scene)


def test_a_stranger_is_denied_and_told_nothing(cast: "Cast") -> None:
    """Staff who see only their team's tickets can follow no other, nor hear of it in the queue."""
    ticket, token, agent = cast.ticket(), cast.token(cast.team_agent), cast.agent

    async def scene() -> None:
        async with screen(token) as stranger:
            assert (await stranger.follow("queue"))["type"] == "subscribed"
            assert (await stranger.follow(f"ticket:{ticket.pk}"))["type"] == "denied"
            assert (await stranger.follow("ticket:999999"))["type"] == "denied"
            assert (await stranger.follow(f"user:{agent.pk}"))["type"] == "denied"
            assert (await stranger.follow(f"contact:{cast.customer.pk}"))["type"] == "denied"
            await later(lambda: cast.says(ticket, "Secret."))
            assert await stranger.hears_nothing_before_pong()

    play(scene)


def test_a_ticket_that_moves_out_of_sight_is_not_told_any_more(cast: "Cast") -> None:
    ticket = cast.ticket(team_id=cast.other_team.pk)
    token = cast.token(cast.team_agent)

    async def scene() -> None:
        async with screen(token) as agent:
            assert (await agent.follow(f"ticket:{ticket.pk}"))["type"] == "subscribed"
            await later(lambda: cast.says(ticket, "One."))
            assert (await agent.hear("event"))["data"]["entry"]["body_text"] == "One."
            await later(lambda: Ticket.objects.filter(pk=ticket.pk).update(team_id=cast.team.pk))
            await later(lambda: cast.says(ticket, "Two."))
            assert await agent.hears_nothing_before_pong()

    play(scene)


def test_what_was_missed_comes_again_from_the_outbox(cast: "Cast") -> None:
    ticket, token = cast.ticket(), cast.token(cast.agent)
    seen = OutboxEvent.objects.latest("id").pk
    cast.says(ticket, "While you were away.")

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.follow(f"ticket:{ticket.pk}")
            await agent.say(type="resume", since=seen)
            texts = []
            while (frame := await agent.hear())["type"] != "resumed":
                if frame["type"] == "event" and "entry" in frame["data"]:
                    texts.append(frame["data"]["entry"]["body_text"])
            assert texts[-1] == "While you were away."
            assert frame["last_id"] > seen

    play(scene)


def test_what_became_visible_late_comes_again_however_long_the_break(cast: "Cast") -> None:
    """Ids are given before the commit: the client may have seen a higher one, and then be away long."""
    ticket, token = cast.ticket(), cast.token(cast.agent)
    cast.says(ticket, "Committed last.")
    late = OutboxEvent.objects.latest("id").pk
    cast.says(ticket, "Seen before the break.")
    seen = OutboxEvent.objects.latest("id").pk
    OutboxEvent.objects.update(created_at=clock.now() - timedelta(hours=1))

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.follow(f"ticket:{ticket.pk}")
            await agent.say(type="resume", since=seen)
            ids = []
            while (frame := await agent.hear())["type"] != "resumed":
                ids += [frame["id"]] if frame["type"] == "event" else []
            assert late in ids

    play(scene)


@pytest.mark.parametrize("is_ahead", [True, False], ids=["after a restore", "after a clean-up"])
def test_a_position_that_nothing_is_known_of_asks_for_a_fresh_start(cast: "Cast", is_ahead: bool) -> None:
    ticket, token = cast.ticket(), cast.token(cast.agent)
    first = OutboxEvent.objects.latest("id").pk
    cast.says(ticket, "More.")
    OutboxEvent.objects.filter(pk__lte=first).delete()
    since = OutboxEvent.objects.latest("id").pk + 7 if is_ahead else first

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.follow(f"ticket:{ticket.pk}")
            await agent.say(type="resume", since=since)
            while (frame := await agent.hear())["type"] not in {"reset", "resumed"}:
                pass
            assert frame["type"] == "reset"

    play(scene)


def test_a_fault_of_the_database_ends_the_socket_and_leaves_nothing_behind(
    cast: "Cast", monkeypatch: pytest.MonkeyPatch
) -> None:
    token = cast.token(cast.agent)

    def away(**_asked: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    async def scene() -> None:
        hub = current_hub()
        async with screen(token) as agent:
            await agent.follow("queue")
            monkeypatch.setattr(replay, "missed", away)
            await agent.say(type="resume", since=1)
            assert await agent.closing_code() == CLOSE_FAILED
        assert not hub._all
        assert not hub._sockets
        assert not hub._held

    play(scene)


def test_a_fault_of_ours_leaves_nothing_behind(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> None:
    """Channels does not call `disconnect` when a consumer raises."""
    token = cast.token(cast.agent)

    async def broken(*_asked: Any) -> None:
        raise LookupError

    async def scene() -> None:
        hub = current_hub()
        opened = Screen(token)
        assert await opened.connect()
        assert (await opened.hear())["type"] == "ready"
        monkeypatch.setattr(WorkspaceConsumer, "on_frame", broken)
        await opened.say(type="ping")
        with pytest.raises(LookupError):
            await opened.hear()
        assert not hub._all
        assert not hub._held

    play(scene)


def test_a_message_that_makes_no_sense_does_not_end_the_service(cast: "Cast") -> None:
    ticket, token = cast.ticket(), cast.token(cast.agent)

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.follow(f"ticket:{ticket.pk}")
            await current_hub().redis.publish(channel(f"ticket:{ticket.pk}"), b"{nonsense")
            await sync_to_async(cast.says)(ticket, "Still served.")
            assert (await agent.hear("event"))["data"]["entry"]["body_text"] == "Still served."

    play(scene)


def test_a_stranger_cannot_resume_what_was_never_visible(cast: "Cast") -> None:
    ticket, token = cast.ticket(), cast.token(cast.team_agent)
    cast.says(ticket, "Secret.")

    async def scene() -> None:
        async with screen(token) as stranger:
            await stranger.follow("queue")
            await stranger.follow(f"ticket:{ticket.pk}")
            await stranger.say(type="resume", since=0)
            assert (await stranger.hear())["type"] == "resumed"

    play(scene)


@pytest.mark.parametrize("since", [-1, "now", None, True, 1.5, [1]])
def test_an_unreadable_position_asks_for_a_fresh_start(cast: "Cast", since: Any) -> None:
    token = cast.token(cast.agent)

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.say(type="resume", since=since)
            assert (await agent.hear())["type"] == "reset"

    play(scene)


@pytest.mark.parametrize(
    "text", ["", "[]", "not json", '{"type":"dance"}', "x" * 9000, '{"type":"subscribe","topic":{"a":1}}']
)
def test_a_bad_frame_is_answered_and_the_socket_stays(cast: "Cast", text: str) -> None:
    token = cast.token(cast.agent)

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.send_text(text)
            assert (await agent.hear())["type"] in {"error", "denied"}
            await agent.say(type="ping")
            assert (await agent.hear())["type"] == "pong"

    play(scene)


def test_presence_is_shared_while_it_lasts(cast: "Cast") -> None:
    ticket = cast.ticket()
    first, second = cast.token(cast.agent), cast.token(cast.teammate)
    topic = f"ticket:{ticket.pk}"

    async def scene() -> None:
        async with screen(first) as ines:
            await ines.follow(topic)
            async with screen(second) as maya:
                await maya.follow(topic)
                await maya.say(type="presence", topic=topic, state="replying")
                people: list[dict[str, Any]] = []
                while not people:
                    people = (await ines.hear("presence"))["people"]
                assert [(one["name"], one["state"]) for one in people] == [("Maya Mate", "replying")]
                await maya.say(type="presence", topic=topic, state="dancing")
                await maya.say(type="presence", topic="ticket:999999", state="viewing")
            # Closing the socket takes its presence away.
            while people:
                people = (await ines.hear("presence"))["people"]

    play(scene)


def test_a_change_of_rights_closes_the_open_socket(cast: "Cast") -> None:
    token, agent = cast.token(cast.agent), cast.agent
    owner = cast.actor(cast.owner)

    async def scene() -> None:
        async with screen(token) as opened:
            await later(
                lambda: people_services.user_update(
                    actor=owner, user_id=agent.pk, changes={"ticket_scope": "teams"}, now=NOW
                )
            )
            assert await opened.closing_code() == CLOSE_WITHDRAWN

    play(scene)


@pytest.mark.parametrize("scopes", [["kb:read"], ["people:write"], ["audit:read"]])
def test_a_token_for_something_else_follows_nothing(cast: "Cast", scopes: list[str]) -> None:
    ticket, token = cast.ticket(), cast.token(cast.owner, scopes)
    reader = cast.token(cast.owner, ["tickets:read"])

    async def scene() -> None:
        async with screen(token) as program:
            for topic in ("queue", f"ticket:{ticket.pk}"):
                assert (await program.follow(topic))["type"] == "denied"
            await later(lambda: cast.says(ticket, "Hello?"))
            assert await program.hears_nothing_before_pong()
        async with screen(reader) as program:
            assert (await program.follow("queue"))["type"] == "subscribed"

    play(scene)


def test_a_token_that_expires_takes_its_socket_along(cast: "Cast") -> None:
    token = cast.token(cast.agent)
    ApiToken.objects.filter(digest=token_digest(token)).update(
        expires_at=clock.now() + timedelta(milliseconds=900)
    )

    async def scene() -> None:
        opened = Screen(token)
        assert await opened.connect()
        assert await opened.closing_code() == CLOSE_WITHDRAWN

    play(scene)


def test_signing_out_closes_the_open_sockets(cast: "Cast") -> None:
    token = cast.token(cast.agent)
    cast.agent.set_password(PASSWORD)
    cast.agent.save()
    browser, accounts = Client(), "/_allauth/browser/v1/auth"
    credentials = {"email": cast.agent.email, "password": PASSWORD}
    browser.post(f"{accounts}/login", credentials, content_type="application/json")

    async def scene() -> None:
        async with screen(token) as opened:
            await later(lambda: browser.delete(f"{accounts}/session"))
            assert await opened.closing_code() == CLOSE_WITHDRAWN

    play(scene)


def test_who_works_on_a_ticket_out_of_sight_is_not_told(cast: "Cast") -> None:
    ticket = cast.ticket(team_id=cast.other_team.pk)
    narrow, wide, agent = cast.token(cast.team_agent), cast.token(cast.agent), cast.actor(cast.agent)
    topic, home, away = f"ticket:{ticket.pk}", cast.other_team.pk, cast.team.pk

    def move(team_id: int) -> None:
        ticket_update(actor=agent, ticket_id=ticket.pk, changes={"team": team_id}, now=NOW)

    async def scene() -> None:
        async with screen(narrow) as theo, screen(wide) as ines:
            await theo.follow(topic)
            await ines.follow(topic)
            await later(lambda: move(away))
            await ines.say(type="presence", topic=topic, state="replying")
            await ines.hear("event")
            await ines.hear("presence")
            assert await theo.hears_nothing_before_pong()
            await later(lambda: move(home))
            await theo.hear("event")
            await ines.say(type="presence", topic=topic, state="viewing")
            assert (await theo.hear("presence"))["people"][0]["state"] == "viewing"

    play(scene)


def test_who_cannot_keep_up_is_closed() -> None:
    """A socket's queue is bounded: the client comes back and resumes."""

    async def scene() -> None:
        consumer = WorkspaceConsumer()
        consumer.queue = asyncio.Queue(QUEUE_BOUND)
        consumer.is_closing = False
        closed: list[int] = []

        async def close(code: int | None = None, reason: str | None = None) -> None:
            closed.append(code or 0)

        consumer.close = close  # type: ignore[method-assign]  # listens to what closes it
        for _ in range(QUEUE_BOUND + 5):
            consumer.offer(b"{}")
        await asyncio.sleep(0)
        assert closed == [CLOSE_SLOW]

    play(scene)


def test_a_change_is_told_once_with_the_new_row(cast: "Cast") -> None:
    ticket, token = cast.ticket(), cast.token(cast.agent)
    actor = cast.actor(cast.teammate)

    async def scene() -> None:
        async with screen(token) as agent:
            await agent.follow("queue")
            await later(
                lambda: ticket_update(actor=actor, ticket_id=ticket.pk, changes={"priority": "P1"}, now=NOW)
            )
            frame = await agent.hear("event")
            assert frame["name"] == "tickets.ticket_changed"
            assert frame["data"]["ticket"]["priority"] == "P1"
            assert await agent.hears_nothing_before_pong()

    play(scene)
