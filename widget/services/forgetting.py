"""Keeping nothing longer than the brand's retention allows."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core.retention import Due, Part
from people.selectors.holding import held_now
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
    due = WidgetSession.objects.select_for_update(skip_locked=True).filter(delete_context_at__lte=now)
    rows = list(due.exclude(_held())[:BATCH])
    for session in rows:
        context_forget(session)
    return len(rows)


@transaction.atomic
def _sessions(now: datetime) -> int:
    return _sessions_go(Q(expires_at__lt=now - KEEP_ENDED), BATCH)


def _sessions_go(dead: Q, limit: int) -> int:
    found = WidgetSession.objects.filter(dead).exclude(_held()).order_by("pk")[:limit]
    rows = list(found.values_list("pk", "contact_id"))
    WidgetSession.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    asked = all_tickets.tickets().filter(requester=OuterRef("pk"))
    visitors_forget(
        contact_ids=[contact for _, contact in rows if contact],
        unless=Q(Exists(asked)) | Q(Exists(WidgetSession.objects.filter(contact=OuterRef("pk")))),
    )
    return len(rows)


def _held() -> Q:
    """Sessions of those who are under a legal hold."""
    return Q(contact__in=held_now().contacts, contact__isnull=False)


def _over(brand_id: int, before: datetime) -> Q:
    is_over = Q(ended_at__lt=before) | Q(expires_at__lt=before)
    return Q(brand=brand_id) & is_over


def _count(brand_id: int, action: str, before: datetime) -> Due:
    found = WidgetSession.objects.filter(_over(brand_id, before))
    return Due(found.count(), found.filter(_held()).count())


def sessions_retain(brand_id: int, action: str, before: datetime, now: datetime, limit: int) -> int:
    """Delete sessions that ended before, with their trail; sooner than the 30 days that all have."""
    return _sessions_go(_over(brand_id, before), limit)


SESSIONS = Part(
    {"widget.WidgetSession": "deleted", "widget.TrailStep": "deleted with its session"},
    _count,
    sessions_retain,
)
