"""The test run's own PostgreSQL and Redis: throwaway, without fsync, gone when their pytest process ends."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from helpdesk.supervisor.folders import Folders, ServiceError, prepare_folders
from helpdesk.supervisor.processes import Program, start, stop
from helpdesk.supervisor.services import find_postgres, find_redis

START_SECONDS = 30


class TestServices:
    """Servers that this process started, in one temporary folder that is also its CANDOR_HOME."""

    __test__ = False

    def __init__(self) -> None:
        home = Path(tempfile.mkdtemp(prefix="candor-test-"))
        # PostgreSQL's account has to pass through; as a plain user this changes nothing that matters.
        home.chmod(0o711)
        self.folders: Folders = prepare_folders(home)
        self._running: list[tuple[subprocess.Popen[bytes], Program]] = []

    def start_postgres(self) -> str:
        """Start PostgreSQL and return its URL; called once a run, by the process that commands the others."""
        server = find_postgres(self.folders, is_throwaway=True)
        server.initialize()
        self._start(server.program(), server.is_ready)
        server.create_database()
        return server.url

    def start_redis(self) -> str:
        """
        Start Redis and return its URL.

        Each pytest process has one of its own: publish/subscribe knows no databases, so workers that shared a
        server would hear each other's live updates.
        """
        server = find_redis(self.folders, is_throwaway=True)
        self._start(server.program(), server.is_ready)
        return server.url

    def stop(self) -> None:
        for process, program in reversed(self._running):
            stop(process, program)
        for folder in (self.folders.home, self.folders.den):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

    def _start(self, program: Program, is_ready: Callable[[], bool]) -> None:
        log = self.folders.logs / f"{program.name}.log"
        descriptor = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            process = start(program, stdout=descriptor)
        finally:
            os.close(descriptor)
        self._running.append((process, program))
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServiceError(f"{program.name} did not start:\n{log.read_text()}")
            time.sleep(0.02)
