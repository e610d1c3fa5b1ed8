"""
Strangers open both sockets and ask for every kind of topic. The kinds come from the registry itself: one that
has no sample here fails.
"""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from core import live
from core.live.consumer import CLOSE_UNAUTHENTICATED
from core.live.hub import current_hub
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW
from tests.sockets import Socket
from tickets.consumers import WorkspaceConsumer
from tickets.models import Ticket
from widget.consumers import WidgetConsumer

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "socketaye"


def workspace(query: str) -> Socket:
    return Socket(WorkspaceConsumer.as_asgi(), "/ws/live/", query)


def widget(token: str) -> Socket:
    return Socket(
        WidgetConsumer.as_asgi(), "/ws/widget/", headers=[(b"host", b"support.test")],
        subprotocols=["candor", f"session.{token}"],
    )  # fmt: skip


def topics(cast: "Cast", ticket: Ticket) -> dict[str, str]:
    """For each kind of topic one that is somebody else's."""
    return {
        "queue": "queue",
        "ticket": f"ticket:{ticket.pk}",
        "user": f"user:{cast.agent.pk}",
        "contact": f"contact:{cast.customer.pk}",
    }


def browser(cast: "Cast", **claims: Any) -> str:
    settings_of(cast.brand, secret="x" * 40)
    opened = Browser(cast.brand)
    opened.begin(**({"user_token": user_token(cast.brand, "u-9", **claims)} if claims else {}))
    if not claims:
        opened.writes("Hello, anybody here?")
    return opened.token


LISTENERS: dict[str, Callable[["Cast"], tuple[Socket, set[str]]]] = {
    "staff of another team": lambda cast: (workspace(f"token={cast.token(cast.team_agent)}"), {"queue"}),
    "a token for something else": lambda cast: (
        workspace(f"token={cast.token(cast.owner, ['kb:read'])}"), set(),
    ),
    "a customer of another company": lambda cast: (
        widget(browser(cast, email=cast.stranger.email, email_verified=True)), set(),
    ),
    "another visitor": lambda cast: (widget(browser(cast)), set()),
}  # fmt: skip
"""Who gets in, with what they may follow although they hear nothing of this ticket."""


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        try:
            await scene()
        finally:
            await current_hub().close()

    async_to_sync(run)()


def test_every_kind_of_topic_has_a_sample(cast: "Cast") -> None:
    assert set(topics(cast, cast.ticket())) == {kind for kind, _ in live.authorizers.items()}


@pytest.mark.parametrize("who", LISTENERS)
def test_a_stranger_hears_nothing_on_any_topic(who: str, cast: "Cast") -> None:
    ticket = cast.ticket(team_id=cast.team.pk)
    asked = topics(cast, ticket)
    socket, allowed = LISTENERS[who](cast)

    async def scene() -> None:
        assert await socket.connect()
        last_id = (await socket.hear("ready"))["last_id"]
        for kind, topic in asked.items():
            await socket.say(type="subscribe", topic=topic)
            frame = await socket.hear()
            assert frame["type"] == ("subscribed" if kind in allowed else "denied"), (kind, frame)
        await sync_to_async(cast.says, thread_sensitive=True)(ticket, f"Words of {SECRET}.", now=NOW)
        await socket.say(type="presence", topic=asked["ticket"], state="viewing")
        await socket.say(type="resume", since=last_id)
        await socket.say(type="ping")
        while True:
            frame = await socket.hear()
            assert SECRET not in str(frame)
            assert str(ticket.public_id) not in str(frame)
            if frame["type"] == "pong":
                break
        await socket.disconnect()

    play(scene)


@pytest.mark.parametrize("kind", ["nobody", "expired", "revoked", "a customer", "staff at the widget"])
def test_who_is_nobody_here_is_closed_at_once(kind: str, cast: "Cast") -> None:
    from datetime import timedelta

    from people.models import ApiToken

    token = cast.token(cast.agent)
    ended = {
        "expired": {"expires_at": NOW - timedelta(days=1)},
        "revoked": {"revoked_at": NOW},
    }.get(kind)
    if ended:
        ApiToken.objects.update(**ended)
    sockets = {
        "nobody": lambda: workspace(""),
        "a customer": lambda: workspace(f"token={browser(cast)}"),
        "staff at the widget": lambda: widget(token),
    }
    socket = sockets.get(kind, lambda: workspace(f"token={token}"))()

    async def scene() -> None:
        await socket.connect()
        assert await socket.closing_code() == CLOSE_UNAUTHENTICATED

    play(scene)
