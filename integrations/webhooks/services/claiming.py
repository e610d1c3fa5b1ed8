"""
Which deliveries leave now, and what became of them.

A delivery is claimed by one statement and committed before it leaves: a worker that is killed leaves a row
that says so, and it is sent again. About one ticket a webhook hears in order: the next delivery waits until
the earlier one has been delivered or given up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import CombinedExpression

from core import audit
from core.actors import SYSTEM
from integrations.webhooks import schedule
from integrations.webhooks.models import (
    Delivery,
    DeliveryState,
    Webhook,
    WebhookState,
)

AT_ONCE = 4
"""Deliveries to one webhook under way at a time; one only while it fails."""
MOST_FAILURES = 20
LOST_AFTER = timedelta(seconds=60)
"""Longer than any try takes."""
_LOST = "The worker was stopped before the answer came; it is sent again."
_GONE = "Its address answered 410 Gone, and the webhook was switched off."
_TABLE, _WEBHOOKS = Delivery._meta.db_table, Webhook._meta.db_table
_CLAIM = (
    "WITH room AS MATERIALIZED (SELECT w.id, CASE WHEN w.failures > 0 THEN 1 ELSE %(at_once)s END"  # noqa: S608 (names of our own)
    f" - (SELECT count(*) FROM {_TABLE} s WHERE s.webhook_id = w.id AND s.state = 'sending') AS free"
    f" FROM {_WEBHOOKS} w WHERE w.state = 'on'),"
    " next AS MATERIALIZED (SELECT one.id, one.place FROM room CROSS JOIN LATERAL"
    f" (SELECT d.id, row_number() OVER (ORDER BY d.id) AS place FROM {_TABLE} d"
    " WHERE d.webhook_id = room.id AND d.state = 'waiting' AND d.next_attempt_at <= %(now)s"
    " AND (d.subject = '' OR d.replays > 0 OR NOT EXISTS"
    f" (SELECT 1 FROM {_TABLE} e WHERE e.webhook_id = d.webhook_id AND e.subject = d.subject"
    " AND e.state IN ('waiting', 'sending') AND e.replays = 0 AND e.id < d.id))"
    " ORDER BY d.id LIMIT greatest(room.free, 0)) AS one),"
    # Every webhook's first comes before anybody's second.
    f" claimed AS MATERIALIZED (SELECT d.id FROM {_TABLE} d JOIN next ON next.id = d.id"
    " WHERE d.state = 'waiting' ORDER BY next.place, d.id LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED)"
    f" UPDATE {_TABLE} d SET state = 'sending', started_at = %(now)s, next_attempt_at = NULL,"
    " attempts = d.attempts + 1, give_up_at = coalesce(d.give_up_at, %(end)s)"
    " FROM claimed WHERE d.id = claimed.id RETURNING d.id"
)
_DELIVERED = (
    f"UPDATE {_TABLE} d SET state = 'delivered', finished_at = %s, status = v.status, answer = v.answer,"  # noqa: S608 (names of our own)
    " milliseconds = v.took, error = '', tries = d.tries || v.try"
    " FROM (SELECT unnest(%s::bigint[]) AS id, unnest(%s::timestamptz[]) AS started,"
    " unnest(%s::int[]) AS status, unnest(%s::text[]) AS answer, unnest(%s::int[]) AS took,"
    " unnest(%s::jsonb[]) AS try) v"
    " WHERE d.id = v.id AND d.state = 'sending' AND d.started_at = v.started RETURNING d.webhook_id"
)


@dataclass(frozen=True)
class Outcome:
    """What became of one try; `error` is empty where it was taken. Names of headers in lower case."""

    delivery: Delivery
    status: int | None = None
    answer: str = ""
    milliseconds: int = 0
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it."""
        return not self.error

    def line(self, now: datetime) -> dict[str, Any]:
        """The try as the log keeps it."""
        return {
            "at": (self.delivery.started_at or now).isoformat(),
            "status": self.status,
            "milliseconds": self.milliseconds,
            "error": self.error,
        }


def claim(*, limit: int, now: datetime) -> list[Delivery]:
    """Up to `limit` deliveries that leave now, each for this caller alone, with webhook and event."""
    if limit < 1:
        return []
    values: dict[str, Any] = {
        "at_once": AT_ONCE,
        "now": now,
        "limit": limit,
        "end": now + schedule.GIVEN_UP_AFTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        ids = [pk for (pk,) in cursor.fetchall()]
    if not ids:
        return []
    rows = Delivery.objects.filter(pk__in=ids, started_at=now, state=DeliveryState.SENDING)
    return list(rows.select_related("webhook", "event").order_by("id"))


def settle_lost(*, now: datetime) -> int:
    """Set out again what a dead worker left under way; returns how many."""
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, started_at__lt=now - LOST_AFTER)
    count = 0
    for row in lost.select_related("webhook").order_by("id")[:500]:
        if row.event_id is None:
            # A test: whoever waited for it has gone.
            same = Delivery.objects.filter(pk=row.pk, state=DeliveryState.SENDING)
            count += same.update(state=DeliveryState.FAILED, finished_at=now, error=_LOST)
        else:
            count += _failed(Outcome(row, error=_LOST), now, counts=False)
    return count


