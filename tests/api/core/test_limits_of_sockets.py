"""Nobody can hold many sockets of a process, or send frames faster than a screen needs."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync

from core.live.allowance import BURST, PER_SECOND, RESUME_COST, Allowance
from core.live.consumer import CLOSE_TOO_MANY, MAX_TOPICS, LiveConsumer
from core.live.hub import current_hub
from tests.api.widget.desk import Browser, settings_of
from tests.sockets import Socket
from tickets.consumers import WorkspaceConsumer
from widget.consumers import WidgetConsumer

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def workspace(cast: "Cast") -> Callable[[], Socket]:
    token = cast.token(cast.agent)
    return lambda: Socket(WorkspaceConsumer.as_asgi(), "/ws/live/", f"token={token}")


def widget(cast: "Cast") -> Callable[[], Socket]:
    settings_of(cast.brand)
    browser = Browser(cast.brand)
    browser.begin()
    browser.writes("Hello, anybody here?")
    protocols = ["candor", f"session.{browser.token}"]
    headers = [(b"host", b"support.test")]
    return lambda: Socket(WidgetConsumer.as_asgi(), "/ws/widget/", headers=headers, subprotocols=protocols)


BOTH = pytest.mark.parametrize(
    ("opener", "consumer"), [(workspace, WorkspaceConsumer), (widget, WidgetConsumer)]
)


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        try:
            await scene()
        finally:
            await current_hub().close()

    async_to_sync(run)()


@BOTH
def test_one_socket_too_many_is_closed_and_the_others_stay(
    opener: Callable[..., Callable[[], Socket]], consumer: type[LiveConsumer], cast: "Cast"
) -> None:
    make = opener(cast)

    async def scene() -> None:
        opened = [make() for _ in range(consumer.max_sockets)]
        for socket in opened:
            assert await socket.connect()
            await socket.hear("ready")
        extra = make()
        await extra.connect()
        assert await extra.closing_code() == CLOSE_TOO_MANY
        await opened[0].say(type="ping")
        assert (await opened[0].hear("pong"))["type"] == "pong"
        await opened.pop().disconnect()
        again = make()
        await again.connect()
        assert (await again.hear())["type"] == "ready"
        for socket in [*opened, again]:
            await socket.disconnect()

    play(scene)


@BOTH
@pytest.mark.parametrize("frame", [{"type": "ping"}, {"type": "resume", "since": 0}, {"type": "nonsense"}])
def test_a_flood_of_frames_closes_the_socket(
    frame: dict[str, Any],
    opener: Callable[..., Callable[[], Socket]],
    consumer: type[LiveConsumer],
    cast: "Cast",
) -> None:
    make = opener(cast)

    async def scene() -> None:
        socket = make()
        await socket.connect()
        await socket.hear("ready")
        for _ in range(int(BURST * 3)):
            await socket.say(**frame)
        assert await socket.closing_code() == CLOSE_TOO_MANY

    play(scene)


def test_a_screen_that_comes_back_is_well_within() -> None:
    """All its topics, a resume and its presence at once, then a frame or two a second."""
    allowance = Allowance()
    assert all(allowance.take(1, at=0.0) for _ in range(MAX_TOPICS + 5))
    assert allowance.take(RESUME_COST, at=0.0)
    assert all(allowance.take(1, at=second / 2) for second in range(600))


def test_the_allowance_fills_up_with_time_and_no_further() -> None:
    allowance = Allowance()
    assert allowance.take(BURST, at=0.0)
    assert not allowance.take(1, at=0.0)
    assert allowance.take(PER_SECOND, at=1.0)
    assert not allowance.take(1, at=1.0)
    assert not allowance.take(BURST + 1, at=10_000.0)
