"""The review queue: which conversations a person should look at, and what they say (L4)."""

from datetime import datetime, timedelta

from django.db import transaction

from assistant.endings import Told
from assistant.events import AnswerJudged, ReviewDigestDue
from assistant.models import (
    Conversation,
    DigestSent,
    Handoff,
    Reason,
    ReviewItem,
    ReviewReason,
    State,
    Verdict,
)
from assistant.selectors.autonomy import WRONG
from assistant.selectors.reviews import item_get
from assistant.services.promoting import level_check
from core.actors import Actor
from core.errors import Conflict, NotFound
from core.events import publish
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.models import TicketType

SENSITIVE = (TicketType.BILLING, TicketType.ACCESS)
"""Where a wrong answer costs most: money, and who may see what."""
UNDO_WITHIN = timedelta(days=30)
DIGEST_HOUR = 7
"""UTC, on Mondays."""
_ORDER: list[str] = [reason.value for reason in ReviewReason]


def review_note(row: Conversation, told: Told, *, now: datetime) -> None:
    """
    Put a conversation into the queue, with all its reasons; one that was judged only with a new reason.

    In the transaction that settles it.
    """
    reasons = _reasons(row, told)
    item = ReviewItem.objects.filter(pk=row.pk).first()
    if item is None:
        if reasons:
            ReviewItem.objects.create(
                conversation=row, reasons=reasons, rank=_ORDER.index(reasons[0]), since=now
            )
        return
    new = [reason for reason in reasons if reason not in item.reasons]
    if not new:
        return
    item.reasons = [reason for reason in _ORDER if reason in {*item.reasons, *new}]
    item.rank, item.is_open, item.since = _ORDER.index(item.reasons[0]), True, now
    item.save(update_fields=["reasons", "rank", "is_open", "since"])


def _reasons(row: Conversation, told: Told) -> list[str]:
    if not told.is_ours:
        return []
    found = {
        ReviewReason.CAME_BACK: row.has_come_back,
        ReviewReason.LOW_RATED: told.has_low_rating,
        ReviewReason.SILENT: told.is_silent and row.state != State.HANDED_OVER,
        ReviewReason.MISSED: row.state == State.HANDED_OVER and _is_missed(row.pk),
        ReviewReason.SENSITIVE: told.answer is not None and row.category in SENSITIVE,
    }
    return [reason for reason in _ORDER if found[ReviewReason(reason)]]


def _is_missed(ticket_id: int) -> bool:
    return Handoff.objects.filter(ticket=ticket_id, reason=Reason.NO_SOURCE).exists()


@transaction.atomic
def verdict_save(
    *, actor: Actor, ticket_id: int, kind: str, why: str = "", is_for_tests: bool = False, now: datetime
) -> Verdict:
    """
    Judge the answer of a conversation; one's own earlier verdict is replaced.

    Raises Forbidden, NotFound, and Conflict when somebody else has judged it.
    """
    item = _locked(actor, ticket_id)
    row = item.conversation
    earlier = Verdict.objects.filter(conversation=row, undone_at=None).first()
    if earlier is not None:
        if earlier.by_id != actor.staff_id and not item.is_open:
            raise Conflict("Somebody else has judged this. Look again.", code="assistant.judged_already")
        earlier.undone_at = now
        earlier.save(update_fields=["undone_at"])
    verdict = Verdict.objects.create(
        conversation=row,
        kind=kind,
        why=why[:1000],
        reasons=item.reasons,
        answer_entry_id=row.answer_entry_id,
        confidence=row.confidence,
        category=row.category,
        channel=row.channel,
        engine=row.engine,
        by_id=actor.staff_id,
        at=now,
    )
    item.is_open = False
    item.save(update_fields=["is_open"])
    publish(AnswerJudged(ticket_id=row.pk, verdict_id=verdict.pk, verdict=kind, is_for_tests=is_for_tests))
    if kind in WRONG:
        level_check(category=row.category, ticket_id=row.pk, now=now)
    return verdict


@transaction.atomic
def verdict_undo(*, actor: Actor, ticket_id: int, now: datetime) -> ReviewItem:
    """
    Take a verdict back within 30 days: it no longer counts, and the conversation waits again.

    Raises Forbidden, NotFound, and Conflict once it is too late.
    """
    item = _locked(actor, ticket_id)
    verdict = Verdict.objects.filter(conversation=item.pk, undone_at=None).first()
    if verdict is None:
        raise NotFound("Nobody has judged this conversation.")
    if verdict.at < now - UNDO_WITHIN:
        raise Conflict("A verdict can be taken back for 30 days.", code="assistant.too_late_to_undo")
    verdict.undone_at = now
    verdict.save(update_fields=["undone_at"])
    item.is_open = True
    item.save(update_fields=["is_open"])
    return item_get(actor=actor, ticket_id=ticket_id)


def _locked(actor: Actor, ticket_id: int) -> ReviewItem:
    require(actor, "assistant.review")
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    rows = ReviewItem.objects.select_for_update(of=("self",)).select_related("conversation")
    item = rows.filter(pk=ticket.pk).first()
    if item is None:
        raise NotFound("This conversation is not in the review queue.")
    return item


@transaction.atomic
def digest_send(*, now: datetime) -> bool:
    """On a Monday morning, tell who may review how much waits; once a week, and not when nothing does."""
    if now.weekday() != 0 or now.hour < DIGEST_HOUR:
        return False
    waiting = ReviewItem.objects.filter(is_open=True)
    first = waiting.order_by("rank", "-since").values_list("pk", flat=True).first()
    if first is None:
        return False
    count = waiting.count()
    _, is_new = DigestSent.objects.get_or_create(monday=now.date(), defaults={"waiting": count, "at": now})
    if is_new:
        publish(ReviewDigestDue(ticket_id=first, waiting=count))
    return is_new
