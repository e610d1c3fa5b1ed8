from pathlib import Path

import pytest

from helpdesk.supervisor import logs
from helpdesk.supervisor.logs import LogFile


def test_errors_are_worth_showing_and_the_rest_is_not(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "web.log")
    shown = log.write(
        b'{"level": "info", "message": "error page rendered"}\n'
        b'{"level": "error", "message": "broken"}\n'
        b"Traceback (most recent call last):\n"
        b"2026-01-01 [7] ERROR:  duplicate key value\n"
        b"2026-01-01 [7] PANIC:  disk full\n"
    )
    log.close()
    assert [line.split()[-1] for line in shown] == ['"broken"}', "last):", "full"]


def test_lines_that_arrive_in_pieces_stay_whole(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "web.log")
    assert log.write(b"ERR") == []
    assert log.write(b"OR everything\nrest") == ["ERROR everything"]
    assert list(log.tail) == ["ERROR everything"]
    log.close()
    assert (tmp_path / "web.log").read_text() == "ERROR everything\nrest"


def test_files_rotate_and_the_oldest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 10)
    log = LogFile(tmp_path / "web.log")
    for number in range(6):
        log.write(b"line number %d\n" % number)
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["web.log", "web.log.1", "web.log.2"]
    assert (tmp_path / "web.log.1").read_text() == "line number 5\n"
    assert (tmp_path / "web.log.2").read_text() == "line number 4\n"


def test_an_endless_line_does_not_fill_the_memory(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "web.log")
    for _ in range(10):
        log.write(b"x" * 60_000)
    assert len(log._rest) <= 65536
    log.close()
