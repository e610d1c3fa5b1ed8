"""Where `tickets` keeps words, besides the timeline itself."""

from django.db.models import Q

from core.kept import Search, Table, Tickets, any_of
from tickets.models import (
    Draft,
    IncidentReply,
    Participant,
    ProblemReply,
    Rating,
    RawMessage,
    ScheduledReply,
    SideConversation,
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


def _ticket(tickets: Tickets) -> Q:
    return Q(ticket__in=tickets)


def _told(tickets: Tickets) -> Q:
    return Q(problem__in=tickets) | Q(pk__in=IncidentReply.objects.filter(ticket__in=tickets).values("reply"))


def _undoing(tickets: Tickets) -> Q:
    return any_of(Q(steps__contains=[{"ticket_id": number}]) for number in sorted(tickets))


KEEPERS = (
    Originals(),
    Table(
        "ticket",
        Ticket,
        by=lambda tickets: Q(pk__in=tickets),
        text=("subject", "preview", "reason"),
        json=("custom",),
    ),
    # A ticket that was merged keeps a copy of a draft for the undo; it is among those that were joined.
    Table("drafts", Draft, by=_ticket, html=("body",), is_persons=True),
    Table("drafts", ScheduledReply, by=_ticket, html=("body_html",), text=("reason",), is_persons=True),
    # One text for many customers: words of one of them go, the rest is still to reach the others.
    Table("drafts", ProblemReply, by=_told, html=("body_html",), is_shared=True),
    Table("drafts", IncidentReply, by=_ticket, text=("reason",), json=("reason_message",)),
    Table("ticket", SideConversation, by=_ticket, text=("subject",)),
    Table("ratings", Rating, by=_ticket, text=("comment",), is_persons=True),
    Table("ticket", Participant, by=_ticket, text=("name",)),
    Table("ticket", Undo, by=_undoing, json=("steps",)),
)
TIMELINE = frozenset(
    f"{TimelineEntry._meta.label}.{name}"
    for name in ("title", "body_html", "body_text", "payload", "delivery_detail")
)
"""What `redacting` itself takes care of."""
