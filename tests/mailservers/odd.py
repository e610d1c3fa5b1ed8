"""Servers that misbehave in ways no decent one does."""

import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.mailservers.letters import HOST


class OddServer:
    """
    Whatever `talk` makes of each connection; for what no decent server does.

    `talk` gets the socket and may hang: everything ends with the server.
    """

    def __init__(self, talk: Callable[[socket.socket], None]) -> None:
        self._talk = talk
        self._door = socket.create_server((HOST, 0))
        self._open: list[socket.socket] = []
        self.port: int = self._door.getsockname()[1]
        self.connections = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.close()
        self.cut()

    def cut(self) -> None:
        """Break every connection."""
        for own in self._open:
            try:
                own.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was faster
            own.close()

    def _accept(self) -> None:
        while True:
            try:
                own, _ = self._door.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(own)
            threading.Thread(target=self._serve, args=(own,), daemon=True).start()

    def _serve(self, own: socket.socket) -> None:
        try:
            self._talk(own)
        except OSError:
            pass  # the other side has gone, or the test is over


def cut_after(port: int, limit: int) -> OddServer:
    """A way to the server at `port` that breaks once it has brought `limit` bytes back."""

    def talk(own: socket.socket) -> None:
        with socket.create_connection((HOST, port)) as other:
            threading.Thread(target=_pour, args=(own, other), daemon=True).start()
            brought = 0
            while brought < limit and (piece := other.recv(min(4096, limit - brought))):
                own.sendall(piece)
                brought += len(piece)
        own.shutdown(socket.SHUT_RDWR)

    return OddServer(talk)


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(4096):
            target.sendall(piece)
    except OSError:
        pass  # the way is cut


def talk_imap(
    own: socket.socket, answers: dict[bytes, bytes | None], heard: list[bytes] | None = None
) -> None:
    """
    Talk IMAP as far as needed; for a command with one of these words, give that answer.

    One that starts with NO ends the command; after another, OK does unless it stops amid a message; None
    leaves the command to the caller.
    """
    own.sendall(b"* OK ready\r\n")
    opened = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 2] .\r\n"
    known = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", b"EXAMINE": opened} | answers
    for line in own.makefile("rb"):
        if heard is not None:
            heard.append(line)
        tag = line.split()[0]
        answer = next((answer for word, answer in known.items() if word in line), b"")
        if answer is None:
            return
        if answer.startswith(b"NO"):
            own.sendall(tag + b" " + answer + b"\r\n")
        elif b"{" in answer:
            own.sendall(answer)
        else:
            own.sendall(answer + tag + b" OK done\r\n")
