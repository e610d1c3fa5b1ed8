"""Every stage of handing over a mail and everything that can go wrong, against real servers."""

import smtplib
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrations.email.transport import smtp
from integrations.email.transport.smtp import Accepted, InDoubt, NotReached, Refused, SmtpAccount, deliver
from tests.mailservers import (
    HOST,
    PASSWORD,
    TOKEN,
    USER,
    Certificates,
    OddServer,
    SmtpSink,
    free_port,
    letter,
    make_certificates,
)

FROM, TO, OTHER = "support@halyard.test", "helen@kestrel.test", "dev@kestrel.test"


class Ledger:
    """Notes whether the moment came from which on a mail may have been delivered."""

    def __init__(self) -> None:
        self.is_handed_over = False

    def __call__(self) -> None:
        assert not self.is_handed_over
        self.is_handed_over = True


def send(
    account: SmtpAccount,
    *recipients: str,
    content: bytes | None = None,
    mail_from: str = FROM,
    ledger: Callable[[], None] | None = None,
) -> Accepted:
    return deliver(
        account,
        mail_from=mail_from,
        recipients=recipients or (TO,),
        content=letter() if content is None else content,
        before_handover=ledger or Ledger(),
    )


def test_a_mail_arrives_as_it_is(sink: SmtpSink) -> None:
    content = letter().replace(b"Our export fails.", b".\r\n..\r\nOur export fails.\r\n.hidden")
    accepted = send(sink.account(), TO, OTHER, content=content)
    assert accepted == Accepted(refused={}, answer="250 2.0.0 queued as 4711")
    [mail] = sink.mails
    assert (mail.mail_from, mail.recipients) == (FROM, [TO, OTHER])
    assert mail.content == content


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_no_line_of_the_content_ends_it(sink: SmtpSink, end: bytes) -> None:
    smuggled = end.join(
        [b"Subject: x", b"", b"a", b".", b"MAIL FROM:<evil@x.test>", b"RCPT TO:<b@x.test>", b"DATA"]
    )
    send(sink.account(), content=smuggled)
    [mail] = sink.mails
    assert mail.content == smuggled.replace(end, b"\r\n") + b"\r\n"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_protects_the_password(trusted: Certificates, security: str) -> None:
    with SmtpSink(certificates=trusted, security=security, needs_sign_in=True) as sink:
        send(sink.account(username=USER, password=PASSWORD))
        [mail] = sink.mails
    assert mail.signed_in_as == USER
    if security == "starttls":
        assert mail.is_tls


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_certificate_ends_it(certificates: Certificates, security: str) -> None:
    with (
        SmtpSink(certificates=certificates, security=security) as sink,
        pytest.raises(NotReached) as caught,
    ):
        send(sink.account(username=USER, password=PASSWORD))
    assert caught.value.code == "certificate"
    assert "MAIL_CA_FILE" in caught.value.what_to_do
    assert not sink.mails


def test_a_certificate_of_another_name_ends_it(tmp_path: Path, settings: Any) -> None:
    other = make_certificates(tmp_path, "mail.other.test")
    settings.MAIL_CA_FILE = str(other.authority)
    with SmtpSink(certificates=other, security="tls") as sink, pytest.raises(NotReached) as caught:
        send(sink.account())
    assert caught.value.code == "certificate"


def test_missing_starttls_fails_closed_before_the_password(sink: SmtpSink) -> None:
    heard: list[bytes] = []

    def talk(own: socket.socket) -> None:
        own.sendall(b"220 old.test ESMTP\r\n")
        while line := own.recv(1000):
            heard.append(line.upper())
            own.sendall(b"250-old.test\r\n250 AUTH PLAIN LOGIN\r\n" if b"ehlo" in line else b"250 OK\r\n")

    with OddServer(talk) as server, pytest.raises(NotReached) as caught:
        send(SmtpAccount(HOST, server.port, "starttls", USER, PASSWORD, timeout=5))
    assert caught.value.code == "no_starttls"
    assert not [line for line in heard if b"AUTH" in line or b"MAIL" in line]


