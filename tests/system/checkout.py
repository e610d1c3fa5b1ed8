"""A separate checkout in some odd place, run with the README's own command."""

import os
import shutil
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import httpx

from tests.system.stack import ROOT, START_SECONDS, wait_until

NOBODY = 65534
# The tests' own servers and settings, and what `make test` tells the commands that it starts.
_NOT_HANDED_ON = (
    "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "CANDOR_HOME", "MAKEFLAGS", "MAKELEVEL",
)  # fmt: skip
_NOT_NEEDED = shutil.ignore_patterns("site-packages", "test", "__pycache__", "*.a")


class Checkout:
    """
    The repository at `place`, with everything that `make run` would install.

    `is_ours` False runs it as the user `nobody`, where we are root and so have the choice.
    """

    def __init__(self, place: Path, *, is_ours: bool = True, **variables: str) -> None:
        self.place = place
        self.account = None if is_ours or os.geteuid() != 0 else NOBODY
        # Whatever the program starts inherits this, whoever its parent is by then.
        self.mark = f"CANDOR_TEST_MARK={uuid.uuid4().hex}"
        name, _, value = self.mark.partition("=")
        unwanted = (
            "DATABASE_URL",
            "REDIS_URL",
            "DJANGO_SETTINGS_MODULE",
            "CANDOR_HOME",
            "MAKEFLAGS",
            "MAKELEVEL",
        )
        kept = {key: text for key, text in os.environ.items() if key not in unwanted}
        self.env = kept | {"DEMO": "0", "PORT": "0", name: value} | variables
        self.process: subprocess.Popen[bytes] | None = None
        self.output = ""
        _copy(place)
        if self.account is not None:
            os.chown(place, self.account, self.account)
            interpreter = _interpreter_for_all(place)
            self.env["PATH"] = f"{interpreter.parent}:{self.env['PATH']}"
            self.env["LD_LIBRARY_PATH"] = str(interpreter.parents[1] / "lib")

    def start(self, *, umask: int = -1) -> None:
        """`make run` until it says that it is ready."""
        log = self.place / "run.out"
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=self.place,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.account,
                group=self.account,
                extra_groups=None if self.account is None else [],
                umask=umask,
            )
        process = self.process

        def is_ready() -> bool:
            self.output = log.read_text(encoding="utf-8")
            assert process.poll() is None, self.output
            return "Candor is ready at" in self.output and "Ctrl-C" in self.output

        wait_until(is_ready, "Candor is ready", START_SECONDS)

    def answers(self) -> bool:
        """Whether it works by its own word."""
        address = self.output.partition("Candor is ready at ")[2].split()[0]
        return httpx.get(f"{address}/readyz", timeout=20).status_code == 200

    def create_owner(self, password: str) -> str:
        """Type the command that it prints for the first owner, standing elsewhere; returns what it says."""
        printed = self.output.partition("create the owner: ")[2].splitlines()[0]
        done = subprocess.run(
            ["sh", "-c", f"{printed} --password-stdin"],
            cwd="/",
            env=self.env,
            input=password,
            capture_output=True,
            text=True,
        )
        return done.stdout + done.stderr

    def stop(self) -> int:
        """Ctrl-C in its terminal; returns the exit code."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def kill(self) -> None:
        """End whatever is left, for a test that failed."""
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)

    def processes(self) -> list[int]:
        """Every process that it started and that still lives."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    environment = (entry / "environ").read_bytes()
                except OSError:
                    continue
                if self.mark.encode() in environment.split(b"\0"):
                    found.append(int(entry.name))
        return found


def _copy(place: Path) -> None:
    """The files that git knows and what is installed; by hard links, since nothing of it is written to."""
    place.mkdir(parents=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout  # fmt: skip
    for name in listed.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            _link(source, place / name)
    for folder in (".venv", "frontend/dist"):
        shutil.copytree((ROOT / folder).resolve(), place / folder, symlinks=True, copy_function=_link)


def _interpreter_for_all(place: Path) -> Path:
    """An interpreter that everybody may run, for `place`; ours may be below /root."""
    copy = place.with_name(f"{place.name}-python")
    shutil.copytree(sys.base_prefix, copy, symlinks=True, copy_function=_link, ignore=_NOT_NEEDED)
    interpreter = copy / "bin" / f"python3.{sys.version_info.minor}"
    for name in ("python", "python3", interpreter.name):
        link = place / ".venv" / "bin" / name
        link.unlink(missing_ok=True)
        link.symlink_to(interpreter)
    settings = place / ".venv" / "pyvenv.cfg"
    settings.unlink()
    settings.write_text(f"home = {interpreter.parent}\ninclude-system-site-packages = false\n")
    return interpreter


def _link(source: str | Path, target: str | Path) -> str | Path:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return target
