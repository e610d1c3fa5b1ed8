"""The log of searches: what was asked, shown and opened, and whether a ticket followed."""

from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from core.actors import Actor, ActorKind
from core.html import plain
from kb.models import Article, SearchChannel, SearchLog
from kb.selectors import Found
from tickets.selectors import internal as all_tickets

FOLLOWS = timedelta(minutes=30)
"""A ticket within this time of a search is considered its consequence."""
TYPING = timedelta(seconds=30)
"""Searching while somebody types: what goes on with the text before it within this time is one search."""
LATE = timedelta(hours=2)
"""How long a ticket may take to be noted after it came."""


def search_log(
    *,
    actor: Actor | None,
    text: str,
    found: Found,
    channel: str,
    brand_id: int | None = None,
    language: str = "",
    is_typing: bool = False,
    now: datetime,
) -> SearchLog:
    """
    Record a search. Callers that show the results keep its id for `search_click`.

    `is_typing` says that there is a search at each pause of the fingers: then the last text counts alone.
    """
    shown = list(dict.fromkeys(passage.article_id for passage in found.passages))
    is_customer = actor is not None and actor.kind == ActorKind.CONTACT
    ref = actor.ref[:80] if actor else "visitor"
    query = plain(text)[:500]
    values = {
        "query": query,
        "corrected_query": found.corrected[:500],
        "shown_ids": shown[:50],
        "result_count": len(shown),
        "at": now,
    }
    if is_typing and (last := _typed_before(ref, channel, query, now)) is not None:
        SearchLog.objects.filter(pk=last.pk).update(**values)
        return last
    return SearchLog.objects.create(
        channel=channel,
        actor_kind=actor.kind.value if actor else "visitor",
        actor_ref=ref,
        contact_id=actor.contact_id if is_customer and actor else None,
        brand_id=brand_id,
        language=language[:12],
        **values,
    )


def _typed_before(ref: str, channel: str, query: str, now: datetime) -> SearchLog | None:
    """The search that this one goes on with; None without one, or where nobody knows who it is."""
    if ref == "visitor":
        return None
    rows = SearchLog.objects.filter(actor_ref=ref, channel=channel, clicked=None, at__gte=now - TYPING)
    last = rows.order_by("-at", "-id").first()
    if last is None or not (query.startswith(last.query) or last.query.startswith(query)):
        return None
    return last


def search_click(*, search_id: int, article_id: int, now: datetime) -> bool:
    """Record the first result that was opened; False if this search did not show it."""
    return bool(
        SearchLog.objects.filter(
            pk=search_id, clicked=None, shown_ids__contains=[article_id], at__gte=now - timedelta(days=1)
        ).update(clicked=Article.objects.filter(pk=article_id).values("pk")[:1], clicked_at=now)
    )


def search_solved(*, search_id: int, now: datetime) -> bool:
    """Record that what a contact form showed made writing needless; once, and not after a ticket."""
    rows = SearchLog.objects.filter(pk=search_id, channel=SearchChannel.FORM, ticket=None, solved_at=None)
    return bool(rows.update(solved_at=now))


def search_followed(*, search_id: int, ticket_id: int) -> None:
    """Record the ticket that a contact form made in spite of what it had shown."""
    SearchLog.objects.filter(pk=search_id, channel=SearchChannel.FORM, ticket=None).update(
        ticket_id=ticket_id, solved_at=None
    )


def searches_click_known(*, contact_id: int, article_id: int, now: datetime) -> bool:
    """Record that a known customer opened an article which their last search in the widget had shown."""
    rows = SearchLog.objects.filter(
        contact=contact_id, channel=SearchChannel.WIDGET, at__gte=now - FOLLOWS, at__lte=now
    )
    last = rows.order_by("-at", "-id").first()
    return last is not None and search_click(search_id=last.pk, article_id=article_id, now=now)


def searches_follow(*, now: datetime) -> int:
    """
    Note the first ticket that a customer opened within half an hour of a search; returns how many were new.

    Safe to repeat. Visitors of the help center are nobody we know: no ticket follows theirs.
    """
    opened = (
        all_tickets.tickets()
        .filter(
            requester_id=OuterRef("contact_id"),
            created_at__gte=OuterRef("at"),
            created_at__lte=OuterRef("at") + FOLLOWS,
        )
        .order_by("created_at", "pk")
        .values("pk")[:1]
    )
    rows = SearchLog.objects.filter(contact__isnull=False, ticket=None, at__gte=now - FOLLOWS - LATE)
    found = rows.annotate(opened=Subquery(opened)).filter(opened__isnull=False)
    pairs = list(found.values_list("pk", "opened")[:500])
    for pk, ticket_id in pairs:
        SearchLog.objects.filter(pk=pk, ticket=None).update(ticket_id=ticket_id)
    return len(pairs)