def test_what_was_said_before_tls_is_forgotten(trusted: Certificates) -> None:
    """Answers that somebody put in before TLS began must not count as the server's (CVE-2011-0411)."""

    def talk(own: socket.socket) -> None:
        own.sendall(b"220 mx.test ESMTP\r\n")
        own.recv(1000)
        own.sendall(b"250-mx.test\r\n250 STARTTLS\r\n")
        own.recv(1000)
        own.sendall(b"220 Go on\r\n250-mx.test\r\n250-AUTH PLAIN\r\n250 SIZE 5\r\n")
        with trusted.server_context().wrap_socket(own, server_side=True) as secured:
            while line := secured.recv(1000):
                secured.sendall(b"250 mx.test\r\n" if b"ehlo" in line else b"421 Not you\r\n")

    with OddServer(talk) as server, pytest.raises(Refused) as caught:
        send(SmtpAccount("localhost", server.port, "starttls", timeout=5))
    assert (caught.value.code, caught.value.text) == (421, "Not you")


def test_wrong_password_needs_a_person(sink: SmtpSink) -> None:
    with pytest.raises(NotReached) as caught:
        send(sink.account(username=USER, password="wrong"))
    assert caught.value.is_sign_in
    assert "535" in caught.value.text


def test_a_server_that_wants_a_sign_in_says_so() -> None:
    with SmtpSink(needs_sign_in=True) as sink, pytest.raises(NotReached) as caught:
        send(sink.account())
    assert caught.value.is_sign_in
    assert "530" in caught.value.text


def test_a_password_is_not_dropped_where_none_is_asked_for() -> None:
    def talk(own: socket.socket) -> None:
        own.sendall(b"220 open.test ESMTP\r\n")
        while line := own.recv(1000):
            own.sendall(b"250 open.test\r\n" if b"ehlo" in line else b"250 OK\r\n")

    with OddServer(talk) as server, pytest.raises(NotReached) as caught:
        send(SmtpAccount(HOST, server.port, "none", USER, PASSWORD, timeout=5))
    assert caught.value.code == "no_auth"


def test_xoauth2_signs_in() -> None:
    with SmtpSink(needs_sign_in=True) as sink:
        send(sink.account(username=USER, access_token=TOKEN))
        assert sink.mails[0].signed_in_as == USER


def test_a_dead_access_token_needs_a_person() -> None:
    with SmtpSink(needs_sign_in=True) as sink, pytest.raises(NotReached) as caught:
        send(sink.account(username=USER, access_token="dead"))
    assert caught.value.is_sign_in


def test_a_refused_sender_is_final_or_not_by_its_code(sink: SmtpSink) -> None:
    for answer, is_permanent in (("550 5.7.1 Not you", True), ("451 4.7.1 Later", False)):
        sink.behavior.mail_answer = answer
        ledger = Ledger()
        with pytest.raises(Refused) as caught:
            send(sink.account(), ledger=ledger)
        assert caught.value.is_permanent is is_permanent
        assert caught.value.addresses == (TO,)
        assert not ledger.is_handed_over


def test_one_refused_recipient_does_not_keep_the_others_from_it(sink: SmtpSink) -> None:
    sink.behavior.refuse[OTHER] = "550 5.1.1 No such user"
    accepted = send(sink.account(), TO, OTHER)
    assert accepted.refused == {OTHER: "550 5.1.1 No such user"}
    assert sink.mails[0].recipients == [TO]


def test_all_recipients_refused_hands_nothing_over(sink: SmtpSink) -> None:
    sink.behavior.refuse = {TO: "550 5.1.1 No such user", OTHER: "550 5.1.1 No such user"}
    ledger = Ledger()
    with pytest.raises(Refused) as caught:
        send(sink.account(), TO, OTHER, ledger=ledger)
    assert caught.value.is_permanent
    assert caught.value.addresses == (TO, OTHER)
    assert not ledger.is_handed_over
    assert not sink.mails


def test_one_that_may_be_taken_later_makes_all_worth_another_attempt(sink: SmtpSink) -> None:
    sink.behavior.refuse = {TO: "550 5.1.1 No such user", OTHER: "450 4.2.0 Greylisted"}
    with pytest.raises(Refused) as caught:
        send(sink.account(), TO, OTHER)
    assert not caught.value.is_permanent


