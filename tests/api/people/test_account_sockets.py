"""The open socket of a session that has ended closes within a second, and opens no more."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.routing import URLRouter

from core import clock
from core.live.consumer import CLOSE_UNAUTHENTICATED, CLOSE_WITHDRAWN
from core.live.hub import current_hub
from helpdesk.sockets import websocket_urlpatterns
from integrations.email.models import OutgoingMail
from people import services
from people.models import StaffSession, User
from tests.browsers import Browser, signed_in
from tests.cast import PASSWORD, Cast
from tests.mails import mailbox_for
from tests.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("cheap_hashes")]
NEW = "quite-another-long-one"


class Screen(Socket):
    """The workspace's socket of a browser that is signed in."""

    def __init__(self, browser: Browser) -> None:
        cookie = f"candor_session={browser.session_key}".encode()
        application = URLRouter(websocket_urlpatterns)  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
        super().__init__(application, "/ws/live/", headers=[(b"cookie", cookie)])


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        try:
            await scene()
        finally:
            await current_hub().close()

    async_to_sync(run)()


def later(call: Callable[[], Any]) -> Awaitable[Any]:
    return sync_to_async(call, thread_sensitive=True)()


def link(kind: str, user: User, address: str) -> str:
    """A mailed link's secret."""
    services.link_send(user=user, kind=kind, address=address, now=clock.now())  # type: ignore[arg-type]  # one of the two kinds
    mail = OutgoingMail.objects.filter(user=user).latest("id")
    found = re.search(r"#([\w-]+)$", mail.secret)
    assert found is not None
    return found[1]


def change_password(cast: Cast, browser: Browser) -> None:
    answer = browser.post("me/password", {"current_password": PASSWORD, "new_password": NEW})
    assert answer.status_code == 200, answer.content


def reset_password(cast: Cast, browser: Browser) -> None:
    token = link("password", cast.agent, cast.agent.email)
    assert browser.post("password/reset", {"token": token, "password": NEW}).status_code == 204


def change_address(cast: Cast, browser: Browser) -> None:
    token = link("address", cast.agent, "ines@new-domain.test")
    assert browser.post("me/address/confirm", {"token": token}).status_code == 200


def revoke_all_others(cast: Cast, browser: Browser) -> None:
    assert browser.delete("me/sessions").status_code == 200


def revoke_one(cast: Cast, browser: Browser) -> None:
    for row in browser.get("me/sessions").json()["results"]:
        if not row["is_current"]:
            assert browser.delete(f"me/sessions/{row['id']}").status_code == 204


def set_from_command_line(cast: Cast, browser: Browser) -> None:
    from core.actors import SYSTEM

    services.password_set(actor=SYSTEM, user_id=cast.agent.pk, new=NEW, now=clock.now())


def deactivate(cast: Cast, browser: Browser) -> None:
    services.user_update(
        actor=cast.actor(cast.owner), user_id=cast.agent.pk, changes={"is_active": False}, now=clock.now()
    )


WAYS = [
    change_password, reset_password, change_address, revoke_all_others, revoke_one, set_from_command_line,
    deactivate,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_thiefs_socket_closes_within_a_second(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, way: Callable[[Cast, Browser], None]
) -> None:
    monkeypatch.setattr("core.queue.enqueue", lambda *_, **__: None)
    mailbox_for(cast.brand)
    owner, thief = signed_in(cast.agent), signed_in(cast.agent, "203.0.113.9")
    assert cast.owner.pk

    async def scene() -> None:
        opened = Screen(thief)
        assert await opened.connect()
        assert (await opened.hear())["user_id"] == cast.agent.pk
        await asyncio.wait_for(current_hub().is_connected.wait(), 5)
        await later(lambda: way(cast, owner))
        started = asyncio.get_running_loop().time()
        assert await opened.closing_code() == CLOSE_WITHDRAWN
        assert asyncio.get_running_loop().time() - started < 1
        again = Screen(thief)
        assert await again.connect()
        assert await again.closing_code() == CLOSE_UNAUTHENTICATED

    play(scene)
    assert thief.get("me").status_code == 401


def test_who_stays_signed_in_opens_a_socket_again(cast: Cast) -> None:
    owner, _ = signed_in(cast.agent), signed_in(cast.agent)
    change_password(cast, owner)

    async def scene() -> None:
        opened = Screen(owner)
        assert await opened.connect()
        assert (await opened.hear())["type"] == "ready"
        await opened.disconnect()

    play(scene)


def end_session(cast: Cast) -> None:
    StaffSession.objects.filter(user=cast.agent).delete()


def change_hash(cast: Cast) -> None:
    cast.agent.set_password(NEW)
    cast.agent.save()


@pytest.mark.parametrize("quietly", [end_session, change_hash])
def test_a_socket_ends_by_itself_if_the_word_was_lost(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, quietly: Callable[[Cast], None]
) -> None:
    """Redis may lose the word that a session has ended, and a thief's program need not ask: we do."""
    browser = signed_in(cast.agent)
    monkeypatch.setattr("tickets.consumers.RECHECK", timedelta(seconds=0.3))

    async def scene() -> None:
        opened = Screen(browser)
        assert await opened.connect()
        assert (await opened.hear())["type"] == "ready"
        await asyncio.sleep(1)
        await opened.say(type="ping")
        assert (await opened.hear())["type"] == "pong"
        await later(lambda: quietly(cast))
        assert await opened.closing_code() == CLOSE_WITHDRAWN

    play(scene)
