"""The reader of the documentation misses nothing and takes nothing twice, however often it is killed."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from core.events import publish
from tests.api.webhooks.test_stream import change

if TYPE_CHECKING:
    from tests.cast import Cast

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "webhooks.md").read_text()
READER, CHECK = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
MOST_LINES = 30

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_short() -> None:
    assert len(READER.splitlines()) <= MOST_LINES


def copied(path: Path) -> list[int]:
    with closing(sqlite3.connect(path, timeout=10)) as db:
        return [number for (number,) in db.execute("SELECT id FROM event ORDER BY rowid")]


def test_it_is_killed_again_and_again(
    live_server: Any, cast: "Cast", streamed: Callable[[], int], tmp_path: Path
) -> None:
    program, copy = tmp_path / "reader.py", tmp_path / "events.db"
    # Small pages and no rest: it is killed in the middle of them.
    program.write_text(READER.replace("limit=100", "limit=3").replace("time.sleep(2)", "time.sleep(0.05)"))
    token = cast.token(cast.admin, ["events:read", "tickets:read", "people:read"])
    env = os.environ | {"CANDOR_URL": live_server.url, "CANDOR_TOKEN": token, "CANDOR_FILE": str(copy)}

    def start() -> "subprocess.Popen[bytes]":
        with (tmp_path / "errors").open("ab") as errors:
            return subprocess.Popen([sys.executable, str(program)], env=env, stderr=errors)

    written, running = 0, start()
    try:
        for round_number in range(4):
            for number in range(20):
                with transaction.atomic():
                    publish(change(number, round_number, round_number + 1))
            streamed()
            written += 20
            ends = time.monotonic() + 60
            # Somewhere within these pages.
            while (not copy.exists() or len(_read(copy)) < written - 12) and time.monotonic() < ends:
                time.sleep(0.01)
            running.send_signal(signal.SIGKILL)
            running.wait(10)
            running = start()
        ends = time.monotonic() + 120
        while len(_read(copy)) < written and time.monotonic() < ends:
            time.sleep(0.05)
        assert _read(copy) == list(range(1, written + 1)), (tmp_path / "errors").read_text()
        assert running.poll() is None
    finally:
        running.kill()
        running.wait(10)


def _read(copy: Path) -> list[int]:
    try:
        return copied(copy)
    except sqlite3.OperationalError:
        # It has not come so far.
        return []


def test_the_check_of_the_documentation_takes_ours_and_nothing_else() -> None:
    from core import clock
    from integrations.webhooks import signing

    place: dict[str, Any] = {}
    exec(CHECK, place)  # noqa: S102 (the documentation's own words)
    header = signing.signature(b'{"id":1}', keys=["old", "new"], now=clock.now())
    assert place["is_ours"](header, b'{"id":1}', "old")
    assert place["is_ours"](header, b'{"id":1}', "new")
    assert not place["is_ours"](header, b'{"id":1}', "other")
    assert not place["is_ours"](header, b'{"id":2}', "new")
    from datetime import timedelta

    old = signing.signature(b"{}", keys=["new"], now=clock.now() - timedelta(minutes=6))
    assert not place["is_ours"](old, b"{}", "new")
