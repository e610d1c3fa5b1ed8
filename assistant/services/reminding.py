"""Telling the owners of boundaries that they should look at them again."""

from datetime import datetime

from django.db import transaction

from assistant.events import BoundaryReviewDue
from assistant.in_force import in_force
from assistant.models import ReviewTold
from core.events import publish
from people.selectors import internal as everybody


@transaction.atomic
def reviews_tell(*, now: datetime) -> int:
    """Say of each overdue boundary that it is, once for each date and owner; returns how many were new."""
    due = [one for one in in_force().boundaries if one.is_review_due(now.date()) and one.owner_id is not None]
    active = {user.pk for user in everybody.users_active({one.owner_id for one in due if one.owner_id})}
    told = 0
    for one in due:
        if one.owner_id not in active or one.review_on is None:
            continue
        _, is_new = ReviewTold.objects.get_or_create(
            key=one.key, review_on=one.review_on, owner_id=one.owner_id, defaults={"told_at": now}
        )
        if is_new:
            told += 1
            publish(
                BoundaryReviewDue(
                    key=one.key, label=one.label, owner_id=one.owner_id, review_on=str(one.review_on)
                )
            )
    return told
