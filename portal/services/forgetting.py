"""Keeping neither links nor sessions longer than they are of use."""

from datetime import datetime, timedelta

from django.db.models import Q

from portal.models import PortalLink, PortalSession

BATCH = 1000
KEEP_LINKS = timedelta(days=1)
KEEP_SESSIONS = timedelta(days=30)


def forget_due(*, now: datetime) -> int:
    """Delete old links and sessions; returns how many."""
    links = PortalLink.objects.filter(expires_at__lt=now - KEEP_LINKS).order_by("pk")[:BATCH]
    ended = Q(ended_at__lt=now - KEEP_SESSIONS) | Q(expires_at__lt=now - KEEP_SESSIONS)
    sessions = PortalSession.objects.filter(ended).order_by("pk")[:BATCH]
    return sum(
        model.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]
        for model, rows in ((PortalLink, links), (PortalSession, sessions))
    )
