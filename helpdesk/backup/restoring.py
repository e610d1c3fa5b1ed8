"""
Taking an archive back.

The files come first, each whole or not at all; then the database, in one transaction. So a kill leaves the
database as it was, and at worst files that no row names.
"""

import io
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, transaction

from helpdesk.backup import facts
from helpdesk.backup.checking import free_space, refuse_newer
from helpdesk.backup.failing import BackupError
from helpdesk.backup.making import Manifest
from helpdesk.backup.packing import PIECE, parts_of
from helpdesk.backup.sealing import Key, opened
from helpdesk.backup.tools import environment, program

LEAVING_SECONDS = 3
"""How long a connection may take to go, of a process that was just stopped."""
# All that a dump brings: tables with what hangs on them, and functions that no extension owns.
_EMPTY = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT c.oid::regclass AS name FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition LOOP
    EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', one.name);
  END LOOP;
  FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', one.name);
  END LOOP;
END $$;
"""


@dataclass(frozen=True)
class Difference:
    """A table that is not what the manifest says."""

    table: str
    wanted: int
    found: int

    def __str__(self) -> str:
        if self.wanted != self.found:
            return f"{self.table}: {self.found} rows instead of {self.wanted}"
        return f"{self.table}: {self.found} rows as expected, but others than in the archive"


def restore(*, path: Path, key: Key | None, manifest: Manifest, replaces: bool) -> list[Difference]:
    """
    Restore an archive that was checked, and compare the tables with its manifest.

    `replaces` lets it take the place of what is in the database. Raises BackupError, and then the database
    is what it was.
    """
    refuse_newer(manifest)
    _refuse_full(replaces=replaces)
    _refuse_small_disk(manifest)
    _put_files(path, key)
    _put_database(path, key)
    return differences(manifest)


def differences(manifest: Manifest) -> list[Difference]:
    """The tables of this database that are not what a manifest says."""
    with transaction.atomic():
        found = facts.table_facts()
    nothing = facts.TableFacts(rows=0, sample="")
    names = sorted(found.keys() | manifest["tables"].keys())
    pairs = ((name, manifest["tables"].get(name, nothing), found.get(name, nothing)) for name in names)
    return [Difference(name, wanted["rows"], has["rows"]) for name, wanted, has in pairs if wanted != has]


def _refuse_full(*, replaces: bool) -> None:
    if not (there := facts.tables()):
        return
    if not replaces:
        raise BackupError(
            f"The database has {len(there)} tables already. Restore into an empty one, or say --replace:"
            " what is in it is then lost."
        )
    deadline = time.monotonic() + LEAVING_SECONDS
    while others := _others():
        if time.monotonic() > deadline:
            raise BackupError(
                f"{others} other connections use this database. Stop web, worker and scheduler first."
            )
        time.sleep(0.2)


def _others() -> int:
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    command = [program("psql"), "-X", "-A", "-t", "-c", query]
    # Asked by a program: the connections of our own pool would count.
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's backend
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupError(f"psql failed:\n{done.stderr.strip()}")
    return int(done.stdout)


def _refuse_small_disk(manifest: Manifest) -> None:
    needed = sum(int(one["size"]) for name, one in manifest["parts"].items() if name.startswith("files/"))
    free = free_space(Path(settings.MEDIA_ROOT))
    if needed > free:
        raise BackupError(
            f"The files need {needed // 1_000_000} MB, and {free // 1_000_000} MB are free in"
            f" {settings.MEDIA_ROOT}. Make room."
        )


def _parts(path: Path, key: Key | None, folder: str) -> Iterator[tuple[str, io.RawIOBase]]:
    with path.open("rb") as file:
        for name, stream in parts_of(opened(file, key)):
            if name.startswith(folder):
                yield name.removeprefix(folder), stream


def _put_files(path: Path, key: Key | None) -> None:
    for name, stream in _parts(path, key, "files/"):
        final = Path(settings.MEDIA_ROOT) / name
        final.parent.mkdir(parents=True, exist_ok=True)
        half = final.with_name(f"{final.name}.half")
        with half.open("wb") as target:
            while piece := stream.read(PIECE):
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        half.replace(final)


def _put_database(path: Path, key: Key | None) -> None:
    # Our own connection would wait for the tables that the transaction makes anew.
    connection.close()
    with tempfile.TemporaryFile() as said:
        try:
            with _transaction(said) as script, _script_of_dump(script, said) as dump:
                for _, stream in _parts(path, key, "database/"):
                    while piece := stream.read(PIECE):
                        dump.write(piece)
        except (BrokenPipeError, _Failed) as error:
            said.seek(0)
            told = said.read().decode(errors="replace").strip()
            raise BackupError(f"The database was not restored, and is what it was:\n{told}") from error


class _Failed(Exception):
    """One of PostgreSQL's programs ended with an error."""


@contextmanager
def _transaction(said: IO[bytes]) -> Iterator[IO[bytes]]:
    """
    A script in one transaction. Only the end of the block commits it: psql takes the end of its input, which
    it also sees when we die, for the end of the script.
    """
    command = [program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull]
    with subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stderr=said) as process:
        assert process.stdin is not None  # noqa: S101 (it is a pipe)
        process.stdin.write(f"BEGIN;\n{_EMPTY}".encode())
        process.stdin.flush()
        try:
            yield process.stdin
            process.stdin.write(b"\nCOMMIT;\n")
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
    if process.returncode != 0:
        raise _Failed


@contextmanager
def _script_of_dump(script: IO[bytes], said: IO[bytes]) -> Iterator[IO[bytes]]:
    """Takes a dump and writes what pg_restore makes of it to the script."""
    command = [program("pg_restore"), "--file=-", "--no-owner", "--no-privileges", "--no-comments"]
    with subprocess.Popen(
        command, env=environment(), stdin=subprocess.PIPE, stdout=script, stderr=said
    ) as process:
        assert process.stdin is not None  # noqa: S101 (it is a pipe)
        yield process.stdin
    if process.returncode != 0:
        raise _Failed
