"""Running the handlers of stored events, each once, and sending again what was left behind."""

import logging
from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from core import clock, queue
from core.causing import Cause, caused_by
from core.events import leaving
from core.events.declaring import Event, EventMeta, Subscription, interested, read, subscribers
from core.events.publishing import FIRST_RETRY, step
from core.failing import noting, words_of
from core.models import Delivery, OutboxEvent
from core.reads import Read
from core.statements import run_numbered

logger = logging.getLogger(__name__)

LONGEST_RETRY = timedelta(minutes=30)


def _events() -> QuerySet[OutboxEvent]:
    return OutboxEvent.objects.only("id", "name", "payload", "created_at", "depth", "origin", "attempts")


_EVENTS = Read(_events, ())
_RECEIPTS = Read(Delivery.objects.all, ("event_id", "handler"))
_RECEIPT = (
    f"INSERT INTO {Delivery._meta.db_table} (event_id, handler)"  # noqa: S608 (a name of our own)
    " SELECT id, %s FROM " + OutboxEvent._meta.db_table + " WHERE id = %s ON CONFLICT DO NOTHING RETURNING 1"
)
_ENDED = (
    f"UPDATE {OutboxEvent._meta.db_table} SET completed_at = %s, next_attempt_at = NULL"  # noqa: S608 (a name of our own)
    " WHERE id = ANY(%s::bigint[]) AND completed_at IS NULL RETURNING 1"
)


def hand_out(event_ids: Iterable[int], *, lane: str = queue.EVENTS) -> int:
    """
    Run the handlers of one queue for these events, one event after the other; returns how many ran.

    Goes on with the events of the same queue that the handlers publish. A handler that fails is noted on its
    event and logged, stops no other, and is left to the sweep.
    """
    done = 0
    waiting = list(dict.fromkeys(event_ids))
    complete: list[int] = []
    with queue.ahead() if lane == queue.URGENT else nullcontext():
        while waiting:
            with leaving.following(lane) as more:
                done += _round(waiting, lane, complete)
            waiting = more.event_ids
    # A crash before this leaves them to the sweep, which finds every receipt.
    _complete(complete)
    return done


def _round(event_ids: Sequence[int], lane: str, complete: list[int]) -> int:
    """Run what these events have on a queue; those with nothing left are added to `complete`."""
    rows = _EVENTS.rows(Q(pk__in=list(event_ids), completed_at=None), order=("id",))
    # Hardly an event that comes for the first time has any, and the receipt itself lets none run twice.
    received = _receipts([row for row in rows if row.attempts])
    done = 0
    for row in rows:
        wanted = _wanted(row)
        known = received.get(row.pk, set())
        for subscription, name in wanted:
            if name != lane or subscription.key in known:
                continue
            queue.stand_by()
            try:
                done += _run(row, subscription)
            except Exception:
                logger.exception("A handler failed", extra={"event_id": row.pk, "handler": subscription.key})
                if not connection.is_usable():
                    raise
                continue
            known = known | {subscription.key}
        if all(subscription.key in known for subscription, _ in wanted):
            complete.append(row.pk)
        elif any(name != lane for _, name in wanted):
            # The other queue may have come to its end meanwhile, and have missed ours.
            complete += [] if undelivered(row) else [row.pk]
    return done


