"""A whole Candor as a person starts it: the supervisor with its own state folder, driven from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psycopg

from helpdesk.environment import socket_dir

ROOT = Path(__file__).parents[2]
# A machine with much else to do needs most of this to start; nothing waits for it to pass.
START_SECONDS = 300
EMAIL = "owner@system.test"
PASSWORD = "correct-horse-battery"


def wait_until(is_true: Callable[[], bool], what: str, seconds: float = 120) -> None:
    """Wait for something that must become true."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"It never happened: {what}"
        time.sleep(0.1)


class Stack:
    """One installation in `home`. Times are seconds."""

    def __init__(self, home: Path, **variables: str) -> None:
        self.home = home
        self.port = 0
        self.token = ""
        self.process: subprocess.Popen[bytes] | None = None
        # The tests' own servers and settings are none of its business.
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT")
        }
        self.env = inherited | {"CANDOR_HOME": str(home), "DEMO": "0", "API_RATE": "100000/min"} | variables

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        output = self.home.parent / f"{self.home.name}.out"
        with output.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "helpdesk.supervisor"],
                cwd=ROOT,
                env=self.env | {"PORT": str(self.port)},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while "Candor is ready at" not in (text := output.read_text()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(text)
            time.sleep(0.1)
        self.port = int(text.partition("127.0.0.1:")[2].split()[0])

    def begin(self) -> None:
        """Make the owner and a token in the empty installation."""
        self.manage("create_owner", "--email", EMAIL, "--password-stdin", "--brand", "System", typed=PASSWORD)
        self.token = self.manage("token", "create", "--user", EMAIL).strip()

    def manage(self, *arguments: str, typed: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            input=typed,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        """`kill -9` of the supervisor."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def child(self, word: str) -> int:
        """The process id of the supervisor's child with `word` in its command line."""
        for pid in _pids():
            if _parent(pid) == self.pid and word in _command(pid):
                return pid
        raise LookupError(word)

    def processes(self) -> dict[int, str]:
        """Every process that belongs to this installation, whoever its parent is by now."""
        mark = f"CANDOR_HOME={self.home}".encode()
        return {pid: _command(pid) for pid in _pids() if mark in _environment(pid)}

    def kill_child(self, word: str) -> None:
        """`kill -9` of one child; returns once the supervisor has started it again."""
        pid = self.child(word)
        os.kill(pid, signal.SIGKILL)

        def is_back() -> bool:
            try:
                return self.child(word) != pid
            except LookupError:
                return False

        wait_until(is_back, f"a new {word}")

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"postgresql://candor@/candor?host={socket_dir(self.home).resolve()}"

    def client(self) -> httpx.Client:
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/api/v1/",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=20,
        )

    def readiness(self) -> tuple[int, dict[str, str]]:
        """What /readyz says: its status and its checks."""
        answer = httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=20)
        return answer.status_code, answer.json()["checks"]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query, asked of the database itself."""
        with closing(psycopg.connect(self.database)) as connection:
            return connection.execute(sql).fetchall()


def children_of(parent: int) -> list[int]:
    """The processes that `parent` has started and that still run."""
    return [pid for pid in _pids() if _parent(pid) == parent]


def _pids() -> list[int]:
    own = os.getpid()
    return [int(e.name) for e in Path("/proc").iterdir() if e.name.isdigit() and int(e.name) != own]


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def _parent(pid: int) -> int:
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if fields and fields[0] != b"Z" else 0


def _command(pid: int) -> str:
    return _read(pid, "cmdline").replace(b"\0", b" ").decode(errors="replace").strip()


def _environment(pid: int) -> set[bytes]:
    return set(_read(pid, "environ").split(b"\0"))
