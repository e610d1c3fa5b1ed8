"""What all work at exports and erasures shares: that one worker does it, and the line in the audit log."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from core import audit
from core.actors import Actor
from people.models import PersonRequest

RETRY_AFTER = timedelta(minutes=10)
RENEWED_AFTER = 60.0
"""Seconds of work after which a worker says that it is still there."""


class Lost(Exception):
    """Another worker has taken this request over, or it is done."""


@dataclass
class Lease:
    """That one worker is at a request since `at`: good for 10 minutes, and again when it is renewed."""

    request_id: int
    at: datetime
    began: float

    @classmethod
    def take(cls, request_id: int, *, now: datetime) -> "Lease | None":
        """None if another worker has it, or it is done."""
        free = Q(tried_at=None) | Q(tried_at__lte=now - RETRY_AFTER)
        rows = PersonRequest.objects.filter(free, pk=request_id, state=PersonRequest.State.WAITING)
        return cls(request_id, now, time.monotonic()) if rows.update(tried_at=now) else None

    def renew(self) -> None:
        """Say that the work goes on, between two pieces of it. Raises Lost."""
        passed = time.monotonic() - self.began
        if passed < RENEWED_AFTER:
            return
        rows = PersonRequest.objects.filter(
            pk=self.request_id, state=PersonRequest.State.WAITING, tried_at=self.at
        )
        until = self.at + timedelta(seconds=passed)
        if not rows.update(tried_at=until):
            raise Lost
        self.at, self.began = until, self.began + passed


def erasure_waits(contact_ids: Iterable[int]) -> bool:
    """Whether one of these contacts is to be erased. It stays so while the contact is locked."""
    kind, state = PersonRequest.Kind.ERASURE, PersonRequest.State.WAITING
    return PersonRequest.objects.filter(contact__in=list(contact_ids), kind=kind, state=state).exists()


def audited(actor: Actor, action: str, request: PersonRequest, *, now: datetime) -> None:
    """Say in the audit log what became of a request."""
    data: dict[str, Any] = {"request": str(request.public_id)}
    if request.kind == PersonRequest.Kind.ERASURE:
        data |= {"reason": request.reason, "found": {one["name"]: one["count"] for one in request.found}}
    audit.record(actor=actor, action=action, target=f"contact:{request.contact_id}", now=now, data=data)
