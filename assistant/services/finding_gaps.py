"""
Tickets that people had to answer, brought together by what was asked.

Each ticket is looked at once, oldest first, and joins the gap whose centre is nearest or begins one (leader
clustering): the same tickets in the same order give the same gaps, and a run costs its batch times the gaps.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from assistant import selectors
from assistant.gap_vectors import NEAR, NEAR_BY_WORDS, Placed, Vector, question_vectors
from assistant.models import (
    Conversation,
    Gap,
    GapKind,
    GapTicket,
    Handoff,
    Reason,
    State,
    Verdict,
)
from assistant.selectors.names import names_of
from kb.grouping import unit
from kb.reading.redaction import redacted
from kb.selectors import search
from kb.selectors.internal import article_find
from tickets.entries import Message
from tickets.models import AuthorKind, Ticket, TicketType
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import kept_out_by

LOOKED_BACK = timedelta(days=90)
BATCH = 50
MAX_GAPS = 2000
"""As many of the newest gaps are compared with a question."""
MAX_ADOPTED = 1000
MAX_QUESTION = 2000
COVERS = 0.6
"""The weighted share of a question's words from which an article is taken to cover it, though unused."""
CONTAINED = (State.CONFIRMED, State.VERIFIED, State.ASSUMED)
BEYOND_ARTICLES = frozenset({
    Reason.BOUNDARY, Reason.ACCOUNT_SPECIFIC, Reason.POLICY_EXCEPTION, Reason.ACCOUNT_RISK, Reason.SENTIMENT,
    Reason.PROVIDER_DOWN, Reason.FAILURE, Reason.NOT_VERIFIED,
})  # fmt: skip
"""Why a ticket was handed over that no article would have changed."""
NO_QUESTIONS = frozenset({TicketType.BUG, TicketType.FEATURE_REQUEST})
_STORED = (
    "kind", "is_contained", "reason", "title", "question", "engine", "vector", "words",
    "article_id", "asked_at",
)  # fmt: skip
_PEOPLE = (AuthorKind.STAFF, AuthorKind.TOKEN)


def gaps_find(*, now: datetime) -> int:
    """Look at tickets that nobody has looked at; returns how many. Safe to repeat, also at the same time."""
    _look_again()
    numbers = list(_candidates(now).order_by("created_at", "pk").values_list("pk", flat=True)[:BATCH])
    rows = [row for number in numbers if (row := _evidence(number)) is not None]
    placed = question_vectors([f"{row.title}\n{row.question}" for row in rows])
    known = [_Known(gap) for gap in Gap.objects.order_by("-pk")[:MAX_GAPS]] if rows else []
    for row, one in zip(rows, placed, strict=True):
        _place(row, one, known, now)
    return len(rows)


class _Known:
    """A gap in memory, with what it is about as unit vectors."""

    def __init__(self, gap: Gap) -> None:
        self.pk, self.engine = gap.pk, gap.engine
        self.words = unit(np.asarray(gap.words, dtype=np.float32))
        self.total = unit(np.asarray(gap.total, dtype=np.float32))


def _look_again() -> None:
    """What the assistant seemed to have answered, and came back, is evidence after all."""
    back = Conversation.objects.filter(state__in=[State.CAME_BACK, State.HANDED_OVER]).values("ticket")
    GapTicket.objects.filter(is_contained=True, ticket__in=back).delete()


def _candidates(now: datetime) -> QuerySet[Ticket]:
    answered = all_tickets.messages_shown(OuterRef("pk")).filter(author_kind__in=_PEOPLE)
    handed = Handoff.objects.filter(ticket=OuterRef("pk"))
    ended = Conversation.objects.filter(
        ticket=OuterRef("pk"), is_ours=True, state__in=[*CONTAINED, State.CAME_BACK]
    )
    return (
        all_tickets.tickets()
        .present()
        .filter(created_at__gte=now - LOOKED_BACK)
        .filter(Q(Exists(answered)) | Q(Exists(handed)) | Q(Exists(ended)))
        .exclude(Exists(GapTicket.objects.filter(ticket=OuterRef("pk"))))
    )


def _evidence(number: int) -> GapTicket | None:
    """What a ticket shows, not stored yet; None where it has gone."""
    ticket = all_tickets.ticket_find(number)
    if ticket is None:
        return None
    row = GapTicket(ticket=ticket, asked_at=ticket.created_at)
    entry = all_tickets.first_customer_entry(number)
    if entry is None or entry.is_redacted or kept_out_by(ticket) is not None:
        return row
    names = names_of(ticket)
    row.question = redacted(entry.body_text[:MAX_QUESTION], names)
    row.title = " ".join(redacted(ticket.subject, names).split())[:200]
    handoff = selectors.newest_handoff(ticket)
    conversation = Conversation.objects.filter(ticket=number, is_ours=True).first()
    row.reason = handoff.reason if handoff is not None else ""
    if conversation is not None and conversation.state in CONTAINED and handoff is None:
        row.is_contained = True
        return row
    triage = selectors.newest_triage(ticket)
    kind = ticket.type or (triage.value("type") if triage is not None else "")
    if row.reason in BEYOND_ARTICLES or kind in NO_QUESTIONS or not row.question.strip():
        return row
    row.kind, row.article_id = _kind(ticket, conversation, row, selectors.turn_of(entry).text)
    return row


