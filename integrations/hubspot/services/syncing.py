"""
Reading an account: everything once, then what has changed; each page is stored with the mark behind it.

Whoever dies leaves the mark where the last stored page ended, and whoever comes next goes on there.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from core import clock
from core.actors import Actor
from core.errors import NotFound
from core.queue import enqueue, enqueue_on_commit
from integrations.connections import selectors as accounts
from integrations.connections.selectors import internal as connections
from integrations.connections.services import Lease, cursor_advance, stream_read
from integrations.hubspot import client
from integrations.hubspot.client import Seen
from integrations.hubspot.fields import COMPANIES, CONTACTS, DEALS, KEY, KINDS, OWNERS, moment
from integrations.hubspot.models import Record, RecordState
from integrations.hubspot.position import DELTA, FULL, Position
from integrations.hubspot.services import records
from integrations.hubspot.services.companies import companies_again, companies_apply
from integrations.hubspot.services.contacts import contacts_apply
from integrations.hubspot.services.mapping import Chosen, chosen
from people.policy import require

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
WHOLE_EVERY = timedelta(days=7)
ARCHIVED_EVERY = timedelta(hours=1)
OVERLAP = timedelta(minutes=5)
"""Its search lags behind its records: what changed shortly before the mark is asked for again."""
AT_ONCE = timedelta(seconds=50)
WANTED_AT_ONCE = 100


def connections_due(*, now: datetime) -> list[int]:
    """The accounts in use of which something is to be read."""
    return [row.pk for row in connections.connections_of(KEY) if _is_due(row.pk, now)]


def _is_due(connection_id: int, now: datetime) -> bool:
    cursors = connections.cursors_of(connection_id)
    for kind in KINDS:
        row = cursors.get(kind)
        if row is None or row.completed_at is None or row.completed_at <= now - EVERY:
            return True
    return Record.objects.filter(connection_id=connection_id, wanted_at__isnull=False).exists()


def sync_soon(connection_id: int) -> None:
    """Have an account read once this transaction has committed."""
    enqueue_on_commit("integrations.hubspot.tasks.sync", connection_id=connection_id)


def sync_ask(*, actor: Actor, connection_id: int) -> None:
    """Have an account read at once. Raises NotFound, Forbidden."""
    require(actor, "connection.write")
    if accounts.connection_get(actor=actor, connection_id=connection_id).system != KEY:
        raise NotFound("There is no such connection.")
    sync_soon(connection_id)


def sync(*, connection_id: int) -> bool:
    """
    Read what is due of one account, for a while; False where something is left or another worker reads.

    A kind begins when those that it names are there. Must not run within a transaction.
    """
    ends = clock.now() + AT_ONCE
    for kind in KINDS:
        if not stream_read(
            connection_id=connection_id, stream=kind, work=partial(_read, connection_id, kind, ends)
        ):
            if clock.now() >= ends:
                enqueue("integrations.hubspot.tasks.sync", connection_id=connection_id)
            return False
    for kind in (COMPANIES, DEALS, CONTACTS):
        if _archived_is_due(connection_id, kind):
            stream = f"{kind}-archived"
            stream_read(
                connection_id=connection_id, stream=stream, work=partial(_archived, connection_id, kind, ends)
            )
    return True


def _read(connection_id: int, kind: str, ends: datetime, lease: Lease) -> tuple[Lease, bool]:
    mapping = chosen(connection_id)
    position = Position.of(lease.position)
    began = moment(position.began)
    if position.phase == DELTA and (
        kind == OWNERS or (began is not None and began <= clock.now() - WHOLE_EVERY)
    ):
        position = Position()
    while clock.now() < ends:
        if position.phase == FULL:
            position, lease = _whole_step(connection_id, kind, mapping, position, lease)
            is_over = position.phase == DELTA and kind == OWNERS
        else:
            position, lease, is_over = _change_step(connection_id, kind, mapping, position, lease)
        if is_over:
            return lease, _wanted(connection_id, kind, mapping, position, lease, ends)
    return lease, False


def _whole_step(
    connection_id: int, kind: str, mapping: Chosen, position: Position, lease: Lease
) -> tuple[Position, Lease]:
    now = clock.now()
    if not position.began:
        total = client.total(connection_id, kind) if kind != OWNERS else None
        position = Position(began=now.isoformat(), total=total)
    page = client.page(connection_id, kind, after=position.after, properties=mapping.properties(kind))
    following = replace(position, after=page.after, read=position.read + len(page.rows))
    if not page.after:
        following = replace(following, phase=DELTA, since=position.began, high=position.began)
    with transaction.atomic():
        now = clock.now()
        _apply(connection_id, kind, mapping, page.rows, now)
        if not page.after:
            began = moment(position.began) or now
            if kind == OWNERS:
                _owners_gone(connection_id, began)
            else:
                records.unseen(connection_id, kind, since=began, now=now)
        lease = cursor_advance(lease, position=following.text, rows=len(page.rows), now=now)
    return following, lease


def _change_step(
    connection_id: int, kind: str, mapping: Chosen, position: Position, lease: Lease
) -> tuple[Position, Lease, bool]:
    since = moment(position.since) or clock.now()
    started = (moment(position.started) if position.after else None) or clock.now()
    page = client.changes(
        connection_id,
        kind,
        since=since - OVERLAP,
        after=position.after,
        properties=mapping.properties(kind),
    )
    rows = page.rows
    if kind == DEALS:
        rows = [_whole_deal(connection_id, one, mapping) for one in rows]
    latest = max((one.changed_at for one in rows if one.changed_at), default=since)
    high = max(latest, moment(position.high) or since)
    is_over = not page.after
    if is_over:
        mark = max(high, started).isoformat()
        following = replace(position, after="", since=mark, high=mark, started="")
    elif int(page.after) < client.MOST_FOUND:
        following = replace(position, after=page.after, high=high.isoformat(), started=started.isoformat())
    elif high - OVERLAP > since:
        following = replace(position, after="", since=high.isoformat(), high=high.isoformat())
    else:
        # More changed within minutes than a search shows: only a whole reading sees all of them.
        following = Position()
    with transaction.atomic():
        now = clock.now()
        _apply(connection_id, kind, mapping, rows, now)
        lease = cursor_advance(lease, position=following.text, rows=len(rows), now=now)
    return following, lease, is_over


def _whole_deal(connection_id: int, seen: Seen, mapping: Chosen) -> Seen:
    known = Record.objects.filter(
        connection_id=connection_id, kind=DEALS, remote_id=seen.id, remote_updated_at=seen.changed_at
    )
    parent = known.values_list("parent_id", flat=True).first()
    if parent is not None:
        # Read before, with its company.
        return replace(seen, parent_id=parent)
    return client.deal(connection_id, seen.id, properties=mapping.properties(DEALS))


def _wanted(
    connection_id: int, kind: str, mapping: Chosen, position: Position, lease: Lease, ends: datetime
) -> bool:
    """Read what webhooks and whole readings ask for by id; True when none is left."""
    if kind == OWNERS:
        return True
    while clock.now() < ends:
        before = clock.now()
        ids = records.wanted(connection_id, kind, WANTED_AT_ONCE)
        if not ids:
            return True
        rows = client.records(connection_id, kind, ids=ids, properties=mapping.properties(kind))
        if kind == DEALS:
            rows = [client.deal(connection_id, one.id, properties=mapping.properties(DEALS)) for one in rows]
        with transaction.atomic():
            now = clock.now()
            _apply(connection_id, kind, mapping, rows, now)
            found = {one.id for one in rows}
            gone = records.answered(connection_id, kind, asked=ids, found=found, before=before)
            if kind == DEALS:
                _of_companies(connection_id, mapping, [row.parent_id for row in gone], now)
            lease = cursor_advance(lease, position=position.text, rows=0, now=now)
    return False


def _archived_is_due(connection_id: int, kind: str) -> bool:
    row = connections.cursors_of(connection_id).get(f"{kind}-archived")
    return row is None or row.completed_at is None or row.completed_at <= clock.now() - ARCHIVED_EVERY


def _archived(connection_id: int, kind: str, ends: datetime, lease: Lease) -> tuple[Lease, bool]:
    """Ask for those by their ids that HubSpot lists as deleted and that still live here."""
    after = lease.position
    while clock.now() < ends:
        page = client.page(connection_id, kind, after=after, properties=(), archived=True)
        with transaction.atomic():
            now = clock.now()
            living = Record.objects.filter(
                connection_id=connection_id,
                kind=kind,
                remote_id__in=[one.id for one in page.rows],
                state__in=records.LIVING,
            )
            if living.update(wanted_at=now):
                sync_soon(connection_id)
            lease = cursor_advance(lease, position=page.after, rows=len(page.rows), now=now)
        after = page.after
        if not after:
            return lease, True
    return lease, False


def _apply(connection_id: int, kind: str, mapping: Chosen, rows: Sequence[Seen], now: datetime) -> None:
    if kind == COMPANIES:
        companies_apply(connection_id=connection_id, mapping=mapping, seen=rows, now=now)
    elif kind == CONTACTS:
        contacts_apply(connection_id=connection_id, mapping=mapping, seen=rows, now=now)
    else:
        _others(connection_id, kind, mapping, rows, now)


def _others(connection_id: int, kind: str, mapping: Chosen, rows: Sequence[Seen], now: datetime) -> None:
    """Owners and deals: kept as they are, for the companies that name them."""
    kept = records.locked(connection_id, kind, rows)
    touched = []
    for one in rows:
        row = kept[one.id]
        row.seen_at = now
        if not records.is_old(row, one):
            touched += [row.parent_id, one.parent_id]
            records.follow_merges(connection_id, kind, one, row)
            row.values, row.remote_updated_at, row.parent_id = one.texts, one.changed_at, one.parent_id[:60]
            row.name = (one.texts.get("dealname") or one.texts.get("email") or "").replace("\x00", " ")[:200]
            row.state, row.merged_into = RecordState.LINKED, ""
        row.save()
    if kind == DEALS:
        _of_companies(connection_id, mapping, touched, now)


def _of_companies(connection_id: int, mapping: Chosen, remote_ids: Sequence[str], now: datetime) -> None:
    wanted = sorted({one for one in remote_ids if one})
    if wanted:
        companies_again(connection_id=connection_id, mapping=mapping, remote_ids=wanted, now=now)


def _owners_gone(connection_id: int, began: datetime) -> None:
    found = Record.objects.filter(connection_id=connection_id, kind=OWNERS, state=RecordState.LINKED)
    found.exclude(seen_at__gte=began).update(state=RecordState.GONE)


_TYPES = {
    "0-1": CONTACTS,
    "0-2": COMPANIES,
    "0-3": DEALS,
    "contact": CONTACTS,
    "company": COMPANIES,
    "deal": DEALS,
}


def events_take(*, connection_id: int, events: Sequence[dict[str, Any]], received_at: datetime) -> None:
    """
    Have whatever these events name read anew, in the caller's transaction.

    They say only where to look: what came late, twice or in another order leads to the same.
    """
    account = next((row.account_id for row in connections.connections_of(KEY) if row.pk == connection_id), "")
    named: dict[str, set[str]] = {}
    for event in events:
        portal = event.get("portalId")
        first = str(event.get("subscriptionType", "")).split(".")[0]
        kind = _TYPES.get(str(event.get("objectTypeId", ""))) or _TYPES.get(first)
        if kind is None or (portal is not None and account and str(portal) != account):
            continue
        merged = event.get("mergedObjectIds")
        told = [event.get("objectId"), event.get("primaryObjectId"), event.get("newObjectId")]
        told += merged if isinstance(merged, list) else []
        ids = {str(one) for one in told if isinstance(one, int | str) and not isinstance(one, bool)}
        named.setdefault(kind, set()).update(one for one in ids if one.isalnum() and len(one) <= 60)
    for kind, ids in sorted(named.items()):
        records.want(connection_id, kind, sorted(ids), now=received_at)
    if named:
        sync_soon(connection_id)
