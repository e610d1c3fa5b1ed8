"""
Parsing mail in another process, within limits: a mail made to break the parser breaks only that.

The processes are reused, since starting one takes longer than parsing fifty mails.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore, Lock

from integrations.email.mime.parsed import ParsedMail
from integrations.email.sandbox.child import ANSWER, FAILED, READ, RECEIVED, REFUSED, REQUEST
from integrations.email.sandbox.transfer import Malformed, unpacked

MAX_CHILDREN = 2
MAILS_PER_CHILD = 2_000
MAX_HEADER = 100_000_000
_START_SECONDS = 60.0
_WAITS = 3
"""How many times longer than processor time wall time may run: the machine does other things too."""
_BASE = Path(__file__).resolve().parents[3]


class PoisonMail(Exception):
    """A mail that cannot be parsed within the limits. `reason` is for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SandboxUnavailable(Exception):
    """No process could be started to parse mail. That is not the mail's fault; try again later."""


class _Gone(Exception):
    """The process died or is silent; the reason may be known."""


def parse_safely(raw: bytes, *, seconds: float = 20) -> ParsedMail:
    """
    Parse a raw message like `mime.parsing.parse`, in a process limited to 1 GB and `seconds` of its time.

    Thread-safe; two mails are parsed at a time, more have to wait. Raises PoisonMail for a mail that is too
    big, too slow or breaks the parser, SandboxUnavailable if there is no process to parse it.
    """
    with _pool.slot:
        for _ in range(3):
            child = _pool.take()
            is_kept = False
            try:
                if not child.hand_over(raw, seconds):
                    # It had died before it received this mail.
                    continue
                mail = child.answer(seconds, len(raw))
                is_kept = child.count < MAILS_PER_CHILD
                return mail
            except PoisonMail:
                is_kept = child.is_sound and child.count < MAILS_PER_CHILD
                raise
            finally:
                _pool.give_back(child) if is_kept else child.end()
    raise SandboxUnavailable("The process that reads mail keeps dying before it gets any.")


class _Child:
    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            words = [
                sys.executable,
                "-m",
                "integrations.email.sandbox.child",
                str(theirs.fileno()),
                str(os.getpid()),
            ]
            try:
                self.process = subprocess.Popen(
                    words,
                    cwd=_BASE,
                    # Nothing secret: no database address, no key.
                    env={"PYTHONPATH": str(_BASE), "LANG": "C.UTF-8"},
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                ours.close()
                raise SandboxUnavailable(
                    f"The process that reads mail could not be started: {error}"
                ) from error
        self.connection = ours
        self.count = 0
        self.is_sound = False

    def hand_over(self, raw: bytes, seconds: float) -> bool:
        """Send it a mail; False if it is dead and has not begun to parse it."""
        wait = _START_SECONDS + seconds
        try:
            self.connection.settimeout(wait)
            self.connection.sendall(REQUEST.pack(len(raw), max(1, round(seconds))))
            self.connection.sendall(raw)
            return self._received(1, time.monotonic() + wait) == RECEIVED
        except (OSError, _Gone):
            return False

    def answer(self, seconds: float, size: int) -> ParsedMail:
        """Its result. Raises PoisonMail, also if it dies or stays silent."""
        self.is_sound = False
        deadline = time.monotonic() + seconds * _WAITS
        try:
            kind, header_size, contents_size = ANSWER.unpack(self._received(ANSWER.size, deadline))
            if header_size > MAX_HEADER or contents_size > 4 * size + MAX_HEADER:
                raise PoisonMail("The mail grows beyond all measure when it is unpacked.")
            header = self._received(header_size, deadline)
            contents = self._received(contents_size, deadline)
        except (OSError, _Gone) as error:
            raise PoisonMail(self._why(seconds)) from error
        self.count += 1
        if kind == READ:
            try:
                mail = unpacked(header, contents)
            except Malformed as error:
                raise PoisonMail("The reader answered with something that is no mail.") from error
            self.is_sound = True
            return mail
        reason = header[:500].decode("utf-8", "replace")
        self.is_sound = kind == REFUSED
        if kind == REFUSED:
            raise PoisonMail(f"The mail is too complex: {reason}.")
        raise PoisonMail(f"The mail could not be read: {reason}." if kind == FAILED else "Unknown answer.")

    def _received(self, size: int, deadline: float) -> bytes:
        content = bytearray(size)
        view = memoryview(content)
        at = 0
        while at < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise _Gone
            self.connection.settimeout(left)
            count = self.connection.recv_into(view[at:])
            if not count:
                raise _Gone
            at += count
        return bytes(content)

    def _why(self, seconds: float) -> str:
        code = self._code_after(1.0)
        if code is None or code == -signal.SIGXCPU:
            return f"Reading the mail took more than {seconds:g} seconds."
        return "Reading the mail ended its process, perhaps for lack of memory."

    def _code_after(self, wait: float) -> int | None:
        try:
            return self.process.wait(wait)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """Kill the process, whatever it is doing."""
        self.connection.close()
        self.process.kill()
        self.process.wait()


class _Pool:
    """
    Processes waiting for mail, started by a permanent thread: they die with the thread that started them.
    """

    def __init__(self) -> None:
        self.slot = BoundedSemaphore(MAX_CHILDREN)
        self.lock = Lock()
        self.idle: list[_Child] = []
        self.starter: ThreadPoolExecutor | None = None

    def take(self) -> _Child:
        with self.lock:
            while self.idle:
                child = self.idle.pop()
                if child.process.poll() is None:
                    return child
                child.end()
            if self.starter is None:
                self.starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-sandbox")
            starter = self.starter
        return starter.submit(_Child).result()

    def give_back(self, child: _Child) -> None:
        with self.lock:
            self.idle.append(child)

    def close(self) -> None:
        with self.lock:
            while self.idle:
                self.idle.pop().end()


_pool = _Pool()


def _forget() -> None:
    """After a fork the processes belong to the parent; their sockets must not be written to from here."""
    global _pool
    for child in _pool.idle:
        child.connection.close()
    _pool = _Pool()


os.register_at_fork(after_in_child=_forget)
atexit.register(lambda: _pool.close())
