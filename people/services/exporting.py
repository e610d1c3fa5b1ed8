"""The files of people's exports: made, put in their place, and deleted again."""

import json
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from core import persons
from core.actors import SYSTEM
from core.persons import Person
from people.models import PersonRequest
from people.services.leasing import Lease, Lost, audited

KEPT_FOR = timedelta(days=7)
_NAMED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.)")


def exports_expire(old: QuerySet[PersonRequest]) -> int:
    """Delete the files of these exports, whatever stands of them; in a transaction of the caller."""
    # Locked before a file is looked for: a worker that is about to move its file there comes before or after.
    exports = old.filter(kind=PersonRequest.Kind.EXPORT).select_for_update(of=("self",))
    rows = list(exports.order_by("pk"))
    for request in rows:
        _remove(request.public_id)
        request.state, request.path = PersonRequest.State.EXPIRED, ""
        request.save(update_fields=["state", "path"])
    return len(rows)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"


def _remove(public_id: UUID) -> None:
    for path in _folder().glob(f"{public_id}*"):
        path.unlink(missing_ok=True)


def exports_sweep() -> None:
    """Delete what lies there and is no export that waits or can be taken: a kill leaves half a file."""
    found = {path: match[0] for path in _folder().glob("*") if (match := _NAMED.match(path.name))}
    rows = PersonRequest.objects.filter(public_id__in=set(found.values()))
    known = {str(row.public_id): row for row in rows}
    for path, public_id in found.items():
        row = known.get(public_id)
        if row is not None and row.state == PersonRequest.State.WAITING:
            continue
        if row is None or row.path != f"exports/{path.name}":
            path.unlink(missing_ok=True)


def export_make(request: PersonRequest, person: Person, lease: Lease, *, now: datetime) -> None:
    """A file that is complete or not there: each attempt writes one beside its place, and then moves it."""
    _folder().mkdir(parents=True, exist_ok=True)
    for left in _folder().glob(f"{request.public_id}.*.half"):
        # An attempt that broke off.
        left.unlink(missing_ok=True)
    half = _folder() / f"{request.public_id}.{uuid4().hex}.half"
    try:
        _write(half, person, lease)
        _publish(request.pk, half, lease, now=now)
    finally:
        half.unlink(missing_ok=True)


def _write(half: Path, person: Person, lease: Lease) -> None:
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, lists in _lists(person, lease).items():
            archive.writestr(f"{key}.json", json.dumps(lists, indent=2, default=str, ensure_ascii=False))
        for _, holder in persons.holders():
            for file in holder.files(person):
                lease.renew()
                if file.path is None:
                    archive.writestr(file.name, file.content)
                elif file.path.is_file():
                    archive.write(file.path, file.name)


@transaction.atomic
def _publish(request_id: int, half: Path, lease: Lease, *, now: datetime) -> None:
    """Put a finished file in its place. Raises Lost, also if the person was erased meanwhile."""
    held = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if held.state != PersonRequest.State.WAITING or held.tried_at != lease.at:
        raise Lost
    held.path = f"exports/{held.public_id}.zip"
    path = Path(settings.MEDIA_ROOT) / held.path
    half.replace(path)
    held.state, held.size = PersonRequest.State.DONE, path.stat().st_size
    held.done_at, held.expires_at = now, now + KEPT_FOR
    held.save(update_fields=["state", "path", "size", "done_at", "expires_at"])
    audited(SYSTEM, "people.export_made", held, now=now)


def _lists(person: Person, lease: Lease) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for key, holder in persons.holders():
        lease.renew()
        for name, rows in holder.export(person):
            found.setdefault(key, {}).setdefault(name, []).extend(rows)
    return found
