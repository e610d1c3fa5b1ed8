"""The append-only audit log (X3): reads of sensitive data, and all changes to configuration and access."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

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


def entries(
    *,
    actors: Collection[str] | None = None,
    area: str = "",
    action: str = "",
    target: str = "",
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """
    The entries that fit all of it. Whoever calls has asked whether they may be read.

    `actors` are references (`staff:12`), `area` is what stands before the dot of an action; `begins` is
    included, `ends` is not.
    """
    found = AuditEntry.objects.all()
    if actors is not None:
        found = found.filter(actor_ref__in=actors)
    if area:
        found = found.filter(action__startswith=f"{area}.")
    if action:
        found = found.filter(action=action)
    if target:
        found = found.filter(target=target)
    if begins:
        found = found.filter(at__gte=begins)
    if ends:
        found = found.filter(at__lt=ends)
    return found
