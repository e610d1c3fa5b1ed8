"""Issues follow a ticket that is merged into another, and come back with the undo."""

from datetime import datetime
from typing import Any

from integrations.issues.models import IssueLink


def links_move(*, source_id: int, target_id: int, now: datetime) -> dict[str, Any]:
    """
    Link the target with what the source was linked with; fills `core.ports.ticket_moves`.

    An issue that both belong to keeps the target's link; the source's stays as it is.
    """
    there = IssueLink.objects.filter(ticket=target_id, ended_at__isnull=True).values("issue")
    rows = IssueLink.objects.filter(ticket=source_id, ended_at__isnull=True).exclude(issue__in=there)
    ids = sorted(rows.values_list("pk", flat=True))
    IssueLink.objects.filter(pk__in=ids).update(ticket=target_id)
    return {"links": ids}


def links_return(*, source_id: int, target_id: int, steps: dict[str, Any], now: datetime) -> None:
    """Give those links back that still hold; fills `core.ports.ticket_returns`."""
    there = IssueLink.objects.filter(ticket=source_id, ended_at__isnull=True).values("issue")
    moved = IssueLink.objects.filter(pk__in=steps["links"], ticket=target_id, ended_at__isnull=True)
    ids = sorted(moved.exclude(issue__in=there).values_list("pk", flat=True))
    IssueLink.objects.filter(pk__in=ids).update(ticket=source_id)