def _kind(
    ticket: Ticket, conversation: Conversation | None, row: GapTicket, question: str
) -> tuple[GapKind, int | None]:
    cited = _cited(conversation)
    if cited is not None and conversation is not None:
        was_wrong = Verdict.objects.filter(
            conversation=conversation.pk, undone_at=None, kind__in=[Verdict.Kind.WRONG]
        ).exists()
        if was_wrong or conversation.state == State.CAME_BACK or row.reason == Reason.LOOP:
            return GapKind.WRONG, cited
    if row.reason == Reason.NO_SOURCE:
        return GapKind.MISSING, None
    best = _best(ticket, question)
    return (GapKind.NOT_FOUND, best) if best is not None else (GapKind.MISSING, None)


def _cited(conversation: Conversation | None) -> int | None:
    """The first article that the assistant's last answer cited."""
    if conversation is None or conversation.answer_entry_id is None:
        return None
    entry = all_tickets.entry_find(conversation.answer_entry_id)
    if entry is None:
        return None
    citations = Message.of(entry.payload).citations
    known = [one.get("article_id") for one in citations]
    ids = [pk for pk in known if isinstance(pk, int)]
    return next((pk for pk in ids if article_find(pk) is not None), None)


def _best(ticket: Ticket, question: str) -> int | None:
    """The article that the customer could have found, if one seems to cover the question."""
    found = search(
        selectors.reader_of(ticket.requester), question, brand_id=ticket.brand_id, limit=1, per_article=1
    ).matching()
    first = next(iter(found.passages), None)
    return first.article_id if first is not None and first.lexical >= COVERS else None


@transaction.atomic
def _place(row: GapTicket, placed: Placed, known: list[_Known], now: datetime) -> None:
    """Store the evidence of a ticket, in the gap that it belongs to."""
    row.engine, row.vector, row.words = placed.engine, _stored(placed.sentences), _stored(placed.words)
    _, is_new = GapTicket.objects.get_or_create(
        ticket_id=row.ticket_id,
        defaults={name: getattr(row, name) for name in _STORED},
    )
    if not is_new or not placed.words.any() or not (row.kind or row.is_contained):
        return
    near, likeness = _nearest(known, placed)
    stored = GapTicket.objects.filter(ticket=row.ticket_id)
    if row.is_contained:
        if near is not None:
            stored.update(gap=near.pk, likeness=likeness)
        return
    if near is None:
        gap = Gap.objects.create(
            engine=row.engine, total=row.vector, words=row.words, created_at=now, updated_at=now
        )
        stored.update(gap=gap, likeness=1.0)
        known.append(_Known(gap))
        _adopt(known[-1])
        return
    gap = Gap.objects.select_for_update().get(pk=near.pk)
    gap.words = _added(gap.words, row.words)
    if gap.engine == row.engine and row.engine:
        gap.total = _added(gap.total, row.vector)
    gap.save(update_fields=["total", "words"])
    stored.update(gap=gap, likeness=likeness)
    known[known.index(near)] = _Known(gap)


def _stored(vector: Vector | None) -> list[float]:
    return [] if vector is None else [round(float(number), 6) for number in vector]


def _added(total: Sequence[float], vector: Sequence[float]) -> list[float]:
    return [a + b for a, b in zip(total, vector, strict=True)]


def _nearest(gaps: Sequence[_Known], placed: Placed) -> tuple[_Known | None, float]:
    """The gap that a question is nearest to, measured by how far beyond the floor of its vectors it is."""
    best: _Known | None = None
    best_over, likeness = 0.0, 0.0
    for gap in gaps:
        alike, floor = _likeness(gap, placed)
        over = (alike - floor) / (1.0 - floor)
        if over >= 0.0 and (best is None or over > best_over):
            best, best_over, likeness = gap, over, alike
    return best, likeness


def _likeness(gap: _Known, placed: Placed) -> tuple[float, float]:
    """How like a question is to what a gap is about, and from which likeness on it belongs there."""
    if placed.sentences is not None and gap.engine == placed.engine:
        return float(gap.total @ placed.sentences), NEAR[placed.engine]
    return float(gap.words @ placed.words), NEAR_BY_WORDS


def _adopt(gap: _Known) -> None:
    """Questions that the assistant answered before there was a gap count in its effect, too."""
    alone = GapTicket.objects.filter(is_contained=True, gap=None).order_by("-asked_at")
    for row in alone.only("engine", "vector", "words")[:MAX_ADOPTED]:
        sentences = np.asarray(row.vector, dtype=np.float32) if row.vector else None
        placed = Placed(np.asarray(row.words, dtype=np.float32), row.engine, sentences)
        if not placed.words.any():
            continue
        likeness, floor = _likeness(gap, placed)
        if likeness >= floor:
            GapTicket.objects.filter(pk=row.pk).update(gap=gap.pk, likeness=likeness)
