"""Where `tickets` keeps words, besides the timeline itself."""

from typing import Any

from django.db.models import Q

from core.kept import Keeper, Search, Table, Tickets, any_of
from core.redacting import MARK, line_of
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
from tickets.selectors import internal as all_tickets


class Originals:
    """What a channel delivered: it cannot stay as it was once its entry lost something."""

    place = "originals"
    holds = frozenset({"tickets.RawMessage.content", "tickets.RawMessage.document"})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        rows = RawMessage.objects.filter(entry__in=search.touched)
        rows = rows.exclude(content=None, document=None)
        return rows.count() if is_dry else rows.update(content=None, document=None)


class Shown:
    """
    What lists show of a ticket, and its fields.

    A subject goes with the message that it came from. Where a whole entry goes, a preview follows the entry
    that it shows: whoever takes that out sees to it (`shown`).
    """

    place = "ticket"
    holds = frozenset(
        f"tickets.Ticket.{name}" for name in ("subject", "preview", "reason", "reason_message", "custom")
    )

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        count = 0
        for ticket in Ticket.objects.filter(pk__in=search.tickets).order_by("pk"):
            changed = self._changed(ticket, search)
            count += bool(changed)
            if changed and not is_dry:
                Ticket.objects.filter(pk=ticket.pk).update(**changed)
        return count

    def _changed(self, ticket: Ticket, search: Search) -> dict[str, Any]:
        left = {
            "subject": self._subject(ticket, search),
            "reason": search.needles.everywhere.in_text(ticket.reason)[0][:200],
            "reason_message": search.needles.everywhere.in_json(ticket.reason_message)[0],
            # Its names are an admin's: none of them is a code of ours.
            "custom": search.needles.in_json(ticket.custom, frozenset())[0],
        }
        if not search.whole:
            left["preview"] = search.needles.in_text(ticket.preview)[0][:200]
        return {name: value for name, value in left.items() if value != getattr(ticket, name)}

    def _subject(self, ticket: Ticket, search: Search) -> str:
        if not search.whole & all_tickets.first_customer_entries(ticket.pk):
            return search.needles.in_text(ticket.subject)[0][:300]
        if line_of(ticket.subject) in search.alone:
            return MARK
        return search.needles.everywhere.in_text(ticket.subject)[0][:300]


def _ticket(tickets: Tickets) -> Q:
    return Q(ticket__in=tickets)


def _told(tickets: Tickets) -> Q:
    return Q(problem__in=tickets) | Q(pk__in=IncidentReply.objects.filter(ticket__in=tickets).values("reply"))


def _undoing(tickets: Tickets) -> Q:
    return any_of(Q(steps__contains=[{"ticket_id": number}]) for number in sorted(tickets))


KEEPERS: tuple[Keeper, ...] = (
    Originals(),
    Shown(),
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
