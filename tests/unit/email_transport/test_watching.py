"""New mail is noticed at once, and watching never keeps a worker from stopping."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connections

from integrations.email.models import Mailbox
from integrations.email.services import watching
from integrations.email.services.fetching import mailbox_fetch
from integrations.email.services.watching import LEASE_KEY, Watching
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tests.mailservers import PASSWORD, USER, ImapServer, OddServer, free_port, letter, talk_imap

pytestmark = pytest.mark.django_db(transaction=True)


class Bell:
    """Counts what it was told, for each mailbox."""

    def __init__(self) -> None:
        self.rung: list[int] = []

    def __call__(self, mailbox_id: int) -> None:
        self.rung.append(mailbox_id)


def until(happened: Callable[[], bool], seconds: float = 8) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def watch(bell: Bell, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watching]:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(watching, "FIRST_PAUSE", 0.1)
    monkeypatch.setattr(watching, "SETTLE_SECONDS", 0.1)
    found = Watching(bell)
    yield found
    found.stop()
    # Its threads' database connections would keep the test's database from being emptied.
    assert until(lambda: not watchers())
    connections.close_all()


def watchers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("mail-watch")]


def reaching(cast: Cast, port: int, address: str = "support@halyard.test") -> Mailbox:
    mailbox = mailbox_for(
        cast.brand, address, imap_port=port, imap_security="none", username=USER, password=PASSWORD
    )
    mailbox_fetch(mailbox_id=mailbox.pk, now=NOW)
    return mailbox


def test_new_mail_rings(cast: Cast, imap: ImapServer, watch: Watching, bell: Bell) -> None:
    mailbox = reaching(cast, imap.port)
    watch.start()
    time.sleep(1)
    assert bell.rung == []
    imap.append(letter("one"))
    assert until(lambda: bell.rung == [mailbox.pk])
    imap.append(letter("two"))
    assert until(lambda: bell.rung == [mailbox.pk] * 2)


def test_mail_from_before_rings_at_once(cast: Cast, imap: ImapServer, watch: Watching, bell: Bell) -> None:
    mailbox = reaching(cast, imap.port)
    imap.append(letter())
    watch.start()
    assert until(lambda: bell.rung == [mailbox.pk])


def test_a_new_mailbox_is_looked_into_at_once(
    cast: Cast, pymap: ImapServer, watch: Watching, bell: Bell
) -> None:
    mailbox = mailbox_for(
        cast.brand, imap_port=pymap.port, imap_security="none", username=USER, password=PASSWORD
    )
    watch.start()
    assert until(lambda: mailbox.pk in bell.rung)


def test_it_ends_within_two_seconds(cast: Cast, imap: ImapServer, watch: Watching) -> None:
    reaching(cast, imap.port)
    watch.start()
    assert until(lambda: len(watchers()) == 2)
    time.sleep(0.5)
    started = time.monotonic()
    watch.stop()
    assert time.monotonic() - started < 2
    assert until(lambda: not watchers(), 2)


def test_a_hanging_server_keeps_nobody_from_ending(cast: Cast, watch: Watching) -> None:
    with OddServer(lambda own: time.sleep(3)) as server:
        mailbox_for(cast.brand, imap_port=server.port, imap_security="none", password="x")
        watch.start()
        assert until(lambda: server.connections > 0)
        started = time.monotonic()
        watch.stop()
        assert time.monotonic() - started < 2
        assert all(thread.daemon for thread in threading.enumerate() if "mail-watch" in thread.name)


def test_changed_and_removed_mailboxes_are_followed(cast: Cast, watch: Watching, imap: ImapServer) -> None:
    mailbox = reaching(cast, imap.port)
    watch.start()
    assert until(lambda: watchers().count(f"mail-watch-{mailbox.pk}") == 1)
    other = reaching(cast, imap.port, "sales@halyard.test")
    Mailbox.objects.filter(pk=other.pk).update(imap_folder="Sales")
    assert until(lambda: f"mail-watch-{other.pk}" in watchers())
    Mailbox.objects.filter(pk=mailbox.pk).update(is_active=False)
    assert until(lambda: f"mail-watch-{mailbox.pk}" not in watchers())


def test_a_server_that_fails_is_asked_less_and_less(
    cast: Cast, watch: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OddServer(lambda own: own.sendall(b"* BYE not now\r\n")) as server:
        mailbox_for(cast.brand, imap_port=server.port, imap_security="none", password="x")
        watch.start()
        time.sleep(2)
        # After 0.2, 0.4, 0.8 seconds and so on.
        assert 2 <= server.connections <= 5


def test_one_process_watches_at_a_time(cast: Cast, watch: Watching, bell: Bell) -> None:
    mailbox_for(cast.brand, imap_port=free_port(), imap_security="none", password="x")
    cache.set(LEASE_KEY, "another process", 60)
    watch.start()
    time.sleep(0.7)
    assert watchers() == ["mail-watching"]
    cache.delete(LEASE_KEY)
    assert until(lambda: len(watchers()) == 2)
    watch.stop()
    assert cache.get(LEASE_KEY) is None


def test_a_server_without_idle_is_left_to_the_regular_look(cast: Cast, watch: Watching, bell: Bell) -> None:
    heard: list[bytes] = []

    with OddServer(lambda own: talk_imap(own, {b"SEARCH": b"* SEARCH\r\n"}, heard)) as server:
        mailbox_for(cast.brand, imap_port=server.port, imap_security="none", password="x")
        watch.start()
        assert until(lambda: any(b"EXAMINE" in line for line in heard))
        time.sleep(0.5)
        assert server.connections == 1
        assert not any(b"IDLE" in line for line in heard)
