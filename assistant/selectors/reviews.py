"""Reads of the review queue."""

from django.db.models import Count, QuerySet

from assistant.models import ReviewItem, Verdict
from core.actors import Actor
from core.errors import NotFound
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.models import Ticket


def items(
    *, actor: Actor, reason: str = "", category: str = "", is_mine: bool = False, is_judged: bool = False
) -> QuerySet[ReviewItem]:
    """
    The conversations that wait for a review, or those that were judged; of tickets that the actor sees.

    `is_mine`: assigned to the actor. Raises Forbidden.
    """
    require(actor, "assistant.review")
    seen = ticket_selectors.tickets_visible(actor).present().order_by()
    rows = ReviewItem.objects.filter(is_open=not is_judged, pk__in=seen.values("pk"))
    if reason:
        rows = rows.filter(reasons__contains=[reason])
    if category:
        rows = rows.filter(conversation__category=category)
    if is_mine:
        rows = rows.filter(conversation__ticket__assignee=actor.user_id)
    return rows.select_related(
        "conversation__ticket__requester", "conversation__ticket__company", "conversation__ticket__assignee"
    )


def counts(*, actor: Actor, is_mine: bool = False) -> dict[str, int]:
    """How many wait, by category. Raises Forbidden."""
    rows = items(actor=actor, is_mine=is_mine).values_list("conversation__category")
    return dict(rows.annotate(n=Count("pk")).order_by("conversation__category"))


def item_get(*, actor: Actor, ticket_id: int) -> ReviewItem:
    """One conversation of the queue, waiting or judged. Raises Forbidden, NotFound."""
    require(actor, "assistant.review")
    ticket: Ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    rows = ReviewItem.objects.select_related(
        "conversation__ticket__requester", "conversation__ticket__company", "conversation__ticket__assignee"
    )
    item = rows.filter(pk=ticket.pk).first()
    if item is None:
        raise NotFound("This conversation is not in the review queue.")
    return item


def verdict_of(ticket_id: int) -> Verdict | None:
    """The verdict that holds for a conversation."""
    found = Verdict.objects.filter(conversation=ticket_id, undone_at=None).select_related("by")
    return found.first()
