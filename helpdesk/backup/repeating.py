"""What was taken out of the data after a backup, and came back with it."""

import csv
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from core.models import AuditEntry
from helpdesk.backup.failing import BackupError

_COLUMNS = {"at", "action", "target", "data"}
# What has to be done again, in words for each.
_VERBS = {
    "tickets.redacted": "redact again in",
    "people.person_erased": "erase again:",
    "people.erasure_asked": "was to be erased:",
}


@dataclass(frozen=True)
class Repeat:
    """One redaction or erasure that the restored data do not know of."""

    at: datetime
    action: str
    target: str
    reason: str
    entry: int | None

    def __str__(self) -> str:
        where = self.target.replace(":", " ") + (f", entry {self.entry}" if self.entry else "")
        why = self.reason or "no reason noted"
        return f"{self.at:%Y-%m-%d %H:%M} UTC  {_VERBS[self.action]} {where} ({why})"


def noted(path: Path) -> list[Repeat]:
    """
    The redactions and erasures of an export of the audit log, the CSV of *Settings / Audit log*.

    Raises BackupError if it is none.
    """
    csv.field_size_limit(min(sys.maxsize, 64 * 1024 * 1024))
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if not set(rows.fieldnames or ()) >= _COLUMNS:
                raise BackupError(f"{path} is no export of the audit log: it lacks its columns.")
            return [_repeat(row) for row in rows if row["action"] in _VERBS]
    except (OSError, ValueError, csv.Error) as error:
        raise BackupError(f"{path} cannot be read as an export of the audit log: {error}") from error


def _repeat(row: dict[str, str]) -> Repeat:
    data = orjson.loads(row["data"] or "{}")
    entry = data.get("entry")
    return Repeat(
        datetime.fromisoformat(row["at"]),
        row["action"],
        row["target"],
        str(data.get("reason", "")),
        entry if isinstance(entry, int) else None,
    )


def unknown(found: Iterable[Repeat]) -> list[Repeat]:
    """Those of them that this database does not know of, the oldest first."""
    known = set(AuditEntry.objects.filter(action__in=_VERBS).values_list("at", "action", "target"))
    new = [one for one in found if (one.at, one.action, one.target) not in known]
    done = {one.target for one in new if one.action == "people.person_erased"}
    # Who was erased was also to be erased.
    wanted = (one for one in new if one.action != "people.erasure_asked" or one.target not in done)
    return sorted(wanted, key=lambda one: one.at)
