"""Retention of mails as they arrived."""

from datetime import datetime

from django.db.models import QuerySet

from core.retention import Due, Part
from integrations.email.models import RawMail
from people.selectors.holding import held_now
from tickets.selectors import internal as all_tickets
from tickets.selectors.holding import kept_by


def _due(brand_id: int, before: datetime) -> QuerySet[RawMail]:
    # What was not filed yet has nothing but its original.
    filed = RawMail.objects.exclude(inbound__entry=None)
    return filed.filter(inbound__mailbox__brand=brand_id, inbound__fetched_at__lt=before)


def _count(brand_id: int, action: str, before: datetime) -> Due:
    found = _due(brand_id, before)
    held = all_tickets.tickets().filter(kept_by(held_now()))
    return Due(found.count(), found.filter(inbound__entry__ticket__in=held.values("pk")).count())


def originals_retain(brand_id: int, action: str, before: datetime, now: datetime, limit: int) -> int:
    """Delete the originals of filed mails; what was read from them stays."""
    held = all_tickets.tickets().filter(kept_by(held_now()))
    due = _due(brand_id, before).exclude(inbound__entry__ticket__in=held.values("pk"))
    found = list(due.order_by("inbound").values_list("pk", flat=True)[:limit])
    RawMail.objects.filter(pk__in=found).delete()
    return len(found)


ORIGINALS = Part({"email.RawMail": "deleted"}, _count, originals_retain)
