"""Customers who write anew after a ticket of theirs was finished; nothing here is scoped to an actor."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from tickets.models import OPEN_STATUSES, Ticket
from tickets.models.ticket import TicketQuerySet


def opened_anew(ticket: Ticket, *, since: datetime, until: datetime) -> TicketQuerySet:
    """Further tickets of the requester and category in which a customer wrote, opened in (since, until]."""
    rows = Ticket.objects.present().filter(
        requester_id=ticket.requester_id,
        type=ticket.type,
        merged_into=None,
        last_customer_entry_id__gt=0,
        created_at__gt=since,
        created_at__lte=until,
    )
    return rows.exclude(type="").exclude(pk=ticket.pk)


def finished_before(ticket_ids: Iterable[int], *, within: timedelta) -> set[int]:
    """
    Finished tickets of the requesters of these, that may have been finished so shortly before one of them
    was opened; some more where they are of several requesters or days.
    """
    asked = list(Ticket.objects.filter(pk__in=list(ticket_ids)).values_list("requester_id", "created_at"))
    if not asked:
        return set()
    moments = [at for _, at in asked]
    since = min(moments) - within
    # An imported one may tell neither moment.
    lately = Q(resolved_at__gte=since) | Q(closed_at__gte=since) | Q(resolved_at=None, closed_at=None)
    rows = Ticket.objects.filter(lately, requester__in={requester for requester, _ in asked})
    rows = rows.exclude(status__in=OPEN_STATUSES).filter(created_at__lt=max(moments))
    return set(rows.values_list("pk", flat=True))
