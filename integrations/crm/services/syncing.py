"""
Reading an account: everything once, then what has changed; each page is stored with the mark behind it.

Whoever dies leaves the mark where the last stored page ended, and whoever comes next goes on there.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from core import clock
from core.actors import Actor
from core.queue import enqueue, enqueue_on_commit
from integrations.connections import selectors as accounts
from integrations.connections.selectors import internal as connections
from integrations.connections.services import Lease, cursor_advance, stream_read
from integrations.crm import crms
from integrations.crm.crms import COMPANIES, CONTACTS, DEALS, KINDS, OWNERS, Crm, Seen
from integrations.crm.fields import moment
from integrations.crm.models import Record, RecordState
from integrations.crm.position import DELTA, FULL, Position
from integrations.crm.services import records
from integrations.crm.services.companies import companies_again, companies_apply
from integrations.crm.services.contacts import ask_to_merge, contacts_apply
from integrations.crm.services.mapping import Chosen, chosen
from people.policy import require

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
WHOLE_EVERY = timedelta(days=7)
ARCHIVED_EVERY = timedelta(hours=1)
OVERLAP = timedelta(minutes=5)
"""A CRM's search may lag behind its records: what changed shortly before the mark is asked for again."""
AT_ONCE = timedelta(seconds=50)
WANTED_AT_ONCE = 100


def connections_due(*, now: datetime) -> list[int]:
    """The accounts in use of which something is to be read."""
    return [row.pk for row in connections.connections_of(*crms.known()) if _is_due(row.pk, now)]


def _is_due(connection_id: int, now: datetime) -> bool:
    cursors = connections.cursors_of(connection_id)
    for kind in KINDS:
        row = cursors.get(kind)
        if row is None or row.completed_at is None or row.completed_at <= now - EVERY:
            return True
    return Record.objects.filter(connection_id=connection_id, wanted_at__isnull=False).exists()


def sync_soon(connection_id: int) -> None:
    """Have an account read once this transaction has committed."""
    enqueue_on_commit("integrations.crm.tasks.sync", connection_id=connection_id)


def sync_ask(*, actor: Actor, connection_id: int) -> None:
    """Have an account read at once. Raises NotFound, Forbidden."""
    require(actor, "connection.write")
    crms.get(accounts.connection_get(actor=actor, connection_id=connection_id).system)
    sync_soon(connection_id)


def sync(*, connection_id: int) -> bool:
    """
    Read what is due of one account, for a while; False where something is left or another worker reads.

    A kind begins when those that it names are there. Must not run within a transaction.
    """
    account = connections.connection_in_use(connection_id)
    if account is None:
        return False
    crm, ends = crms.get(account.system), clock.now() + AT_ONCE
    for kind in KINDS:
        work = partial(_read, _Work(crm, connection_id, kind, chosen(crm, connection_id), ends))
        if not stream_read(connection_id=connection_id, stream=kind, work=work):
            if clock.now() >= ends:
                enqueue("integrations.crm.tasks.sync", connection_id=connection_id)
            return False
    for kind in (COMPANIES, DEALS, CONTACTS):
        if _archived_is_due(connection_id, kind):
            work = partial(_archived, _Work(crm, connection_id, kind, chosen(crm, connection_id), ends))
            stream_read(connection_id=connection_id, stream=f"{kind}-archived", work=work)
    return True


@dataclass(frozen=True)
class _Work:
    """What is read of whom, and until when."""

    crm: Crm
    connection_id: int
    kind: str
    mapping: Chosen
    ends: datetime

    @property
    def properties(self) -> list[str]:
        return self.mapping.properties(self.crm, self.kind)


