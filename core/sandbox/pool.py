"""
Work on strangers' content in other processes, within limits: what is made to break a parser breaks only that.

The processes are reused, since starting one takes longer than most of the work.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore, Lock

from core.sandbox.child import ANSWER, FAILED, READ, RECEIVED, REFUSED, REQUEST

MAX_HEADER = 100_000_000
_START_SECONDS = 60.0
_WAITS = 3
"""How many times longer than processor time wall time may run: the machine does other things too."""
_BASE = Path(__file__).resolve().parents[2]


class Poison(Exception):
    """A content that cannot be read within the limits. `reason` is for people."""

    def __init__(self, reason: str, *, is_refusal: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_refusal = is_refusal
        """Whether the job itself refused it, and `reason` is in its words."""


class Unavailable(Exception):
    """No process could be started. That is not the content's fault; try again later."""


class _Gone(Exception):
    """The process died or is silent; the reason may be known."""


class Child:
    """One process of a pool."""

    def __init__(self, pool: "Pool") -> None:
        self.pool = pool
        ours, theirs = socket.socketpair()
        with theirs:
            words = [
                sys.executable, "-m", "core.sandbox.child", str(theirs.fileno()), str(os.getpid()), pool.job,
            ]  # fmt: skip
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
                raise Unavailable(
                    f"The process that reads {pool.what}s could not be started: {error}"
                ) from error
        self.connection = ours
        self.count = 0
        self.is_sound = False

    def hand_over(self, raw: bytes, seconds: float) -> bool:
        """Send it a content; False if it is dead and has not begun to read it."""
        wait = _START_SECONDS + seconds
        try:
            self.connection.settimeout(wait)
            self.connection.sendall(REQUEST.pack(len(raw), max(1, round(seconds))))
            self.connection.sendall(raw)
            return self._received(1, time.monotonic() + wait) == RECEIVED
        except (OSError, _Gone):
            return False

    def answer(self, seconds: float, size: int) -> tuple[bytes, bytes]:
        """The header and contents of its result. Raises Poison, also if it dies or stays silent."""
        self.is_sound = False
        what, poison = self.pool.what, self.pool.poison
        deadline = time.monotonic() + seconds * _WAITS
        try:
            kind, header_size, contents_size = ANSWER.unpack(self._received(ANSWER.size, deadline))
            if header_size > MAX_HEADER or contents_size > 4 * size + MAX_HEADER:
                raise poison(f"The {what} grows beyond all measure when it is unpacked.")
            header = self._received(header_size, deadline)
            contents = self._received(contents_size, deadline)
        except (OSError, _Gone) as error:
            raise poison(self._why(seconds)) from error
        self.count += 1
        if kind == READ:
            self.is_sound = True
            return header, contents
        reason = header[:500].decode("utf-8", "replace")
        self.is_sound = kind == REFUSED
        if kind == REFUSED:
            raise poison(reason, is_refusal=True)
        raise poison(f"The {what} could not be read: {reason}." if kind == FAILED else "Unknown answer.")

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
            return f"Reading the {self.pool.what} took more than {seconds:g} seconds."
        return f"Reading the {self.pool.what} ended its process, perhaps for lack of memory."

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


class Pool:
    """
    Processes for one job, started by a permanent thread: they die with the thread that started them.

    `job` names the module, `what` the content in words for people.
    """

    def __init__(
        self,
        job: str,
        *,
        what: str,
        poison: type[Poison] = Poison,
        size: int = 2,
        per_child: int = 2_000,
    ) -> None:
        self.job, self.what, self.poison = job, what, poison
        self.size, self.per_child = size, per_child
        self.reset()
        _pools.add(self)

    def reset(self) -> None:
        """Begin without any process."""
        self.slot = BoundedSemaphore(self.size)
        self.lock = Lock()
        self.idle: list[Child] = []
        self.starter: ThreadPoolExecutor | None = None

    def run(self, raw: bytes, *, seconds: float) -> tuple[bytes, bytes]:
        """
        The header and contents that the job makes of this, within 1 GB and `seconds` of its time.

        Thread-safe; `size` contents are read at a time, more have to wait. Raises Poison for a content that
        is too big, too slow, refused or breaks the job, Unavailable if there is no process to read it.
        """
        with self.slot:
            for _ in range(3):
                child = self.take()
                is_kept = False
                try:
                    if not child.hand_over(raw, seconds):
                        # It had died before it received this one.
                        continue
                    answer = child.answer(seconds, len(raw))
                    is_kept = child.count < self.per_child
                    return answer
                except Poison:
                    is_kept = child.is_sound and child.count < self.per_child
                    raise
                finally:
                    self.give_back(child) if is_kept else child.end()
        raise Unavailable(f"The process that reads {self.what}s keeps dying before it gets any.")

    def take(self) -> Child:
        """A waiting process, or a new one."""
        with self.lock:
            while self.idle:
                child = self.idle.pop()
                if child.process.poll() is None:
                    return child
                child.end()
            if self.starter is None:
                self.starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"{self.what}-sandbox")
            starter = self.starter
        return starter.submit(Child, self).result()

    def give_back(self, child: Child) -> None:
        """Keep a process for the next content."""
        with self.lock:
            self.idle.append(child)

    def close(self) -> None:
        """End the waiting processes."""
        with self.lock:
            while self.idle:
                self.idle.pop().end()


_pools: "weakref.WeakSet[Pool]" = weakref.WeakSet()


def _forget() -> None:
    """After a fork the processes belong to the parent; their sockets must not be written to from here."""
    for pool in _pools:
        for child in pool.idle:
            child.connection.close()
        pool.reset()


def _close() -> None:
    for pool in _pools:
        pool.close()


os.register_at_fork(after_in_child=_forget)
atexit.register(_close)
