"""Keeping nothing longer than the brand's retention allows."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from people.services.visitors import visitors_forget
from tickets.selectors import internal as all_tickets
from widget.models import WidgetSession
from widget.services.sharing import context_forget

BATCH = 500
# Ended sessions are kept for a while, so that an agent sees where a conversation came from.
KEEP_ENDED = timedelta(days=30)


def forget_due(*, now: datetime) -> int:
    """Delete expired shared context, dead sessions, and visitors who never wrote; returns how many."""
    return _contexts(now) + _sessions(now)


@transaction.atomic
def _contexts(now: datetime) -> int:
    due = WidgetSession.objects.select_for_update(skip_locked=True).filter(delete_context_at__lte=now)[:BATCH]
    rows = list(due)
    for session in rows:
        context_forget(session)
    return len(rows)


@transaction.atomic
def _sessions(now: datetime) -> int:
    dead = WidgetSession.objects.filter(expires_at__lt=now - KEEP_ENDED).order_by("pk")[:BATCH]
    rows = list(dead.values_list("pk", "contact_id"))
    WidgetSession.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    asked = all_tickets.tickets().filter(requester=OuterRef("pk"))
    visitors_forget(
        contact_ids=[contact for _, contact in rows if contact],
        unless=Q(Exists(asked)) | Q(Exists(WidgetSession.objects.filter(contact=OuterRef("pk")))),
    )
    return len(rows)