def _receipts(rows: Sequence[OutboxEvent]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    receipts = _RECEIPTS.rows(Q(event_id__in=[row.pk for row in rows])) if rows else []
    for event_id, key in receipts:
        found.setdefault(event_id, set()).add(key)
    return found


def _wanted(row: OutboxEvent) -> list[tuple[Subscription, str]]:
    """The handlers that want an event, with the queue of each; all where it cannot be read any more."""
    try:
        event = read(row.name, row.payload)
    except TypeError:
        return [(one, queue.EVENTS) for one in subscribers(row.name)]
    return [] if event is None else [(one, one.queue_of(event)) for one in interested(event)]


def undelivered(row: OutboxEvent) -> list[str]:
    """The keys of the handlers that want this event and have no receipt for it yet."""
    done = _receipts([row]).get(row.pk, set())
    return [subscription.key for subscription, _ in _wanted(row) if subscription.key not in done]


def deliver(*, event_id: int, key: str) -> bool:
    """
    Run one handler for one event, with its receipt in the same transaction.

    Returns False when there was nothing to do: it was already delivered, or the handler is gone. Errors in
    the handler are recorded on the event and re-raised.
    """
    row = OutboxEvent.objects.filter(pk=event_id).first()
    subscription = next((one for one in subscribers(row.name) if one.key == key), None) if row else None
    if row is None or subscription is None:
        return False
    is_first = _run(row, subscription)
    if not undelivered(row):
        _complete([row.pk])
    return is_first


def _run(row: OutboxEvent, subscription: Subscription) -> bool:
    try:
        # What follows from an event has its cause.
        with caused_by(Cause(row.depth, row.origin)), step():
            is_first = bool(run_numbered(_RECEIPT, [subscription.key, row.pk]))
            if is_first:
                event: Event = subscription.event_class(**row.payload)
                subscription.handler(event, EventMeta(id=row.pk, occurred_at=row.created_at))
    except Exception as error:
        if connection.is_usable():
            with noting(error):
                OutboxEvent.objects.filter(pk=row.pk).update(
                    last_error=f"{subscription.key}: {words_of(error, 1900)}"
                )
        raise
    return is_first


def _complete(event_ids: Sequence[int]) -> None:
    if event_ids:
        run_numbered(_ENDED, [clock.now(), list(event_ids)])


def on_their_way(
    *, names: Collection[str], key: str, values: Collection[int], handlers: str, since: datetime
) -> set[int]:
    """
    For which of these values an event since then still awaits delivery to handlers whose keys begin so.

    Only events with these names count; the values are those of `key` in their payload.
    """
    waiting = OutboxEvent.objects.filter(
        Q(**{f"payload__{key}__in": list(values)}),
        completed_at=None,
        next_attempt_at__isnull=False,
        name__in=names,
        created_at__gt=since,
    )
    return {row.payload[key] for row in waiting if any(one.startswith(handlers) for one in undelivered(row))}


def sweep(*, now: datetime, limit: int = 500) -> list[int]:
    """Claim the events whose delivery is overdue and push their next attempt back; returns their ids."""
    with transaction.atomic():
        rows = list(
            OutboxEvent.objects.select_for_update(skip_locked=True)
            .filter(Q(next_attempt_at__lte=now), completed_at=None)
            .order_by("next_attempt_at", "id")[:limit]
        )
        for row in rows:
            row.attempts += 1
            wait = min(FIRST_RETRY * 2 ** min(row.attempts, 12), LONGEST_RETRY)
            row.next_attempt_at = now + wait
        OutboxEvent.objects.bulk_update(rows, ["attempts", "next_attempt_at"])
    return [row.pk for row in rows]


def send_again(event_ids: Sequence[int]) -> None:
    """Queue events once more, each where its outstanding handlers belong; complete those without any."""
    rows = list(OutboxEvent.objects.filter(pk__in=event_ids, completed_at=None).order_by("id"))
    received = _receipts(rows)
    by_queue: dict[str, list[int]] = {}
    complete: list[int] = []
    for row in rows:
        names = {name for one, name in _wanted(row) if one.key not in received.get(row.pk, set())}
        for name in names:
            by_queue.setdefault(name, []).append(row.pk)
        if not names:
            complete.append(row.pk)
    _complete(complete)
    for name, ids in by_queue.items():
        leaving.send(ids, name)


def deliver_pending(*, rounds: int = 20) -> int:
    """
    Deliver everything pending right here, including what the handlers publish; returns how many ran.

    For commands, tests and recovery without a broker.
    """
    delivered = 0
    for _ in range(rounds):
        rows = list(OutboxEvent.objects.filter(completed_at=None).order_by("id")[:1000])
        if not rows:
            break
        for row in rows:
            keys = undelivered(row)
            for key in keys:
                delivered += deliver(event_id=row.pk, key=key)
            if not keys:
                _complete([row.pk])
    return delivered