def record(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Keep what became of these tries; an answer that comes after its delivery was set out again is not."""
    _taken([one for one in outcomes if one.is_taken], now)
    for one in outcomes:
        if not one.is_taken:
            _failed(one, now)


@transaction.atomic
def _taken(outcomes: Sequence[Outcome], now: datetime) -> None:
    if not outcomes:
        return
    values: list[Any] = [
        [one.delivery.pk for one in outcomes],
        [one.delivery.started_at for one in outcomes],
        [one.status for one in outcomes],
        [one.answer for one in outcomes],
        [one.milliseconds for one in outcomes],
        [orjson.dumps([one.line(now)]).decode() for one in outcomes],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERED, [now, *values])
    if any(one.delivery.webhook.failures for one in outcomes):
        found = {one.delivery.webhook_id for one in outcomes}
        Webhook.objects.filter(pk__in=found, failures__gt=0).update(failures=0)


@transaction.atomic
def _failed(one: Outcome, now: datetime, *, counts: bool = True) -> int:
    # The webhook first, as where it is paused or switched off.
    found = Webhook.objects.select_for_update(no_key=True).filter(pk=one.delivery.webhook_id)
    webhook = found.first()
    same = Q(pk=one.delivery.pk, state=DeliveryState.SENDING, started_at=one.delivery.started_at)
    row = Delivery.objects.select_for_update(of=("self",)).filter(same).first()
    if row is None or webhook is None:
        # Settled before, or removed meanwhile.
        return 0
    at = schedule.next_try(
        tries=row.attempts,
        status=one.status,
        headers=one.headers,
        give_up_at=row.give_up_at or now,
        now=now,
    )
    if webhook.state == WebhookState.OFF or one.status == 410:
        at = None
    row.state = DeliveryState.FAILED if at is None else DeliveryState.WAITING
    row.next_attempt_at, row.finished_at = at, now if at is None else None
    row.status, row.answer, row.error = one.status, one.answer, one.error
    row.milliseconds = one.milliseconds
    row.tries = [*row.tries, one.line(now)]
    row.save()
    if one.status == 410 and webhook.state != WebhookState.OFF:
        _switch_off(webhook, now)
    elif counts:
        _count(webhook, one.error, now)
    return 1


def _count(webhook: Webhook, error: str, now: datetime) -> None:
    webhook.failures += 1
    webhook.save(update_fields=["failures"])
    if webhook.state != WebhookState.ON or webhook.failures < MOST_FAILURES:
        return
    webhook.state, webhook.paused_at, webhook.paused_why = WebhookState.PAUSED, now, error
    webhook.told_at = None
    webhook.save(update_fields=["state", "paused_at", "paused_why", "told_at"])
    audit.record(
        actor=SYSTEM,
        action="webhooks.paused",
        target=f"webhook:{webhook.pk}",
        data={"failures": webhook.failures, "error": error},
        now=now,
    )


def _switch_off(webhook: Webhook, now: datetime) -> None:
    webhook.state, webhook.paused_at, webhook.paused_why, webhook.told_at = WebhookState.OFF, now, _GONE, None
    webhook.save(update_fields=["state", "paused_at", "paused_why", "told_at"])
    give_up_waiting(webhook.pk, why=_GONE, now=now)
    audit.record(
        actor=SYSTEM, action="webhooks.gone", target=f"webhook:{webhook.pk}", data={"status": 410}, now=now
    )


def give_up_waiting(webhook_id: int, *, why: str, now: datetime, before: datetime | None = None) -> int:
    """Give up what still waits, or what of it is older than `before`; it can be sent again by hand."""
    waiting = Delivery.objects.filter(webhook=webhook_id, state=DeliveryState.WAITING)
    if before is not None:
        waiting = waiting.filter(created_at__lt=before)
    return waiting.update(state=DeliveryState.FAILED, finished_at=now, next_attempt_at=None, error=why)


def set_out_again(deliveries: QuerySet[Delivery], *, now: datetime, **more: Any) -> int:
    """Have these rows sent as if for the first time; returns how many."""
    count: int = deliveries.update(
        state=DeliveryState.WAITING,
        next_attempt_at=now,
        finished_at=None,
        give_up_at=None,
        attempts=0,
        held_reason="",
        **more,
    )
    return count


def one_more_replay() -> CombinedExpression:
    """The count of replays, raised by one."""
    return F("replays") + 1