def _read(work: _Work, lease: Lease) -> tuple[Lease, bool]:
    position = Position.of(lease.position)
    began = moment(position.began)
    if position.phase == DELTA and (
        work.kind == OWNERS or (began is not None and began <= clock.now() - WHOLE_EVERY)
    ):
        position = Position()
    while clock.now() < work.ends:
        if position.phase == FULL:
            position, lease = _whole_step(work, position, lease)
            is_over = position.phase == DELTA and work.kind == OWNERS
        else:
            position, lease, is_over = _change_step(work, position, lease)
        if is_over:
            return lease, _wanted(work, position, lease)
    return lease, False


def _whole_step(work: _Work, position: Position, lease: Lease) -> tuple[Position, Lease]:
    crm, connection_id, kind = work.crm, work.connection_id, work.kind
    now = clock.now()
    if not position.began:
        total = crm.total(connection_id, kind) if kind != OWNERS else None
        position = Position(began=now.isoformat(), total=total)
    page = crm.page(connection_id, kind, after=position.after, properties=work.properties)
    following = replace(position, after=page.after, read=position.read + len(page.rows))
    if not page.after:
        following = replace(following, phase=DELTA, since=position.began, high=position.began)
    with transaction.atomic():
        now = clock.now()
        _apply(work, page.rows, now)
        if not page.after:
            began = moment(position.began) or now
            if kind == OWNERS:
                _owners_gone(connection_id, began)
            else:
                records.unseen(connection_id, kind, since=began, now=now)
        lease = cursor_advance(lease, position=following.text, rows=len(page.rows), now=now)
    return following, lease


def _change_step(work: _Work, position: Position, lease: Lease) -> tuple[Position, Lease, bool]:
    since = moment(position.since) or clock.now()
    started = (moment(position.started) if position.after else None) or clock.now()
    page = work.crm.changes(
        work.connection_id,
        work.kind,
        since=since - OVERLAP,
        after=position.after,
        properties=work.properties,
    )
    rows = page.rows
    if work.crm.lacks_parent(work.kind):
        rows = [_with_parent(work, one) for one in rows]
    latest = max((one.changed_at for one in rows if one.changed_at), default=since)
    high = max(latest, moment(position.high) or since)
    is_over = not page.after and not page.is_cut
    if is_over:
        mark = max(high, started).isoformat()
        following = replace(position, after="", since=mark, high=mark, started="")
    elif not page.is_cut:
        following = replace(position, after=page.after, high=high.isoformat(), started=started.isoformat())
    elif high - OVERLAP > since:
        following = replace(position, after="", since=high.isoformat(), high=high.isoformat())
    else:
        # More changed within minutes than a search shows: only a whole reading sees all of them.
        following = Position()
    with transaction.atomic():
        now = clock.now()
        _apply(work, rows, now)
        lease = cursor_advance(lease, position=following.text, rows=len(rows), now=now)
    return following, lease, is_over


def _with_parent(work: _Work, seen: Seen) -> Seen:
    known = Record.objects.filter(
        connection_id=work.connection_id,
        kind=work.kind,
        remote_id=seen.id,
        remote_updated_at=seen.changed_at,
    )
    parent = known.values_list("parent_id", flat=True).first()
    if parent is not None:
        # Read before, with its company.
        return replace(seen, parent_id=parent)
    return work.crm.one(work.connection_id, work.kind, seen.id, properties=work.properties)


def _wanted(work: _Work, position: Position, lease: Lease) -> bool:
    """Read what webhooks and whole readings ask for by id; True when none is left."""
    crm, connection_id, kind = work.crm, work.connection_id, work.kind
    if kind == OWNERS:
        return True
    while clock.now() < work.ends:
        before = clock.now()
        ids = records.wanted(connection_id, kind, WANTED_AT_ONCE)
        if not ids:
            return True
        rows = crm.records(connection_id, kind, ids=ids, properties=work.properties)
        found = {one.id for one in rows}
        missing = [one for one in ids if one not in found]
        into = crm.merged_into(connection_id, kind, ids=missing) if missing else {}
        if crm.lacks_parent(kind):
            rows = [crm.one(connection_id, kind, one.id, properties=work.properties) for one in rows]
        with transaction.atomic():
            now = clock.now()
            # Ahead of what is read: whoever stays takes over a link before it looks for one of its own.
            _follow(work, into, now)
            _apply(work, rows, now)
            gone = records.answered(connection_id, kind, asked=ids, found=found, before=before)
            if kind == DEALS:
                _of_companies(work, [row.parent_id for row in gone], now)
            lease = cursor_advance(lease, position=position.text, rows=0, now=now)
    return False


