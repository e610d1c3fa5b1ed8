"""Where uploads and their stages lie, and that they go again."""

import hashlib
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from core.errors import Invalid, TooLarge
from integrations.importers.models import Import

FOLDER = "imports"
MEGABYTE = 1024 * 1024


def path_of(found: Import) -> Path:
    """The uploaded file."""
    return Path(settings.MEDIA_ROOT) / found.path


def stage_of(found: Import) -> Path:
    """What was read of it."""
    return path_of(found).with_suffix(".stage")


def store(stream: IO[bytes]) -> tuple[str, int, str]:
    """
    Keep an upload: its path below MEDIA_ROOT, its size and digest. It is on disk before any row names it.

    Raises TooLarge, Invalid for an empty file.
    """
    relative = f"{FOLDER}/{uuid.uuid4().hex}"
    path = Path(settings.MEDIA_ROOT) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as target:
            while piece := stream.read(MEGABYTE):
                size += len(piece)
                if size > settings.IMPORT_MAX_BYTES:
                    most = settings.IMPORT_MAX_BYTES // MEGABYTE
                    raise TooLarge(f"An export can have at most {most} MB.", reason_code="upload", limit=most)
                digest.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        if not size:
            raise Invalid("This file is empty.", code="importers.file_empty", errors={"file": ["Empty."]})
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return relative, size, digest.hexdigest()


def forget(found: Import) -> None:
    """Delete an upload and its stage."""
    if not found.path:
        return
    for path in (path_of(found), stage_of(found), stage_of(found).with_suffix(".half")):
        with suppress(FileNotFoundError):
            path.unlink()
