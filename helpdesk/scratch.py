"""PostgreSQL, Redis and the encoders for one command: in a temporary folder, not durable, gone at the end."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.environment import encoder_socket, encoders
from helpdesk.supervisor import programs
from helpdesk.supervisor.folders import Folders, ServiceError, prepare_folders
from helpdesk.supervisor.processes import Program, start, stop
from helpdesk.supervisor.services import find_postgres, find_redis

START_SECONDS = 60


@contextmanager
def scratch_services() -> Iterator[dict[str, str]]:
    """
    Start all and yield the environment with which a process finds them.

    Raises ServiceError if their binaries are not installed or do not start.
    """
    home = Path(tempfile.mkdtemp(prefix="candor-scratch-"))
    # PostgreSQL's account must be able to enter.
    home.chmod(0o711)
    folders = prepare_folders(home)
    running: list[tuple[subprocess.Popen[bytes], Program]] = []
    try:
        database = find_postgres(folders, is_throwaway=True)
        database.initialize()
        running.append(_started(database.program(), folders, database.is_ready))
        database.create_database()
        redis = find_redis(folders, is_throwaway=True)
        running.append(_started(redis.program(), folders, redis.is_ready))
        if keys := encoders():
            program = programs.encoders(os.environ, folders.sockets, keys)
            running.append(_started(program, folders, encoder_socket(home).exists))
        yield {"CANDOR_HOME": str(home), "DATABASE_URL": database.url, "REDIS_URL": redis.url}
    finally:
        for process, program in reversed(running):
            stop(process, program)
        for folder in (folders.home, folders.den):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)


def _started(
    program: Program, folders: Folders, is_ready: Callable[[], bool]
) -> tuple[subprocess.Popen[bytes], Program]:
    log = folders.logs / f"{program.name}.log"
    descriptor = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        process = start(program, stdout=descriptor)
    finally:
        os.close(descriptor)
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process, program)
            raise ServiceError(f"{program.name} did not start:\n{log.read_text()}")
        time.sleep(0.02)
    return process, program
