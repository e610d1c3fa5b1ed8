"""Making an archive: the database by pg_dump, and the files that rows of the same snapshot name."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypedDict

import orjson
from django.conf import settings
from django.db import connection, transaction

from core import audit
from core.actors import SYSTEM
from core.models import AuditEntry
from helpdesk.backup import facts
from helpdesk.backup.failing import BackupError
from helpdesk.backup.packing import MANIFEST, PIECE, Packer
from helpdesk.backup.sealing import Key, Sealer
from helpdesk.backup.tools import environment, program

FORMAT = 1


class Manifest(TypedDict):
    """
    What an archive says of itself.

    `absent` are files that rows name and that were not there, such as those that a redaction took in the
    meantime. `last_audit_at` is the time of its newest entry of the audit log.
    """

    format: int
    made_at: str
    versions: dict[str, str]
    migrations: list[str]
    tables: dict[str, facts.TableFacts]
    parts: dict[str, dict[str, int | str]]
    absent: list[str]
    last_audit_at: str


def backup_make(*, path: Path, key: Key | None, now: datetime) -> Manifest:
    """
    Write an archive to a path that does not exist yet; a kill at any moment leaves no file there.

    It may run while everybody works. Raises BackupError.
    """
    with _whole_or_nothing(path) as file:
        manifest = archive_write(file, key=key, now=now)
    note_made(manifest, now=now)
    return manifest


def archive_write(file: BinaryIO, *, key: Key | None, now: datetime) -> Manifest:
    """Write an archive to an open file. Raises BackupError."""
    dump = program("pg_dump")
    sealer = Sealer(file, key) if key else None
    packer = Packer(sealer or file)
    with _snapshot() as snapshot:
        manifest = _manifest(now)
        manifest["absent"] = _add_files(packer)
        _add_database(packer, dump, snapshot)
    manifest["parts"] = dict(packer.parts)
    packer.add_bytes(MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    packer.close()
    if sealer:
        sealer.close()
    return manifest


def note_made(manifest: Manifest, *, now: datetime) -> None:
    """Say in the audit log that all data were copied."""
    data = {
        "tables": len(manifest["tables"]),
        "rows": sum(one["rows"] for one in manifest["tables"].values()),
        "files": file_count(manifest),
    }
    audit.record(actor=SYSTEM, action="helpdesk.backup_made", target="backup", now=now, data=data)


def file_count(manifest: Manifest) -> int:
    """How many stored files an archive has."""
    return sum(name.startswith("files/") for name in manifest["parts"])


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[BinaryIO]:
    """A file without a name until it is whole, which the system takes back from a process that dies."""
    if path.exists():
        raise BackupError(f"{path} exists. Choose another name; an archive is never overwritten.")
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError as error:
        raise BackupError(
            f"No file can be made in {path.parent} ({error.strerror}). Name a folder on a local disk."
        ) from error
    with os.fdopen(descriptor, "w+b") as file:
        yield file
        file.flush()
        os.fsync(descriptor)
        _name(descriptor, path)


def _name(descriptor: int, path: Path) -> None:
    """Give an open file its name. Raises BackupError if another one got it meanwhile."""
    descriptors = os.open("/proc/self/fd", os.O_RDONLY)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # Only with a folder to begin at does Python follow the link to the file.
        os.link(str(descriptor), path, src_dir_fd=descriptors, follow_symlinks=True)
        os.fsync(folder)
    except FileExistsError as error:
        raise BackupError(f"{path} was made by somebody else meanwhile. Choose another name.") from error
    finally:
        os.close(folder)
        os.close(descriptors)


@contextmanager
def _snapshot() -> Iterator[str]:
    """One moment of the database, which pg_dump can share by its name."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _manifest(now: datetime) -> Manifest:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), extversion FROM pg_extension WHERE extname = 'vector'"
        )
        postgres, vector = cursor.fetchone()
    newest = AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "versions": {
            "api": str(settings.SPECTACULAR_SETTINGS["VERSION"]),
            "postgresql": postgres,
            "pgvector": vector,
        },
        "migrations": facts.migrations(),
        "tables": facts.table_facts(),
        "parts": {},
        "absent": [],
        "last_audit_at": newest.isoformat() if newest else "",
    }


def _add_files(packer: Packer) -> list[str]:
    """Add the files that rows name; returns those that are not there."""
    absent = []
    for relative in facts.stored_paths():
        try:
            with (Path(settings.MEDIA_ROOT) / relative).open("rb") as source:
                packer.add(f"files/{relative}", source, os.fstat(source.fileno()).st_size)
        except FileNotFoundError:
            absent.append(relative)
    return absent


def _add_database(packer: Packer, dump: str, snapshot: str) -> None:
    """Add the pieces of a dump as they come, so that no copy of it lies anywhere else."""
    command = [dump, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=said) as process:
            assert process.stdout is not None  # noqa: S101 (it is a pipe)
            number = 0
            while piece := process.stdout.read(PIECE):
                packer.add_bytes(f"database/{number:05}", piece)
                number += 1
        said.seek(0)
        if process.returncode != 0:
            raise BackupError(f"pg_dump failed:\n{said.read().decode(errors='replace').strip()}")
