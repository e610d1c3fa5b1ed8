"""Files of a source: uploaded, read in the process with the limits, replaced by others of their name."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import F, Sum

from core import audit, clock
from core.actors import Actor
from core.errors import Invalid
from core.html import one_line
from core.scanning import must_be_clean
from kb import selectors
from kb.models import (
    Article,
    Kind,
    Reason,
    Source,
    SourceFile,
    SourceItem,
    SourceLine,
    SourceRun,
    State,
)
from kb.models.sources import OF_FILES
from kb.reading import safely
from kb.selectors.sources import file_get
from kb.services.importing import ImportedFile
from kb.services.sources.items import Found, item_store, items_present, items_withdraw, key_of, line_add
from kb.services.sources.running import Lease, holding, run_begin
from people.policy import require

logger = logging.getLogger(__name__)

MAX_FILES, MAX_FILE, MAX_SOURCE = 100, 25 * 1024 * 1024, 1024 * 1024 * 1024
READER = 1
"""Files are read again when this rises."""
_PIECE = 25
_ENDINGS = {
    Kind.FILES: {".md", ".markdown", ".mdown", ".txt", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".csv",
                 ".vtt", ".srt"},
    Kind.ZENDESK: {".json"},
    Kind.NOTION: {".zip"},
    Kind.CONFLUENCE: {".zip"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an uploaded file: `accepted`, `unchanged`, or `refused` with the reason."""

    name: str
    outcome: str
    reason: str = ""
    detail: str = ""


def files_upload(
    *, actor: Actor, source_id: int, files: Sequence[ImportedFile], now: datetime
) -> list[Taken]:
    """
    Give a source files; those that can be read are, soon. One of a known name takes the place of the other.

    Raises NotFound, Forbidden, and Invalid for too many files or a source that has none.
    """
    require(actor, "source.write")
    if len(files) > MAX_FILES:
        raise Invalid(f"At most {MAX_FILES} files at once.", errors={"files": ["Too many."]})
    for file in files:
        must_be_clean(file.content)
    with transaction.atomic():
        source = selectors.source_for_update(actor=actor, source_id=source_id)
        if source.kind not in OF_FILES:
            raise Invalid("This source is not read from files.", errors={"files": ["Leave them out."]})
        held = SourceFile.objects.filter(source=source).aggregate(size=Sum("size"))["size"] or 0
        taken = []
        for file in files:
            one = _take(source, file, held, now)
            held += len(file.content) if one.outcome == "accepted" else 0
            taken.append(one)
        is_new = any(one.outcome == "accepted" for one in taken)
        running = SourceRun.objects.filter(source=source, state=SourceRun.State.RUNNING)
        if is_new and source.state != State.PAUSED and not running.exists():
            run_begin(source=source, actor=actor, now=now)
        audit.record(
            actor=actor, action="kb.source_files_added", target=f"source:{source.pk}",
            data={"files": [one.name for one in taken if one.outcome == "accepted"]}, now=now,
        )  # fmt: skip
    return taken


def _take(source: Source, file: ImportedFile, held: int, now: datetime) -> Taken:
    name = one_line(file.name)[-255:] or "file"
    if refusal := _refusal(source.kind, name, file.content, held):
        return Taken(name, "refused", refusal, PurePosixPath(name).suffix[:20])
    digest = hashlib.sha256(file.content).hexdigest()
    known = SourceFile.objects.filter(source=source, name=name).defer("content").first()
    if known is not None and known.digest == digest and known.read_as == READER and not known.reason:
        return Taken(name, "unchanged")
    SourceFile.objects.update_or_create(
        source=source,
        name=name,
        defaults={
            "content": file.content,
            "size": len(file.content),
            "digest": digest,
            "read_as": 0,
            "reason": "",
            "detail": "",
            "uploaded_at": now,
        },
    )
    return Taken(name, "accepted")


