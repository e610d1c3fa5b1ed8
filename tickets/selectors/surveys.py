"""Surveys that are asked apart from a reply."""

from datetime import datetime, timedelta

from tickets.entries import Message
from tickets.models import Rating, SurveyTurn, Ticket
from tickets.selectors.internal import first_customer_entry, open_rating
from tickets.surveys import NPS


def survey_apart(ticket: Ticket, *, now: datetime) -> Rating | None:
    """
    The open survey of a ticket that is still resolved, if it may be asked now, apart from a reply.

    Not of one that leads elsewhere, that a program began or that its customer never saw, and not where the
    brand has stopped asking or the same question came to its customer since, within the brand's cadence.
    """
    is_there = not (ticket.is_open or ticket.is_spam or ticket.is_deleted or ticket.merged_into_id)
    if not is_there or ticket.resolved_at is None or not ticket.last_public_entry_id:
        return None
    rating = None if ticket.requester.is_blocked else open_rating(ticket.pk)
    if rating is None or not _is_asked(ticket, rating) or _came_since(ticket, rating, now):
        return None
    first = first_customer_entry(ticket.pk)
    return None if first is not None and Message.of(first.payload).asks_nothing else rating


def _is_asked(ticket: Ticket, rating: Rating) -> bool:
    return ticket.brand.asks_nps if rating.kind == NPS else ticket.brand.asks_rating


def _came_since(ticket: Ticket, rating: Rating, now: datetime) -> bool:
    """A survey may wait through a reopening for so long that another ticket took the turn."""
    days = ticket.brand.nps_days if rating.kind == NPS else ticket.brand.survey_days
    turns = SurveyTurn.objects.filter(contact=ticket.requester_id, kind=rating.kind)
    since = max(rating.asked_at, now - timedelta(days=days))
    return bool(days) and turns.filter(asked_at__gt=since).exists()
