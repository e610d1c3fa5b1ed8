"""Sending again: one delivery, all that failed, or a test."""

from datetime import datetime

import orjson
from django.db import transaction

from core import audit, clock
from core.actors import Actor
from core.errors import Conflict, NotFound
from integrations.webhooks.catalog import TEST
from integrations.webhooks.models import (
    Delivery,
    DeliveryState,
    Webhook,
    WebhookState,
)
from integrations.webhooks.services import posting
from integrations.webhooks.services.claiming import one_more_replay, set_out_again
from integrations.webhooks.services.configuring import allowed

MOST_AT_ONCE = 1000


class NotReplayable(Conflict):
    """The delivery still waits, is a test, or its webhook is off."""

    code = "webhooks.not_replayable"


@transaction.atomic
def delivery_replay(*, actor: Actor, webhook_id: int, delivery_id: int, now: datetime) -> Delivery:
    """
    Send one delivery again: the same body and event id, beside its ticket's order.

    Raises NotReplayable, NotFound, Forbidden.
    """
    allowed(actor)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("webhook", "event")
    row = rows.filter(pk=delivery_id, webhook=webhook_id).first()
    if row is None:
        raise NotFound("There is no such delivery.")
    if not row.can_replay:
        raise NotReplayable("Only deliveries of events that have ended can be sent again.")
    _is_on(row.webhook)
    set_out_again(
        Delivery.objects.filter(pk=row.pk), now=now, replays=one_more_replay(), replayed_by=actor.user_id
    )
    audit.record(
        actor=actor,
        action="webhooks.delivery_replayed",
        target=f"webhook:{webhook_id}",
        data={"delivery": row.pk, "event": row.event_id},
        now=now,
    )
    row.refresh_from_db()
    return row


@transaction.atomic
def failed_replay(*, actor: Actor, webhook_id: int, now: datetime) -> int:
    """
    Send again what has failed, the oldest thousand; returns how many. Raises NotReplayable, NotFound,
    Forbidden.
    """
    allowed(actor)
    webhook = _webhook(webhook_id)
    _is_on(webhook)
    failed = Delivery.objects.filter(
        webhook=webhook, state=DeliveryState.FAILED, event__isnull=False
    ).order_by("id")
    ids = list(failed.values_list("pk", flat=True)[:MOST_AT_ONCE])
    count = set_out_again(
        Delivery.objects.filter(pk__in=ids, state=DeliveryState.FAILED),
        now=now,
        replays=one_more_replay(),
        replayed_by=actor.user_id,
    )
    if count:
        audit.record(
            actor=actor,
            action="webhooks.failed_replayed",
            target=f"webhook:{webhook_id}",
            data={"deliveries": count},
            now=now,
        )
    return count


def test_send(*, actor: Actor, webhook_id: int, now: datetime) -> Delivery:
    """
    Send a test while somebody waits; it is tried once, counts for nothing, and may be sent while paused.

    Must not run within a transaction. Raises NotFound, Forbidden.
    """
    allowed(actor)
    webhook = _webhook(webhook_id)
    told = {
        "id": 0,
        "type": TEST,
        "occurred_at": now.isoformat(),
        "ticket": None,
        "depth": 0,
        "data": {"by": actor.ref},
    }
    row = Delivery.objects.create(
        webhook=webhook,
        type=TEST,
        body=orjson.dumps(told).decode(),
        state=DeliveryState.SENDING,
        created_at=now,
        started_at=now,
        attempts=1,
    )
    one = posting.post(row, posting.secrets_of([row]).get(webhook.pk, []))
    ended = clock.now()
    row.state = DeliveryState.DELIVERED if one.is_taken else DeliveryState.FAILED
    row.status, row.answer, row.error = one.status, one.answer, one.error
    row.milliseconds, row.finished_at, row.tries = one.milliseconds, ended, [one.line(ended)]
    row.save()
    return row


def _webhook(webhook_id: int) -> Webhook:
    found = Webhook.objects.filter(pk=webhook_id).first()
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


def _is_on(webhook: Webhook) -> None:
    if webhook.state == WebhookState.OFF:
        raise NotReplayable("This webhook is off. Switch it on first.")
