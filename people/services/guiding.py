"""Putting the set-up guide aside."""

from datetime import datetime

from django.db import transaction

from core import audit
from core.actors import Actor
from people.models import Workspace
from people.policy import require
from people.selectors.branding import workspace


@transaction.atomic
def guide_put_aside(*, actor: Actor, is_aside: bool, now: datetime) -> None:
    """
    Stop the set-up guide from leading the way for everybody, or let it lead again; it can be opened either
    way. Raises Forbidden.
    """
    require(actor, "brand.write")
    Workspace.objects.bulk_create([workspace()], ignore_conflicts=True)
    rows = Workspace.objects.filter(pk=Workspace.THE_ONE, guide_aside_at__isnull=is_aside)
    # What is so already stays as it is, with its time.
    if rows.update(guide_aside_at=now if is_aside else None):
        action = "people.guide_put_aside" if is_aside else "people.guide_taken_up"
        audit.record(actor=actor, action=action, target="workspace:1", now=now)
