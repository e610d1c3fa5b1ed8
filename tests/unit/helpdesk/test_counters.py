"""The folder of the counters: one for each start, kept while anybody counts, and none left behind."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.counters import PREFIX
from tests.architecture.modules import ROOT

SERVER = """
import os, signal, sys, time
from helpdesk.counters import counters_folder
folder = counters_folder(sys.argv[1])
worker = os.fork()
if worker == 0:
    sys.exit(0)
os.waitpid(worker, 0)
open(os.path.join(folder, "counter_1.db"), "w").close()
print(folder, flush=True)
sys.stdin.read()
"""


def start(place: Path) -> tuple["subprocess.Popen[str]", Path]:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(place)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    return server, Path(server.stdout.readline().strip())


def stop(server: "subprocess.Popen[str]", how: signal.Signals | None = None) -> None:
    if how is not None:
        server.send_signal(how)
    server.communicate(timeout=30)


def test_a_process_that_ends_leaves_it_to_the_others(tmp_path: Path) -> None:
    server, folder = start(tmp_path)
    # One process has ended by now, and what another counted since is there.
    assert (folder / "counter_1.db").exists()
    stop(server)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGABRT])
def test_what_a_killed_server_left_goes_with_the_next_start(tmp_path: Path, how: signal.Signals) -> None:
    killed, left = start(tmp_path)
    stop(killed, how)
    assert left.exists()
    running, folder = start(tmp_path)
    assert list(tmp_path.iterdir()) == [folder]
    stop(running)


def test_what_another_server_uses_stays(tmp_path: Path) -> None:
    first, one = start(tmp_path)
    second, other = start(tmp_path)
    assert one != other
    assert (one / "counter_1.db").exists()
    stop(second)
    assert (one / "counter_1.db").exists()
    stop(first)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}by-hand").mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (tmp_path / f"{PREFIX}link").mkdir()
    (tmp_path / f"{PREFIX}link" / "in-use").symlink_to(elsewhere / "kept")
    server, _ = start(tmp_path)
    stop(server)
    assert {path.name for path in tmp_path.iterdir()} == {f"{PREFIX}by-hand", f"{PREFIX}link", "elsewhere"}
    assert (elsewhere / "kept").exists()
