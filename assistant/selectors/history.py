"""What happened in a conversation, as the ledger reads it from the timeline."""

from collections.abc import Iterator
from datetime import datetime

from assistant.endings import BACK_WITHIN, RESOLVED, Happening, Heard, Told
from assistant.engines.builtin.meaning import meanings_of
from assistant.models import LedgerEntry, Reason, Signal, State, Why
from assistant.reading.intents import intents_of
from assistant.reading.sentences import exact_codes
from tickets.entries import AnyAiStep, FeedbackStep, HandoffStep, Message, Rating
from tickets.models import AuthorKind, EntryKind, Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import leave_of, open_to_ai
from tickets.surveys import CSAT

ALIKE = 0.55
"""The cosine of meanings from which two questions are the same one."""
MAX_COMPARED = 10
MAX_TEXT = 600


def happenings(ticket_id: int) -> list[Happening]:
    """
    Everything that the ledger needs to know of a ticket, but what its customer asked elsewhere.

    From the timeline, what was noted of the customer's page, and what people corrected.
    """
    found = [one for entry in all_tickets.spoken_and_judged(ticket_id) if (one := _of_entry(entry))]
    for signal in Signal.objects.filter(ticket=ticket_id):
        what = Heard.WORKS if signal.kind == Signal.Kind.WORKS else Heard.FAILS_ON
        found.append(Happening(signal.at, what, signal.answer_entry_id))
    corrections = LedgerEntry.objects.filter(conversation=ticket_id, why=Why.CORRECTED)
    found += [Happening(row.at, Heard.CORRECTED, row.pk, state=State(row.state)) for row in corrections]
    return found


def _of_entry(entry: TimelineEntry) -> Happening | None:
    if entry.kind == EntryKind.RATING:
        rating = Rating.of(entry.payload)
        # How easy it was, or whether they recommend us, says nothing of the answer.
        if rating.kind != CSAT:
            return None
        return Happening(entry.created_at, Heard.RATED, entry.pk, score=rating.score)
    if entry.kind == EntryKind.AI:
        return _of_step(entry)
    message = Message.of(entry.payload)
    if message.is_imported or message.asks_nothing:
        return None
    match entry.author_kind:
        case AuthorKind.CONTACT:
            intents = intents_of(entry.body_text)
            is_glad = (intents.says_solved or intents.is_closing) and not intents.says_unsolved
            return Happening(entry.created_at, Heard.THANKED if is_glad else Heard.ASKED, entry.pk)
        case AuthorKind.ASSISTANT if message.is_answer and message.handoff is None:
            return Happening(entry.created_at, Heard.ANSWERED, entry.pk, confidence=message.confidence or 0.0)
        case AuthorKind.ASSISTANT if message.decision == "clarify":
            return Happening(entry.created_at, Heard.ASKED_BACK, entry.pk)
        case AuthorKind.STAFF | AuthorKind.TOKEN if not message.says_only_received:
            return Happening(entry.created_at, Heard.STEPPED_IN, entry.pk)
    return None


def _of_step(entry: TimelineEntry) -> Happening | None:
    told = AnyAiStep.of(entry.payload)
    match told.step:
        case HandoffStep.step:
            # Where people answer, the assistant has handed nothing over: it was never to answer.
            what = Heard.STEPPED_IN if told.reason == Reason.AUTONOMY else Heard.HANDED_OVER
            return Happening(entry.created_at, what, entry.pk)
        case FeedbackStep.step:
            what = Heard.HELPED if told.has_helped else Heard.UNHELPED
            return Happening(entry.created_at, what, entry.pk)
    return None


def asked_elsewhere(ticket: Ticket, told: Told, *, now: datetime) -> Iterator[Happening]:
    """The tickets in which the same customer asked the same within 7 days of one of its resolutions."""
    resolved = [one.at for one in told.endings if one.state in RESOLVED]
    if not resolved:
        return
    others = (
        open_to_ai(all_tickets.tickets().present())
        .filter(
            requester_id=ticket.requester_id,
            created_at__gt=resolved[0],
            created_at__lte=min(now, resolved[-1] + BACK_WITHIN),
        )
        .exclude(pk=ticket.pk)
        .order_by("pk")
        .values_list("pk", "created_at")[:MAX_COMPARED]
    )
    rows = [row for row in others if any(at < row[1] <= at + BACK_WITHIN for at in resolved)]
    if not rows:
        return
    leave = leave_of(ticket)
    if leave is None:
        return
    texts = all_tickets.first_texts([ticket.pk, *(pk for pk, _ in rows)])
    mine, *theirs = [_asked(texts, pk) for pk in (ticket.pk, *(pk for pk, _ in rows))]
    vectors = meanings_of(leave, [mine, *theirs])
    alike = (vectors[1:] @ vectors[0]).tolist()
    codes = set(exact_codes(mine))
    for (pk, created_at), text, likeness in zip(rows, theirs, alike, strict=True):
        if likeness >= ALIKE or codes & set(exact_codes(text)):
            yield Happening(created_at, Heard.ASKED_ELSEWHERE, pk)


def _asked(texts: dict[int, tuple[str, str]], ticket_id: int) -> str:
    title, body = texts.get(ticket_id, ("", ""))
    return f"{title}\n{body[:MAX_TEXT]}".strip()
