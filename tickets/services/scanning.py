"""
Files wait for the scanner's verdict, and go nowhere before it; infected ones are locked away.

A verdict is about bytes: it holds for every message that has the same ones.
"""

import logging
import os
import shutil
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from core import audit, clock
from core.actors import SYSTEM
from core.errors import Conflict
from core.events import show
from core.scanning import Finding, Verdict, is_on, scanner
from tickets.entries import EventStep
from tickets.models import Attachment, Scan, Ticket, TimelineEntry
from tickets.selectors.joined import lock_ticket_of
from tickets.services.attaching import files_forget
from tickets.services.timeline import REFRESHED, live_messages, timeline_append
from tickets.wording import say

logger = logging.getLogger(__name__)

QUARANTINE = "quarantine"
LEASE = timedelta(minutes=10)
"""After this long a file is scanned again whose scan ended with its process; longer than any scan."""
BACKOFF = [timedelta(seconds=seconds) for seconds in (15, 60, 300, 900)]
REFUSED_AGAIN = timedelta(hours=6)
_TO_SCAN = Q(scan=Scan.WAITING, scan_at__isnull=False)
_TO_TELL = Q(scan=Scan.INFECTED, scan_at__isnull=False, entry__isnull=False)


def files_scan(*, seconds: float = 60.0) -> int:
    """
    Scan the files that are due, for about `seconds`, and tell what was found; returns how many were scanned.

    It stops where the scanner does not answer: the others wait for it as they are. Safe to run several times
    at once. Call it outside any transaction.
    """
    scanned, ends_at = 0, time.monotonic() + seconds
    files_tell(now=clock.now())
    while is_on() and time.monotonic() < ends_at and (found := _claim(clock.now())) is not None:
        verdict = _verdict(found)
        file_judge(path=found.path, verdict=verdict, now=clock.now())
        if verdict.finding == Finding.AWAY:
            break
        scanned += 1
        files_tell(now=clock.now())
    return scanned


@transaction.atomic
def file_judge(*, path: str, verdict: Verdict, now: datetime) -> None:
    """Record what the scanner said of the bytes at `path` with all files that have them."""
    # Ordered, as two verdicts may come at once; their tickets are told later, under their own locks.
    rows = list(Attachment.objects.select_for_update().filter(path=path).order_by("pk"))
    same = Attachment.objects.filter(pk__in=[row.pk for row in rows])
    match verdict.finding:
        case Finding.INFECTED:
            away = _locked_away(path)
            # By path: a split that held these rows may have copied them meanwhile.
            Attachment.objects.filter(path=path).update(
                scan=Scan.INFECTED, scan_detail=verdict.detail, scan_at=now, path=away
            )
            for row in rows:
                audit.record(
                    actor=SYSTEM,
                    action="tickets.file_infected",
                    target=f"file:{row.pk}",
                    data={"found": verdict.detail, "sha256": row.sha256, "ticket": row.ticket_id},
                    now=now,
                )
            if away != path:
                transaction.on_commit(lambda: files_forget(paths=[path]), robust=True)
        case Finding.CLEAN:
            waiting = [row for row in rows if row.scan == Scan.WAITING]
            same.filter(scan=Scan.WAITING).update(scan=Scan.CLEAN, scan_detail="", scan_at=None)
            entries = [row.entry_id for row in waiting if row.entry_id is not None]
            transaction.on_commit(lambda: _refresh(entries), robust=True)
        case _:
            attempts = max((row.scan_attempts for row in rows), default=0)
            wait = BACKOFF[min(attempts, len(BACKOFF) - 1)]
            if verdict.finding == Finding.REFUSED:
                wait = REFUSED_AGAIN
            same.filter(scan=Scan.WAITING).update(
                scan_detail=verdict.detail[:200], scan_at=now + wait, scan_attempts=F("scan_attempts") + 1
            )


def files_tell(*, now: datetime) -> int:
    """Say in the tickets of infected files that they are; returns how many messages have some."""
    untold = Attachment.objects.filter(_TO_TELL).values_list("entry_id", flat=True)
    entries = sorted(set(untold[:200]))
    for entry_id in entries:
        try:
            _tell(entry_id, now)
        except Exception:
            # One ticket that cannot be told must not keep all other files from their scan.
            logger.exception("An infected file could not be told of", extra={"entry_id": entry_id})
    return len(entries)


