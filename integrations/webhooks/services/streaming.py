"""
The sequencer: from the outbox, in order, into the stream, and from there to whoever wants it.

All of a batch is one transaction: an event stands in the stream once, and with it its deliveries. Whoever is
killed in it has done nothing, and the next process goes on.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import orjson
from django.db import transaction
from django.db.models import Count

from core.events import reading
from integrations.webhooks import patterns
from integrations.webhooks.catalog import forms_of
from integrations.webhooks.models import (
    Delivery,
    DeliveryState,
    HeldReason,
    StreamEvent,
    Webhook,
    WebhookState,
)
from integrations.webhooks.selectors import READER

DEEPEST = 5
"""What more programs in a row have caused is not sent: they answer each other."""
MOST_AN_HOUR = 60
"""Deliveries about one ticket to one webhook; what comes beyond is held back."""
HOUR = timedelta(hours=1)


def sequence(*, now: datetime, limit: int = reading.BATCH) -> int:
    """
    Take the next `limit` rows of the outbox into the stream; returns how many events it became.

    Does nothing while another process is at it. An idle round is one statement.
    """
    try:
        with transaction.atomic():
            batch = reading.take(READER, limit=limit)
            if batch is None or batch.is_idle:
                return 0
            events = _events(batch, now)
            # First: whoever read while another was committing is found out before a place is taken twice.
            reading.advance(batch, written=batch.written + len(events))
            StreamEvent.objects.bulk_create(events)
            _set_out(events, now)
    except reading.Overtaken:
        return 0
    return len(events)


def _events(batch: reading.Batch, now: datetime) -> list[StreamEvent]:
    found: list[StreamEvent] = []
    for row in batch.rows:
        for part, form in enumerate(forms_of(row.name, row.payload)):
            event = StreamEvent(
                id=batch.written + len(found) + 1,
                outbox_id=row.id,
                part=part,
                type=form.type,
                subject=form.subject,
                occurred_at=row.occurred_at,
                created_at=now,
                depth=row.depth,
                origin=row.origin,
            )
            event.body = body_of(event, form.data)
            found.append(event)
    return found


def body_of(event: StreamEvent, data: object) -> str:
    """An event as it is sent and read."""
    kind, _, number = event.subject.partition(":")
    return orjson.dumps(
        {
            "id": event.pk,
            "type": event.type,
            "occurred_at": event.occurred_at.isoformat(),
            "ticket": int(number) if kind == "ticket" else None,
            "depth": event.depth,
            "data": data,
        },
        option=orjson.OPT_NON_STR_KEYS,
    ).decode()


def _set_out(events: Sequence[StreamEvent], now: datetime) -> None:
    """Write a delivery for every webhook that wants an event, unless it caused the event itself."""
    if not events:
        return
    webhooks = list(Webhook.objects.exclude(state=WebhookState.OFF).order_by("id"))
    wanted = [
        (webhook, event)
        for event in events
        for webhook in webhooks
        if event.origin != webhook.origin and patterns.fits(event.type, webhook.types)
    ]
    if not wanted:
        return
    sent = _sent_lately(wanted, now)
    rows = []
    for webhook, event in wanted:
        held = ""
        if event.depth > DEEPEST:
            held = HeldReason.TOO_DEEP
        elif event.subject.startswith("ticket:"):
            sent[webhook.pk, event.subject] += 1
            if sent[webhook.pk, event.subject] > MOST_AN_HOUR:
                held = HeldReason.TOO_OFTEN
        rows.append(
            Delivery(
                webhook=webhook,
                event=event,
                type=event.type,
                subject=event.subject,
                depth=event.depth,
                state=DeliveryState.HELD if held else DeliveryState.WAITING,
                held_reason=held,
                created_at=now,
                finished_at=now if held else None,
                next_attempt_at=None if held else now,
            )
        )
    Delivery.objects.bulk_create(rows, batch_size=1000)


def _sent_lately(wanted: Sequence[tuple[Webhook, StreamEvent]], now: datetime) -> Counter[tuple[int, str]]:
    """How many deliveries there were in the last hour, by webhook and subject."""
    subjects = {event.subject for _, event in wanted if event.subject.startswith("ticket:")}
    rows = (
        Delivery.objects.filter(
            webhook__in={webhook.pk for webhook, _ in wanted},
            subject__in=subjects,
            created_at__gt=now - HOUR,
        )
        .exclude(state=DeliveryState.HELD)
        .order_by()
        .values_list("webhook", "subject")
        .annotate(count=Count("pk"))
    )
    return Counter({(webhook, subject): count for webhook, subject, count in rows})
