"""
Runs the lanes of `make test` and `make lint` one after the other and says how each ended.

`python tests/lanes.py test|lint`. A failing lane does not stop the others; the exit code says whether all
passed. A lane without its folder is reported as absent; one that finds no test in its folder has failed.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

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


TEST = (
    pytest("python", "-n", "2", "--ignore=tests/e2e", "--ignore=tests/system", folder="tests"),
    Lane("typescript", ("npm", "run", "--silent", "test"), FRONTEND),
    pytest("browser", "-n", "1", folder="tests/e2e"),
    pytest("system", folder="tests/system"),
)
LINT = (
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


def run(lanes: tuple[Lane, ...]) -> int:
    """Run each lane, its output as it comes, then the table; 1 if any failed."""
    absent = [lane for lane in lanes if lane.folder is not None and not lane.folder.exists()]
    outcomes = [_run(lane) for lane in lanes if lane not in absent]
    print()
    for lane in absent:
        print(f"absent {lane.name:<12}          there is no {lane.argv[-1]}")
    for outcome in outcomes:
        word = "ok    " if outcome.code == 0 else "FAILED"
        print(f"{word} {outcome.lane.name:<12} {outcome.seconds:6.0f} s  {outcome.summary}")
    return int(any(outcome.code for outcome in outcomes))


def _run(lane: Lane) -> Outcome:
    print(f"\n=== {lane.name}: {' '.join([Path(lane.argv[0]).name, *lane.argv[1:]])}", flush=True)
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
            sys.stdout.buffer.write(raw)
            sys.stdout.buffer.flush()
            line = _COLORS.sub("", raw.decode(errors="replace")).strip(" =\n")
            if _SUMMARY.search(line):
                summary = line
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