@pytest.mark.parametrize(("answer", "is_permanent"), [("554 5.3.0 No", True), ("451 4.3.0 Later", False)])
def test_data_refused_before_any_content(sink: SmtpSink, answer: str, is_permanent: bool) -> None:
    sink.behavior.data_answer = answer
    with pytest.raises(Refused) as caught:
        send(sink.account())
    assert caught.value.is_permanent is is_permanent


@pytest.mark.parametrize(
    ("answer", "is_permanent"),
    [("554 5.7.1 Spam", True), ("452 4.3.1 Full", False), ("421 4.3.2 Bye", False)],
)
def test_content_refused_means_that_the_server_has_it_not(
    sink: SmtpSink, answer: str, is_permanent: bool
) -> None:
    sink.behavior.content_answer = answer
    ledger = Ledger()
    with pytest.raises(Refused) as caught:
        send(sink.account(), ledger=ledger)
    assert ledger.is_handed_over
    assert caught.value.is_permanent is is_permanent
    assert f"{caught.value.code} {caught.value.text}" == answer


def test_a_connection_lost_amid_the_content_leaves_no_doubt(sink: SmtpSink) -> None:
    sink.behavior.drop_at = "content"
    with pytest.raises(NotReached):
        send(sink.account(), content=letter(size=8_000_000))
    assert not sink.mails


@pytest.mark.usefixtures("slow_network")
def test_a_server_that_goes_before_the_final_dot_leaves_no_doubt() -> None:
    def talk(own: socket.socket) -> None:
        _obey_until_data(own)
        own.recv(100_000)
        own.shutdown(socket.SHUT_RDWR)

    with OddServer(talk) as server, pytest.raises(NotReached):
        # The content fits into the buffers of the network: only looking tells that nobody reads it.
        send(SmtpAccount(HOST, server.port, "none", timeout=5), content=letter())


def test_no_answer_to_the_final_dot_leaves_a_doubt(sink: SmtpSink) -> None:
    sink.behavior.drop_at = "dot"
    ledger = Ledger()
    with pytest.raises(InDoubt) as caught:
        send(sink.account(), ledger=ledger)
    assert ledger.is_handed_over
    assert "may have been delivered" in caught.value.text
    assert len(sink.mails) == 1


def test_silence_after_the_final_dot_leaves_a_doubt(sink: SmtpSink) -> None:
    sink.behavior.hang_at = "dot"
    with pytest.raises(InDoubt):
        send(sink.account(answer_timeout=0.5))
    assert len(sink.mails) == 1


def test_nonsense_after_the_final_dot_leaves_a_doubt() -> None:
    def talk(own: socket.socket) -> None:
        _obey_until_data(own)
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            content += own.recv(100_000)
        own.sendall(b"what?\r\n")

    with OddServer(talk) as server, pytest.raises(InDoubt):
        send(SmtpAccount(HOST, server.port, "none", timeout=5, answer_timeout=5))


@pytest.mark.usefixtures("slow_network")
def test_a_refusal_amid_the_content_counts() -> None:
    def talk(own: socket.socket) -> None:
        _obey_until_data(own)
        own.sendall(b"552 5.3.4 Too big\r\n")
        while own.recv(100_000):
            pass

    with OddServer(talk) as server, pytest.raises(Refused) as caught:
        send(SmtpAccount(HOST, server.port, "none", timeout=5), content=letter(size=1_000_000))
    assert (caught.value.code, caught.value.text, caught.value.is_permanent) == (552, "5.3.4 Too big", True)


def test_a_failing_note_sends_nothing(sink: SmtpSink) -> None:
    def fail() -> None:
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        send(sink.account(), ledger=fail)
    assert not sink.mails


def test_the_announced_size_is_kept_before_anything_is_sent() -> None:
    with SmtpSink(max_bytes=2000) as sink:
        ledger = Ledger()
        with pytest.raises(Refused) as caught:
            send(sink.account(), content=letter(size=3000), ledger=ledger)
        assert (caught.value.code, caught.value.is_permanent) == (552, True)
        assert "2000" in caught.value.text
        assert not ledger.is_handed_over
        send(sink.account(), content=letter(size=1000))
    assert any(option.startswith("SIZE=") for option in sink.mails[0].options)


