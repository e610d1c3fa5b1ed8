"""Starting programs that cannot outlive their parent."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Account:
    """An operating system user to run a program as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Program:
    """
    What to run and how to end it.

    `stop_signal` asks for an orderly end; the kernel sends `death_signal` when our own process dies.
    `may_start` is False while something left over from an earlier life is in the way. Without a program that
    is not `needed` the installation works, if less well: that it keeps crashing does not stop the start.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    account: Account | None = None
    cwd: Path = Path("/")
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    grace_seconds: float = 4.0
    pass_fds: Sequence[int] = ()
    may_start: Callable[[], bool] = lambda: True
    needed: bool = True


def die_with_parent(death_signal: signal.Signals) -> None:
    """
    Have the kernel send `death_signal` to this process when the thread that started it ends.

    Linux only: prctl(2), PR_SET_PDEATHSIG. The setting survives exec, but not a change of user.
    """
    if _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


def start(program: Program, *, stdout: int) -> subprocess.Popen[bytes]:
    """Start `program` as a session leader; its output, including errors, goes to `stdout`."""
    parent = os.getpid()

    def in_child() -> None:
        # Runs after the change of user, which would clear the setting, and before exec.
        die_with_parent(program.death_signal)
        if os.getppid() != parent:
            os._exit(1)

    account = program.account
    return subprocess.Popen(
        program.argv,
        cwd=program.cwd,
        env=program.env,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=in_child,
        pass_fds=program.pass_fds,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def stop(process: subprocess.Popen[bytes], program: Program) -> None:
    """Stop `process` in order, by force after its grace period; also whatever it left in its session."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        try:
            process.wait(program.grace_seconds)
        except subprocess.TimeoutExpired:
            pass
    kill_session(process)


def kill_session(process: subprocess.Popen[bytes]) -> None:
    """Kill everything left of the session that `process` leads, and reap `process`."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def processes_in(folder: Path) -> list[int]:
    """
    The ids of the processes whose working directory is `folder`.

    PostgreSQL and Redis work inside their data folder, which distinguishes a survivor of ours from a stranger
    that was later given the same id.
    """
    target = folder.resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            cwd = (entry / "cwd").readlink()
        except OSError:
            continue
        if cwd == target:
            found.append(int(entry.name))
    return found
