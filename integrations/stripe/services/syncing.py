"""
Reading an account: everything once, then what has happened; each page is stored with the mark behind it.

Stripe lists nothing by when it changed. What has happened is told by webhooks and by the list of events, and
both only say where to look: each object is read anew as it is now, by one worker at a time, so that what
comes twice, late or in another order leads to the same.
"""

import logging
from collections.abc import Mapping
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
from integrations.connections.models import ConnectionState
from integrations.connections.selectors import internal as connections
from integrations.connections.services import (
    Lease,
    cursor_advance,
    stream_begin_anew,
    stream_read,
)
from integrations.stripe import client
from integrations.stripe.fields import EVENTS, INVOICES, INVOICES_BACK, KEY, KIND_OF, KINDS, is_id
from integrations.stripe.models import Customer, Product
from integrations.stripe.position import DONE, FULL, Position
from integrations.stripe.services import records
from integrations.stripe.services.configuring import settings_of
from integrations.stripe.services.filling import companies_fill, companies_of
from integrations.stripe.services.matching import match_again
from integrations.stripe.services.taking import objects_take
from people.policy import require

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
WHOLE_EVERY = timedelta(days=7)
EVENTS_KEPT = timedelta(days=29)
"""Stripe keeps events for 30 days: whoever has not asked for so long reads everything."""
OVERLAP = timedelta(minutes=5)
AT_ONCE = timedelta(seconds=50)
WANTED_AT_ONCE = 20
FORGOTTEN_AT_ONCE = 500
TASK = "integrations.stripe.tasks.sync"
_ENDS = frozenset(("customer.deleted", "invoice.deleted", "product.deleted"))
"""After these an object never comes back; a subscription that is deleted is only over."""


def connections_due(*, now: datetime) -> list[int]:
    """The accounts in use of which something is to be read."""
    return [row.pk for row in connections.connections_of(KEY) if _is_due(row.pk, now)]


def _is_due(connection_id: int, now: datetime) -> bool:
    cursors = connections.cursors_of(connection_id)
    for kind in KINDS:
        row = cursors.get(kind)
        if row is None or row.completed_at is None:
            return True
    row = cursors.get(EVENTS)
    if row is None or row.completed_at is None or row.completed_at <= now - EVERY:
        return True
    return records.is_any_wanted(connection_id)


def sync_soon(connection_id: int) -> None:
    """Have an account read once this transaction has committed."""
    enqueue_on_commit(TASK, connection_id=connection_id)


def sync_ask(*, actor: Actor, connection_id: int) -> None:
    """Have an account read at once. Raises NotFound, Forbidden."""
    require(actor, "connection.write")
    if accounts.connection_get(actor=actor, connection_id=connection_id).system != KEY:
        raise NotFound("There is no such connection.")
    sync_soon(connection_id)


def sync(*, connection_id: int) -> bool:
    """
    Read what is due of one account, for a while; False where something is left or another worker reads.

    Must not run within a transaction.
    """
    ends = clock.now() + AT_ONCE
    # First, so that what happens while everything is read is asked for afterwards.
    steps = [(EVENTS, partial(_happened, connection_id, ends))]
    steps += [(kind, partial(_read, connection_id, kind, ends)) for kind in KINDS]
    for stream, work in steps:
        if not stream_read(connection_id=connection_id, stream=stream, work=work):
            if clock.now() >= ends:
                enqueue(TASK, connection_id=connection_id)
            return False
    match_again(now=clock.now())
    return True


def _happened(connection_id: int, ends: datetime, lease: Lease) -> tuple[Lease, bool]:
    position = Position.of(lease.position)
    now = clock.now()
    since = client.moment_of(position.since)
    if since is None or since <= now - EVENTS_KEPT:
        # Everything is read from here on: what happened before is in it.
        with transaction.atomic():
            if since is not None:
                _read_anew(connection_id)
            lease = cursor_advance(lease, position=Position(since=now.isoformat()).text, rows=0, now=now)
        return lease, True
    while clock.now() < ends:
        began = position.began or clock.now().isoformat()
        page = client.happened(connection_id, since=since - OVERLAP, after=position.after)
        with transaction.atomic():
            now = clock.now()
            for event in page.rows:
                _event(connection_id, event, now)
            position = replace(position, after=page.after, began=began)
            if not page.after:
                position = Position(since=began)
            lease = cursor_advance(lease, position=position.text, rows=len(page.rows), now=now)
        if not position.after:
            return lease, True
    return lease, False


