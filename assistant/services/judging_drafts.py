"""Drafts for agents: kept when they are written, judged by what the person then sends (L1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from assistant.engines.builtin.meaning import meanings_of
from assistant.models import DraftReply
from assistant.reading.likeness import likeness
from core.actors import Actor
from core.errors import Conflict, NotFound
from core.html import html_to_text
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import leave_of
from tickets.services import TicketMerged

AS_IT_WAS, EDITED = 0.97, 0.4
"""The likeness of words from which a reply is the draft as it was, or the draft edited."""
SAME, NEAR = 0.8, 0.6
"""The likeness of meaning from which what a person sent says the same as a draft in shadow, or nearly so."""
BACK_WITHIN = timedelta(days=7)
MAX_COMPARED = 2_000
_Fate = DraftReply.Fate


def draft_keep(
    *,
    ticket_id: int,
    entry_id: int,
    category: str,
    is_shadow: bool,
    body_html: str,
    citations: Sequence[dict[str, Any]],
    confidence: float,
    uncited: Sequence[str] = (),
    engine: str,
    now: datetime,
) -> DraftReply:
    """Keep a draft for a customer's message; one that nobody has decided about yet is written anew."""
    values = {
        "category": category,
        "is_shadow": is_shadow,
        "body_html": body_html,
        "text": html_to_text(body_html),
        "citations": list(citations),
        "uncited": list(uncited),
        "confidence": confidence,
        "engine": engine[:120],
    }
    row, is_new = DraftReply.objects.get_or_create(
        ticket_id=ticket_id, entry_id=entry_id, defaults={**values, "created_at": now}
    )
    if not is_new and not row.fate:
        DraftReply.objects.filter(pk=row.pk, fate=_Fate.WAITING).update(**values)
        row.refresh_from_db()
    return row


def draft_waiting(*, ticket_id: int, entry_id: int) -> DraftReply | None:
    """The draft for a message that agents may see and nobody has decided about."""
    waiting = DraftReply.objects.filter(ticket=ticket_id, entry_id=entry_id, fate=_Fate.WAITING)
    return waiting.filter(is_shadow=False).first()


@transaction.atomic
def drafts_judge(*, ticket_id: int, entry_id: int, user_id: int | None, now: datetime) -> DraftReply | None:
    """
    A person has replied: compare that with the newest draft before it. Returns what was decided, if anything.

    One that they could see is compared by its words, one in shadow by its meaning.
    """
    waiting = DraftReply.objects.select_for_update().filter(
        ticket=ticket_id, fate=_Fate.WAITING, entry_id__lt=entry_id
    )
    row = waiting.order_by("-entry_id").first()
    if row is None:
        return None
    _, sent = all_tickets.texts_of_entry(entry_id)
    alike = _meant(row.ticket, row.text, sent) if row.is_shadow else likeness(row.text, sent)
    most, some = (SAME, NEAR) if row.is_shadow else (AS_IT_WAS, EDITED)
    row.fate = _Fate.SENT if alike >= most else _Fate.EDITED if alike >= some else _Fate.UNUSED
    row.likeness, row.reply_entry_id, row.by_id, row.decided_at = alike, entry_id, user_id, now
    row.save(update_fields=["fate", "likeness", "reply_entry_id", "by", "decided_at"])
    return row


def _meant(ticket: Ticket, draft: str, sent: str) -> float:
    leave = leave_of(ticket)
    if leave is None:
        return likeness(draft, sent)
    vectors = meanings_of(leave, [draft[:MAX_COMPARED], sent[:MAX_COMPARED]])
    return max(0.0, min(1.0, float(vectors[0] @ vectors[1])))


@transaction.atomic
def draft_reject(
    *, actor: Actor, ticket_id: int, draft_id: int, reason: str, note: str = "", now: datetime
) -> DraftReply:
    """
    Say that a draft is of no use, and why. Repeated by the same person, it changes the reason.

    Raises Forbidden, NotFound, TicketMerged, and Conflict for one that was sent or passed over.
    """
    require(actor, "ticket.reply")
    ticket = TicketMerged.check(ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id))
    row = DraftReply.objects.select_for_update().filter(pk=draft_id, ticket=ticket, is_shadow=False).first()
    if row is None:
        raise NotFound("There is no such draft.")
    if row.fate not in (_Fate.WAITING, _Fate.REJECTED):
        raise Conflict(
            "A reply has been sent since. The draft is judged by it.", code="assistant.draft_decided"
        )
    row.fate, row.reason, row.note = _Fate.REJECTED, reason, note[:500]
    row.by_id, row.decided_at = actor.staff_id, now
    row.save(update_fields=["fate", "reason", "note", "by", "decided_at"])
    return row


def drafts_came_back(*, ticket_id: int, now: datetime) -> int:
    """A customer came back to what a draft had answered; returns how many drafts of the last 7 days."""
    sent = DraftReply.objects.filter(
        ticket=ticket_id,
        fate__in=[_Fate.SENT, _Fate.EDITED],
        is_shadow=False,
        came_back_at=None,
        decided_at__gte=now - BACK_WITHIN,
    )
    return sent.update(came_back_at=now)
