"""How long things are kept, and who is told that a webhook stands still."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from core import pages, ports
from integrations.webhooks.models import (
    Delivery,
    DeliveryState,
    HeldReason,
    StreamEvent,
    Webhook,
    WebhookState,
)
from integrations.webhooks.services.claiming import give_up_waiting

KEEP = timedelta(days=30)
KEEP_WAITING = timedelta(days=7)
TELL_AGAIN = timedelta(days=1)
BATCH = 10_000
SETTINGS_PATH = "/app/settings/webhooks"
_TOO_OLD = "It waited for seven days while the webhook was paused."


def forget(*, now: datetime) -> int:
    """Give up what has waited too long, and drop old deliveries and events; returns how many went."""
    for webhook in Webhook.objects.filter(state=WebhookState.PAUSED):
        give_up_waiting(webhook.pk, why=_TOO_OLD, now=now, before=now - KEEP_WAITING)
    old = Delivery.objects.filter(created_at__lt=now - KEEP).exclude(state=DeliveryState.SENDING)
    ids = list(old.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    count = Delivery.objects.filter(pk__in=ids).delete()[0]
    used = Delivery.objects.filter(event=OuterRef("pk"))
    events = StreamEvent.objects.order_by("id").filter(~Exists(used), created_at__lt=now - KEEP)
    places = list(events.values_list("pk", flat=True)[:BATCH])
    count += StreamEvent.objects.filter(pk__in=places).delete()[0]
    return count


@transaction.atomic
def tell(*, now: datetime) -> int:
    """Write to owners and admins, once, about each webhook that stands still or holds back; how many."""
    told = 0
    waiting = Webhook.objects.filter(paused_at__isnull=False, told_at__isnull=True).exclude(
        state=WebhookState.ON
    )
    for webhook in waiting.select_for_update(skip_locked=True, no_key=True):
        if ports.admin_mail(
            key=f"webhook:{webhook.pk}:{webhook.paused_at:%Y%m%d%H%M%S}",
            letter=_letter(webhook),
            path=f"{SETTINGS_PATH}?webhook={webhook.pk}",
            now=now,
        ):
            told += Webhook.objects.filter(pk=webhook.pk).update(told_at=now)
    return told + _tell_held(now)


def _tell_held(now: datetime) -> int:
    """Once a day at most for a webhook."""
    told = 0
    since = now - TELL_AGAIN
    held = Delivery.objects.filter(
        webhook=OuterRef("pk"),
        state=DeliveryState.HELD,
        held_reason=HeldReason.TOO_OFTEN,
        created_at__gt=since,
    )
    rows = Webhook.objects.filter(Exists(held)).exclude(held_told_at__gt=since)
    for webhook in rows.select_for_update(skip_locked=True, no_key=True):
        if ports.admin_mail(
            key=f"webhook-held:{webhook.pk}:{now:%Y%m%d%H}",
            letter=pages.letter(
                "webhooks.held_subject", "webhooks.held_text", host=_host(webhook), url=webhook.url
            ),
            path=f"{SETTINGS_PATH}?webhook={webhook.pk}",
            now=now,
        ):
            told += Webhook.objects.filter(pk=webhook.pk).update(held_told_at=now)
    return told


def _host(webhook: Webhook) -> str:
    return webhook.url.split("/")[2]


def _letter(webhook: Webhook) -> pages.Letter:
    state = "off" if webhook.state == WebhookState.OFF else "paused"
    return pages.letter(
        "webhooks.still_subject",
        f"webhooks.still_{state}",
        host=_host(webhook),
        url=webhook.url,
        failures=webhook.failures,
        why=webhook.paused_why,
    )
