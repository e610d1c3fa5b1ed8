"""The rows of a CRM's records: made, locked, merged, gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from integrations.crm.crms import Seen
from integrations.crm.models import Record, RecordState

LIVING = (RecordState.LINKED, RecordState.LEFT_OUT)


def locked(connection_id: int, kind: str, seen: Sequence[Seen]) -> dict[str, Record]:
    """The rows of these records, new where there was none, locked in the order of their keys."""
    ids = sorted({one.id for one in seen})
    Record.objects.bulk_create(
        [Record(connection_id=connection_id, kind=kind, remote_id=one) for one in ids], ignore_conflicts=True
    )
    rows = Record.objects.select_for_update(of=("self",)).filter(
        connection_id=connection_id, kind=kind, remote_id__in=ids
    )
    return {row.remote_id: row for row in rows.order_by("pk")}


def is_old(row: Record, seen: Seen) -> bool:
    """Whether what was read is older than what is known: answers may overtake each other."""
    if row.remote_updated_at is None or seen.changed_at is None:
        return False
    return seen.changed_at < row.remote_updated_at


def follow_merges(connection_id: int, kind: str, seen: Seen, survivor: Record) -> list[Record]:
    """What was merged there into this record; the survivor takes over what it has no link for itself."""
    ids = [one for one in seen.merged_ids if one != seen.id]
    if not ids:
        return []
    found = Record.objects.filter(connection_id=connection_id, kind=kind, remote_id__in=ids)
    gone = list(found.exclude(state=RecordState.MERGED).order_by("pk"))
    for row in gone:
        if survivor.company_id is None and survivor.contact_id is None:
            survivor.company_id, survivor.contact_id = row.company_id, row.contact_id
            survivor.base, survivor.ours_at = row.base, row.ours_at
        row.state, row.merged_into, row.wanted_at = RecordState.MERGED, seen.id, None
        row.save(update_fields=["state", "merged_into", "wanted_at"])
    return gone


def merged_elsewhere(
    connection_id: int, kind: str, into: Mapping[str, str], *, now: datetime
) -> list[tuple[Record, list[Record]]]:
    """
    Records that are gone and live on in others there, for a CRM that only the gone ones tell it of.

    Those others are read anew, as is what belonged to the gone. Returns each with what was merged into it.
    """
    followed = []
    for lost, stays in sorted(into.items()):
        survivor = _standing(connection_id, kind, stays)
        told = Seen(survivor.remote_id, {}, None, merged_ids=(lost,))
        gone = follow_merges(connection_id, kind, told, survivor)
        survivor.save(update_fields=["company", "contact", "base", "ours_at"])
        want(connection_id, kind, [survivor.remote_id], now=now)
        children = Record.objects.filter(connection_id=connection_id, parent_id=lost, state__in=LIVING)
        children.exclude(kind=kind).update(wanted_at=now)
        followed.append((survivor, gone))
    return followed


def _standing(connection_id: int, kind: str, remote_id: str) -> Record:
    """The record that stays: one that was merged itself leads on."""
    seen: set[str] = set()
    while True:
        row = locked(connection_id, kind, [Seen(remote_id, {}, None)])[remote_id]
        seen.add(remote_id)
        if row.state != RecordState.MERGED or not row.merged_into or row.merged_into in seen:
            return row
        remote_id = row.merged_into


def want(connection_id: int, kind: str, ids: Sequence[str], *, now: datetime) -> None:
    """Have these read anew, whether they are known or not."""
    locked(connection_id, kind, [Seen(one, {}, None) for one in ids])
    Record.objects.filter(connection_id=connection_id, kind=kind, remote_id__in=ids).update(wanted_at=now)


def unseen(connection_id: int, kind: str, *, since: datetime, now: datetime) -> int:
    """After a whole reading: what it did not show is asked for by its id; returns how many."""
    found = Record.objects.filter(connection_id=connection_id, kind=kind, state__in=LIVING)
    return found.exclude(seen_at__gte=since).update(wanted_at=now)


def wanted(connection_id: int, kind: str, limit: int) -> list[str]:
    """The ids to read anew, the earliest first."""
    found = Record.objects.filter(connection_id=connection_id, kind=kind, wanted_at__isnull=False)
    return list(found.order_by("wanted_at", "pk").values_list("remote_id", flat=True)[:limit])


def answered(
    connection_id: int, kind: str, *, asked: Sequence[str], found: set[str], before: datetime
) -> list[Record]:
    """
    These were asked for before a moment: whoever was not found is gone there. Returns those that are.

    What was wanted again since then stays wanted.
    """
    rows = Record.objects.filter(
        connection_id=connection_id, kind=kind, remote_id__in=asked, wanted_at__lte=before
    )
    gone = list(rows.exclude(remote_id__in=found).filter(state__in=LIVING))
    for row in gone:
        row.state = RecordState.GONE
        row.save(update_fields=["state"])
    rows.update(wanted_at=None)
    return gone
