"""Actions that have not ended follow a ticket that is merged into another, and come back with the undo."""

from datetime import datetime
from typing import Any

from assistant.models import ActionCall, CallState

_UNDER_WAY = (CallState.PROPOSED, CallState.APPROVED, CallState.RUNNING)


def calls_move(*, source_id: int, target_id: int, now: datetime) -> dict[str, Any]:
    """What was proposed in the source waits for a decision in the target; fills `core.ports.ticket_moves`."""
    rows = ActionCall.objects.filter(ticket=source_id, state__in=_UNDER_WAY)
    ids = sorted(rows.values_list("pk", flat=True))
    ActionCall.objects.filter(pk__in=ids).update(ticket=target_id)
    return {"calls": ids}


def calls_return(*, source_id: int, target_id: int, steps: dict[str, Any], now: datetime) -> None:
    """Give them back, whatever became of them; fills `core.ports.ticket_returns`."""
    ActionCall.objects.filter(pk__in=steps["calls"], ticket=target_id).update(ticket=source_id)
