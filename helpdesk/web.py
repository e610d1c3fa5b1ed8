"""
How the web server runs: the settings of `gunicorn --config python:helpdesk.web helpdesk.asgi:application`.

Python runs on one core at a time, so there is one process a core behind the one port. The code is loaded
once and the processes are forked from it: they share that memory, and a process that ended is replaced in
milliseconds. Each has its own live hub; what must be the same for all is in PostgreSQL or Redis.
"""

import gc
import os
import signal
from importlib import import_module
from typing import Any

from core.variables import number
from helpdesk.counters import counters_folder
from helpdesk.supervisor.processes import die_with_parent

MOST_BY_ITSELF = 8
"""More processes than this only if WEB_PROCESSES says so: each holds connections to PostgreSQL."""

wsgi_app = "helpdesk.asgi:application"
worker_class = "helpdesk.web_worker.WebWorker"
workers = number("WEB_PROCESSES", min(len(os.sched_getaffinity(0)), MOST_BY_ITSELF))
preload_app = True
loglevel = "warning"
# Only an event loop that has stood still this long is ended; requests themselves run in threads beside it.
timeout = 120
keepalive = 5
graceful_timeout = number("WEB_GRACE_SECONDS", 20)
# Nobody manages the server from outside, so that socket would only be one more way in.
control_socket_disable = True
# Heartbeats of the processes; a disk that is busy must not end one.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 (gunicorn makes private files in it)


# Before anything counts: Prometheus may ask any of the processes and wants the figures of all.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = counters_folder(worker_tmp_dir)


def on_starting(server: Any) -> None:
    """Load what the first request would load, then keep the collector from copying shared memory."""
    import_module("helpdesk.urls")
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """End with the main process, however that ends."""
    die_with_parent(signal.SIGKILL)
    if os.getppid() != server.pid:
        os._exit(1)


def child_exit(server: Any, worker: Any) -> None:
    """Take a process that has ended out of the gauges of the living; what it counted stays counted."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the package types only a part of itself
