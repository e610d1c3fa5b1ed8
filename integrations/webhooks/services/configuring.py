"""Making, changing and ending webhooks and their secrets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Forbidden, NotFound
from integrations.webhooks import patterns, signing
from integrations.webhooks.addresses import checked_url
from integrations.webhooks.models import (
    Delivery,
    DeliveryState,
    Webhook,
    WebhookSecret,
    WebhookState,
)
from integrations.webhooks.services.claiming import give_up_waiting, set_out_again
from people.policy import require

MOST_WEBHOOKS = 50
MOST_SECRETS = 2
_SWITCHED_OFF = "The webhook was switched off before this was sent."


class TooManyWebhooks(Conflict):
    """There are as many webhooks as an installation may have."""

    code = "webhooks.too_many"


class SecretsInUse(Conflict):
    """A webhook has one secret or two: a third is not made, the last one not retired."""

    code = "webhooks.secrets_in_use"


class NotPaused(Conflict):
    """Only a paused webhook is resumed."""

    code = "webhooks.not_paused"


def allowed(actor: Actor) -> None:
    """Raise Forbidden unless the actor may change webhooks, which tell of all tickets."""
    require(actor, "webhook.write")
    if not actor.sees_all_tickets:
        raise Forbidden("Webhooks send what happens to all tickets, and you see only some. Ask an admin.")
    if not (actor.may_read("tickets") and actor.may_read("people")):
        raise Forbidden(
            "Webhooks tell of tickets and customers: this token also needs tickets:read and people:read."
        )


def webhook_create(
    *, actor: Actor, url: str, types: Sequence[str], note: str = "", now: datetime
) -> tuple[Webhook, str]:
    """
    Make a webhook that is on; returns it with its secret, which is not told again.

    Asks DNS, so it must not be called within a transaction. Raises Invalid, TooManyWebhooks, Forbidden.
    """
    allowed(actor)
    values = {"url": checked_url(url), "types": patterns.checked(types), "note": note.strip()}
    with transaction.atomic():
        if Webhook.objects.count() >= MOST_WEBHOOKS:
            raise TooManyWebhooks(f"There are {MOST_WEBHOOKS} webhooks. Remove one that is not needed.")
        row = Webhook.objects.create(created_at=now, created_by_id=actor.user_id, **values)
        _, text = _new_secret(row, actor, now)
        _note(actor, "webhooks.created", row, now, values)
    return row, text


def webhook_update(*, actor: Actor, webhook_id: int, changes: Mapping[str, Any], now: datetime) -> Webhook:
    """
    Change the address (`url`), `types`, `note`, or `is_on`.

    Switched off, it hears of nothing, and what waits is given up. Switched on, a paused one is resumed by
    `webhook_resume`, not here. Raises as `webhook_create`, and NotFound.
    """
    allowed(actor)
    values = dict(changes)
    if "url" in values:
        values["url"] = checked_url(values["url"])
    if "types" in values:
        values["types"] = patterns.checked(values["types"])
    if "note" in values:
        values["note"] = values["note"].strip()
    is_on = values.pop("is_on", None)
    with transaction.atomic():
        row = _locked(webhook_id)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        if is_on is True and row.state == WebhookState.OFF:
            row.state, row.failures, row.paused_at, row.paused_why = WebhookState.ON, 0, None, ""
            changed["is_on"] = True
        elif is_on is False and row.state != WebhookState.OFF:
            row.state, row.failures, row.paused_at, row.paused_why = WebhookState.OFF, 0, None, ""
            give_up_waiting(row.pk, why=_SWITCHED_OFF, now=now)
            changed["is_on"] = False
        if changed:
            row.save()
            _note(actor, "webhooks.changed", row, now, changed)
    return row


@transaction.atomic
def webhook_delete(*, actor: Actor, webhook_id: int, now: datetime) -> None:
    """Remove a webhook with its secrets and its log. Raises NotFound, Forbidden."""
    allowed(actor)
    row = _locked(webhook_id)
    _note(actor, "webhooks.removed", row, now, {"url": row.url})
    Delivery.objects.filter(webhook=row).delete()
    row.delete()


@transaction.atomic
def webhook_resume(*, actor: Actor, webhook_id: int, now: datetime) -> int:
    """Go on, and send what waits; returns how many deliveries. Raises NotPaused, NotFound, Forbidden."""
    allowed(actor)
    row = _locked(webhook_id)
    if row.state != WebhookState.PAUSED:
        raise NotPaused("This webhook is not paused.")
    row.state, row.failures, row.paused_at, row.paused_why = WebhookState.ON, 0, None, ""
    row.save()
    count = set_out_again(Delivery.objects.filter(webhook=row, state=DeliveryState.WAITING), now=now)
    _note(actor, "webhooks.resumed", row, now, {"deliveries": count})
    return count


@transaction.atomic
def secret_add(*, actor: Actor, webhook_id: int, now: datetime) -> tuple[WebhookSecret, str]:
    """
    Make a second secret; from now on both sign. Returns it with its text, which is not told again.

    Raises SecretsInUse, NotFound, Forbidden.
    """
    allowed(actor)
    row = _locked(webhook_id)
    if WebhookSecret.objects.filter(webhook=row).count() >= MOST_SECRETS:
        raise SecretsInUse("This webhook has two secrets already. Retire the first one.")
    made, text = _new_secret(row, actor, now)
    _note(actor, "webhooks.secret_added", row, now, {"secret": made.hint})
    return made, text


@transaction.atomic
def secret_retire(*, actor: Actor, webhook_id: int, secret_id: int, now: datetime) -> None:
    """End a secret at once. Raises SecretsInUse for the last one, NotFound, Forbidden."""
    allowed(actor)
    row = _locked(webhook_id)
    secrets = list(WebhookSecret.objects.filter(webhook=row))
    found = next((one for one in secrets if one.pk == secret_id), None)
    if found is None:
        raise NotFound("There is no such secret.")
    if len(secrets) == 1:
        raise SecretsInUse("This is the only secret. Make a second one first.")
    _note(actor, "webhooks.secret_retired", row, now, {"secret": found.hint})
    found.delete()


def _new_secret(row: Webhook, actor: Actor, now: datetime) -> tuple[WebhookSecret, str]:
    text = signing.new_secret()
    made = WebhookSecret.objects.create(
        webhook=row, secret=text, hint=text[-4:], created_at=now, created_by_id=actor.user_id
    )
    return made, text


def _locked(webhook_id: int) -> Webhook:
    found = Webhook.objects.select_for_update(no_key=True).filter(pk=webhook_id).first()
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


def _note(actor: Actor, action: str, row: Webhook, now: datetime, data: Mapping[str, Any]) -> None:
    audit.record(actor=actor, action=action, target=f"webhook:{row.pk}", data=dict(data), now=now)
