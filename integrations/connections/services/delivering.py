"""
Changes to a system: stored in the transaction of their cause, sent once that has committed, tried again with
backoff, never sent as two.

What was under way when a worker died is in doubt. Where the system takes our key it is sent again under the
same key, and stays one change there; elsewhere a person decides.
"""

import logging
from datetime import datetime, timedelta

import orjson
from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import get_random_string

from core import audit, clock
from core.actors import Actor
from core.errors import Conflict, NotFound, UpstreamFailed
from core.queue import enqueue_on_commit
from integrations.connections import backoff, systems
from integrations.connections.models import (
    Connection,
    ConnectionState,
    Delivery,
    DeliveryState,
    Direction,
    Health,
)
from integrations.connections.models.delivery import ENDED
from integrations.connections.selectors import may_replay, takes_key
from integrations.connections.services.calling import Try, attempt, describe, note
from integrations.connections.systems import Delivered, Ended
from integrations.connections.transport import Call, Reply
from people.policy import require

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 12
"""With a backoff from ten seconds to six hours, about a day."""
LOST_AFTER = timedelta(minutes=5)
_SENT_AGAIN = "Its answer was lost; it is sent again under the same key."
NOT_SENT = "The connection was ended before this was sent."
_FOUND = "Its answer was lost; it was found there."
_NOT_FOUND = "Its answer was lost, and it was not found there; it is sent again."
_LOST = "Its answer was lost: whether it was done is not known. Look there before you send it again."


class NotReplayable(Conflict):
    """The delivery cannot be sent again: it only read, is under way, or its connection has ended."""

    code = "connections.not_replayable"


class AlreadySent(Conflict):
    """A change with this key was sent before; `delivery_id` is its line in the log."""

    code = "connections.already_sent"


@transaction.atomic
def delivery_queue(*, connection_id: int, call: Call, now: datetime) -> Delivery:
    """
    Store a change to send, in the caller's transaction, once for each `call.key` of the connection.

    A change without a key gets one of its own. Returns the earlier row where the key is known.
    """
    row, is_new = _store(connection_id, call, DeliveryState.QUEUED, now)
    if is_new:
        send_soon(row.pk)
    return row


def send_now(*, connection_id: int, call: Call) -> tuple[Delivery, Reply]:
    """
    Send a change while somebody waits for it; tried once, and not again by itself.

    Must not run within a transaction. Raises AlreadySent, CallRefused, SignInNeeded, ConnectionPaused,
    RateLimited, UpstreamFailed; Lost when it is in doubt.
    """
    now = clock.now()
    with transaction.atomic(durable=True):
        row, is_new = _store(connection_id, call, DeliveryState.SENDING, now)
    if not is_new:
        raise AlreadySent("This was sent before; see the delivery log.", delivery_id=row.pk)
    one = attempt(connection_id=connection_id, call=_call_of(row))
    _record(row, one, repeats=False)
    if one.error is not None:
        raise one.error
    if one.reply is None:
        raise UpstreamFailed("The system gave no answer.")
    return row, one.reply


def delivery_send(*, delivery_id: int) -> bool:
    """
    Send one queued change if it is due; False when another worker has it, or it may not leave now.

    The claim is committed before the call: a crash leaves a row that says so.
    """
    now = clock.now()
    claimed = Delivery.objects.filter(_may_leave(now), pk=delivery_id).update(
        state=DeliveryState.SENDING, started_at=now, next_attempt_at=None
    )
    if not claimed:
        return False
    row = Delivery.objects.get(pk=delivery_id)
    one = attempt(connection_id=row.connection_id, call=_call_of(row))
    _record(row, one, repeats=True)
    return True


def deliveries_due(*, now: datetime, limit: int = 500) -> list[int]:
    """The changes that can leave now, the oldest first."""
    found = Delivery.objects.filter(_may_leave(now)).order_by("next_attempt_at", "id")
    return list(found.values_list("pk", flat=True)[:limit])


def deliveries_settle(*, now: datetime) -> int:
    """Settle what a dead worker left under way; returns how many."""
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, started_at__lt=now - LOST_AFTER)
    count = 0
    for row in lost.select_related("connection").order_by("id")[:200]:
        may_leave = row.connection.state != ConnectionState.DISCONNECTED
        is_repeated = may_leave and takes_key(row) and row.attempts + 1 < MOST_ATTEMPTS
        to = (
            {"state": DeliveryState.QUEUED, "next_attempt_at": now, "error": _SENT_AGAIN}
            if is_repeated
            else {"state": DeliveryState.IN_DOUBT, "finished_at": now, "error": _LOST}
        )
        same = Delivery.objects.filter(pk=row.pk, state=DeliveryState.SENDING, started_at=row.started_at)
        settled = same.update(attempts=F("attempts") + 1, **to)
        count += settled
        if settled and not is_repeated:
            row.state, row.error = DeliveryState.IN_DOUBT, _LOST
            _tell_ended(row)
    return count


@transaction.atomic
def delivery_replay(*, actor: Actor, delivery_id: int, now: datetime) -> Delivery:
    """
    Send a change again as it was, under the same key.

    Raises NotReplayable, NotFound, Forbidden.
    """
    require(actor, "connection.write")
    row = Delivery.objects.select_for_update(of=("self",)).filter(pk=delivery_id).first()
    if row is None:
        raise NotFound("There is no such delivery.")
    connection = Connection.objects.get(pk=row.connection_id)
    if not row.can_replay:
        raise NotReplayable("Only changes that have ended can be sent again.")
    if connection.state == ConnectionState.DISCONNECTED:
        raise NotReplayable("The connection has ended. Connect again first.")
    if not may_replay(row):
        raise NotReplayable("It was done, and this system would do it a second time.")
    row.state, row.next_attempt_at, row.finished_at, row.attempts = DeliveryState.QUEUED, now, None, 0
    row.replays += 1
    row.replayed_by_id = actor.user_id
    row.save(update_fields=["state", "next_attempt_at", "finished_at", "attempts", "replays", "replayed_by"])
    audit.record(
        actor=actor,
        action="connections.delivery_replayed",
        target=f"connection:{row.connection_id}",
        data={"delivery": row.pk, "purpose": row.purpose},
        now=now,
    )
    send_soon(row.pk)
    return row


