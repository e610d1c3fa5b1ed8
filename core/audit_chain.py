"""
The seals of the audit log (X3): proof that no entry was changed or taken out since it was sealed.

A task seals new entries in batches, so that writing an entry costs what it did, and nobody waits for anybody.
Each seal holds a digest over what never changes in its entry, over salted digests of the name and the data,
and over the seal before it. An erasure empties a name or takes words out of data, and throws the salt away:
the chain stays whole, and what stands there must then be what an erasure leaves.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from core import pages
from core.models import AuditCheck, AuditEntry, AuditSeal
from core.persons import ERASED
from core.redacting import MARK

BATCH = 500
LATE = 10_000
"""By how many numbers an entry may come late, since its transaction took long."""
SEALED_WITHIN = timedelta(minutes=10)
_LOCK = 7203151
_START = "0" * 64


@dataclass(frozen=True)
class Fault:
    """Where the chain breaks: `code` is `missing`, `changed`, `name`, `data`, `gap`, `unsealed` or `head`."""

    code: str
    entry_id: int

    def __str__(self) -> str:
        return self.said("en")

    def said(self, language: str) -> str:
        """What is wrong, in words."""
        return pages.text(f"core.audit_fault_{self.code}", language, entry=self.entry_id)


@dataclass(frozen=True)
class Verdict:
    """What a check found; `since` is the time of the oldest sealed entry, `erased` how many lost words."""

    entries: int
    since: datetime | None
    head: str
    erased: int
    fault: Fault | None


def seal_new() -> int:
    """Seal what came since, one batch a transaction; returns how many. Another one at work: none."""
    total = 0
    while count := _seal_batch():
        total += count
    return total


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    last = AuditSeal.objects.order_by("-number").first()
    number, digest = (last.number, last.digest) if last else (0, _START)
    seals = []
    for entry in _unsealed(AuditEntry.objects.order_by("id"))[:BATCH]:
        number += 1
        seal = _seal(entry, number, digest)
        digest = seal.digest
        seals.append(seal)
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _unsealed(entries: Any) -> Any:
    newest = AuditSeal.objects.order_by("-entry_id").values_list("entry_id", flat=True).first() or 0
    sealed = AuditSeal.objects.filter(entry_id__gt=newest - LATE)
    found = entries.filter(id__gt=newest - LATE).exclude(id__in=sealed.values("entry_id"))
    # Held until the seal is there: an erasure that comes in between would not throw its salt away.
    return found.select_for_update(no_key=True)


def _seal(entry: AuditEntry, number: int, before: str) -> AuditSeal:
    name_salt, data_salt = secrets.token_hex(16), secrets.token_hex(16)
    name_digest = _salted(name_salt, entry.actor_name)
    data_digest = _salted(data_salt, _canonical(entry.data))
    return AuditSeal(
        number=number,
        entry_id=entry.pk,
        name_salt=name_salt,
        data_salt=data_salt,
        name_digest=name_digest,
        data_digest=data_digest,
        digest=_digest(before, number, entry, name_digest, data_digest),
    )


def _digest(before: str, number: int, entry: AuditEntry, name_digest: str, data_digest: str) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    stays = [entry.pk, at, entry.actor_ref, entry.action, entry.target, entry.request_id]
    text = _canonical([before, number, *stays, name_digest, data_digest])
    return hashlib.sha256(text.encode()).hexdigest()


def _salted(salt: str, text: str) -> str:
    return hmac.new(bytes.fromhex(salt), text.encode(), hashlib.sha256).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def forget_name(entry_ids: list[int]) -> None:
    """An erasure empties these names: without their salts nobody can try names. Inside its transaction."""
    AuditSeal.objects.filter(entry_id__in=entry_ids).exclude(name_salt="").update(name_salt="")


def forget_data(entry_id: int) -> None:
    """The same for the data of an entry."""
    AuditSeal.objects.filter(entry_id=entry_id).exclude(data_salt="").update(data_salt="")


def verify(*, now: datetime, expected: str = "") -> Verdict:
    """
    Walk the whole chain. `expected` is a head that was noted earlier and must be part of it.

    Stops at the first fault.
    """
    count, erased, since, head, fault = 0, 0, None, _START, None
    is_met = expected in ("", _START)
    for seal, entry in _pairs():
        fault = _fault_of(seal, entry, count + 1, head)
        if fault is not None or entry is None:
            break
        count, head = count + 1, seal.digest
        since = entry.at if since is None else min(since, entry.at)
        erased += not (seal.name_salt and seal.data_salt)
        is_met = is_met or head == expected
    fault = fault or (None if is_met else Fault("head", 0)) or _left_out(now)
    return Verdict(count, since, head if count else "", erased, fault)


def _pairs() -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    number = 0
    while seals := list(AuditSeal.objects.filter(number__gt=number).order_by("number")[:1000]):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            yield seal, entries.get(seal.entry_id)
        number = seals[-1].number


def _fault_of(seal: AuditSeal, entry: AuditEntry | None, number: int, before: str) -> Fault | None:
    if seal.number != number:
        return Fault("gap", seal.entry_id)
    if entry is None:
        return Fault("missing", seal.entry_id)
    if seal.digest != _digest(before, number, entry, seal.name_digest, seal.data_digest):
        return Fault("changed", entry.pk)
    is_name = (
        seal.name_digest == _salted(seal.name_salt, entry.actor_name)
        if seal.name_salt
        else entry.actor_name == ERASED
    )
    data = _canonical(entry.data)
    is_data = seal.data_digest == _salted(seal.data_salt, data) if seal.data_salt else _is_erased(entry.data)
    return None if is_name and is_data else Fault("data" if is_name else "name", entry.pk)


def _is_erased(data: Any) -> bool:
    """What an erasure leaves: the mark in place of words, or of changes their names alone."""
    return MARK in _canonical(data) or isinstance(data.get("changes"), list)


def _left_out(now: datetime) -> Fault | None:
    """An entry without a seal that should have one."""
    sealed = AuditSeal.objects.values("entry_id")
    old = AuditEntry.objects.filter(at__lt=now - SEALED_WITHIN).exclude(id__in=sealed).order_by("id")
    found = old.values_list("id", flat=True).first()
    return None if found is None else Fault("unsealed", found)


def check(*, now: datetime) -> Verdict:
    """Walk the chain and note what was found, for the screen."""
    verdict = verify(now=now)
    AuditCheck.objects.update_or_create(
        pk=1,
        defaults={
            "checked_at": now,
            "entries": verdict.entries,
            "since": verdict.since,
            "head": verdict.head,
            "erased": verdict.erased,
            "fault": verdict.fault.code if verdict.fault else "",
            "entry_id": verdict.fault.entry_id if verdict.fault else None,
        },
    )
    return verdict


def last_check() -> AuditCheck | None:
    """What the last check found; None before the first."""
    return AuditCheck.objects.filter(pk=1).first()
