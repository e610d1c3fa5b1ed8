"""A request ends in time, and reaches no internal machine."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from core import http
from core.errors import UpstreamFailed
from core.hosts import ascii_name, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.1",
        "192.0.0.192", "192.0.0.8", "168.63.129.16", "198.18.0.1", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fec0::1", "feff::1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "ff02::1",
        "2001:db8::1",
        "::ffff:169.254.169.254", "::ffff:192.0.0.192", "::169.254.169.254", "::10.0.0.1", "::127.0.0.1",
        "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1", "2002:a9fe:a9fe::1",
        "2002:7f00:1::",
        "2001::1", "2a00:1450::5efe:10.0.0.1",
    ],
)  # fmt: skip
def test_nobodys_public_server(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.215.14",
        "1.1.1.1",
        "2606:4700:4700::1111",
        "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1",
        "2002:101:101::1",
    ],
)
def test_public_servers(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("straße.example", "xn--strae-oqa.example"),
        ("βόλος.example", "xn--nxasmm1c.example"),
        ("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example", "xn--mgba3gch31f060k.example"),
        ("MÜNCHEN.example", "xn--mnchen-3ya.example"),
        ("my_host.Example", "my_host.example"),
    ],
)
def test_names_keep_their_meaning(name: str, wanted: str) -> None:
    assert ascii_name(name) == wanted


@pytest.mark.parametrize(
    "name", ["a\u200db.example", "\ud800.example", "ü" * 80 + ".example", "\uff0e\uff0e"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(http.UnsafeAddress):
        http.resolve(name, 80)


def test_the_name_of_idna_2008_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolver(name: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(name)
        raise OSError("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with pytest.raises(UpstreamFailed):
        http.fetch("GET", "https://straße.example/")
    assert asked == ["xn--strae-oqa.example"]


class Server:
    """Answers every connection by `play`, in a thread of its own."""

    def __init__(self, play: Any) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.is_over = threading.Event()
        self.play = play
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while not self.is_over.is_set():
            try:
                peer, _ = self.socket.accept()
                peer.recv(4096)
                self.play(peer, self.is_over)
                peer.close()
            except OSError:
                return


@pytest.fixture
def serving(settings: Any) -> Iterator[Any]:
    servers: list[Server] = []

    def start(play: Any) -> str:
        servers.append(Server(play))
        settings.OUTBOUND_ALLOWED_HOSTS = ["localhost"]
        return f"http://localhost:{servers[-1].port}/"

    yield start
    for server in servers:
        server.is_over.set()
        server.socket.close()


def drip(start: bytes, piece: bytes) -> Any:
    def play(peer: socket.socket, is_over: threading.Event) -> None:
        peer.sendall(start)
        while not is_over.wait(0.05):
            peer.sendall(piece)

    return play


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-A: ", b"x"),
        (b"H", b""),
    ],
)
def test_a_server_that_drips_is_left_in_time(serving: Any, start: bytes, piece: bytes) -> None:
    url = serving(drip(start, piece))
    began = time.monotonic()
    with pytest.raises(UpstreamFailed):
        http.fetch("GET", url, max_seconds=0.6)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "target",
    [
        "http://[bad/",
        "http://a:99999999/",
        "http://a:b/",
        "http:///x",
        "//",
        "http://\u00fc\u200d/",
        "data:,x",
    ],
)
def test_a_bad_target_of_a_redirect_is_a_clean_error(serving: Any, target: str) -> None:
    def play(peer: socket.socket, is_over: threading.Event) -> None:
        head = f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {target}\r\n\r\n"
        peer.sendall(head.encode())

    with pytest.raises(UpstreamFailed):
        http.fetch("GET", serving(play))
