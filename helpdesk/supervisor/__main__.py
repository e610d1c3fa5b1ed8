"""`python -m helpdesk.supervisor`: start everything, keep it running, stop it in order."""

import argparse
import http.client
import os
import signal
import socket
import sys

from core.variables import flag
from helpdesk.environment import encoders, state_folder
from helpdesk.supervisor import programs
from helpdesk.supervisor.children import Nursery, Stopped
from helpdesk.supervisor.folders import Folders, ServiceError, make_home, prepare_folders
from helpdesk.supervisor.lock import HomeLock
from helpdesk.supervisor.processes import die_with_parent
from helpdesk.supervisor.services import find_postgres, find_redis

START_SECONDS = 120.0
# On a busy machine, loading all the code takes most of this.
READY_SECONDS = 300.0


def main() -> int:
    """Run until SIGINT or SIGTERM; returns the exit code."""
    arguments = _parse_arguments()
    if arguments.tied:
        die_with_parent(signal.SIGTERM)
    home = state_folder(programs.ROOT)
    try:
        make_home(home)
        lock = HomeLock(home)
        lock.acquire()
        listener = _bind(os.environ.get("PORT") or "8000")
        folders = prepare_folders(home)
    except ServiceError as error:
        return _fail(error)

    nursery = Nursery(folders.logs)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: nursery.request_stop())
    try:
        _start(nursery, folders, listener)
        while True:
            nursery.tend(0.25)
    except Stopped:
        print("Stopping …", flush=True)
        return 0
    except ServiceError as error:
        return _fail(error)
    finally:
        lock.announce_stop()
        nursery.stop()


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m helpdesk.supervisor", description=__doc__)
    parser.add_argument("--tied", action="store_true", help="end when the program that started this one ends")
    return parser.parse_args()


def _start(nursery: Nursery, folders: Folders, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    environment = programs.environment(folders.home, port)
    _start_services(nursery, folders)
    if keys := encoders():
        nursery.add(programs.encoders(environment, folders.sockets, keys))

    wants_demo = _wants_demo()
    preparing = programs.prepare(environment)
    if wants_demo:
        mail_port = _free_port()
        environment["EXTRA_APPS"] = programs.with_demo(environment)
        nursery.add(programs.demo_mail(environment, folders.home, mail_port))
        preparing = programs.prepare_demo(environment, mail_port)
    _tell("Preparing the database" + (" and, if it is empty, the demo data …" if wants_demo else " …"))
    nursery.run_once(preparing)

    _tell("Starting web server, worker and scheduler …")
    nursery.add(programs.worker(environment, folders.home))
    nursery.add(programs.web(environment, listener))
    nursery.wait_until(lambda: _is_ready(port), what="Candor", seconds=READY_SECONDS)
    print(programs.welcome(port, folders.home, wants_demo=wants_demo), flush=True)


def _wants_demo() -> bool:
    """The demo is on unless it is switched off; production refuses it and must not have to say so."""
    return flag("DEMO", default=True) and not flag("CANDOR_PRODUCTION", default=False)


def _start_services(nursery: Nursery, folders: Folders) -> None:
    if not os.environ.get("DATABASE_URL"):
        _tell("Starting PostgreSQL …")
        postgres = find_postgres(folders)
        postgres.initialize()
        nursery.add(postgres.program())
        nursery.wait_until(postgres.is_ready, what="PostgreSQL", seconds=START_SECONDS)
        postgres.create_database()
    if not os.environ.get("REDIS_URL"):
        _tell("Starting Redis …")
        redis = find_redis(folders)
        nursery.add(redis.program())
        nursery.wait_until(redis.is_ready, what="Redis", seconds=START_SECONDS)


def _bind(text: str) -> socket.socket:
    """
    Bind the port before anything slow happens.

    The web server accepts on this very socket, so that requests wait instead of failing while it restarts.
    """
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise ServiceError(f"PORT is {text!r}. It must be a number from 1 to 65535, or 0 for any free port.")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Without this, connections of a process that just ended would block the port for a minute.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # The web server gets a bare descriptor and cannot tell that it is TCP. Connections inherit this; without
    # it each answer waits some 40 ms for the acknowledgement of its own headers.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(("127.0.0.1", int(text)))
        listener.listen(1024)
    except OSError as error:
        raise ServiceError(
            f"Port {text} cannot be used: {error.strerror}. Choose another, for example PORT=8001 make run."
        ) from error
    return listener


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tell(text: str) -> None:
    print(text, flush=True)


def _fail(error: ServiceError) -> int:
    print(f"Candor cannot run: {error}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
