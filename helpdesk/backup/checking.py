"""Proving an archive before anything is done with it."""

import os
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import cast

import orjson
from django.db.migrations.loader import MigrationLoader

from helpdesk.backup.failing import BackupError
from helpdesk.backup.making import FORMAT, Manifest
from helpdesk.backup.packing import MANIFEST, PIECE, parts_of
from helpdesk.backup.sealing import Key, opened

_LARGEST_MANIFEST = 1024 * 1024 * 1024


def archive_check(*, path: Path, key: Key | None) -> Manifest:
    """Read all of an archive and return its manifest. Raises BackupError if one byte is not as written."""
    found: dict[str, dict[str, int | str]] = {}
    text = b""
    with path.open("rb") as file:
        for name, stream in parts_of(opened(file, key)):
            digest, size = sha256(), 0
            while piece := stream.read(PIECE):
                digest.update(piece)
                size += len(piece)
                if name == MANIFEST and size <= _LARGEST_MANIFEST:
                    text += piece
            if name != MANIFEST:
                found[name] = {"size": size, "sha256": digest.hexdigest()}
    if not text:
        raise BackupError(f"{path} is no backup of Candor: it has no manifest.")
    manifest = cast(Manifest, orjson.loads(text))
    if manifest["format"] != FORMAT:
        raise BackupError(f"This archive has form {manifest['format']}, which this version does not know.")
    if manifest["parts"] != found:
        raise BackupError("The parts of this archive are not those of its manifest. Take another one.")
    for name in found:
        _refuse_odd(name)
    return manifest


def refuse_newer(manifest: Manifest) -> None:
    """Raises BackupError if the archive has migrations that this version does not know."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - known)
    if unknown:
        some = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
        raise BackupError(
            f"This archive was made by a newer version, or with more apps: this one does not know {some}."
            " Install the version that made it, restore, and upgrade from there."
        )


def _refuse_odd(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in ("files", "database"):
        raise BackupError(f"The archive has an odd part, {name[:80]!r}. It was not made by `backup`.")


def free_space(folder: Path) -> int:
    """Bytes that are free where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
