"""
A process that does one kind of work for `core.sandbox.pool`.

Run as `python -m core.sandbox.child FD PARENT JOB`.

JOB is a module with `work(content) -> (header, contents)`. Through the socket FD it receives contents (eight
bytes of length, four of seconds, the content), and answers each with one byte once it has all of it, then a
kind, the lengths of header and contents, and both.
"""

import ctypes
import importlib
import math
import os
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Sequence

from core.sandbox.work import Refused

REQUEST = struct.Struct(">QI")
ANSWER = struct.Struct(">cQQ")
RECEIVED, READ, REFUSED, FAILED = b"!", b"m", b"c", b"f"
MEMORY = 1 << 30
_PR_SET_PDEATHSIG = 1

Work = Callable[[bytes], tuple[bytes, Sequence[bytes]]]


def main() -> None:
    """Serve until the parent disappears."""
    _limit()
    connection = socket.socket(fileno=int(sys.argv[1]))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != int(sys.argv[2]):
        return
    work: Work = importlib.import_module(sys.argv[3]).work
    while True:
        head = received(connection, REQUEST.size)
        if head is None:
            return
        size, seconds = REQUEST.unpack(head)
        raw = received(connection, size)
        if raw is None:
            return
        used = math.ceil(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))
        connection.sendall(RECEIVED)
        kind, header, contents = _answer(work, raw)
        connection.sendall(ANSWER.pack(kind, len(header), sum(map(len, contents))) + header)
        for content in contents:
            connection.sendall(content)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _answer(work: Work, raw: bytes) -> tuple[bytes, bytes, Sequence[bytes]]:
    try:
        header, contents = work(raw)
    except Refused as error:
        return REFUSED, str(error).encode(), []
    except MemoryError:
        return FAILED, b"it needs more than a gigabyte of memory", []
    except Exception as error:  # noqa: BLE001 - whatever a content breaks, the parent has to hear of it
        return FAILED, f"the reader failed with {type(error).__name__}".encode(), []
    return READ, header, contents


def received(connection: socket.socket, size: int) -> bytes | None:
    """Exactly `size` bytes, or None if the other side closes first."""
    content = bytearray(size)
    view = memoryview(content)
    at = 0
    while at < size:
        count = connection.recv_into(view[at:])
        if not count:
            return None
        at += count
    return bytes(content)


if __name__ == "__main__":
    main()
