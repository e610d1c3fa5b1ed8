"""`backup` and `restore` on a real server, as an operator runs them."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import Connection, connect, sql

from core import audit
from core.actors import SYSTEM
from helpdesk.backup import facts
from helpdesk.backup.packing import parts_of
from helpdesk.backup.sealing import opened
from tests.cast import NOW, Cast
from tickets.models import Attachment, Ticket
from tickets.services import attachment_store

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db(transaction=True)


def session(name: str, *, autocommit: bool = True) -> "Connection[Any]":
    config = settings.DATABASES["default"]
    where = {"host": config["HOST"], "port": config["PORT"], "user": config["USER"]}
    return connect(dbname=name, password=config["PASSWORD"], autocommit=autocommit, **where)


@dataclass(frozen=True)
class Place:
    """An installation: a database and a state folder."""

    database: str
    home: Path

    def environment(self, **more: str) -> dict[str, str]:
        config = settings.DATABASES["default"]
        query = urlencode({"host": config["HOST"]}, quote_via=quote)
        url = f"postgresql://{config['USER']}@/{self.database}?{query}"
        return os.environ | {"DATABASE_URL": url, "CANDOR_HOME": str(self.home), "DB_POOL_SIZE": "2"} | more

    def start(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        out = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment(**more), stdout=out, stderr=out, text=True)

    def run(self, *words: str, **more: str) -> tuple[int, str]:
        process = self.start(*words, **more)
        said, errors = process.communicate(timeout=400)
        return process.returncode, said + errors

    def rows(self) -> dict[str, list[str]]:
        """All rows of all tables, as text."""
        with session(self.database) as found:
            found.execute("SET timezone = 'UTC'")
            tables = found.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall()
            query = "SELECT t::text FROM {} t ORDER BY 1"
            return {
                name: [
                    row for (row,) in found.execute(sql.SQL(query).format(sql.Identifier(name))).fetchall()
                ]
                for (name,) in tables
            }


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Place:
    home = tmp_path / "here"
    settings.MEDIA_ROOT = home / "media"
    return Place(connection.settings_dict["NAME"], home)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Place]:
    # Each worker of a parallel run has its own.
    name = f"{connection.settings_dict['NAME']}_restored"
    with session("postgres") as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield Place(name, tmp_path / "there")
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def attach(cast: Cast, name: str, data: bytes) -> Attachment:
    return attachment_store(actor=cast.actor(cast.agent), name=name, stream=io.BytesIO(data), now=NOW)


def filled(cast: Cast) -> None:
    ticket = cast.ticket(subject="Keep this")
    cast.replies(ticket, cast.agent, "We will.")
    audit.record(actor=SYSTEM, action="people.brand_changed", target="brand:1", now=NOW)
    attach(cast, "one.txt", b"one")
    attach(cast, "two.txt", b"two" * 100_000)


def test_all_of_it_comes_back_row_by_row(here: Place, there: Place, cast: Cast, tmp_path: Path) -> None:
    filled(cast)
    (here.home / "media" / "stray").write_bytes(b"named by no row")
    rows, path = here.rows(), tmp_path / "candor.backup"
    code, said = here.run("backup", str(path))
    assert (code, "and 2 files; NOT encrypted" in said) == (0, True), said
    assert path.stat().st_mode & 0o777 == 0o600

    code, said = there.run("restore", str(path))
    assert code == 0, said
    assert f"All {len(rows)} tables have the rows of the archive" in said
    assert "look in a newer export of the audit log" in said
    restored = there.rows()
    assert [row for row in restored["core_auditentry"] if "helpdesk.backup_restored" in row]
    del rows["core_auditentry"], restored["core_auditentry"]
    assert {name for name in rows if rows[name] != restored.get(name)} == set()
    assert restored.keys() == rows.keys()
    for file in Attachment.objects.all():
        there_is = (there.home / "media" / file.path).read_bytes()
        assert there_is == (here.home / "media" / file.path).read_bytes()
    assert not (there.home / "media" / "stray").exists()


def test_it_is_one_moment_while_others_write(here: Place, there: Place, cast: Cast, tmp_path: Path) -> None:
    filled(cast)
    is_over, before = Event(), Ticket.objects.count()

    def write() -> None:
        try:
            while not is_over.is_set():
                ticket = cast.ticket()
                cast.replies(ticket, cast.agent, "We will.")
                attach(cast, "more.txt", str(ticket.pk).encode())
        finally:
            connection.close()

    writer = Thread(target=write)
    writer.start()
    try:
        code, said = here.run("backup", str(tmp_path / "candor.backup"))
    finally:
        is_over.set()
        writer.join()
    assert (code, "were not there" in said) == (0, False), said
    code, said = there.run("restore", str(tmp_path / "candor.backup"))
    assert code == 0, said
    with session(there.database) as restored:
        query = "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM tickets_timelineentry e"
        found = restored.execute(f"{query} WHERE e.ticket_id = t.id)) FROM tickets_ticket t").fetchone()
        paths = restored.execute("SELECT path FROM tickets_attachment").fetchall()
    assert found is not None
    assert before < found[0] < Ticket.objects.count(), "it was made in the midst of them"
    assert found[0] == found[1]
    assert [path for (path,) in paths if not (there.home / "media" / path).is_file()] == []


def test_what_is_sealed_needs_its_passphrase(here: Place, there: Place, cast: Cast, tmp_path: Path) -> None:
    filled(cast)
    path, secret = tmp_path / "candor.backup", "four words are enough"
    code, said = here.run("backup", str(path), BACKUP_PASSPHRASE=secret)
    assert (code, "; encrypted." in said) == (0, True), said
    assert b"Keep this" not in path.read_bytes()
    for given, word in (("", "is encrypted"), ("another long phrase", "key is wrong")):
        code, said = there.run("restore", str(path), BACKUP_PASSPHRASE=given)
        assert (code, word in said) == (1, True), said
    assert there.rows() == {}
    assert there.run("restore", str(path), "--check", BACKUP_PASSPHRASE=secret)[0] == 0
    assert there.rows() == {}
    code, said = there.run("restore", str(path), BACKUP_PASSPHRASE=secret)
    assert code == 0, said
    assert len(there.rows()["tickets_ticket"]) == 1


def test_a_broken_byte_is_refused_before_anything_changes(
    here: Place, there: Place, cast: Cast, tmp_path: Path
) -> None:
    filled(cast)
    path = tmp_path / "candor.backup"
    assert here.run("backup", str(path))[0] == 0
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 1
    path.write_bytes(broken)
    code, said = there.run("restore", str(path))
    assert (code, "damaged" in said) == (1, True), said
    assert there.rows() == {}
    assert not (there.home / "media").exists()


def test_a_full_database_is_replaced_only_when_told(
    here: Place, there: Place, cast: Cast, tmp_path: Path
) -> None:
    filled(cast)
    path = tmp_path / "candor.backup"
    assert here.run("backup", str(path))[0] == 0
    code, said = here.run("backup", str(path))
    assert (code, "never overwritten" in said) == (1, True), said
    assert there.run("restore", str(path))[0] == 0
    with session(there.database) as restored:
        restored.execute("CREATE TABLE of_nobody (id int PRIMARY KEY)")
        restored.execute("UPDATE tickets_ticket SET subject = 'Changed'")
        code, said = there.run("restore", str(path))
        assert (code, "say --replace" in said) == (1, True), said
        code, said = there.run("restore", str(path), "--replace")
        assert (code, "other connections use this database" in said) == (1, True), said
    code, said = there.run("restore", str(path), "--replace")
    assert code == 0, said
    rows = there.rows()
    assert "of_nobody" not in rows
    assert "Keep this" in rows["tickets_ticket"][0]


def test_a_newer_schema_is_refused(here: Place, there: Place, cast: Cast, tmp_path: Path) -> None:
    cast.ticket()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_x', now())")
    try:
        assert here.run("backup", str(tmp_path / "candor.backup"))[0] == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_x'")
    code, said = there.run("restore", str(tmp_path / "candor.backup"))
    assert (code, "does not know core.9999_x" in said) == (1, True), said
    assert there.rows() == {}


def test_a_difference_is_told(cast: Cast) -> None:
    from helpdesk.backup.restoring import differences

    ticket = cast.ticket()
    tables = facts.table_facts()
    manifest: Any = {"tables": tables}
    assert differences(manifest) == []
    Ticket.objects.filter(pk=ticket.pk).update(subject="Other")
    assert [str(one) for one in differences(manifest)] == [
        "tickets_ticket: 1 rows as expected, but others than in the archive"
    ]
    cast.ticket()
    assert "tickets_ticket: 2 rows instead of 1" in [str(one) for one in differences(manifest)]


def until(what: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 240
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def test_a_backup_that_is_killed_leaves_nothing(here: Place, cast: Cast, tmp_path: Path) -> None:
    filled(cast)
    late = attach(cast, "late.txt", b"late")
    file = here.home / "media" / late.path
    file.unlink()
    # Whoever opens it for reading waits for somebody to write.
    os.mkfifo(file)
    folder = tmp_path / "backups"
    folder.mkdir()
    process = here.start("backup", str(folder / "candor.backup"))
    opening = None

    def waits() -> bool:
        nonlocal opening
        try:
            opening = os.open(file, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return False
        return True

    # From now on it reads a file without an end: it is in the midst of writing.
    until(waits)
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert opening is not None
    os.close(opening)
    assert list(folder.iterdir()) == []


def test_a_restore_that_is_killed_leaves_the_database_as_it_was(
    here: Place, there: Place, cast: Cast, tmp_path: Path
) -> None:
    filled(cast)
    path = tmp_path / "candor.backup"
    assert here.run("backup", str(path))[0] == 0
    process = there.start("restore", str(path))
    with session("postgres") as server:
        count = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = 'psql'"

        def at_work() -> int:
            found = server.execute(f"{count} AND xact_start IS NOT NULL", [there.database]).fetchone()
            assert found is not None
            return int(found[0])

        until(at_work)
        time.sleep(0.1)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        until(lambda: server.execute(count, [there.database]).fetchone() == (0,))
    assert there.rows() == {}
    code, said = there.run("restore", str(path))
    assert code == 0, said


def test_what_has_to_be_repeated_is_listed(here: Place, there: Place, cast: Cast, tmp_path: Path) -> None:
    cast.ticket()
    data = {"entry": 3, "reason": "a password"}
    audit.record(actor=SYSTEM, action="tickets.redacted", target="ticket:1", now=NOW, data=data)
    path = tmp_path / "candor.backup"
    assert here.run("backup", str(path))[0] == 0
    at = NOW.isoformat()
    later = "2026-03-04T10:00:00+00:00"
    lines = [
        (at, "tickets.redacted", "ticket:1", '{"entry": 3, "reason": "a password"}'),
        (later, "tickets.redacted", "ticket:7", '{"entry": 9, "reason": "a key"}'),
        (later, "people.erasure_asked", "contact:4", '{"reason": "they asked"}'),
        (later, "people.person_erased", "contact:4", '{"reason": "they asked"}'),
        (later, "people.erasure_asked", "contact:5", '{"reason": "they too"}'),
        (later, "people.token_created", "token:1", "{}"),
    ]
    export = tmp_path / "audit.csv"
    with export.open("w", newline="") as file:
        csv.writer(file).writerows([("at", "action", "target", "data"), *lines])
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n")
    code, said = there.run("restore", str(path), "--audit-since", str(tmp_path / "odd.csv"))
    assert (code, "is no export of the audit log" in said) == (1, True), said
    assert there.rows() == {}
    code, said = there.run("restore", str(path), "--audit-since", str(export))
    assert code == 0, said
    assert "These 3 are back with the data" in said
    assert "redact again in ticket 7, entry 9 (a key)" in said
    assert "erase again: contact 4 (they asked)" in said
    assert "was to be erased: contact 5 (they too)" in said
    noted = [row for row in there.rows()["core_auditentry"] if "backup_restored" in row]
    assert "contact:4" in noted[0]


def test_it_goes_through_a_pipe(here: Place, cast: Cast) -> None:
    filled(cast)
    command = [sys.executable, str(ROOT / "manage.py"), "backup", "-"]
    done = subprocess.run(command, env=here.environment(), capture_output=True, check=True)
    names = [name for name, _ in parts_of(opened(io.BytesIO(done.stdout), None))]
    assert names[-1] == "manifest.json"
    assert "database/00000" in names


def test_what_is_no_archive_is_said_in_words(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(CommandError, match=r"directory|There is no file"):
            call_command("restore", str(path), "--check")
