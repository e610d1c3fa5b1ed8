"""What a client missed: the outbox, read by id, for the topics that it follows."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q

from core import clock
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
    when more than LIMIT were missed: then it is cheaper to reload everything.
    """
    wanted = set(topics)
    if not wanted:
        return []
    follows = Q()
    for topic in wanted:
        follows |= Q(topics__contains=[topic])
    recent = Q(id__gt=since) | Q(id__gt=since - 2000, created_at__gte=clock.now() - OVERLAP)
    rows = list(OutboxEvent.objects.filter(recent, follows).order_by("id")[: LIMIT + 1])
    if len(rows) > LIMIT:
        return None
    return [(row, message) for row in rows for message in row.live if message["topic"] in wanted]