@transaction.atomic
def _tell(entry_id: int, now: datetime) -> None:
    own = TimelineEntry.objects.filter(pk=entry_id)
    ticket = lock_ticket_of(lambda: own.values_list("ticket_id", flat=True).first())
    files = Attachment.objects.select_for_update().filter(_TO_TELL, entry=entry_id)
    names = sorted({file.scan_detail for file in files.order_by("pk")})
    if not names:
        return
    Attachment.objects.filter(_TO_TELL, entry=entry_id).update(scan_at=None)
    text = say("file_infected", found=", ".join(names))
    timeline_append(
        actor=SYSTEM,
        ticket_id=ticket.pk,
        step=EventStep(message=text.message),
        body_text=text,
        held=ticket,
        now=now,
    )
    _show(ticket, [entry_id])


def _refresh(entry_ids: Sequence[int]) -> None:
    for entry_id in sorted(set(entry_ids)):
        with transaction.atomic():
            ticket = Ticket.objects.with_names().filter(pk__in=_ticket_of(entry_id)).first()
            if ticket is not None:
                _show(ticket, [entry_id])


def _ticket_of(entry_id: int) -> list[int]:
    return list(TimelineEntry.objects.filter(pk=entry_id).values_list("ticket_id", flat=True))


def _show(ticket: Ticket, entry_ids: Sequence[int]) -> None:
    entries = list(TimelineEntry.objects.filter(pk__in=entry_ids).order_by("pk"))
    files = list(Attachment.objects.filter(entry__in=entry_ids).order_by("pk"))
    show(REFRESHED, live_messages(ticket, entries, attachments=files))


@transaction.atomic
def _claim(now: datetime) -> Attachment | None:
    due = Attachment.objects.select_for_update(skip_locked=True).filter(_TO_SCAN, scan_at__lte=now)
    found = due.order_by("scan_at", "pk").first()
    if found is not None:
        Attachment.objects.filter(pk=found.pk).update(scan_at=now + LEASE)
    return found


def _verdict(file: Attachment) -> Verdict:
    try:
        with (Path(settings.MEDIA_ROOT) / file.path).open("rb") as stream:
            return scanner(stream)
    except FileNotFoundError:
        # The same bytes were locked away while this one came.
        known = Attachment.objects.filter(path=_apart(file.path), scan=Scan.INFECTED).first()
        if known is not None:
            return Verdict(Finding.INFECTED, known.scan_detail)
        return Verdict(Finding.REFUSED, "missing")
    except OSError as error:
        return Verdict(Finding.REFUSED, type(error).__name__)


def _apart(path: str) -> str:
    return path if path.startswith(f"{QUARANTINE}/") else f"{QUARANTINE}/{path}"


def _locked_away(path: str) -> str:
    """Where the bytes lie apart; they are there before any row names that, and are forgotten here later."""
    apart = _apart(path)
    source, final = Path(settings.MEDIA_ROOT) / path, Path(settings.MEDIA_ROOT) / apart
    if not final.exists() and source.exists():
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary = final.with_name(f"{final.name}.{os.getpid()}.part")
        shutil.copyfile(source, temporary)
        temporary.chmod(0o600)
        temporary.replace(final)
    return apart


def has_unscanned(entry_id: int) -> bool:
    """Whether a message has files that nothing may leave with yet."""
    return is_on() and Attachment.objects.filter(entry=entry_id, scan=Scan.WAITING).exists()


def files_may_leave(entry_id: int) -> None:
    """Let pass what carries all files of a message, such as its original. Raises as `file_path` does."""
    for file in Attachment.objects.filter(entry=entry_id, scan__in=(Scan.WAITING, Scan.INFECTED)):
        file_path(file)


class FileWaiting(Conflict):
    """The scanner has not looked at this file yet."""

    code = "tickets.file_waiting"


class FileInfected(Conflict):
    """The scanner found malware in this file."""

    code = "tickets.file_infected"


def file_path(file: Attachment) -> Path:
    """
    Where the bytes of a file are, for whoever hands it out: nobody else may look there.

    Raises FileInfected, and FileWaiting before there is a verdict where files are scanned.
    """
    if file.scan == Scan.INFECTED:
        raise FileInfected(
            f"The virus scanner found {file.scan_detail} in this file. It is locked away.",
            found=file.scan_detail,
        )
    if file.scan == Scan.WAITING and is_on():
        raise FileWaiting("The virus scanner has not looked at this file yet. Try again in a moment.")
    return Path(settings.MEDIA_ROOT) / file.path
