"""Connections, deliveries and webhooks as the API shows them: never a credential."""

from datetime import datetime
from typing import Any

from django.conf import settings

from integrations.connections import masking, selectors, systems
from integrations.connections.models import Connection, Delivery, Health, HookEvent
from integrations.connections.selectors import Details
from integrations.connections.services import problem_of
from integrations.connections.systems import SystemSpec


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def system_json(spec: SystemSpec) -> dict[str, Any]:
    """A system that can be connected."""
    provider = spec.provider() if spec.provider is not None else None
    is_set_up = provider is None or provider.is_set_up
    return {
        "key": spec.key,
        "label": spec.label,
        "signs_in": provider is not None,
        "is_set_up": is_set_up,
        "setup": "" if is_set_up or provider is None else provider.setup,
        "needs": list(provider.needs) if provider is not None else [],
        "needs_base_url": not spec.base_url and provider is None,
        "has_hooks": spec.hooks is not None,
    }


def connection_json(row: Connection, details: Details, *, now: datetime) -> dict[str, Any]:
    """A connection without its credentials."""
    spec = systems.find(row.system)
    by = row.connected_by
    return {
        "id": row.pk,
        "system": row.system,
        "system_label": spec.label if spec is not None else row.system,
        "account": row.account_name,
        "base_url": row.base_url,
        "state": row.state,
        "scopes": list(row.scopes),
        "has_key": bool(row.api_key),
        "connected_by": {"id": by.pk, "name": by.name} if by is not None else None,
        "connected_at": _stamp(row.connected_at),
        "health": _health(row, now),
        "rate": {
            "limit": row.rate_limit,
            "remaining": row.rate_remaining,
            "resets_at": _stamp(row.rate_resets_at),
        },
        "traffic": {
            name: getattr(details, name)
            for name in ("read", "sent", "failed", "waiting", "hooks", "hooks_failed")
        },
        "hooks": _hooks(row, details) if spec is not None and spec.hooks is not None else None,
        "streams": [
            {
                "name": cursor.stream,
                "rows": cursor.rows,
                "is_reading": cursor.leased_until is not None and cursor.leased_until > now,
                "started_at": _stamp(cursor.started_at),
                "advanced_at": _stamp(cursor.advanced_at),
                "completed_at": _stamp(cursor.completed_at),
            }
            for cursor in details.cursors
        ],
    }


def _health(row: Connection, now: datetime) -> dict[str, Any]:
    is_over = row.health == Health.LIMITED and row.limited_until is not None and row.limited_until <= now
    state = Health.OK if is_over else Health(row.health)
    return {
        "state": state.value,
        "label": problem_of(row) or str(state.label),
        "needs_somebody": row.needs_somebody,
        "failing_since": _stamp(row.failing_since),
        "limited_until": _stamp(row.limited_until) if state == Health.LIMITED else None,
        "last_success_at": _stamp(row.last_success_at),
        "last_error": row.last_error,
        "last_error_at": _stamp(row.last_error_at),
        "failures": row.failures,
    }


def _hooks(row: Connection, details: Details) -> dict[str, Any]:
    return {
        "url": hook_url(row.hook_key),
        "secrets": [
            {
                "id": secret.pk,
                "hint": secret.hint,
                "created_at": _stamp(secret.created_at),
                "ends_at": _stamp(secret.ends_at),
            }
            for secret in details.secrets
        ],
        "refused_at": _stamp(row.hook_refused_at),
        "refused_why": row.hook_refused_why,
    }


def hook_url(hook_key: str) -> str:
    """Where a system posts its webhooks."""
    return f"{settings.PUBLIC_URL}/hooks/systems/{hook_key}"


def alert_json(row: Connection) -> dict[str, Any]:
    """A connection that needs somebody."""
    spec = systems.find(row.system)
    return {
        "connection": row.pk,
        "system": row.system,
        "state": row.health,
        "text": problem_of(row),
        "path": spec.settings_path if spec is not None else systems.SETTINGS_PATH,
    }


def _name(row: Connection) -> dict[str, Any]:
    return {"id": row.pk, "system": row.system, "account": row.account_name}


def delivery_json(row: Delivery) -> dict[str, Any]:
    """A line of the log."""
    by = row.replayed_by
    return {
        "id": row.pk,
        "connection": _name(row.connection),
        **{
            name: getattr(row, name)
            for name in (
                "direction", "state", "purpose", "method", "url", "key", "status", "error", "milliseconds",
                "attempts", "replays",
            )
        },
        "can_replay": selectors.may_replay(row),
        "state_label": row.get_state_display(),
        "created_at": _stamp(row.created_at),
        "finished_at": _stamp(row.finished_at),
        "next_attempt_at": _stamp(row.next_attempt_at),
        "replayed_by": {"id": by.pk, "name": by.name} if by is not None else None,
    }  # fmt: skip


def delivery_text_json(row: Delivery) -> dict[str, Any]:
    """A line of the log with what was sent and answered."""
    return delivery_json(row) | {
        "request": row.request_shown,
        "response": row.response_shown,
        "tries": row.tries,
    }


def hook_json(row: HookEvent) -> dict[str, Any]:
    """A webhook."""
    return {
        "id": row.pk,
        "connection": _name(row.connection),
        **{
            name: getattr(row, name)
            for name in ("event", "delivery_id", "state", "error", "attempts", "replays")
        },
        "state_label": row.get_state_display(),
        "received_at": _stamp(row.received_at),
        "finished_at": _stamp(row.finished_at),
        "next_attempt_at": _stamp(row.next_attempt_at),
        "can_replay": selectors.may_repeat(row),
    }


def hook_text_json(row: HookEvent) -> dict[str, Any]:
    """A webhook with its body, cut and masked."""
    return hook_json(row) | {"body": masking.mask_body(bytes(row.body), limit=20_000)}
