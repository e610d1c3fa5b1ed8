"""The log of searches: what was asked, shown and opened, and whether a ticket followed."""

from datetime import datetime, timedelta

from core.actors import Actor, ActorKind
from core.html import plain
from kb.models import Article, SearchLog
from kb.selectors import Found

FOLLOWS = timedelta(minutes=30)
"""A ticket within this time of a search is considered its consequence."""


def search_log(
    *,
    actor: Actor | None,
    text: str,
    found: Found,
    channel: str,
    brand_id: int | None = None,
    language: str = "",
    now: datetime,
) -> SearchLog:
    """Record a search. Callers that show the results keep its id for `search_click`."""
    shown = list(dict.fromkeys(passage.article_id for passage in found.passages))
    is_customer = actor is not None and actor.kind == ActorKind.CONTACT
    return SearchLog.objects.create(
        query=plain(text)[:500],
        corrected_query=found.corrected[:500],
        channel=channel,
        actor_kind=actor.kind.value if actor else "visitor",
        actor_ref=actor.ref[:80] if actor else "visitor",
        contact_id=actor.contact_id if is_customer and actor else None,
        brand_id=brand_id,
        language=language[:12],
        shown_ids=shown[:50],
        result_count=len(shown),
        at=now,
    )


def search_click(*, search_id: int, article_id: int, now: datetime) -> bool:
    """Record the first result that was opened; False if this search did not show it."""
    return bool(
        SearchLog.objects.filter(
            pk=search_id, clicked=None, shown_ids__contains=[article_id], at__gte=now - timedelta(days=1)
        ).update(clicked=Article.objects.filter(pk=article_id).values("pk")[:1], clicked_at=now)
    )
