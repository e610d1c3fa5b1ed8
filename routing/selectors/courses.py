"""How open tickets have gone so far, for the triggers of escalation."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count

from assistant.selectors import moods_of
from routing.escalation import Course
from routing.models import TicketRouting
from routing.selectors.waiting import open_for_work
from tickets.selectors import internal as all_tickets

LOOK_BACK = timedelta(days=1)
LOOK_AT = 500


def courses(triggers: Mapping[str, int], *, now: datetime) -> list[Course]:
    """
    The open tickets whose customer wrote last, within LOOK_BACK, the newest message first; three queries.

    Only tickets that routing has heard of: a history that was imported silently is left alone.
    """
    rows = list(
        open_for_work()
        .filter(
            waiting_since__isnull=False,
            last_message_at__gte=now - LOOK_BACK,
            pk__in=TicketRouting.objects.values("pk"),
        )
        .with_names()
        .order_by("-last_message_at")[:LOOK_AT]
    )
    moods = moods_of(ticket.pk for ticket in rows)
    since = now - timedelta(days=triggers["repeated_days"])
    people = {ticket.requester_id for ticket in rows}
    counted = (
        all_tickets.tickets()
        .present()
        .filter(requester__in=people, created_at__gte=since)
        .values("requester_id")
        .annotate(count=Count("pk"))
        .values_list("requester_id", "count")
    )
    contacts = dict(counted)
    found = []
    for ticket in rows:
        company = ticket.company
        found.append(
            Course(
                ticket.pk,
                reopened=ticket.reopened_count,
                moods=moods.get(ticket.pk, []),
                contacts=contacts.get(ticket.requester_id, 0),
                arr=float(company.arr) if company and company.arr is not None else None,
                renewal_days=(company.renewal_on - now.date()).days
                if company and company.renewal_on
                else None,
                health=company.health_score if company else None,
            )
        )
    return found
