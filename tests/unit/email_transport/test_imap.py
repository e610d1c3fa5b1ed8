"""Reading a folder by UID, against both servers."""

import dataclasses
import socket
import threading
import time

import pytest

from integrations.email.transport import imap as module
from integrations.email.transport.connecting import MailServerError
from integrations.email.transport.imap import Fetched, ImapAccount, ImapSession, Unreadable
from tests.mailservers import (
    HOST,
    Certificates,
    Dovecot,
    ImapServer,
    OddServer,
    cut_after,
    free_port,
    letter,
    talk_imap,
)

MANY = 1_000_000


def after(server: ImapServer, uid: int, *, limit: int = 100, max_bytes: int = MANY) -> list[Fetched]:
    with ImapSession(server.account()) as session:
        return list(session.fetch_after(uid, limit=limit, max_bytes=max_bytes))


def enter(account: ImapAccount) -> None:
    with ImapSession(account):
        pass


def read_one(account: ImapAccount) -> None:
    """Ask for the body of message 1."""
    with ImapSession(account) as session:
        session._fetch([1], 1000)


def read_all(account: ImapAccount, *, seconds: float = 60) -> None:
    with ImapSession(account, seconds=seconds) as session:
        list(session.fetch_after(0, limit=5, max_bytes=1000))


def last_uid(server: ImapServer) -> int:
    with ImapSession(server.account()) as session:
        return session.last_uid()


def test_messages_come_ascending_and_whole(imap: ImapServer) -> None:
    start = last_uid(imap)
    mails = [letter(f"number {n}", size=n * 1000) for n in range(5)]
    imap.append(*mails)
    found = after(imap, start)
    assert [mail.raw for mail in found] == mails
    assert [mail.uid for mail in found] == list(range(start + 1, start + 6))
    assert [mail.size for mail in found] == [len(mail) for mail in mails]


def test_an_empty_rest_is_empty(imap: ImapServer) -> None:
    """`UID FETCH n:*` names the last message even when n is beyond it."""
    imap.append(letter())
    assert after(imap, last_uid(imap)) == []
    assert after(imap, last_uid(imap) + 1000) == []


def test_an_empty_folder(imap: ImapServer) -> None:
    assert after(imap, 0) == []


def test_the_limit_takes_the_oldest(imap: ImapServer) -> None:
    start = last_uid(imap)
    imap.append(*[letter(f"number {n}") for n in range(6)])
    assert [mail.uid for mail in after(imap, start, limit=2)] == [start + 1, start + 2]
    assert [mail.uid for mail in after(imap, start + 2, limit=2)] == [start + 3, start + 4]


def test_nothing_is_marked_as_seen(imap: ImapServer) -> None:
    imap.append(letter())
    [mail] = after(imap, 0)
    assert b"Seen" not in imap.flags(mail.uid)


def test_what_others_have_read_still_comes(imap: ImapServer) -> None:
    imap.append(letter())
    with imap.door() as own:
        own.store("1", "+FLAGS", "(\\Seen \\Answered)")
    assert len(after(imap, 0)) == 1


def test_gaps_are_stepped_over(imap: ImapServer) -> None:
    start = last_uid(imap)
    imap.append(*[letter(f"number {n}") for n in range(5)])
    imap.expunge(start + 1, start + 3)
    assert [mail.uid for mail in after(imap, start)] == [start + 2, start + 4, start + 5]