@transaction.atomic
def delivery_cleared(*, delivery_id: int, was_done: bool, now: datetime) -> bool:
    """
    Clear a doubt of one who has looked there: it was done, or it leaves again; False where there is none.
    """
    found = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.IN_DOUBT)
    if was_done:
        return bool(found.update(state=DeliveryState.DONE, error=_FOUND))
    again = found.update(
        state=DeliveryState.QUEUED, next_attempt_at=now, finished_at=None, attempts=0, error=_NOT_FOUND
    )
    if again:
        send_soon(delivery_id)
    return bool(again)


def send_soon(delivery_id: int) -> None:
    """Have it sent once this transaction has committed."""
    enqueue_on_commit("integrations.connections.tasks.deliver", delivery_id=delivery_id)


def _may_leave(now: datetime) -> Q:
    open_ones = Connection.objects.filter(state=ConnectionState.CONNECTED).exclude(health=Health.SIGN_IN)
    free = open_ones.filter(Q(limited_until__isnull=True) | Q(limited_until__lte=now))
    return Q(state=DeliveryState.QUEUED, next_attempt_at__lte=now, connection__in=free)


def _store(connection_id: int, call: Call, state: DeliveryState, now: datetime) -> tuple[Delivery, bool]:
    key = call.key or f"candor-{get_random_string(32)}"
    draft = Delivery()
    describe(draft, call)
    content = call.content
    stored = {
        "method": call.method,
        "path": call.path,
        "query": dict(call.query),
        "body": None if content is None else content.decode(),
    }
    return Delivery.objects.get_or_create(
        connection_id=connection_id,
        key=key,
        defaults={
            "direction": Direction.OUT,
            "state": state,
            "purpose": draft.purpose,
            "method": draft.method,
            "url": draft.url,
            "request_shown": draft.request_shown,
            "request_body": orjson.dumps(stored).decode(),
            "created_at": now,
            "started_at": now if state == DeliveryState.SENDING else None,
            "next_attempt_at": now if state == DeliveryState.QUEUED else None,
        },
    )


def _call_of(row: Delivery) -> Call:
    stored = orjson.loads(row.request_body)
    body = stored["body"]
    return Call(
        stored["method"],
        stored["path"],
        row.purpose,
        body=None if body is None else orjson.loads(body),
        query=stored["query"],
        key=row.key,
        is_read=False,
    )


@transaction.atomic
def _record(row: Delivery, one: Try, *, repeats: bool) -> None:
    now = clock.now()
    has_ended = _has_ended(row)
    same = Delivery.objects.select_for_update(of=("self",)).filter(pk=row.pk, started_at=row.started_at)
    if not same.filter(state=DeliveryState.SENDING).exists():
        logger.warning("An answer came after its delivery was settled", extra={"delivery": row.pk})
        return
    note(row, one)
    state, at = one.state, None
    is_waiting = isinstance(one.error, Conflict) or one.not_before is not None
    if is_waiting and one.reply is None:
        # It never left: paused, no sign-in, or over the limit. That is no try of its own.
        row.attempts -= 1
    if state == DeliveryState.IN_DOUBT and takes_key(row):
        state = DeliveryState.FAILED
    waits = state == DeliveryState.FAILED or isinstance(one.error, Conflict)
    if repeats and waits and row.attempts < MOST_ATTEMPTS:
        state = DeliveryState.QUEUED
        at = backoff.next_attempt(max(row.attempts, 1), now=now, not_before=one.not_before)
    if has_ended and state == DeliveryState.QUEUED:
        state, at, row.error = DeliveryState.FAILED, None, NOT_SENT
    row.state, row.next_attempt_at, row.finished_at = state, at, now if state in ENDED else None
    if state == DeliveryState.DONE and one.reply is not None:
        _follow(row, one.reply)
    row.save()
    if state in ENDED and state != DeliveryState.DONE and not has_ended:
        _tell_ended(row)


def _tell_ended(row: Delivery) -> None:
    spec = systems.find(row.connection.system)
    if spec is None:
        return
    try:
        with transaction.atomic():
            spec.ended(Ended(row.connection_id, row.pk, row.key, row.purpose, row.state, row.error))
    except Exception:
        logger.exception("What follows from a failed delivery failed", extra={"delivery_id": row.pk})


def _has_ended(row: Delivery) -> bool:
    # Locked ahead of the delivery, as where a connection ends: what it failed must not wait again.
    found = Connection.objects.select_for_update(of=("self",), no_key=True).filter(pk=row.connection_id)
    return found.values_list("state", flat=True).first() == ConnectionState.DISCONNECTED


def _follow(row: Delivery, reply: Reply) -> None:
    spec = systems.find(row.connection.system)
    if spec is None:
        return
    done = Delivered(row.connection_id, row.pk, row.key, row.purpose, reply.status, reply.data)
    try:
        with transaction.atomic():
            spec.delivered(done)
    except Exception:
        logger.exception("What follows from a delivery failed", extra={"delivery_id": row.pk})
        row.error = "The system took it; what should follow from that here failed."
