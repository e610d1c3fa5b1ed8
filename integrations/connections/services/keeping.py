"""How long what the log and the intake hold is kept."""

from datetime import datetime, timedelta

from integrations.connections.models import (
    Delivery,
    Direction,
    HookEvent,
    HookState,
    PendingSignIn,
)
from integrations.connections.models.delivery import ENDED

KEEP_READS = timedelta(days=7)
KEEP_CHANGES = timedelta(days=30)
KEEP_HOOKS = timedelta(days=30)
BATCH = 5000


def forget(*, now: datetime) -> int:
    """Drop ended lines that are old enough, in batches; returns how many went."""
    old = [
        Delivery.objects.filter(state__in=ENDED, direction=Direction.IN, created_at__lt=now - KEEP_READS),
        Delivery.objects.filter(state__in=ENDED, direction=Direction.OUT, created_at__lt=now - KEEP_CHANGES),
        HookEvent.objects.exclude(state=HookState.STORED).filter(received_at__lt=now - KEEP_HOOKS),
        PendingSignIn.objects.filter(expires_at__lt=now),
    ]
    return sum(
        rows.model._default_manager.filter(
            pk__in=list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        ).delete()[0]
        for rows in old
    )