def _refusal(kind: str, name: str, content: bytes, held: int) -> str:
    """Why a file cannot be taken, by its name, its size and its first bytes; empty if it can."""
    if PurePosixPath(name.lower()).suffix not in _ENDINGS[Kind(kind)]:
        return Reason.UNKNOWN_TYPE
    if not content.strip():
        return Reason.EMPTY
    if len(content) > MAX_FILE or held + len(content) > MAX_SOURCE:
        return Reason.TOO_LARGE
    is_zip = content[:4] == b"PK\x03\x04"
    if kind in (Kind.NOTION, Kind.CONFLUENCE):
        return "" if is_zip else Reason.NOT_ZIP
    if kind == Kind.ZENDESK:
        return "" if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else Reason.NOT_JSON
    suffix = PurePosixPath(name.lower()).suffix
    is_pdf = content[:1024].lstrip().startswith(b"%PDF")
    if (suffix == ".pdf") != is_pdf or (suffix == ".docx") != is_zip:
        return Reason.NOT_WHAT_IT_SAYS
    return ""


def read_files(lease: Lease, source: Source, run: SourceRun) -> bool:
    """Read the next file; whether there may be another. Raises LeaseLost, Unavailable."""
    file = SourceFile.objects.filter(source=source).exclude(read_as=READER).order_by("pk").first()
    if file is None:
        with holding(lease) as (source, run):
            rest = items_present(source).exclude(seen_run=run)
            count = rest.update(seen_run=run, seen_at=clock.now())
            SourceRun.objects.filter(pk=run.pk).update(unchanged_count=F("unchanged_count") + count)
        return False
    try:
        held = safely.read_file(source.kind, file.name, bytes(file.content))
    except safely.Unreadable as error:
        with holding(lease) as (source, run):
            _refused(source, run, file, error, clock.now())
        return True
    for start in range(0, len(held.items), _PIECE):
        with holding(lease) as (source, run):
            for item in held.items[start : start + _PIECE]:
                item_store(source=source, run=run, item=item, found=Found(file=file), now=clock.now())
    keys = {key_of(item.key) for item in held.items}
    with holding(lease) as (source, run):
        now = clock.now()
        for left in held.left:
            line_add(
                source, run, SourceLine.Outcome.REFUSED, left.key, now, title=left.key, reason=left.reason,
                detail=left.detail,
            )  # fmt: skip
        gone = list(items_present(source).filter(file=file).exclude(key__in=keys))
        items_withdraw(source=source, run=run, items=gone, now=now)
        _settle(file, "", "")
    return True


def _refused(
    source: Source, run: SourceRun, file: SourceFile, error: safely.Unreadable, now: datetime
) -> None:
    reason = error.reason if error.reason in Reason.values else Reason.UNREADABLE
    line_add(
        source, run, SourceLine.Outcome.REFUSED, key_of(file.name), now, title=file.name, reason=reason,
        detail=error.detail,
    )  # fmt: skip
    # What the file said before is no longer in it.
    items_withdraw(
        source=source, run=run, items=list(items_present(source).filter(file=file)), reason=reason, now=now
    )
    _settle(file, reason, error.detail)


def _settle(file: SourceFile, reason: str, detail: str) -> None:
    # One of the same name may have come meanwhile.
    same = SourceFile.objects.filter(pk=file.pk, digest=file.digest)
    same.update(read_as=READER, reason=reason, detail=detail)


@transaction.atomic
def file_remove(*, actor: Actor, source_id: int, file_id: int, now: datetime) -> None:
    """Remove a file; its items leave every answer with this transaction. Raises NotFound, Forbidden."""
    require(actor, "source.write")
    source = selectors.source_for_update(actor=actor, source_id=source_id)
    file = file_get(source=source, file_id=file_id)
    items = list(SourceItem.objects.filter(source=source, file=file))
    items_withdraw(source=source, run=None, items=items, reason=Reason.TAKEN_BACK, now=now)
    Article.objects.filter(pk__in=[item.article_id for item in items]).delete()
    Source.objects.filter(pk=source.pk).update(item_count=items_present(source).count())
    audit.record(
        actor=actor, action="kb.source_file_removed", target=f"source:{source.pk}", data={"file": file.name},
        now=now,
    )  # fmt: skip
    file.delete()
