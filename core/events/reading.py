"""
Reading the outbox in the order of its ids, by programs that must miss nothing.

An id is drawn before its transaction commits: a lower one may become visible after a higher one was read. At
a hole a reader waits until every transaction that could fill it has ended; what is still missing then was
rolled back. Who changes a record holds it locked while ids are drawn, so that for one ticket the order of ids
is the order of what happened.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

import orjson
from django.db import connection

from core.models import OutboxEvent, OutboxReader

BATCH = 500
SHORTEST_WAIT = timedelta(milliseconds=500)
_EVENTS, _READERS = OutboxEvent._meta.db_table, OutboxReader._meta.db_table
# One statement, so that a round without news costs no more. The lock ends with the transaction, or with the
# connection of a process that was killed.
_READ = (
    "WITH reader AS MATERIALIZED (SELECT name, last_id, written, settled_id, watched_id, watched_xid,"  # noqa: S608 (names of our own)
    f" watched_since FROM {_READERS} WHERE name = %s AND pg_try_advisory_xact_lock(%s)),"
    " moment AS MATERIALIZED (SELECT clock_timestamp() AS now,"
    " pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next_xid,"
    " ARRAY(SELECT xid::text::bigint FROM pg_snapshot_xip(pg_current_snapshot()) AS xid) AS running,"
    f" (SELECT max(id) FROM {_EVENTS}) AS newest_id)"
    " SELECT reader.last_id, reader.written, reader.settled_id, reader.watched_id, reader.watched_xid,"
    " reader.watched_since, moment.now, moment.next_xid, moment.running, moment.newest_id,"
    " event.id, event.name, event.payload, event.created_at, event.depth, event.origin"
    " FROM reader CROSS JOIN moment LEFT JOIN LATERAL"
    f" (SELECT id, name, payload, created_at, depth, origin FROM {_EVENTS}"
    " WHERE id > reader.last_id ORDER BY id LIMIT %s) AS event ON true ORDER BY event.id"
)
# An insert draws its id a moment before its transaction has a number. One that hangs right there is seen by
# what its connection does.
_DRAWING = (
    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"  # noqa: S608 (names of our own)
    f" AND backend_xid IS NULL AND query LIKE 'INSERT INTO {_EVENTS}%%' AND query_start <= %s)"
)
# A snapshot counts the transactions of the whole server. Those of its other databases cannot fill a hole of
# ours, and one of them may run for hours. One without a connection is prepared, and may be ours.
_ELSEWHERE = (
    "SELECT count(*) FROM pg_locks AS lock JOIN pg_stat_activity AS session USING (pid)"
    " WHERE lock.locktype = 'transactionid' AND lock.mode = 'ExclusiveLock' AND lock.granted"
    " AND lock.transactionid = ANY(%s::text[]::xid[]) AND session.datname <> current_database()"
)
_XIDS_OF_AN_EPOCH = 1 << 32
_ADVANCE = (
    f"UPDATE {_READERS} SET last_id = %s, written = %s, settled_id = %s, watched_id = %s, watched_xid = %s,"  # noqa: S608 (a name of our own)
    " watched_since = %s WHERE name = %s AND last_id = %s AND written = %s"
)


@dataclass(frozen=True)
class Row:
    """One event of the outbox; those that only screens see have no payload."""

    id: int
    name: str
    payload: Mapping[str, Any]
    occurred_at: datetime
    depth: int
    origin: str


@dataclass(frozen=True)
class _Place:
    last_id: int
    written: int
    settled_id: int
    watched_id: int | None
    watched_xid: int | None
    watched_since: datetime | None


@dataclass(frozen=True)
class Batch:
    """
    The next events, in the order of their ids. `written` is the reader's own count of what it made of them.

    `is_full` says that more may be waiting.
    """

    name: str
    rows: list[Row]
    is_full: bool
    before: _Place
    after: _Place

    @property
    def written(self) -> int:
        """The count before this batch."""
        return self.before.written

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to keep, not even that a hole was seen."""
        return self.before == self.after


