"""The append-only audit log (X3): reads of sensitive data, and all changes to configuration and access."""

from datetime import datetime
from typing import Any

from core.actors import Actor
from core.models import AuditEntry
from core.request_id import current_request_id


def record(
    *, actor: Actor, action: str, target: str, now: datetime, data: dict[str, Any] | None = None
) -> None:
    """
    Append one entry, in the caller's transaction.

    `action` is `app.verb` in the past tense (`people.token_created`); `target` is `kind:id`.
    """
    AuditEntry.objects.create(
        at=now,
        actor_ref=actor.ref,
        actor_name=actor.name[:200],
        action=action,
        target=target,
        data=data or {},
        request_id=current_request_id(),
    )
