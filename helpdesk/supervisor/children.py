"""Keeping programs running: restarts with backoff, and their output in log files."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from helpdesk.supervisor.folders import ServiceError
from helpdesk.supervisor.logs import LogFile
from helpdesk.supervisor.processes import Program, kill_session, start, stop

LONGEST_BACKOFF = 30.0
# A program that ran this long was healthy: its next crash counts as the first.
HEALTHY_AFTER = 60.0
# During startup, a needed program that keeps crashing is reported rather than retried.
CRASHES_AT_START = 3


class Stopped(Exception):
    """Somebody asked us to stop while we were waiting for something."""


class Child:
    """One supervised program. All times are seconds of the monotonic clock."""

    def __init__(self, program: Program, log: LogFile) -> None:
        self.program = program
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.crashes = 0
        self.next_start = 0.0

    def note_crash(self, now: float) -> float:
        """Schedule the next start after an unexpected end; returns the seconds until then."""
        if now - self.started_at > HEALTHY_AFTER:
            self.crashes = 0
        wait = 0.0 if self.crashes == 0 else min(2.0 ** (self.crashes - 1), LONGEST_BACKOFF)
        self.crashes += 1
        self.next_start = now + wait
        return wait


class Nursery:
    """
    The programs of one supervisor, in the order in which they were added; they are stopped in reverse.

    Single-threaded: the kernel ends a child together with the *thread* that started it, and forking a process
    with threads is risky.
    """

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._children: list[Child] = []
        self._outputs = selectors.DefaultSelector()
        self._stop_requests = 0

    def request_stop(self) -> None:
        """Request the end, from a signal handler; requesting it twice means immediately."""
        self._stop_requests += 1

    def add(self, program: Program) -> None:
        """Start `program` and keep it running from now on."""
        child = Child(program, LogFile(self._logs / f"{program.name}.log"))
        self._children.append(child)
        self._start_when_possible(child)

    def run_once(self, program: Program) -> None:
        """Run `program` to its end; raises ServiceError with its last words if it fails."""
        log = LogFile(self._logs / f"{program.name}.log")
        process = self._start(program, log)
        try:
            while process.poll() is None:
                self.tend(0.1)
            self.tend(0)
        finally:
            stop(process, program)
            # If we are asked to stop in the middle, its last words are still in the pipe.
            self._close_outputs_of(log)
            log.close()
        if process.returncode != 0:
            raise ServiceError(f"{program.name} failed:\n" + "\n".join(log.tail))

    def wait_until(self, is_ready: Callable[[], bool], *, what: str, seconds: float) -> None:
        """Keep everything running until `is_ready`; raises ServiceError after `seconds` without."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if time.monotonic() > deadline:
                raise ServiceError(
                    f"{what} is not ready after {seconds:.0f} s. See the logs in {self._logs}."
                )
            for child in self._children:
                if child.program.needed and child.crashes >= CRASHES_AT_START:
                    raise ServiceError(f"{child.program.name} keeps crashing. See {child.log.path}.")
            self.tend(0.05)

    def tend(self, seconds: float) -> None:
        """
        Copy output to the logs for up to `seconds`, then restart whatever has ended.

        Raises Stopped once the end has been requested.
        """
        self._collect_output(seconds)
        if self._stop_requests:
            raise Stopped
        for child in self._children:
            self._look_after(child)

    def stop(self) -> None:
        """Stop every program, newest first, each within its grace period."""
        for child in reversed(self._children):
            if child.process is not None:
                self._stop_child(child.process, child.program)
        while any(self._read(key.fd, *key.data) for key, _ in self._outputs.select(0)):
            pass
        for child in self._children:
            child.log.close()

    def _stop_child(self, process: subprocess.Popen[bytes], program: Program) -> None:
        if process.poll() is None:
            process.send_signal(program.stop_signal)
        deadline = time.monotonic() + program.grace_seconds
        while process.poll() is None and time.monotonic() < deadline and self._stop_requests < 2:
            self._collect_output(0.05)
        kill_session(process)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            how = _describe_end(child.process.returncode)
            kill_session(child.process)
            child.process = None
            self._collect_output(0)
            wait = child.note_crash(now)
            _say(f"{child.program.name} {how}; starting it again{f' in {wait:.0f} s' if wait else ''}.")
            if child.crashes == 1:
                for line in child.log.tail:
                    _say(f"  {child.program.name} | {line}")
        if child.process is None and now >= child.next_start and child.program.may_start():
            self._start_child(child)

    def _start_when_possible(self, child: Child) -> None:
        self.wait_until(child.program.may_start, what=f"The earlier {child.program.name}", seconds=30)
        self._start_child(child)

    def _start_child(self, child: Child) -> None:
        child.process = self._start(child.program, child.log)
        child.started_at = time.monotonic()

    def _start(self, program: Program, log: LogFile) -> subprocess.Popen[bytes]:
        # The pipe is ours alone and is closed once its last writer is gone, perhaps after the program.
        reader, writer = os.pipe()
        try:
            process = start(program, stdout=writer)
        finally:
            os.close(writer)
        os.set_blocking(reader, False)
        self._outputs.register(reader, selectors.EVENT_READ, (program.name, log))
        return process

    def _collect_output(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while True:
            remaining = max(0.0, deadline - time.monotonic())
            if not self._outputs.get_map():
                time.sleep(remaining)
                return
            for key, _ in self._outputs.select(remaining):
                self._read(key.fd, *key.data)
            if time.monotonic() >= deadline:
                return

    def _close_outputs_of(self, log: LogFile) -> None:
        for key in [key for key in self._outputs.get_map().values() if key.data[1] is log]:
            try:
                while self._read(key.fd, *key.data):
                    pass
            except BlockingIOError:
                # A process that outlived it holds the pipe; nobody reads from it any more.
                self._outputs.unregister(key.fd)
                os.close(key.fd)

    def _read(self, descriptor: int, name: str, log: LogFile) -> bool:
        data = os.read(descriptor, 65536)
        if not data:
            self._outputs.unregister(descriptor)
            os.close(descriptor)
            return False
        for line in log.write(data):
            _say(f"{name} | {line}")
        return True


def _describe_end(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
