"""The programs of an installation: how each is started, and with which environment."""

import os
import shlex
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpdesk.supervisor.processes import Program

ROOT = Path(__file__).resolve().parents[2]
_NOT_SECRET = (
    "PATH", "HOME", "CANDOR_HOME", "LANG", "PYTHONUNBUFFERED", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE",
    "MALLOC_ARENA_MAX",
)  # fmt: skip


def environment(home: Path, port: int) -> dict[str, str]:
    """The environment of our own programs."""
    return {
        **os.environ,
        "CANDOR_HOME": str(home),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        # Files and output are UTF-8 whatever the user's locale.
        "PYTHONUTF8": "1",
        # A malloc arena per thread costs tens of megabytes and gains nothing under the interpreter lock.
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
    }


def with_demo(env: Mapping[str, str]) -> str:
    """The value of EXTRA_APPS by which our programs load the demo, besides what is named there already."""
    named = [name for part in env.get("EXTRA_APPS", "").split(",") if (name := part.strip())]
    return ",".join(dict.fromkeys([*named, "demo"]))


def prepare(env: Mapping[str, str], *command: str) -> Program:
    """Migrate, or what else the command does before everything starts. Runs once."""
    argv = [sys.executable, str(ROOT / "manage.py"), *(command or ("prepare",))]
    return Program(name="prepare", argv=argv, env=env, cwd=ROOT, stop_signal=signal.SIGINT)


def prepare_demo(env: Mapping[str, str], mail_port: int) -> Program:
    """Migrate, and fill an empty database with the demo world, whose mail goes to this port. Runs once."""
    return prepare(env, "prepare_demo", "--smtp-port", str(mail_port))


def web(env: Mapping[str, str], listener: socket.socket) -> Program:
    """The web processes, on a socket that outlives their restarts."""
    descriptor = listener.fileno()
    return Program(
        name="web",
        argv=[
            *(sys.executable, "-m", "gunicorn", "--config", "python:helpdesk.web"),
            *("--bind", f"fd://{descriptor}"),
        ],
        env={"WEB_GRACE_SECONDS": "2", **env},
        cwd=ROOT,
        grace_seconds=4.0,
        pass_fds=(descriptor,),
    )


def worker(env: Mapping[str, str], home: Path) -> Program:
    """
    Worker and scheduler in one process.

    Threads instead of child processes: every extra process of this size costs about 100 MB, and a killed
    parent would leave its children behind. A killed thread pool loses nothing, since tasks are acknowledged
    late, are safe to repeat, and the outbox resends what Redis has not returned yet.
    """
    schedule = home / "beat"
    schedule.mkdir(exist_ok=True)
    return Program(
        name="worker",
        argv=[
            *(sys.executable, "-m", "celery", "-A", "helpdesk.worker", "worker"),
            *("--pool", "threads", "--concurrency", "4", "--loglevel", "warning"),
            *("--schedule-filename", str(schedule / "schedule")),
            *("--without-gossip", "--without-mingle"),
        ],
        env=env,
        cwd=ROOT,
        grace_seconds=4.0,
    )


def encoders(env: Mapping[str, str], sockets: Path, keys: Sequence[str]) -> Program:
    """The process that holds the sentence models for all others; it gets no key and no address."""
    return Program(
        name="encoders",
        argv=[sys.executable, "-m", "kb.encoding.server", str(sockets / "encoder.sock"), ",".join(keys)],
        # More threads of linear algebra wait for each other longer than they save.
        env={name: env[name] for name in _NOT_SECRET if name in env} | {"OPENBLAS_NUM_THREADS": "1"},
        cwd=ROOT,
        grace_seconds=1.0,
        needed=False,
    )


def demo_mail(env: Mapping[str, str], home: Path, port: int) -> Program:
    """Receives the demo's mail in place of the outside world: outgoing mail lands in the Maildir `mail`."""
    handler = ("-c", "aiosmtpd.handlers.Mailbox", str(home / "mail"))
    return Program(
        name="demo-mail",
        argv=[sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", *handler],
        env=env,
        cwd=home,
        stop_signal=signal.SIGINT,
        grace_seconds=2.0,
    )


def manage(home: Path, *arguments: str) -> str:
    """A management command for the installation in `home`, as typed in any directory."""
    command = shlex.join([str(ROOT / ".venv/bin/python"), str(ROOT / "manage.py"), *arguments])
    return command if home == ROOT / "var" else f"CANDOR_HOME={shlex.quote(str(home))} {command}"


def welcome(port: int, home: Path, *, wants_demo: bool) -> str:
    """What the person at the terminal reads once everything works."""
    address = f"http://127.0.0.1:{port}"
    lines = [f"Candor is ready at {address}"]
    if wants_demo:
        lines += [
            "",
            f"  workspace    {address}/app/",
            "    sign in as owner@demo.candor.test with the password candor-demo",
            f"  widget demo  {address}/demo/",
            f"  help center  {address}/help/halyard/",
            f"  sent mail    {home / 'mail' / 'new'}",
        ]
    else:
        lines += [
            "",
            f"  workspace    {address}/app/",
            f"    create the owner: {manage(home, 'create_owner', '--email', 'you@your-company.com')}",
        ]
    return "\n".join([*lines, "", "Ctrl-C stops everything."])