def _follow(work: _Work, into: Mapping[str, str], now: datetime) -> None:
    for survivor, gone in records.merged_elsewhere(work.connection_id, work.kind, into, now=now):
        if work.kind == CONTACTS:
            ask_to_merge(survivor, gone, now)


def _archived_is_due(connection_id: int, kind: str) -> bool:
    row = connections.cursors_of(connection_id).get(f"{kind}-archived")
    return row is None or row.completed_at is None or row.completed_at <= clock.now() - ARCHIVED_EVERY


def _archived(work: _Work, lease: Lease) -> tuple[Lease, bool]:
    """Ask for those by their ids that the CRM lists as deleted and that still live here."""
    mark = lease.position
    while clock.now() < work.ends:
        told = work.crm.deleted(work.connection_id, work.kind, mark=mark, now=clock.now())
        with transaction.atomic():
            now = clock.now()
            living = Record.objects.filter(
                connection_id=work.connection_id,
                kind=work.kind,
                remote_id__in=told.ids,
                state__in=records.LIVING,
            )
            if living.update(wanted_at=now):
                sync_soon(work.connection_id)
            lease = cursor_advance(lease, position=told.mark, rows=len(told.ids), now=now)
        mark = told.mark
        if told.is_over:
            return lease, True
    return lease, False


def _apply(work: _Work, rows: Sequence[Seen], now: datetime) -> None:
    if work.kind == COMPANIES:
        companies_apply(
            connection_id=work.connection_id, crm=work.crm, mapping=work.mapping, seen=rows, now=now
        )
    elif work.kind == CONTACTS:
        contacts_apply(connection_id=work.connection_id, mapping=work.mapping, seen=rows, now=now)
    else:
        _others(work, rows, now)


def _others(work: _Work, rows: Sequence[Seen], now: datetime) -> None:
    """Owners and deals: kept as they are, for the companies that name them."""
    connection_id, kind = work.connection_id, work.kind
    kept = records.locked(connection_id, kind, rows)
    touched = []
    for one in rows:
        row = kept[one.id]
        row.seen_at = now
        if not records.is_old(row, one):
            touched += [row.parent_id, one.parent_id]
            records.follow_merges(connection_id, kind, one, row)
            row.values, row.remote_updated_at, row.parent_id = one.texts, one.changed_at, one.parent_id
            row.name = one.name
            row.state, row.merged_into = RecordState.LINKED, ""
        row.save()
    if kind == DEALS:
        _of_companies(work, touched, now)


def _of_companies(work: _Work, remote_ids: Sequence[str], now: datetime) -> None:
    wanted = sorted({one for one in remote_ids if one})
    if wanted:
        companies_again(
            connection_id=work.connection_id, crm=work.crm, mapping=work.mapping, remote_ids=wanted, now=now
        )


def _owners_gone(connection_id: int, began: datetime) -> None:
    found = Record.objects.filter(connection_id=connection_id, kind=OWNERS, state=RecordState.LINKED)
    found.exclude(seen_at__gte=began).update(state=RecordState.GONE)


def changed_there(*, connection_id: int, named: Mapping[str, Collection[str]], received_at: datetime) -> None:
    """
    Have these records read anew, by kind, in the caller's transaction, as a webhook says.

    It says only where to look: what came late, twice or in another order leads to the same.
    """
    for kind, ids in sorted(named.items()):
        records.want(connection_id, kind, sorted(ids), now=received_at)
    if named:
        sync_soon(connection_id)
