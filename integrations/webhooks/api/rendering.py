"""Webhooks and deliveries as the API shows them: never a secret."""

from datetime import datetime
from typing import Any

from integrations.webhooks.models import Delivery, Webhook, WebhookSecret, WebhookState
from integrations.webhooks.schedule import MOST_TRIES
from integrations.webhooks.selectors import Traffic
from integrations.webhooks.services.keeping import KEEP_WAITING
from people.models import User


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _person(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user is not None else None


def secret_json(row: WebhookSecret) -> dict[str, Any]:
    """A secret's last characters."""
    return {
        "id": row.pk,
        "hint": row.hint,
        "created_at": _stamp(row.created_at),
        "created_by": _person(row.created_by),
    }


def webhook_json(row: Webhook, secrets: list[WebhookSecret], traffic: Traffic) -> dict[str, Any]:
    """A webhook with its traffic."""
    paused = row.paused_at if row.state == WebhookState.PAUSED else None
    return {
        "id": row.pk,
        "url": row.url,
        "types": list(row.types),
        "note": row.note,
        "state": row.state,
        "failures": row.failures,
        "paused_at": _stamp(row.paused_at),
        "paused_why": row.paused_why,
        "kept_until": _stamp(paused + KEEP_WAITING) if paused is not None else None,
        "secrets": [secret_json(one) for one in secrets],
        "traffic": {
            "delivered": traffic.delivered,
            "failed": traffic.failed,
            "held": traffic.held,
            "waiting": traffic.waiting,
            "last_at": _stamp(traffic.last_at),
        },
        "created_at": _stamp(row.created_at),
        "created_by": _person(row.created_by),
    }


def delivery_json(row: Delivery) -> dict[str, Any]:
    """A line of the log."""
    kind, _, number = row.subject.partition(":")
    return {
        "id": row.pk,
        "public_id": str(row.public_id),
        "event_id": row.event_id,
        "type": row.type,
        "ticket": int(number) if kind == "ticket" else None,
        "state": row.state,
        "held_reason": row.held_reason,
        "status": row.status,
        "error": row.error,
        "milliseconds": row.milliseconds,
        "attempts": row.attempts,
        "most_attempts": MOST_TRIES,
        "created_at": _stamp(row.created_at),
        "finished_at": _stamp(row.finished_at),
        "next_attempt_at": _stamp(row.next_attempt_at),
        "replays": row.replays,
        "replayed_by": _person(row.replayed_by),
        "can_replay": row.can_replay,
    }


def delivery_text_json(row: Delivery) -> dict[str, Any]:
    """A line of the log with what was sent and answered."""
    return delivery_json(row) | {
        "body": row.content.decode(),
        "answer": row.answer,
        "tries": row.tries,
    }
