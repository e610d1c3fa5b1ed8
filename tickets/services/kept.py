"""Where `tickets` keeps words, besides the timeline itself."""

from django.db.models import Q

from core.kept import Search, Table
from tickets.models import (
    Draft,
    Participant,
    Rating,
    RawMessage,
    ScheduledReply,
    Ticket,
    TimelineEntry,
    Undo,
)


class Originals:
    """What a channel delivered: it cannot stay as it was once its entry lost something."""

    place = "originals"
    holds = frozenset({"tickets.RawMessage.content", "tickets.RawMessage.document"})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        rows = RawMessage.objects.filter(entry__in=search.touched)
        rows = rows.exclude(content=None, document=None)
        return rows.count() if is_dry else rows.update(content=None, document=None)


KEEPERS = (
    Originals(),
    Table(
        "ticket",
        Ticket,
        by=lambda number: Q(pk=number),
        text=("subject", "preview", "reason"),
        json=("custom",),
    ),
    # A ticket that was merged keeps a copy of a draft for the undo.
    Table(
        "drafts",
        Draft,
        by=lambda number: Q(ticket=number) | Q(ticket__merged_into=number),
        html=("body",),
    ),
    Table(
        "drafts", ScheduledReply, by=lambda number: Q(ticket=number), html=("body_html",), text=("reason",)
    ),
    Table("ratings", Rating, by=lambda number: Q(ticket=number), text=("comment",)),
    Table("ticket", Participant, by=lambda number: Q(ticket=number), text=("name",)),
    Table("ticket", Undo, by=lambda number: Q(steps__contains=[{"ticket_id": number}]), json=("steps",)),
)
TIMELINE = frozenset(
    f"{TimelineEntry._meta.label}.{name}"
    for name in ("title", "body_html", "body_text", "payload", "delivery_detail")
)
"""What `redacting` itself takes care of."""
