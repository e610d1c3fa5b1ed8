"""Telling the owners of articles whose readers still had to ask (K9)."""

from datetime import datetime, timedelta

from django.db import transaction

from assistant.events import ReadersStillAsk
from assistant.selectors.outcomes import outcomes
from core.actors import SYSTEM
from core.events import publish
from kb.services.reminding import owner_warned
from people.selectors import internal as everybody

DAYS = 30
AGAIN_AFTER = timedelta(days=30)
"""So long an owner has to mend an article before they hear of it again."""


@transaction.atomic
def owners_warn(*, now: datetime) -> int:
    """Tell of published articles after which many of many readers asked; returns how many. Safe to repeat."""
    late = [one for one in outcomes(actor=SYSTEM, days=DAYS, now=now) if one.needs_work]
    owners = {one.article.owner_id for one in late if one.article.owner_id is not None}
    active = {user.pk for user in everybody.users_active(owners)}
    told = 0
    for one in late:
        owner_id = one.article.owner_id
        if (
            owner_id is None
            or owner_id not in active
            or not owner_warned(article_id=one.article.pk, on=now.date(), again_after=AGAIN_AFTER)
        ):
            continue
        told += 1
        publish(
            ReadersStillAsk(
                article_id=one.article.pk,
                owner_id=owner_id,
                followed=one.reading.followed,
                known=one.reading.known,
            )
        )
    return told
