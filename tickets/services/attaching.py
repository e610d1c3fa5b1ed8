"""Files: stored once by content, typed by content, bound to a message of their uploader."""

import hashlib
import os
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import filetype
from django.conf import settings
from django.db import transaction

from core import scanning
from core.actors import Actor
from core.errors import Invalid, TooLarge
from core.html import plain
from core.queue import SLOW, enqueue_on_commit
from tickets.models import Attachment, Scan, TimelineEntry

MAX_FILES = 20
_HEAD = 8192
# They can disguise a name ending in "exe" as "exe.png".
_DIRECTION_MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# What a browser may show inside a page; everything else is offered as a download.
INLINE_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def sniff(head: bytes) -> str:
    """The content type that the first bytes prove; text if they are text, else unknown bytes."""
    kind = filetype.guess(head)
    if kind is not None:
        return str(kind.mime)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A multi-byte character may be cut at the end of the sample.
        if error.start < len(head) - 4:
            return "application/octet-stream"
    return "application/octet-stream" if b"\x00" in head else "text/plain"


def attachment_store(*, actor: Actor, name: str, stream: IO[bytes], now: datetime) -> Attachment:
    """
    Store a file for a message that is still being written.

    The bytes are synced to disk before the row exists, so that no message points to a missing file.
    Raises TooLarge over ATTACHMENT_MAX_BYTES, Invalid for an empty file.
    """
    digest = hashlib.sha256()
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / uuid.uuid4().hex
    size, head = 0, b""
    try:
        with temporary.open("wb") as target:
            while piece := stream.read(65536):
                size += len(piece)
                if size > settings.ATTACHMENT_MAX_BYTES:
                    limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
                    raise TooLarge(f"A file can have at most {limit} MB.")
                if len(head) < _HEAD:
                    head += piece[: _HEAD - len(head)]
                digest.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        if size == 0:
            raise Invalid("This file is empty.", errors={"file": ["Empty."]})
        sha256 = digest.hexdigest()
        relative = f"{sha256[:2]}/{sha256}"
        final = Path(settings.MEDIA_ROOT) / relative
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(final)
    finally:
        temporary.unlink(missing_ok=True)
    return Attachment.objects.create(
        name=safe_name(name),
        content_type=sniff(head),
        size=size,
        sha256=sha256,
        path=relative,
        uploader_ref=actor.ref,
        created_at=now,
        **_to_scan(now),
    )


def _to_scan(now: datetime) -> dict[str, Any]:
    if not scanning.is_on():
        return {}
    enqueue_on_commit("tickets.tasks.scan_files", SLOW)
    return {"scan": Scan.WAITING, "scan_at": now}


def files_forget(*, paths: Sequence[str]) -> None:
    """Delete the bytes at these paths, but for those that a message, or one being written, still has."""
    for path in paths:
        if Attachment.objects.filter(path=path).exists():
            continue
        (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """A file name without folders, control characters or marks that change the text direction."""
    base = plain(name).replace("\\", "/").rsplit("/", 1)[-1].strip().strip(".")
    kept = "".join(char for char in base if char.isprintable() and char not in _DIRECTION_MARKS)
    return kept[-255:] or "file"


def claim_attachments(*, actor: Actor, entry: TimelineEntry, ids: Sequence[str]) -> list[Attachment]:
    """Attach the actor's waiting files to an entry. Raises Invalid if one is not theirs or already used."""
    if not ids:
        return []
    if len(ids) > MAX_FILES:
        raise Invalid(f"A message can have at most {MAX_FILES} files.")
    with transaction.atomic():
        rows = list(
            Attachment.objects.select_for_update()
            .filter(public_id__in=_uuids(ids), entry=None, uploader_ref=actor.ref)
            .order_by("id")
        )
        if len(rows) != len(set(ids)):
            raise Invalid(
                "One of the files is gone or already sent. Add it again.", code="tickets.file_missing"
            )
        infected = [row for row in rows if row.scan == Scan.INFECTED]
        if infected and actor.is_staff:
            raise Invalid(
                f"The virus scanner found {infected[0].scan_detail} in {infected[0].name}. Take it out.",
                code="tickets.file_infected",
            )
        Attachment.objects.filter(pk__in=[row.pk for row in rows]).update(entry=entry, ticket=entry.ticket_id)
    for row in rows:
        row.entry_id, row.ticket_id = entry.pk, entry.ticket_id
    return rows


def _uuids(ids: Sequence[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(str(value)) for value in ids]
    except ValueError as error:
        raise Invalid("attachment_ids must be ids of uploaded files.") from error
