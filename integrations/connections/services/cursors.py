"""
Reading a stream page by page: one worker at a time, and a mark that moves with its page or not at all.

Who has the lease reads a page outside of any transaction, then stores it and calls `cursor_advance` within
one, until the system has no more; then `cursor_finish`.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from core import audit, clock
from core.actors import Actor
from core.errors import Conflict, DomainError, NotFound
from integrations.connections.models import Connection, ConnectionState, SyncCursor
from people.policy import require

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)


class LeaseLost(Conflict):
    """Another worker reads this stream now, or it begins anew: what this one has read is not kept."""

    code = "connections.lease_lost"


@dataclass(frozen=True)
class Lease:
    """The right to advance one cursor for a while; an empty `position` is the beginning."""

    cursor_id: int
    token: str
    position: str
    round: int
    until: datetime


@transaction.atomic
def cursor_lease(*, connection_id: int, stream: str, now: datetime, for_: timedelta = LEASE) -> Lease | None:
    """The lease of a stream; None while another worker has it, or the connection is not in use."""
    usable = Connection.objects.filter(pk=connection_id, state=ConnectionState.CONNECTED)
    if not usable.exists():
        return None
    SyncCursor.objects.get_or_create(connection_id=connection_id, stream=stream)
    row = (
        SyncCursor.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(Q(lease="") | Q(leased_until__lte=now), connection_id=connection_id, stream=stream)
        .first()
    )
    if row is None:
        return None
    row.lease, row.leased_until = secrets.token_urlsafe(16), now + for_
    row.started_at = row.started_at or now
    row.save(update_fields=["lease", "leased_until", "started_at"])
    return Lease(row.pk, row.lease, row.position, row.round, row.leased_until)


def cursor_advance(
    lease: Lease, *, position: str, rows: int, now: datetime, for_: timedelta = LEASE
) -> Lease:
    """
    Move the mark behind a page, in the transaction that stores the page, and prolong the lease.

    Raises LeaseLost, which must undo the page; RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A cursor moves in the transaction of its page.")
    moved = _held(lease, now).update(
        position=position, rows=F("rows") + rows, advanced_at=now, leased_until=now + for_
    )
    if not moved:
        raise LeaseLost("Another worker reads this stream now.")
    return replace(lease, position=position, until=now + for_)


@transaction.atomic
def cursor_finish(lease: Lease, *, now: datetime, is_complete: bool = True) -> None:
    """Give the lease back; `is_complete` says that there was nothing more to read."""
    held = _held(lease, now)
    if is_complete:
        held.update(completed_at=now)
    held.update(lease="", leased_until=None)


def stream_read(*, connection_id: int, stream: str, work: Callable[[Lease], tuple[Lease, bool]]) -> bool:
    """
    Read a stream by `work`, which returns the lease as it is then and whether nothing is left.

    False where something is left, another worker reads, or the system failed. Must not run within a
    transaction.
    """
    lease = cursor_lease(connection_id=connection_id, stream=stream, now=clock.now())
    if lease is None:
        return False
    is_whole = False
    try:
        lease, is_whole = work(lease)
    except LeaseLost:
        return False
    except DomainError as error:
        # It stands beside the connection, and in the delivery log.
        told = {"connection": connection_id, "stream": stream, "why": error.message}
        logger.warning("Reading a system stopped", extra=told)
    finally:
        cursor_finish(lease, now=clock.now(), is_complete=is_whole)
    return is_whole


@transaction.atomic
def cursor_restart(*, actor: Actor, connection_id: int, stream: str, now: datetime) -> SyncCursor:
    """
    Read a stream from its beginning again; whoever reads it now loses the lease. Raises NotFound, Forbidden.
    """
    require(actor, "connection.write")
    row = (
        SyncCursor.objects.select_for_update(of=("self",))
        .filter(connection_id=connection_id, stream=stream)
        .first()
    )
    if row is None:
        raise NotFound("There is no such stream.")
    _begin_anew(row)
    audit.record(
        actor=actor,
        action="connections.stream_restarted",
        target=f"connection:{connection_id}",
        data={"stream": stream},
        now=now,
    )
    return row


@transaction.atomic
def stream_begin_anew(*, connection_id: int, stream: str) -> None:
    """Read a stream from its beginning again, for a reason of our own; whoever reads it loses the lease."""
    row = (
        SyncCursor.objects.select_for_update(of=("self",))
        .filter(connection_id=connection_id, stream=stream)
        .first()
    )
    if row is not None:
        _begin_anew(row)


def _begin_anew(row: SyncCursor) -> None:
    row.position, row.rows, row.round = "", 0, row.round + 1
    row.lease, row.leased_until, row.started_at, row.completed_at = "", None, None, None
    row.save()


def _held(lease: Lease, now: datetime) -> QuerySet[SyncCursor]:
    return SyncCursor.objects.filter(pk=lease.cursor_id, lease=lease.token, leased_until__gt=now)