def _read_anew(connection_id: int) -> None:
    for kind in KINDS:
        stream_begin_anew(connection_id=connection_id, stream=kind)


def _read(connection_id: int, kind: str, ends: datetime, lease: Lease) -> tuple[Lease, bool]:
    position = Position.of(lease.position)
    began = client.moment_of(position.began)
    if position.phase == DONE and (began is None or began <= clock.now() - WHOLE_EVERY):
        position = Position()
    while clock.now() < ends:
        if position.phase == DONE:
            return _wanted(connection_id, kind, position, lease, ends)
        position, lease = _whole_step(connection_id, kind, position, lease)
    return lease, False


def _whole_step(connection_id: int, kind: str, position: Position, lease: Lease) -> tuple[Position, Lease]:
    began = client.moment_of(position.began) or clock.now()
    not_before = began - INVOICES_BACK
    page = client.page(
        connection_id, kind, after=position.after, since=not_before if kind == INVOICES else None
    )
    following = Position(
        phase=FULL if page.after else DONE,
        after=page.after,
        began=began.isoformat(),
        read=position.read + len(page.rows),
    )
    with transaction.atomic():
        now = clock.now()
        _take(connection_id, kind, page.rows, now)
        if not page.after:
            records.unseen(connection_id, kind, since=began, not_before=not_before, now=now)
        lease = cursor_advance(lease, position=following.text, rows=len(page.rows), now=now)
    return following, lease


def _wanted(
    connection_id: int, kind: str, position: Position, lease: Lease, ends: datetime
) -> tuple[Lease, bool]:
    """Read what webhooks, events and whole readings ask for by id; True when none is left."""
    while clock.now() < ends:
        ids = records.wanted(connection_id, kind, WANTED_AT_ONCE)
        if not ids:
            return lease, True
        for one in ids:
            before = clock.now()
            found = client.one(connection_id, kind, one)
            with transaction.atomic():
                now = clock.now()
                if found is None:
                    _gone(connection_id, kind, one, now)
                else:
                    _take(connection_id, kind, [found], now)
                records.answered(connection_id, kind, one, before=before)
                lease = cursor_advance(lease, position=position.text, rows=0, now=now)
    return lease, False


def _take(connection_id: int, kind: str, rows: list[dict[str, Any]], now: datetime) -> None:
    companies = objects_take(
        connection_id=connection_id, kind=kind, seen=rows, chosen=settings_of(connection_id), now=now
    )
    companies_fill(company_ids=companies, now=now)


def _gone(connection_id: int, kind: str, remote_id: str, now: datetime) -> None:
    touched = records.gone(connection_id, kind, [remote_id])
    companies_fill(company_ids=companies_of(touched), now=now)


def event_take(*, connection_id: int, event: Mapping[str, Any], received_at: datetime) -> None:
    """Have what an event names read anew, in the caller's transaction; may run twice, in any order."""
    if _event(connection_id, event, received_at):
        sync_soon(connection_id)


def _event(connection_id: int, event: Mapping[str, Any], now: datetime) -> bool:
    data = event.get("data")
    told = data.get("object") if isinstance(data, dict) else None
    if not isinstance(told, dict):
        return False
    kind, remote_id = KIND_OF.get(str(told.get("object"))), told.get("id")
    if kind is None or not is_id(remote_id):
        return False
    if event.get("type") in _ENDS:
        _gone(connection_id, kind, str(remote_id), now)
        return False
    return records.want(connection_id, kind, [str(remote_id)], now=now)


def ended_forget(*, now: datetime) -> int:
    """Forget what was read through connections that have ended; returns how many customers it were."""
    with transaction.atomic():
        ended = Customer.objects.filter(connection__state=ConnectionState.DISCONNECTED)
        rows = list(ended.order_by("pk").values_list("pk", "company_id")[:FORGOTTEN_AT_ONCE])
        Customer.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
        companies_fill(company_ids={company for _, company in rows if company}, now=now)
        if not rows:
            Product.objects.filter(connection__state=ConnectionState.DISCONNECTED).delete()
    return len(rows)
