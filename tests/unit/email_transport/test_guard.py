# ruff: noqa: E501, S104 - tables
"""Which addresses a mail server may have, and what is revealed of whatever answers there."""

import socket
from typing import Any

import pytest

from integrations.email.transport.connecting import MailServerError, addresses_of, connect
from integrations.email.transport.imap import ImapAccount, ImapSession
from integrations.email.transport.smtp import NotReached, SmtpAccount, signed_in
from tests.mailservers import OddServer

HOST = "127.0.0.1"
MACHINERY = [
    "169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "0.0.0.0", "0.1.2.3",
    "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::169.254.169.254", "::ffff:100.100.100.200", "::ffff:0:a9fe:a9fe",
    "64:ff9b::169.254.169.254", "64:ff9b::6464:64c8", "64:ff9b:1::a9fe:a9fe", "2002:a9fe:a9fe::1",
    "2001:0:a9fe:a9fe::1", "fd00:ec2::254", "fd00:0ec2:0:0:0:0:0:0254", "fd00:ec2::23", "fd20:ce::254",
    "fe80::1", "fec0::1", "ff02::1", "224.0.0.1", "::",
]  # fmt: skip


def resolving(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return [
            (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, int(port)))
            for ip in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("address", MACHINERY)
def test_a_name_that_leads_to_machinery_is_no_mail_server(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolving(monkeypatch, address)
    with pytest.raises(MailServerError) as caught:
        connect("mail.kim.example", 25, timeout=1)
    assert caught.value.code == "unresolvable"


@pytest.mark.parametrize(
    "text",
    [
        "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "0xa9.0xfe.0xa9.0xfe", "169.254.43518",
        "::ffff:169.254.169.254", "fd00:ec2::254", "100.100.100.200", "::169.254.169.254", "64:ff9b::a9fe:a9fe",
    ],
)  # fmt: skip
def test_no_spelling_of_it_passes(text: str) -> None:
    with pytest.raises(MailServerError) as caught:
        addresses_of(text, 25)
    assert caught.value.code == "unresolvable"


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "192.168.1.9", "fd12::9", "127.0.0.1", "::1", "192.0.2.8", "64:ff9b::c000:208"]
)
def test_a_server_of_one_s_own_network_is_fine(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, address, "169.254.169.254")
    assert [one[0] for _, one in addresses_of("mail.kim.example", 25)] == [address]


def test_a_host_keeps_its_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.8", int(port)))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    addresses_of("mail.straße.example", 25)
    assert asked == ["mail.xn--strae-oqa.example"]


SECRET = "SECRET-BANNER-7.1"
SMTP_TALKS = {
    "another protocol": [f"SSH-2.0-{SECRET}"],
    "a refusal": [f"554 5.3.2 {SECRET}"],
    "a page": [f"HTTP/1.1 400 {SECRET}"],
    "nonsense": [f"-ERR {SECRET}"],
    "a refused name": [f"220 {SECRET}", f"502 {SECRET}", f"502 {SECRET}"],
    "a refused sign-in": [f"220 {SECRET}", "250-x\r\n250 AUTH PLAIN", f"535 5.7.8 {SECRET}"],
}


@pytest.mark.parametrize("lines", SMTP_TALKS.values(), ids=SMTP_TALKS.keys())
def test_words_of_what_answers_are_not_told(lines: list[str]) -> None:
    def talk(own: socket.socket) -> None:
        for line in lines:
            own.sendall(f"{line}\r\n".encode())
            own.recv(1000)

    with OddServer(talk) as server, pytest.raises(NotReached) as caught:  # noqa: SIM117 (the server must stand when it raises)
        with signed_in(SmtpAccount(HOST, server.port, "none", "kim", "pass", timeout=5)):
            pass
    assert caught.value.text
    assert SECRET not in f"{caught.value.text} {caught.value.what_to_do}"


@pytest.mark.parametrize(
    "greeting",
    [f"SSH-2.0-{SECRET}", f"* BYE {SECRET}", f"-ERR {SECRET}", f"* OK {SECRET}", f"220 {SECRET}"],
)
def test_nor_of_what_is_no_imap(greeting: str) -> None:
    def talk(own: socket.socket) -> None:
        own.sendall(f"{greeting}\r\n".encode())
        while line := own.recv(1000):
            own.sendall(line.split()[0] + f" NO {SECRET}\r\n".encode())

    account = ImapAccount(HOST, 0, "none", "kim", "pass", timeout=5)
    with OddServer(talk) as server, pytest.raises(MailServerError) as caught:  # noqa: SIM117 (the server must stand when it raises)
        with ImapSession(ImapAccount(**{**vars(account), "port": server.port})):
            pass
    assert caught.value.what
    assert SECRET not in caught.value.explanation
