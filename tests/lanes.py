"""
Runs the lanes of `make test` and `make lint` and says how each ended.

`python tests/lanes.py test|lint`. A failing lane does not stop the others; the exit code says whether all
passed. A lane without its folder is reported as absent; one that finds no test in its folder has failed.

Lanes run in stages, one after the other; the tracks of a stage run beside each other. What a lane writes is
told in one piece: of those that run beside each other one is seen as it goes, and the others after it.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
PYTHON = sys.executable
BIN = Path(PYTHON).parent

# The last lines of pytest, vitest, mypy, import-linter and so on that sum up what happened.
_SUMMARY = re.compile(
    r"\d+ (passed|failed|error)|Tests? .*\d+|^(Success|Found \d+|All checks|Contracts:|No changes)|^\d+ files"
)
_COLORS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Lane:
    """One command, run in `cwd`; `folder` is what it looks at, where that may be missing."""

    name: str
    argv: tuple[str, ...]
    cwd: Path = ROOT
    folder: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """How a lane ended."""

    lane: Lane
    code: int
    seconds: float
    summary: str


def pytest(name: str, *options: str, folder: str) -> Lane:
    argv = (PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, folder)
    return Lane(name, argv, folder=ROOT / folder)


Track = tuple[Lane, ...]
"""Lanes that run one after the other."""
Stage = tuple[Track, ...]
"""Tracks that run beside each other."""

_PYTHON = pytest("python", "-n", "2", "--ignore=tests/e2e", "--ignore=tests/system", folder="tests")
_TYPESCRIPT = Lane("typescript", ("npm", "run", "--silent", "test"), FRONTEND)
_BROWSER = pytest("browser", "-n", "1", folder="tests/e2e")
_SYSTEM = pytest("system", folder="tests/system")
TEST: tuple[Stage, ...] = (
    # It uses two processors all the time.
    ((_PYTHON,),),
    # These use one, and what starts and kills the whole program mostly waits for it.
    ((_BROWSER,), (_TYPESCRIPT, _SYSTEM)),
)
_LINT: Track = (
    Lane("ruff", (str(BIN / "ruff"), "check", ".")),
    Lane("format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Lane("mypy", (str(BIN / "mypy"), ".")),
    # Through the interpreter: the script's first line names where the environment was made.
    Lane("floors", (PYTHON, "-c", "from importlinter.cli import lint_imports_command as main; main()")),
    Lane("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
    Lane("api types", (PYTHON, "tests/lanes.py", "api-types")),
    Lane("eslint", ("npm", "run", "--silent", "lint"), FRONTEND),
    Lane("tsc", ("npm", "run", "--silent", "typecheck"), FRONTEND),
)
LINT: tuple[Stage, ...] = ((_LINT,),)


class Screen:
    """
    Where all lanes write.

    The first to write has the screen until it ends. What others write meanwhile is kept; a lane that ends is
    told whole when the screen is free, and one that still runs goes on from there as the next to have it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: str | None = None
        self._kept: dict[str, list[bytes]] = {}
        self._ended: list[str] = []

    def write(self, name: str, line: bytes) -> None:
        with self._lock:
            self._kept.setdefault(name, []).append(line)
            if self._seen is None:
                self._seen = name
            if self._seen == name:
                self._tell(name)

    def end(self, name: str) -> None:
        """This lane writes nothing more."""
        with self._lock:
            self._ended.append(name)
            if self._seen in (None, name):
                self._seen = None
                for ended in self._ended:
                    self._tell(ended)
                self._ended.clear()

    def _tell(self, name: str) -> None:
        for line in self._kept.pop(name, []):
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def run(stages: tuple[Stage, ...]) -> int:
    """Run each lane, then write the table; 1 if any failed."""
    screen = Screen()
    outcomes: list[Outcome] = []
    for stage in stages:
        with ThreadPoolExecutor(len(stage)) as pool:
            for done in pool.map(lambda track: [_run(lane, screen) for lane in _present(track)], stage):
                outcomes += done
    lanes = [lane for stage in stages for track in stage for lane in track]
    print()
    for lane in lanes:
        if lane not in _present(tuple(lanes)):
            print(f"absent {lane.name:<12}          there is no {lane.argv[-1]}")
    for outcome in outcomes:
        word = "ok    " if outcome.code == 0 else "FAILED"
        print(f"{word} {outcome.lane.name:<12} {outcome.seconds:6.0f} s  {outcome.summary}")
    return int(any(outcome.code for outcome in outcomes))


def _present(lanes: Track) -> Track:
    return tuple(lane for lane in lanes if lane.folder is None or lane.folder.exists())


def _run(lane: Lane, screen: Screen) -> Outcome:
    title = f"\n=== {lane.name}: {' '.join([Path(lane.argv[0]).name, *lane.argv[1:]])}\n"
    screen.write(lane.name, title.encode())
    started = time.monotonic()
    summary = ""
    env = os.environ | {"NO_COLOR": "1"} if os.environ.get("CI") else os.environ
    with subprocess.Popen(
        lane.argv,
        cwd=lane.cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        for raw in process.stdout:
            screen.write(lane.name, raw)
            line = _COLORS.sub("", raw.decode(errors="replace")).strip(" =\n")
            if _SUMMARY.search(line):
                summary = line
    screen.end(lane.name)
    return Outcome(lane, process.returncode, time.monotonic() - started, summary)


def api_types(target: Path) -> int:
    """Write the TypeScript types of the API to `target`."""
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder, "openapi.yaml")
        made = subprocess.run(
            [PYTHON, "manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", schema], cwd=ROOT
        )
        if made.returncode != 0:
            return made.returncode
        # What has a default may be left out of a request; answers have no defaults.
        options = ["--default-non-nullable=false", "-o", str(target)]
        command = ["npx", "--no-install", "openapi-typescript", str(schema), *options]
        return subprocess.run(command, cwd=FRONTEND, stdout=subprocess.DEVNULL).returncode


def check_api_types() -> int:
    """Whether the committed types are those of the API as it is."""
    committed = FRONTEND / "src" / "shared" / "api" / "schema.d.ts"
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "schema.d.ts")
        code = api_types(fresh)
        if code == 0 and fresh.read_text() != committed.read_text():
            print(f"{committed.relative_to(ROOT)} is not what the API says. Run `make openapi`.")
            return 1
    return code


def main(what: str) -> int:
    match what:
        case "test":
            return run(TEST)
        case "lint":
            return run(LINT)
        case "api-types":
            return check_api_types()
        case "write-api-types":
            return api_types(FRONTEND / "src" / "shared" / "api" / "schema.d.ts")
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or [""]))
