"""ClamAV's protocol, against a stand-in, and against the real daemon where it is installed."""

import io
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import UpstreamFailed
from core.scanning import Finding, Infected, Verdict, clamd, must_be_clean
from tests.standins.clamd import EICAR, FOUND, Clamd

REAL = os.environ.get("CLAMD") or shutil.which("clamd") or ""


@pytest.fixture
def server(settings: Any) -> Iterator[Clamd]:
    with Clamd() as found:
        settings.CLAMD_ADDRESS = found.address
        yield found


def scan(data: bytes) -> Verdict:
    return clamd.scan(io.BytesIO(data))


def test_the_whole_file_arrives_in_its_chunks(server: Clamd) -> None:
    data = bytes(range(256)) * 1000
    assert scan(data) == Verdict(Finding.CLEAN)
    assert server.seen == [data]
    assert scan(b"") == Verdict(Finding.CLEAN)
    assert clamd.ping()


def test_what_is_found_is_named(server: Clamd) -> None:
    assert scan(b"x" * 100_000 + EICAR) == Verdict(Finding.INFECTED, FOUND)


def test_a_file_over_a_limit_is_refused_and_not_clean(server: Clamd, settings: Any) -> None:
    server.largest = 70_000
    assert scan(b"x" * 500_000).finding == Finding.REFUSED
    settings.CLAMD_MAX_BYTES = 1000
    assert scan(b"x" * 1001) == Verdict(Finding.REFUSED, "over 1000 bytes")


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (b"stream: Can't allocate memory ERROR\0", Finding.REFUSED),
        (b"", Finding.AWAY),
        (b"stream: O", Finding.AWAY),
        (b"\xff\xfe" * 4000, Finding.AWAY),
        (b"stream: OK FOUND\0", Finding.INFECTED),
    ],
)
def test_only_its_own_word_makes_a_file_clean(server: Clamd, answer: bytes, finding: Finding) -> None:
    server.answer = answer
    assert scan(b"x").finding == finding


def test_one_that_is_not_there_or_says_nothing_is_away(settings: Any) -> None:
    for address in ("127.0.0.1:1", "/nowhere/clamd.ctl", "no port"):
        settings.CLAMD_ADDRESS = address
        assert scan(b"x").finding == Finding.AWAY
        assert not clamd.ping()
    settings.CLAMD_TIMEOUT_SECONDS = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{silent.getsockname()[1]}"
        assert scan(b"x") == Verdict(Finding.AWAY, "TimeoutError")


def test_what_staff_upload_passes_only_with_a_verdict(settings: Any, server: Clamd) -> None:
    must_be_clean(b"x")
    with pytest.raises(Infected, match=FOUND):
        must_be_clean(EICAR)
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    with pytest.raises(UpstreamFailed):
        must_be_clean(b"x")
    settings.CLAMD_ADDRESS = ""
    must_be_clean(EICAR)


@pytest.fixture
def real(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The daemon of the distribution with one signature of our own, on a socket."""
    (tmp_path / "own.ndb").write_text(f"Own.Test:0:*:{b'the-one-bad-thing'.hex()}\n")
    path = tmp_path / "clamd.ctl"
    conf = tmp_path / "clamd.conf"
    conf.write_text(f"LocalSocket {path}\nDatabaseDirectory {tmp_path}\nForeground yes\nStreamMaxLength 1M\n")
    with subprocess.Popen([REAL, f"--config-file={conf}"], stdout=subprocess.DEVNULL) as process:
        try:
            settings.CLAMD_ADDRESS = str(path)
            ends_at = time.monotonic() + 60
            while not clamd.ping() and time.monotonic() < ends_at and process.poll() is None:
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


@pytest.mark.skipif(not REAL, reason="clamd is not installed")
def test_the_real_daemon(real: None) -> None:
    assert clamd.ping()
    assert scan(b"harmless" * 20_000) == Verdict(Finding.CLEAN)
    assert scan(b"x" * 100_000 + b"the-one-bad-thing") == Verdict(Finding.INFECTED, "Own.Test.UNOFFICIAL")
    assert scan(b"x" * 3_000_000).finding in (Finding.REFUSED, Finding.AWAY)
