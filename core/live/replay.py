"""What a client missed: the outbox, read by id, for the topics that it follows."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q

from core.models import OutboxEvent

LIMIT = 500
# Ids are assigned before the commit: a lower id can become visible after a higher one was read.
OVERLAP = timedelta(seconds=20)


def latest_id() -> int:
    """The newest id, where a new client starts."""
    return OutboxEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def missed(*, since: int, topics: Iterable[str]) -> list[tuple[OutboxEvent, dict[str, Any]]] | None:
    """
    The events after `since` for these topics, oldest first, each with its message for the topic.

    Events from the 20 seconds before `since` are repeated; clients drop ids that they have seen. Returns None
    when more than LIMIT were missed, where it is cheaper to reload everything, and when it cannot be known
    what was missed, because `since` is older than all that is kept or newer than all that there is.
    """
    wanted = set(topics)
    if not wanted:
        return []
    follows = Q()
    for topic in wanted:
        follows |= Q(topics__contains=[topic])
    seen = OutboxEvent.objects.filter(id__lte=since).order_by("-id").values_list("created_at").first()
    if since and (seen is None or since > latest_id()):
        return None
    recent = Q(id__gt=since)
    if seen is not None:
        recent |= Q(id__gt=since - 2000, created_at__gte=seen[0] - OVERLAP)
    rows = list(OutboxEvent.objects.filter(recent, follows).order_by("id")[: LIMIT + 1])
    if len(rows) > LIMIT:
        return None
    return [(row, message) for row in rows for message in row.live if message["topic"] in wanted]