def test_8bit_content_is_announced(sink: SmtpSink) -> None:
    content = letter() + "Grüße\r\n".encode()
    send(sink.account(), content=content)
    assert "BODY=8BITMIME" in sink.mails[0].options
    assert sink.mails[0].content == content


def test_8bit_content_for_a_7bit_server_is_refused_before_it_is_sent() -> None:
    with SmtpSink(takes_8bit=False) as sink, pytest.raises(Refused) as caught:
        send(sink.account(), content=letter() + "Grüße\r\n".encode())
    assert caught.value.is_permanent
    assert not sink.mails


def test_addresses_in_other_letters_use_smtputf8(sink: SmtpSink) -> None:
    send(sink.account(), "jürgen@kestrel.test")
    [mail] = sink.mails
    assert mail.recipients == ["jürgen@kestrel.test"]
    assert "SMTPUTF8" in mail.options


def test_addresses_in_other_letters_are_refused_where_they_cannot_go() -> None:
    with SmtpSink(takes_utf8=False) as sink, pytest.raises(Refused) as caught:
        send(sink.account(), TO, "jürgen@kestrel.test")
    assert caught.value.is_permanent
    assert caught.value.addresses == ("jürgen@kestrel.test",)
    assert not sink.mails


def test_a_domain_in_other_letters_needs_nothing_special() -> None:
    with SmtpSink(takes_utf8=False) as sink:
        send(sink.account(), "helen@bücher.test")
    assert sink.mails[0].recipients == ["helen@xn--bcher-kva.test"]


@pytest.mark.parametrize(
    "address", ["a@x.test>\r\nRCPT TO:<b@x.test", "a b@x.test", "a@x.test\0", "<a@x.test>"]
)
def test_an_address_cannot_carry_commands(sink: SmtpSink, address: str) -> None:
    with pytest.raises(Refused) as caught:
        send(sink.account(), TO, address)
    assert caught.value.addresses == (address,)
    assert not sink.mails


def test_nobody_there() -> None:
    with pytest.raises(NotReached) as caught:
        send(SmtpAccount(HOST, free_port(), "none", timeout=5))
    assert caught.value.code == "refused"


def test_no_such_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*args: object, **kwargs: object) -> object:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(NotReached) as caught:
        send(SmtpAccount("smtp.nowhere.test", 25, "none"))
    assert caught.value.code == "unresolvable"


def test_a_cloud_s_own_address_is_no_mail_server() -> None:
    with pytest.raises(NotReached) as caught:
        send(SmtpAccount("169.254.169.254", 80, "none"))
    assert caught.value.code == "unresolvable"


def test_a_silent_server_is_left_in_time() -> None:
    with OddServer(lambda own: time.sleep(30)) as server:
        started = time.monotonic()
        with pytest.raises(NotReached) as caught:
            send(SmtpAccount(HOST, server.port, "none", timeout=0.3))
    assert caught.value.code == "timeout"
    assert time.monotonic() - started < 5


def test_a_server_that_never_stops_talking_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TALK_SECONDS", 0.5)

    def talk(own: socket.socket) -> None:
        own.sendall(b"220 mx.test\r\n")
        own.recv(1000)
        while True:
            own.sendall(b"250-and another thing\r\n")
            time.sleep(0.05)

    with OddServer(talk) as server, pytest.raises(NotReached):
        send(SmtpAccount(HOST, server.port, "none", timeout=5, answer_timeout=0.5))


def test_a_greeting_that_sends_us_away() -> None:
    with (
        OddServer(lambda own: own.sendall(b"554 5.3.2 No service for you\r\n")) as server,
        pytest.raises(NotReached) as caught,
    ):
        send(SmtpAccount(HOST, server.port, "none", timeout=5))
    assert "554" in caught.value.text


def _obey_until_data(own: socket.socket) -> None:
    own.sendall(b"220 mx.test ESMTP\r\n")
    while b"data" not in (line := own.recv(1000)).lower():
        assert line
        own.sendall(b"250 OK\r\n")
    own.sendall(b"354 Go on\r\n")


@pytest.fixture
def slow_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the server did amid the content has reached us when the content ends."""
    look = smtp._early_word

    def wait_and_look(connection: smtplib.SMTP) -> bytes | None:
        time.sleep(0.3)
        return look(connection)

    monkeypatch.setattr(smtp, "_early_word", wait_and_look)