class Overtaken(Exception):
    """Another process has read on meanwhile: what was made of the batch must be rolled back."""


def take(name: str, *, limit: int = BATCH) -> Batch | None:
    """
    The next events for the reader of this name; None while another process reads for it.

    Needs a transaction, at whose end `advance` keeps how far it came. A new reader begins with the oldest
    event that is kept.
    """
    found = _read(name, limit)
    if not found:
        if OutboxReader.objects.filter(name=name).exists():
            return None
        OutboxReader.objects.bulk_create([OutboxReader(name=name)], ignore_conflicts=True)
        found = _read(name, limit)
    if not found:
        return None
    place = _Place(*found[0][:6])
    now, next_xid, running, newest_id = found[0][6:10]
    rows = [Row(r[10], r[11], _loaded(r[12]), r[13], r[14], r[15]) for r in found if r[10] is not None]
    after, count = _followed(place, rows)
    if count < len(rows):
        # A hole. Everything up to the newest id seen then has been drawn by transactions older than that.
        if _is_over(after, now, running):
            settled = replace(
                after, settled_id=after.watched_id or 0, watched_id=None, watched_xid=None, watched_since=None
            )
            after, more = _followed(settled, rows[count:])
            count += more
        if count < len(rows) and after.watched_id is None:
            after = replace(after, watched_id=newest_id, watched_xid=next_xid, watched_since=now)
    return Batch(name, rows[:count], len(rows) == limit and count == limit, place, after)


def kept(name: str) -> Iterator[Row]:
    """Every event of this name that is kept, from the oldest on; reads the whole outbox."""
    rows = OutboxEvent.objects.filter(name=name).order_by("pk")
    told = rows.values_list("pk", "name", "payload", "created_at", "depth", "origin")
    return (Row(*one) for one in told.iterator())


def advance(batch: Batch, *, written: int) -> None:
    """Keep how far the reader came, in the transaction of what it made of it. Raises Overtaken."""
    after, before = batch.after, batch.before
    values = (after.last_id, written, after.settled_id, after.watched_id, after.watched_xid)
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [*values, after.watched_since, batch.name, before.last_id, before.written])
        if cursor.rowcount != 1:
            raise Overtaken(batch.name)


def _read(name: str, limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [name, crc32(f"core.outbox:{name}".encode()), limit])
        return list(cursor.fetchall())


def _followed(place: _Place, rows: list[Row]) -> tuple[_Place, int]:
    """How far these rows go without a hole that may still be filled, and how many they are."""
    last_id, count = place.last_id, 0
    for row in rows:
        if row.id != last_id + 1 and row.id - 1 > place.settled_id:
            break
        last_id, count = row.id, count + 1
    return replace(place, last_id=last_id), count


def _is_over(place: _Place, now: datetime, running: Sequence[int]) -> bool:
    """Whether all have ended that ran when the hole was seen; `running` are those the reader saw running."""
    if place.watched_xid is None or place.watched_since is None:
        return False
    if now - place.watched_since < SHORTEST_WAIT:
        return False
    older = [xid for xid in running if xid < place.watched_xid]
    with connection.cursor() as cursor:
        if older:
            # One that has ended since counts as running: what it wrote was not to be seen yet.
            cursor.execute(_ELSEWHERE, [[str(xid % _XIDS_OF_AN_EPOCH) for xid in older]])
            if cursor.fetchone() != (len(older),):
                return False
        cursor.execute(_DRAWING, [place.watched_since])
        (is_drawing,) = cursor.fetchone()
    return not is_drawing


def _loaded(payload: Any) -> Mapping[str, Any]:
    # The driver returns JSON of a raw statement as text.
    found: Mapping[str, Any] = orjson.loads(payload) if isinstance(payload, str | bytes) else payload
    return found


def written_by(name: str) -> int:
    """The reader's own count so far; 0 before it has begun."""
    found = OutboxReader.objects.filter(name=name).values_list("written", flat=True).first()
    return found or 0
