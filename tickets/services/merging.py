"""Merging two contacts, with the same undo as every other action."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from people import services as people_services
from people.models import ContactMerge
from tickets.models import Undo


@transaction.atomic
def contacts_merge_with_undo(
    *, actor: Actor, into_id: int, from_id: int, now: datetime
) -> tuple[ContactMerge, str]:
    """The merge and a token for `undo`. Raises what `people.services.contacts_merge` raises."""
    merge = people_services.contacts_merge(actor=actor, into_id=into_id, from_id=from_id, now=now)
    row = Undo.objects.create(user_id=actor.user_id, steps=[{"merge_id": merge.pk}], created_at=now)
    return merge, str(row.token)
