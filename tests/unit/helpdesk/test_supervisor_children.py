import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.supervisor.children import CRASHES_AT_START, Child, Nursery, Stopped
from helpdesk.supervisor.folders import ServiceError
from helpdesk.supervisor.logs import LogFile
from helpdesk.supervisor.processes import Program, processes_in

ROOT = Path(__file__).parents[3]


def python(name: str, code: str, *arguments: str, grace_seconds: float = 4.0) -> Program:
    argv = [sys.executable, "-c", code, *arguments]
    return Program(name=name, argv=argv, cwd=ROOT, grace_seconds=grace_seconds)


def wait_for(condition: Callable[[], bool], nursery: Nursery | None = None) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        if nursery:
            nursery.tend(0.02)
        else:
            time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_crashed_program_is_started_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nursery = Nursery(tmp_path)
    runs = tmp_path / "runs"
    nursery.add(python("fragile", f"open({str(runs)!r}, 'a').write('x'); print('last words'); exit(3)"))
    try:
        wait_for(lambda: runs.exists() and len(runs.read_text()) >= 2, nursery)
    finally:
        nursery.stop()
    told = capsys.readouterr().err
    assert "fragile ended with code 3; starting it again." in told
    assert "fragile | last words" in told
    assert "last words" in (tmp_path / "fragile.log").read_text()


def test_program_that_is_not_needed_does_not_stop_the_start(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path)
    try:
        nursery.add(replace(python("spare", "exit(1)"), needed=False))
        spare = nursery._children[0]
        nursery.wait_until(lambda: spare.crashes >= CRASHES_AT_START, what="the rest", seconds=30)
        nursery.add(python("needed", "exit(1)"))
        with pytest.raises(ServiceError, match="needed keeps crashing"):
            nursery.wait_until(lambda: False, what="the rest", seconds=30)
    finally:
        nursery.stop()


def test_backoff_grows_and_forgets_after_a_healthy_run(tmp_path: Path) -> None:
    child = Child(python("x", ""), LogFile(tmp_path / "x.log"))
    waits = []
    for now in (1.0, 2.0, 3.0, 4.0):
        child.started_at = now - 0.5
        waits.append(child.note_crash(now))
    assert waits == [0.0, 1.0, 2.0, 4.0]
    child.started_at = 100.0
    assert child.note_crash(161.0) == 0.0
    child.log.close()


def test_programs_end_newest_first(tmp_path: Path) -> None:
    order = tmp_path / "order"
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        "    open(sys.argv[1], 'a').write(sys.argv[2]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('up', flush=True)\n"
        "while True: time.sleep(1)\n"
    )
    nursery = Nursery(tmp_path)
    for name in ("1", "2", "3"):
        nursery.add(python(name, code, str(order), name))
        log = tmp_path / f"{name}.log"
        wait_for(lambda log=log: "up" in log.read_text(), nursery)  # type: ignore[misc]  # bound in the loop
    nursery.stop()
    assert order.read_text() == "321"


def test_program_that_ignores_the_request_is_killed_after_its_grace(tmp_path: Path) -> None:
    code = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('up', flush=True)\n"
        "time.sleep(60)\n"
    )
    nursery = Nursery(tmp_path)
    nursery.add(python("deaf", code, grace_seconds=0.2))
    wait_for(lambda: "up" in (tmp_path / "deaf.log").read_text(), nursery)
    nursery.stop()
    assert not [pid for pid in processes_in(ROOT) if "deaf" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_what_a_killed_program_left_in_its_session_goes_too(tmp_path: Path) -> None:
    code = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    nursery = Nursery(tmp_path)
    nursery.add(python("parent", code))
    log = tmp_path / "parent.log"
    wait_for(lambda: bool(log.read_text().strip()), nursery)
    grandchild = int(log.read_text())
    nursery.stop()
    wait_for(lambda: not is_alive(grandchild))


def test_request_to_stop_interrupts_waiting(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path)
    nursery.request_stop()
    with pytest.raises(Stopped):
        nursery.wait_until(lambda: False, what="Nothing", seconds=60)
    nursery.stop()


def test_what_never_gets_ready_is_an_error(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path)
    with pytest.raises(ServiceError, match="Redis is not ready after 0 s"):
        nursery.wait_until(lambda: False, what="Redis", seconds=0.01)
    nursery.stop()


def test_program_that_keeps_crashing_ends_the_start(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path)
    nursery.add(python("hopeless", "exit(1)"))
    with pytest.raises(ServiceError, match="hopeless keeps crashing"):
        nursery.wait_until(lambda: False, what="Candor", seconds=60)
    nursery.stop()


def test_failed_task_tells_its_last_words(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path)
    with pytest.raises(ServiceError, match="prepare failed:\nno such table"):
        nursery.run_once(python("prepare", "print('no such table'); exit(1)"))
    nursery.stop()


def test_program_waits_for_what_is_in_its_way(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path)
    answers = iter([False, False, True])
    program = python("patient", "print('up', flush=True); import time; time.sleep(60)")
    nursery.add(Program(name="patient", argv=program.argv, may_start=lambda: next(answers)))
    wait_for(lambda: "up" in (tmp_path / "patient.log").read_text(), nursery)
    nursery.stop()


def test_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "from helpdesk.supervisor.processes import Program, start\n"
        "child = start(Program(name='child', argv=['sleep', '60']), stdout=subprocess.DEVNULL)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not is_alive(child))


def test_an_end_in_the_middle_of_a_single_run_is_orderly(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path)
    started = tmp_path / "started"
    code = f"import time; open({str(started)!r}, 'w'); print('last words', flush=True); time.sleep(60)"

    def ask_for_the_end() -> None:
        wait_for(started.exists)
        nursery.request_stop()

    asker = threading.Thread(target=ask_for_the_end)
    asker.start()
    with pytest.raises(Stopped):
        nursery.run_once(python("once", code))
    asker.join()
    nursery.stop()
    assert "last words" in (tmp_path / "once.log").read_text()
