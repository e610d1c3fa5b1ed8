"""Socket Mode: what a connection brings becomes the same as what is posted, once, and is answered after."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.cache import cache
from redis.exceptions import RedisError

from core.errors import UpstreamFailed
from integrations.connections.models import HookEvent
from integrations.slack.services import socket as mode
from integrations.slack.services.socket import NoSocket, SocketHolder, socket_hold, socket_state
from tests.api.slack.desk import Desk, said, ticket
from tests.cast import Cast
from tests.standins.slack import events
from tests.standins.slack.socket import BREAKS, SocketStandIn, disconnect, envelope
from tickets.models import Ticket

TOKEN = "xapp-1-A0APP-1234-abcd"


@pytest.fixture
def line(desk: Desk, settings: Any) -> Iterator[SocketStandIn]:
    cache.clear()
    with SocketStandIn() as running:
        settings.SLACK_APP_TOKEN = TOKEN
        settings.OUTBOUND_ALLOWED_HOSTS = [*settings.OUTBOUND_ALLOWED_HOSTS, running.host]
        desk.server.state.app_tokens.add(TOKEN)
        desk.server.state.socket_url = running.url
        yield running
        assert running.refused == []


def hold() -> None:
    """One connection, in this thread and its transaction."""
    cache.delete(mode.LEASE_KEY)
    socket_hold(SocketHolder()._is_wanted, rest=lambda: None)


def until(happened: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < ends
        time.sleep(0.02)


def spoken(desk: Desk, text: str) -> dict[str, Any]:
    made = desk.server.says(desk.channel.channel_id, "U0KIM", text)
    return events.spoken(made, desk.channel.channel_id)


def test_what_it_brings_becomes_a_ticket_and_is_answered(desk: Desk, line: SocketStandIn) -> None:
    told = envelope(spoken(desk, "Our exports are empty."))
    line.scripts = [[told, disconnect()]]
    hold()
    desk.settle()
    assert said(ticket()) == ["Our exports are empty."]
    assert line.answered == [told["envelope_id"]]
    state = socket_state()
    assert state is not None
    assert (state.state, state.why) == ("open", "")
    cache.delete(mode.LEASE_KEY)
    state = socket_state()
    assert state is not None
    assert (state.state, state.why) == ("closed", "No worker holds it.")


def test_a_button_comes_the_same_way(desk: Desk, line: SocketStandIn, cast: Cast) -> None:
    message = desk.says("U0KIM", "Our exports are empty.")
    form = events.shortcut(message, desk.channel.channel_id, "U0INES").decode()
    payload = json.loads(parse_qs(form)["payload"][0])
    line.scripts = [[envelope(payload, "interactive"), disconnect()]]
    hold()
    desk.settle()
    assert len(line.answered) == 1
    assert Ticket.objects.count() == 1


def test_one_event_is_one_however_often_and_whichever_way_it_comes(desk: Desk, line: SocketStandIn) -> None:
    told = spoken(desk, "Once.")
    line.scripts = [[envelope(told), envelope(told), disconnect()]]
    hold()
    assert desk.post(told).status_code == 200
    desk.settle()
    assert said(ticket()) == ["Once."]
    assert HookEvent.objects.count() == 1
    assert len(line.answered) == 2


def test_what_could_not_be_stored_is_not_answered_and_comes_again(
    desk: Desk, line: SocketStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = envelope(spoken(desk, "Again."))
    line.scripts = [[told], [told, disconnect()]]

    def fails(**_: Any) -> None:
        raise OSError("The database is away.")

    with monkeypatch.context() as patch:
        patch.setattr(mode, "hook_take", fails)
        with pytest.raises(OSError, match="away"):
            hold()
    assert HookEvent.objects.count() == 0
    hold()
    desk.settle()
    assert said(ticket()) == ["Again."]
    assert line.answered == [told["envelope_id"]]


def test_a_line_that_breaks_is_opened_again(desk: Desk, line: SocketStandIn) -> None:
    first, second = (envelope(spoken(desk, text)) for text in ("One.", "Two."))
    line.scripts = [[first, BREAKS], [second, disconnect()]]
    with pytest.raises(UpstreamFailed):
        hold()
    hold()
    desk.settle()
    assert [one.subject for one in Ticket.objects.order_by("pk")] == ["One.", "Two."]
    assert line.opened == 2


@pytest.mark.parametrize("why", ["bot token", "unknown token", "off"])
def test_without_the_right_token_or_with_the_mode_off_it_says_so(
    desk: Desk, line: SocketStandIn, settings: Any, why: str
) -> None:
    if why == "bot token":
        settings.SLACK_APP_TOKEN = desk.connection.access_token
    elif why == "unknown token":
        settings.SLACK_APP_TOKEN = "xapp-1-A0APP-1234-other"
    else:
        line.scripts = [[disconnect("link_disabled")]]
    with pytest.raises(NoSocket):
        hold()


def test_an_address_inside_is_not_dialed(desk: Desk, line: SocketStandIn, settings: Any) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = [desk.server.host]
    with pytest.raises(UpstreamFailed):
        hold()
    desk.server.state.socket_url = line.url.replace("ws://", "wss://")
    with pytest.raises(UpstreamFailed):
        hold()
    assert line.opened == 0


def test_what_nobody_has_connected_is_answered_and_forgotten(desk: Desk, line: SocketStandIn) -> None:
    told = envelope(spoken(desk, "Hello?"))
    desk.connection.delete()
    line.scripts = [[told, disconnect()]]
    hold()
    assert line.answered == [told["envelope_id"]]
    assert HookEvent.objects.count() == 0


def test_one_process_holds_it_and_another_follows(line: SocketStandIn) -> None:
    one, other = SocketHolder(), SocketHolder()
    assert one._is_our_turn()
    assert not other._is_our_turn()
    assert one._is_our_turn()
    # It has died: its lease ends.
    cache.delete(mode.LEASE_KEY)
    assert other._is_our_turn()
    assert not one._is_wanted()


def test_a_holder_in_its_thread_opens_again_until_it_is_stopped(
    line: SocketStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mode, "FIRST_PAUSE", 0.01)
    holder = SocketHolder()
    holder.start()
    until(lambda: line.opened >= 3)
    holder.stop()
    assert not holder._thread.is_alive()
    assert cache.get(mode.LEASE_KEY) is None


def test_a_line_that_breaks_while_redis_is_away_is_opened_again_too(
    line: SocketStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(state: str, why: str = "") -> None:
        raise RedisError("Redis is away.")

    monkeypatch.setattr(mode, "FIRST_PAUSE", 0.01)
    tried: list[str] = []

    def refuse() -> str:
        tried.append("once more")
        raise NoSocket("It is off.")

    monkeypatch.setattr(mode, "address_open", refuse)
    monkeypatch.setattr(mode, "_note", away)
    holder = SocketHolder()
    holder.start()
    until(lambda: len(tried) >= 3)
    holder.stop()


@pytest.mark.parametrize(("steady", "longest"), [(0.0, 0.01), (60.0, 0.08)])
def test_only_what_breaks_at_once_is_opened_later_and_later(
    line: SocketStandIn, monkeypatch: pytest.MonkeyPatch, steady: float, longest: float
) -> None:
    monkeypatch.setattr(mode, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(mode, "STEADY_SECONDS", steady)
    line.scripts = [[BREAKS], [BREAKS], [BREAKS], [disconnect()]]
    holder, pauses = SocketHolder(), []

    def waits(seconds: float) -> bool:
        pauses.append(seconds)
        if len(pauses) == 3:
            holder._stop.set()
        return False

    monkeypatch.setattr(holder._stop, "wait", waits)
    holder._run()
    assert max(pauses) == pytest.approx(longest)


def test_the_screen_says_how_it_stands_and_the_manifest_names_no_address(
    desk: Desk, line: SocketStandIn, cast: Cast
) -> None:
    api = cast.api(cast.admin)
    assert api.get("slack").json()["socket"] == {"state": "closed", "why": "", "at": None}
    line.scripts = [[disconnect()]]
    hold()
    told = api.get("slack").json()
    assert told["socket"]["state"] == "open"
    manifest = json.loads(told["manifest"])
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(manifest)
    assert manifest["settings"]["event_subscriptions"]["bot_events"]
