"""/ws/widget/: what a customer's browser hears, and what it never does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from core import live
from core.actors import ASSISTANT, SYSTEM
from core.events import Event
from core.live.consumer import CLOSE_UNAUTHENTICATED, CLOSE_WITHDRAWN
from core.live.hub import current_hub
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW
from tests.sockets import Socket
from tickets.consumers import WorkspaceConsumer
from tickets.entries import BreachStep, EventStep, FeedbackStep, HandoffTold, Message, RoutingStep
from tickets.models import Ticket, Visibility
from tickets.services import delivering, mirroring, post_reply, ticket_update, timeline
from widget.consumers import WidgetConsumer
from widget.telling import TOLD_EVENTS, told

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


def test_the_customer_hears_which_conversation_has_an_answer(cast: "Cast") -> None:
    browser = signed_in(cast)
    id_ = browser.writes("Export is empty.")["id"]
    ticket, agent = Ticket.objects.get(), cast.agent

    async def scene() -> None:
        async with panel(browser.token) as customer:
            assert customer.subprotocol == "candor"
            await later(lambda: cast.replies(ticket, agent, "Looking into it."))
            event = await customer.hear("event")
            assert event["data"]["conversation"]["id"] == id_
            assert event["data"]["message"].keys() == event["data"]["conversation"].keys() == {"id"}
            shown = await later(lambda: browser.get(f"conversations/{id_}").json())
            assert shown["messages"][-1]["id"] == event["data"]["message"]["id"]

    play(scene)


INTERNAL: dict[str, Callable[["Cast", Ticket], Any]] = {
    "a note": lambda cast, ticket: cast.replies(ticket, cast.agent, "Between us.", kind="note"),
    "tags": lambda cast, ticket: changed(cast, ticket, tags=["vip"]),
    "a priority": lambda cast, ticket: changed(cast, ticket, priority="P1"),
    "a team": lambda cast, ticket: changed(cast, ticket, team=cast.team.pk),
    "a type": lambda cast, ticket: changed(cast, ticket, type="bug"),
    "waiting for them": lambda cast, ticket: changed(cast, ticket, status="pending"),
    "spam": lambda cast, ticket: changed(cast, ticket, is_spam=True),
    "a due time": lambda cast, ticket: mirroring.ticket_set_due(
        ticket_id=ticket.pk, due_at=NOW, kind="first_reply", state="running", started_at=NOW, now=NOW
    ),
    "a wait for a person": lambda cast, ticket: mirroring.ticket_set_routing(
        ticket_id=ticket.pk, eligible_at=NOW, reason="Account at risk", now=NOW
    ),
    "a delivery": lambda cast, ticket: delivering.entry_set_delivery(
        entry_id=ticket.last_public_entry_id, state="sent"
    ),
} | {
    f"a step of {step.kind} that is {visibility}": lambda cast, ticket, step=step, visibility=visibility: (
        timeline.timeline_append(
            actor=SYSTEM, ticket_id=ticket.pk, step=step, visibility=visibility, body_text="Ours.", now=NOW
        )
    )
    for step in (
        FeedbackStep(1, has_helped=True),
        RoutingStep("routed", 1),
        BreachStep("first_reply", NOW.isoformat(), 1),
        EventStep(),
    )
    for visibility in Visibility.values
}


def changed(cast: "Cast", ticket: Ticket, **changes: Any) -> Any:
    return ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes=changes, now=NOW)


@pytest.mark.parametrize("step", INTERNAL)
def test_what_is_ours_causes_no_frame_at_all(cast: "Cast", step: str) -> None:
    browser = signed_in(cast)
    browser.writes("Export is empty.")
    ticket = Ticket.objects.get()
    _ = cast.agent, cast.team

    async def scene() -> None:
        async with panel(browser.token) as customer:
            await later(lambda: INTERNAL[step](cast, ticket))
            assert await customer.hears_nothing_before_pong()
            await customer.say(type="resume", since=0)
            frames = [await customer.hear()]
            while frames[-1]["type"] != "resumed":
                frames.append(await customer.hear())
            assert {frame.get("name") for frame in frames} <= {None, "tickets.message_received"}

    play(scene)


def test_the_socket_says_no_more_than_the_api(cast: "Cast") -> None:
    browser = signed_in(cast)
    id_ = browser.writes("Export is empty.")["id"]
    ticket = Ticket.objects.get()
    payload = Message(
        handoff=HandoffTold("sentiment", "Customer is upset"),
        decision="handoff",
        run_id=7,
        expected_wait=60,
        confidence_word="low",
    )

    async def scene() -> None:
        async with panel(browser.token) as customer:
            await later(
                lambda: post_reply(
                    actor=ASSISTANT, ticket_id=ticket.pk, body_text="Passed on.", payload=payload, now=NOW
                )
            )
            event = await customer.hear("event")
            shown = await later(lambda: browser.get(f"conversations/{id_}").json())
            [message] = [one for one in shown["messages"] if one["id"] == event["data"]["message"]["id"]]
            assert event["data"]["message"].items() <= message.items()
            assert event["data"]["conversation"].items() <= shown.items()
            for word in ("sentiment", "upset", "handoff", "run_id", "order"):
                assert word not in str(event)

    play(scene)


def test_an_event_that_is_not_named_is_not_told() -> None:
    def every(kind: type[Event]) -> set[str]:
        below = {name for each in kind.__subclasses__() for name in every(each)}
        return below | ({kind.name} if hasattr(kind, "name") else set())

    names = {*every(Event), "tickets.something_new"}
    assert names > TOLD_EVENTS
    data = {"conversation": {"id": "x", "number": 7, "tier": 2}, "entry": {"id": 9}, "order": 9, "run_id": 3}
    for name in names:
        frame = told({"type": "event", "id": 1, "topic": "contact:1", "name": name, "data": data})
        assert (frame is not None) == (name in TOLD_EVENTS)
        assert frame is None or frame["data"] == {"conversation": {"id": "x"}}
    assert told({"type": "signal", "name": "sla.clock", "data": {"ticket": "x"}}) is None
    assert told({"type": "presence", "people": [{"id": 3, "name": "Ines"}]}) is None
    assert told({"type": "event", "name": "tickets.reply_posted", "data": {"message": {"id": "x"}}}) is None


def test_another_brands_widget_hears_nothing_of_this_ones(cast: "Cast") -> None:
    browser = signed_in(cast)
    browser.writes("Export is empty.")
    other = Browser(cast.other_brand)
    other.begin(user_token=user_token(cast.other_brand, email="helen@kestrel.test"))
    ticket, agent = Ticket.objects.get(), cast.agent

    async def scene() -> None:
        async with panel(other.token) as customer:
            await later(lambda: cast.replies(ticket, agent, "For the first brand."))
            assert await customer.hears_nothing_before_pong()
            await customer.say(type="resume", since=0)
            assert (await customer.hear())["type"] == "resumed"

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
            assert signal["name"] == "assistant.delta"
            assert signal["data"] | {"run_id": 3} == data
            assert signal["data"]["run_id"] != 3

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
            await customer.say(type="resume", since=0)
            frames: list[dict[str, Any]] = []
            while not frames or frames[-1]["type"] != "resumed":
                frames.append(await customer.hear())
            assert "tickets.reply_posted" in {frame.get("name") for frame in frames}

    play(scene)
