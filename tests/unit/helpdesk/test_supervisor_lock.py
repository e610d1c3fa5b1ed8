import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.supervisor.folders import ServiceError
from helpdesk.supervisor.lock import HomeLock

ROOT = Path(__file__).parents[3]
HOLD = """
import sys
from pathlib import Path
from helpdesk.supervisor.lock import HomeLock
lock = HomeLock(Path(sys.argv[1]))
lock.acquire()
if sys.argv[2] == "stopping":
    lock.announce_stop()
print("held", flush=True)
sys.stdin.readline()
"""


def holder(home: Path, state: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home), state],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_second_supervisor_of_a_home_refuses_and_names_the_first(tmp_path: Path) -> None:
    with holder(tmp_path, "running") as first:
        with pytest.raises(ServiceError, match=rf"Another Candor \(process {first.pid}\) is running"):
            HomeLock(tmp_path).acquire()
        first.kill()


def test_lock_of_a_killed_supervisor_is_free(tmp_path: Path) -> None:
    with holder(tmp_path, "running") as first:
        first.kill()
    HomeLock(tmp_path).acquire()


def test_successor_waits_for_one_that_is_about_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.supervisor.lock._WAIT_OTHERWISE", 0.0)
    with holder(tmp_path, "stopping") as first:
        naps: list[float] = []

        def nap(seconds: float) -> None:
            naps.append(seconds)
            if len(naps) == 3:
                first.kill()
                first.wait()

        monkeypatch.setattr("helpdesk.supervisor.lock.time.sleep", nap)
        HomeLock(tmp_path).acquire()
        assert len(naps) >= 3
