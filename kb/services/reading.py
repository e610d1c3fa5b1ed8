"""Who opened which article, and whether they still had to ask."""

from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery

from kb.models import Article, ArticleRead
from kb.selectors.outcomes import ASKED_WITHIN
from kb.services.searching import LATE, searches_click_known
from tickets.selectors import internal as all_tickets

ONCE = timedelta(minutes=30)


def article_opened(
    *, article_id: int, channel: str, brand_id: int | None, contact_id: int | None = None, now: datetime
) -> bool:
    """
    Count that somebody opened an article; False for the same known reader again within half an hour.

    If their last search had shown it, that counts as opened from there.
    """
    if contact_id is not None:
        searches_click_known(contact_id=contact_id, article_id=article_id, now=now)
        again = ArticleRead.objects.filter(contact=contact_id, article=article_id, at__gt=now - ONCE)
        if again.exists():
            return False
    ArticleRead.objects.create(
        article_id=article_id, channel=channel, brand_id=brand_id, contact_id=contact_id, at=now
    )
    Article.objects.filter(pk=article_id).update(view_count=F("view_count") + 1)
    return True


def reads_follow(*, now: datetime) -> int:
    """Note the first ticket that a reader opened within a day; returns how many were new. Safe to repeat."""
    opened = (
        all_tickets.tickets()
        .filter(
            requester_id=OuterRef("contact_id"),
            created_at__gte=OuterRef("at"),
            created_at__lte=OuterRef("at") + ASKED_WITHIN,
        )
        .order_by("created_at", "pk")
        .values("pk")[:1]
    )
    rows = ArticleRead.objects.filter(contact__isnull=False, ticket=None, at__gte=now - ASKED_WITHIN - LATE)
    found = rows.annotate(opened=Subquery(opened)).filter(opened__isnull=False)
    pairs = list(found.values_list("pk", "opened")[:500])
    for pk, ticket_id in pairs:
        ArticleRead.objects.filter(pk=pk, ticket=None).update(ticket_id=ticket_id)
    return len(pairs)
