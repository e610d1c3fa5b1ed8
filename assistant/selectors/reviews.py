"""Reads of the review queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from assistant.models import LedgerEntry, ReviewItem, ReviewReason, Verdict
from core.actors import Actor
from core.errors import NotFound
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.entries import AnyAiStep, FeedbackStep, Message, Rating
from tickets.models import EntryKind, Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets
from tickets.surveys import CSAT

MAX_PARTS = 60
MAX_TEXT = 8_000


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


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was said or noted in a conversation, as a reviewer reads it."""

    kind: str
    at: datetime
    author_kind: str = ""
    author: str = ""
    text: str = ""
    score: int | None = None
    is_answer: bool = False
    citations: tuple[dict[str, Any], ...] = ()
    confidence: float | None = None
    confidence_word: str = ""
    state: str = ""
    why: str = ""


def parts_of(item: ReviewItem) -> list[Part]:
    """What was said in a conversation, how it was judged by its customer, and what the ledger noted."""
    answer = item.conversation.answer_entry_id
    found = [
        part
        for entry in all_tickets.spoken_and_judged(item.pk)
        if (part := _part(entry, is_answer=entry.pk == answer)) is not None
    ]
    entries = LedgerEntry.objects.filter(conversation=item.pk).order_by("pk")
    found += [Part("ledger", row.at, state=row.state, why=row.why) for row in entries]
    return sorted(found, key=lambda part: part.at)[-MAX_PARTS:]


def _part(entry: TimelineEntry, *, is_answer: bool) -> Part | None:
    if entry.kind == EntryKind.RATING:
        rating = Rating.of(entry.payload)
        if rating.kind != CSAT:
            return None
        return Part("rating", entry.created_at, text=rating.comment, score=rating.score)
    if entry.kind == EntryKind.AI:
        step = AnyAiStep.of(entry.payload)
        if step.step != FeedbackStep.step:
            return None
        return Part("helped" if step.has_helped else "unhelped", entry.created_at)
    message = Message.of(entry.payload)
    return Part(
        "message",
        entry.created_at,
        author_kind=entry.author_kind,
        author=entry.author_name,
        text=entry.body_text[:MAX_TEXT],
        is_answer=is_answer,
        citations=tuple({"heading": "", **citation} for citation in message.citations),
        confidence=message.confidence,
        confidence_word=message.confidence_word,
    )


def open_reasons() -> list[tuple[str, int]]:
    """How many conversations wait for each reason most of all, the most urgent reason first."""
    order = list(ReviewReason)
    rows = ReviewItem.objects.filter(is_open=True).values_list("rank").annotate(n=Count("pk"))
    return [(order[rank].value, n) for rank, n in rows.order_by("rank")]
