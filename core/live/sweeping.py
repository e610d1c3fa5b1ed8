"""
What sockets were not told: events in the outbox that no message came for.

Whoever commits a change publishes its messages right after. A process that is killed in between never does,
and a socket that stays open would not hear of the change until it resumes.
"""

import re
from collections import OrderedDict
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from core.live.publishing import event_frame
from core.models import OutboxEvent

EVERY = 10.0
"""Seconds between two looks."""
LATE = timedelta(seconds=10)
"""What is younger may still be on its way."""
BACK = timedelta(seconds=60)
"""So long after it was begun an event may become visible; ids and times are those of its beginning."""
LIMIT = 200
"""At most so many in one look; who missed more is told of the rest in the next."""
REMEMBERED = 20_000
_EVENT = re.compile(rb'\{"type":"event","id":([0-9]{1,19}),')

Missed = tuple[str, dict[str, Any], dict[str, Any]]
"""Topic, scope and frame of a message."""


class Heard:
    """The ids of the events that messages came for, the newest of them."""

    def __init__(self) -> None:
        self._ids: OrderedDict[int, None] = OrderedDict()
        self._has_begun = False

    def note(self, frame: bytes) -> None:
        """Remember the event that a frame tells of, if it tells of one."""
        if found := _EVENT.match(frame):
            self._add(int(found[1]))

    def _add(self, event_id: int) -> None:
        self._ids[event_id] = None
        if len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)

    def missed(self) -> list[Missed]:
        """
        The messages of events that should have come by now, each told of once. Asks the database.

        At the first look that succeeds nothing is missed: sockets that open resume by themselves.
        """
        if not self._has_begun:
            for event_id in _recent().values_list("id", flat=True):
                self._add(event_id)
            self._has_begun = True
            return []
        due = _recent().filter(created_at__lte=Now() - LATE).values_list("id", flat=True)
        lacking = [one for one in due if one not in self._ids][:LIMIT]
        for one in lacking:
            self._add(one)
        rows = OutboxEvent.objects.filter(id__in=lacking).order_by("id") if lacking else ()
        return [
            (
                one["topic"],
                one["scope"],
                event_frame(event_id=row.pk, topic=one["topic"], name=row.name, data=one["data"]),
            )
            for row in rows
            for one in row.live
        ]


def _recent() -> QuerySet[OutboxEvent]:
    """The newest events with messages, oldest first. Two statements: the first stops at the first old row."""
    older = OutboxEvent.objects.filter(created_at__lt=Now() - BACK)
    floor = older.order_by("-id").values_list("id", flat=True).first() or 0
    return OutboxEvent.objects.filter(id__gt=floor).exclude(topics=[]).order_by("id")
