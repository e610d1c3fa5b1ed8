"""/ws/widget/: what a customer's browser hears, and what it never does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from core import live
from core.live.consumer import CLOSE_UNAUTHENTICATED, CLOSE_WITHDRAWN
from core.live.hub import current_hub
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.sockets import Socket
from tickets.consumers import WorkspaceConsumer
from tickets.models import Ticket
from widget.consumers import WidgetConsumer

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


class Panel(Socket):
    """The open widget of one browser."""

    def __init__(self, token: str, origin: str = "") -> None:
        headers = [(b"host", b"support.test")]
        if origin:
            headers.append((b"origin", origin.encode()))
        super().__init__(
            WidgetConsumer.as_asgi(),
            "/ws/widget/",
            headers=headers,
            subprotocols=["candor", f"session.{token}"],
        )

    async def hears_nothing_before_pong(self) -> bool:
        await asyncio.sleep(0.2)
        await self.say(type="ping")
        return bool((await self.hear())["type"] == "pong")


@asynccontextmanager
async def panel(token: str, origin: str = "") -> AsyncIterator[Panel]:
    opened = Panel(token, origin)
    assert await opened.connect()
    assert (await opened.hear())["type"] == "ready"
    await asyncio.wait_for(current_hub().is_connected.wait(), 5)
    try:
        yield opened
    finally:
        await opened.disconnect()


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        try:
            await scene()
        finally:
            await current_hub().close()

    async_to_sync(run)()


async def later(call: Callable[[], Any]) -> Any:
    return await sync_to_async(call, thread_sensitive=True)()


def signed_in(cast: "Cast", email: str = "helen@kestrel.test", subject: str = "u-1") -> Browser:
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, subject=subject, email=email))
    return browser


def test_an_answer_reaches_the_customer_in_its_public_form(cast: "Cast") -> None:
    browser = signed_in(cast)
    id_ = browser.writes("Export is empty.")["id"]
    ticket, agent = Ticket.objects.get(), cast.agent

    async def scene() -> None:
        async with panel(browser.token) as customer:
            assert customer.subprotocol == "candor"
            await later(lambda: cast.replies(ticket, agent, "Looking into it."))
            event = await customer.hear("event")
            assert event["data"]["conversation"]["id"] == id_
            assert "Looking into it." in event["data"]["message"]["body_html"]
            assert "number" not in event["data"]["conversation"]

    play(scene)


def test_notes_are_never_heard(cast: "Cast") -> None:
    browser = signed_in(cast)
    browser.writes("Export is empty.")
    ticket, agent = Ticket.objects.get(), cast.agent

    async def scene() -> None:
        async with panel(browser.token) as customer:
            await later(lambda: cast.replies(ticket, agent, "Between us.", kind="note"))
            event = await customer.hear("event")
            assert "Between us." not in str(event)
            assert "message" not in event["data"]

    play(scene)


def test_a_stranger_hears_nothing(cast: "Cast") -> None:
    owner = signed_in(cast)
    owner.writes("Mine.")
    stranger = signed_in(cast, "sam@dunmore.test", "u-2")
    visitor = Browser(cast.brand)
    visitor.begin()
    ticket, agent, contact = Ticket.objects.get(), cast.agent, cast.customer

    async def scene() -> None:
        for browser in (stranger, visitor):
            async with panel(browser.token) as other:
                for topic in (f"contact:{contact.pk}", f"ticket:{ticket.pk}", "queue"):
                    await other.say(type="subscribe", topic=topic)
                    assert (await other.hear())["type"] == "denied"
                await other.say(type="presence", topic=f"ticket:{ticket.pk}", state="viewing")
                assert (await other.hear())["type"] == "error"
                await later(lambda: cast.replies(ticket, agent, "For the owner."))
                assert await other.hears_nothing_before_pong()

    play(scene)


def test_pieces_of_an_answer_come_through(cast: "Cast") -> None:
    browser = signed_in(cast)
    id_ = browser.writes("Export is empty.")["id"]
    topic = f"contact:{Ticket.objects.get().requester_id}"

    async def scene() -> None:
        async with panel(browser.token) as customer:
            data = {"ticket": id_, "run_id": 3, "text": "Grant usage"}
            await later(lambda: live.push(topic=topic, name="assistant.delta", data=data))
            signal = await customer.hear("signal")
            assert (signal["name"], signal["data"]) == ("assistant.delta", data)

    play(scene)


def test_typing_reaches_the_agents_and_back(cast: "Cast") -> None:
    browser = signed_in(cast)
    id_ = browser.writes("Export is empty.")["id"]
    ticket, token = Ticket.objects.get(), cast.token(cast.agent)

    async def scene() -> None:
        agent = Socket(WorkspaceConsumer.as_asgi(), "/ws/live/", f"token={token}")
        assert await agent.connect()
        await agent.hear("ready")
        async with panel(browser.token) as customer:
            await agent.say(type="subscribe", topic=f"ticket:{ticket.pk}")
            await agent.hear("presence")
            await customer.say(type="typing", conversation=id_, is_typing=True)
            heard = await agent.hear("signal")
            assert heard["data"] == {"name": "helen@kestrel.test", "by": "contact", "is_typing": True}
            await agent.say(type="presence", topic=f"ticket:{ticket.pk}", state="replying")
            told = await customer.hear("signal")
            assert told["data"] == {"ticket": id_, "name": "Ines Agent", "is_typing": True}
            await agent.say(type="presence", topic=f"ticket:{ticket.pk}", state="noting")
            assert (await customer.hear("signal"))["data"]["is_typing"] is False
        await agent.disconnect()

    play(scene)


def test_typing_into_a_strangers_conversation_is_dropped(cast: "Cast") -> None:
    owner = signed_in(cast)
    id_ = owner.writes("Mine.")["id"]
    stranger = signed_in(cast, "sam@dunmore.test", "u-2")
    ticket, token = Ticket.objects.get(), cast.token(cast.agent)

    async def scene() -> None:
        agent = Socket(WorkspaceConsumer.as_asgi(), "/ws/live/", f"token={token}")
        assert await agent.connect()
        await agent.hear("ready")
        async with panel(stranger.token) as other:
            await agent.say(type="subscribe", topic=f"ticket:{ticket.pk}")
            await agent.hear("presence")
            await other.say(type="typing", conversation=id_, is_typing=True)
            assert await other.hears_nothing_before_pong()
            await agent.say(type="ping")
            assert (await agent.hear())["type"] == "pong"
        await agent.disconnect()

    play(scene)


def test_unknown_session_is_refused(cast: "Cast") -> None:
    async def scene() -> None:
        refused = Panel("nobody")
        await refused.connect()
        assert await refused.closing_code() == CLOSE_UNAUTHENTICATED

    play(scene)


def test_page_of_another_origin_is_refused(cast: "Cast") -> None:
    settings_of(cast.brand, allowed_origins=["https://app.halyard.test"])
    browser = signed_in(cast)

    async def scene() -> None:
        refused = Panel(browser.token, "https://evil.test")
        await refused.connect()
        assert await refused.closing_code() == CLOSE_UNAUTHENTICATED
        async with panel(browser.token, "https://app.halyard.test"):
            pass

    play(scene)


def test_sign_out_closes_the_socket(cast: "Cast") -> None:
    browser = signed_in(cast)

    async def scene() -> None:
        async with panel(browser.token) as customer:
            await later(lambda: browser.delete("sessions/current"))
            assert await customer.closing_code() == CLOSE_WITHDRAWN

    play(scene)


def test_missed_events_come_after_a_break(cast: "Cast") -> None:
    browser = signed_in(cast)
    browser.writes("Export is empty.")
    ticket, agent = Ticket.objects.get(), cast.agent

    async def scene() -> None:
        async with panel(browser.token):
            pass
        await later(lambda: cast.replies(ticket, agent, "While you were away."))
        async with panel(browser.token) as customer:
            await customer.say(type="resume", since=1)
            frames: list[dict[str, Any]] = []
            while not frames or frames[-1]["type"] != "resumed":
                frames.append(await customer.hear())
            assert "While you were away." in str(frames)

    play(scene)