def test_wide_gaps_are_stepped_over(imap: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_WINDOW", 2)
    monkeypatch.setattr(module, "MAX_WINDOW", 8)
    start = last_uid(imap)
    imap.append(*[letter(f"number {n}") for n in range(30)])
    imap.expunge(*range(start + 2, start + 25))
    assert [mail.uid for mail in after(imap, start, limit=4)] == [start + n for n in (1, 25, 26, 27)]


def test_a_message_that_goes_meanwhile_is_left_out(imap: ImapServer) -> None:
    start = last_uid(imap)
    imap.append(*[letter(f"number {n}") for n in range(40)])
    with ImapSession(imap.account()) as session:
        mails = session.fetch_after(start, limit=100, max_bytes=MANY)
        first = next(mails)
        imap.expunge(start + 30, start + 35)
        rest = list(mails)
    found = [mail.uid for mail in [first, *rest]]
    assert set(range(start + 1, start + 41)) - set(found) <= {start + 30, start + 35}
    assert found == sorted(found)


def test_a_message_over_the_limit_comes_as_its_headers(imap: ImapServer) -> None:
    start = last_uid(imap)
    imap.append(letter("small"), letter("huge", size=300_000), letter("also small"))
    small, huge, other = after(imap, start, max_bytes=100_000)
    assert (small.raw, other.raw) == (letter("small"), letter("also small"))
    assert huge.raw is None
    assert huge.size > 300_000
    assert b"Subject: huge" in huge.head
    assert len(huge.head) < 1000


def test_a_server_that_sends_more_than_was_asked_for_fills_no_memory() -> None:
    def talk(own: socket.socket) -> None:
        talk_imap(own, {b"FETCH": b"* 1 FETCH (UID 1 BODY[]<0> {2000000000}\r\n"})

    with OddServer(talk) as server, pytest.raises(MailServerError) as caught:
        read_one(_plain(server.port))
    assert caught.value.code == "too_much"


def test_a_message_that_the_server_keeps_back_is_named() -> None:
    def talk(own: socket.socket) -> None:
        talk_imap(
            own,
            {
                b"SEARCH": b"* SEARCH 1\r\n",
                b"RFC822.SIZE": b"* 1 FETCH (UID 1 RFC822.SIZE 10)\r\n",
                b"BODY.PEEK": b"NO [SERVERBUG] It broke",
            },
        )

    with OddServer(talk) as server, pytest.raises(Unreadable) as caught:
        read_all(_plain(server.port))
    assert caught.value.uid == 1
    assert "It broke" in caught.value.what


def test_the_folder_is_opened_by_its_name(imap: ImapServer) -> None:
    with imap.door("") as own:
        own.create("Anfragen")
    imap.append(letter("elsewhere"), folder="Anfragen")
    with ImapSession(imap.account(folder="Anfragen")) as session:
        found = list(session.fetch_after(0, limit=10, max_bytes=MANY))
    assert b"elsewhere" in (found[-1].raw or b"")


def test_a_missing_folder_is_told(imap: ImapServer) -> None:
    with pytest.raises(MailServerError) as caught, ImapSession(imap.account(folder="Nowhere")):
        pass
    assert caught.value.code == "folder"
    assert "Nowhere" in caught.value.what
    assert "INBOX" in caught.value.what_to_do


def test_a_wrong_password_needs_a_person(imap: ImapServer) -> None:
    account = dataclasses.replace(imap.account(), password="wrong")
    with pytest.raises(MailServerError) as caught, ImapSession(account):
        pass
    assert (caught.value.code, caught.value.is_sign_in) == ("sign_in", True)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls(dovecot: Dovecot, trusted: Certificates, security: str) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    with ImapSession(dovecot.account(host="localhost", port=port, security=security)) as session:
        assert session.uid_validity


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_unknown_certificate_ends_it(dovecot: Dovecot, security: str) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    account = dovecot.account(host="localhost", port=port, security=security)
    with pytest.raises(MailServerError) as caught, ImapSession(account):
        pass
    assert caught.value.code == "certificate"


def test_tls_where_there_is_none_is_told(imap: ImapServer) -> None:
    with pytest.raises(MailServerError) as caught, ImapSession(imap.account(security="tls")):
        pass
    assert caught.value.code == "tls"
    assert "993" in caught.value.what_to_do


def test_missing_starttls_fails_closed() -> None:
    heard: list[bytes] = []
    with OddServer(lambda own: talk_imap(own, {}, heard)) as server, pytest.raises(MailServerError) as caught:
        enter(ImapAccount(HOST, server.port, "starttls", "support", "secret", timeout=5))
    assert caught.value.code == "no_starttls"
    assert not [line for line in heard if b"LOGIN" in line]


def test_a_dead_access_token_needs_a_person() -> None:
    def talk(own: socket.socket) -> None:
        own.sendall(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n")
        tag = b""
        while line := own.recv(4000):
            tag = line.split()[0] if b" " in line else tag
            if b"CAPABILITY" in line:
                own.sendall(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n" + tag + b" OK done\r\n")
            elif b"AUTHENTICATE" in line:
                own.sendall(b"+ \r\n")
            elif b" " not in line and len(line) > 2:
                own.sendall(b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n")
            else:
                own.sendall(tag + b" NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n")

    account = ImapAccount(HOST, 0, "none", "support", access_token="dead", timeout=5)
    with OddServer(talk) as server, pytest.raises(MailServerError) as caught:
        enter(dataclasses.replace(account, port=server.port))
    assert caught.value.is_sign_in


def test_too_many_connections_is_no_wrong_password() -> None:
    def talk(own: socket.socket) -> None:
        talk_imap(own, {b"LOGIN": b"NO [ALERT] Too many simultaneous connections. (Failure)"})

    with OddServer(talk) as server, pytest.raises(MailServerError) as caught:
        enter(_plain(server.port))
    assert (caught.value.code, caught.value.is_sign_in) == ("busy", False)


def test_nobody_there() -> None:
    with pytest.raises(MailServerError) as caught, ImapSession(_plain(free_port())):
        pass
    assert caught.value.code == "refused"


def test_a_silent_server_is_left_in_time() -> None:
    started = time.monotonic()
    with OddServer(lambda own: time.sleep(30)) as server, pytest.raises(MailServerError) as caught:
        enter(dataclasses.replace(_plain(server.port), timeout=0.3))
    assert caught.value.code == "timeout"
    assert time.monotonic() - started < 5


def test_a_server_that_goes_silent_amid_a_message_is_left_in_time() -> None:
    def talk(own: socket.socket) -> None:
        talk_imap(own, {b"FETCH": b"* 1 FETCH (UID 1 BODY[]<0> {500}\r\nSubject: half"})

    with OddServer(talk) as server, pytest.raises(MailServerError) as caught:
        read_one(dataclasses.replace(_plain(server.port), timeout=0.5))
    assert caught.value.code in ("timeout", "dropped")


def test_a_server_that_drips_is_left_in_time() -> None:
    def talk(own: socket.socket) -> None:
        talk_imap(own, {b"SEARCH": None})
        while True:
            own.sendall(b"* OK still here\r\n")
            time.sleep(0.05)

    started = time.monotonic()
    with OddServer(talk) as server, pytest.raises(MailServerError):
        read_all(_plain(server.port), seconds=1)
    assert time.monotonic() - started < 5


def test_something_that_is_not_imap_is_told() -> None:
    def talk(own: socket.socket) -> None:
        own.sendall(b"220 smtp.test ESMTP\r\n")

    with OddServer(talk) as server, pytest.raises(MailServerError):
        enter(_plain(server.port))


def test_a_connection_that_dies_amid_the_messages_has_given_those_before(imap: ImapServer) -> None:
    start = last_uid(imap)
    mails = [letter(f"number {n}", size=30_000) for n in range(40)]
    imap.append(*mails)
    found: list[bytes | None] = []

    def read(port: int) -> None:
        with ImapSession(imap.account(port=port)) as session:
            found.extend(mail.raw for mail in session.fetch_after(start, limit=100, max_bytes=MANY))

    with cut_after(imap.port, 1_000_000) as way, pytest.raises(MailServerError) as caught:
        read(way.port)
    assert caught.value.code == "dropped"
    assert 0 < len(found) < 40
    assert found == mails[: len(found)]


def test_idle_hears_of_mail(imap: ImapServer) -> None:
    with ImapSession(imap.account()) as session:
        assert session.can_idle
        threading.Timer(0.3, imap.append, [letter()]).start()
        started = time.monotonic()
        assert session.idle(10)
        assert time.monotonic() - started < 5
        assert not session.idle(0.5)


@pytest.mark.parametrize(
    "start",
    [
        b"+ idling\r\n* 2 EXISTS\r\n",
        b"* 2 EXISTS\r\n+ idling\r\n",
        b"+ idling\r\n* OK Still here\r\n* 2 EXISTS\r\n",
    ],
)
def test_idle_hears_what_comes_with_its_own_answer(start: bytes) -> None:
    def talk(own: socket.socket) -> None:
        heard: list[bytes] = []
        talk_imap(own, {b"IDLE": None, b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n"}, heard)
        own.sendall(start)
        assert own.recv(100) == b"DONE\r\n"
        own.sendall(heard[-1].split()[0] + b" OK done\r\n")

    started = time.monotonic()
    with OddServer(talk) as server, ImapSession(_plain(server.port)) as session:
        assert session.idle(20)
    assert time.monotonic() - started < 5


def test_a_refused_idle_is_told() -> None:
    def talk(own: socket.socket) -> None:
        talk_imap(own, {b"IDLE": b"NO not now", b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n"})

    def wait(port: int) -> None:
        with ImapSession(_plain(port)) as session:
            session.idle(20)

    with OddServer(talk) as server, pytest.raises(MailServerError):
        wait(server.port)


def test_idle_ends_when_told_to(imap: ImapServer) -> None:
    with ImapSession(imap.account()) as session:
        started = time.monotonic()
        assert not session.idle(60, stop=lambda: time.monotonic() - started > 0.5)
    assert time.monotonic() - started < 4


def test_idle_notices_that_the_server_has_gone(imap: ImapServer) -> None:
    def wait(port: int) -> None:
        with ImapSession(imap.account(port=port)) as session:
            session.idle(20)

    with cut_after(imap.port, 10_000) as way:
        threading.Timer(0.5, way.cut).start()
        with pytest.raises(MailServerError):
            wait(way.port)


def _plain(port: int) -> ImapAccount:
    return ImapAccount(HOST, port, "none", "support", "secret", timeout=5)
