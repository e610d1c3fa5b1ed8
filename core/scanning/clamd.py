"""
ClamAV's daemon, asked by its INSTREAM command (clamd(8)): `zINSTREAM\\0`, then chunks, each behind its length
in four bytes, an empty one at the end; the answer ends with a zero byte.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.conf import settings

from core.scanning import Finding, Verdict

CHUNK = 64 * 1024
CONNECT_SECONDS = 5.0
MAX_ANSWER = 4096


def scan(stream: IO[bytes]) -> Verdict:
    """What clamd says of a file; see `core.scanning.scanner`."""
    sent, answer = 0, ""
    try:
        with _connected() as (server, deadline):
            server.sendall(b"zINSTREAM\0")
            try:
                while piece := stream.read(CHUNK):
                    sent += len(piece)
                    if sent > settings.CLAMD_MAX_BYTES:
                        return Verdict(Finding.REFUSED, f"over {settings.CLAMD_MAX_BYTES} bytes")
                    _patience(server, deadline)
                    server.sendall(struct.pack("!L", len(piece)) + piece)
                server.sendall(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                # It hangs up on what is too large for it; why stands in the answer.
                pass
            answer = _answer(server, deadline)
    except (OSError, ValueError) as error:
        return Verdict(Finding.AWAY, type(error).__name__)
    return _read(answer)


def ping() -> bool:
    """Whether clamd answers."""
    try:
        with _connected() as (server, deadline):
            server.sendall(b"zPING\0")
            return _answer(server, deadline) == "PONG"
    except (OSError, ValueError):
        return False


@contextmanager
def _connected() -> Iterator[tuple[socket.socket, float]]:
    address = settings.CLAMD_ADDRESS
    deadline = time.monotonic() + settings.CLAMD_TIMEOUT_SECONDS
    if address.startswith("/"):
        server = socket.socket(socket.AF_UNIX)
        server.settimeout(CONNECT_SECONDS)
        with server:
            server.connect(address)
            yield server, deadline
        return
    host, _, port = address.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS) as server:
        yield server, deadline


def _patience(server: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    server.settimeout(left)


def _answer(server: socket.socket, deadline: float) -> str:
    found = b""
    while b"\0" not in found and len(found) < MAX_ANSWER:
        _patience(server, deadline)
        piece = server.recv(1024)
        if not piece:
            break
        found += piece
    return found.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _read(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(Finding.CLEAN)
    if said.endswith(" FOUND"):
        name = "".join(char for char in said.removesuffix(" FOUND") if char.isprintable())
        return Verdict(Finding.INFECTED, name[:200] or "malware")
    if said.endswith("ERROR"):
        return Verdict(Finding.REFUSED, said.removesuffix("ERROR").strip(" .")[:200] or "error")
    return Verdict(Finding.AWAY, "no answer")
