"""Reminding owners of articles that are past their review."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from core.events import publish
from kb.events import ReviewDue
from kb.models import Article


@transaction.atomic
def reviews_remind(*, now: datetime, limit: int = 200) -> int:
    """
    Tell of published articles that are past their review, once for each due date; returns how many.

    One without an owner who works here waits for another owner.
    """
    due = (
        Article.objects.select_for_update(of=("self",), skip_locked=True)
        .published()
        .filter(review_due_on__lt=now.date(), owner__is_active=True)
        .filter(Q(review_reminded_on=None) | ~Q(review_reminded_on=F("review_due_on")))
        .order_by("review_due_on", "pk")
    )
    told = list(due.values_list("pk", "owner_id", "review_due_on")[:limit])
    for pk, owner_id, due_on in told:
        publish(ReviewDue(article_id=pk, owner_id=owner_id or 0, due_on=str(due_on)))
    Article.objects.filter(pk__in=[pk for pk, _, _ in told]).update(review_reminded_on=F("review_due_on"))
    return len(told)


def owner_warned(*, article_id: int, on: date, again_after: timedelta) -> bool:
    """Note that the owner of an article hears of it on this day; False if they heard a short while ago."""
    late = Q(owner_warned_on=None) | Q(owner_warned_on__lt=on - again_after)
    return bool(Article.objects.filter(late, pk=article_id).update(owner_warned_on=on))
