"""What is known of a ticket, in the form that scores are made of; nothing here has an actor."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.models import Conversation, State
from assistant.selectors.measured import part_in
from assistant.selectors.reviews import verdict_of
from insights.points import PEOPLE, turns_of
from insights.selectors.history import known_of
from quality.judging import CUSTOMER, ME, OTHER, Facts, Said, known_at
from quality.models import Side
from tickets.entries import Message
from tickets.models import AuthorKind, EntryKind, Ticket, TimelineEntry, Visibility
from tickets.selectors import internal as all_tickets

MAX_TEXT = 8_000
A_MOMENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Part:
    """One side's part of an ended conversation; `person_id` is None for the assistant."""

    side: str
    person_id: int | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket with the parts that can be scored; `next_at` is when time alone may change them."""

    ticket: Ticket
    parts: tuple[Part, ...]
    next_at: datetime | None


def parts_of(ticket_id: int, *, now: datetime) -> Known | None:
    """The ended parts of a ticket's conversation; None if the ticket is gone."""
    history = known_of(ticket_id)
    if history is None:
        return None
    ticket = history.ticket
    entries = [entry for entry in all_tickets.spoken_and_judged(ticket_id) if _is_said(entry)]
    rating = all_tickets.last_rating(ticket_id)
    score, comment = (rating.score, rating.comment) if rating is not None else (None, "")
    parts = []
    ended_at = next((at for at, is_finished in turns_of(history.history) if is_finished), None)
    person_id = _who(entries, until=ended_at)
    if ended_at is not None and person_id is not None:
        facts = Facts(
            is_assistants=False,
            ended_at=ended_at,
            said=said_of(entries, side=Side.PEOPLE),
            reopened_at=next(
                (at for at, is_finished in turns_of(history.history) if not is_finished and at > ended_at),
                None,
            ),
            repeated_at=_repeated_at(ticket, ended_at),
            score=score,
            comment=comment,
        )
        parts.append(Part(Side.PEOPLE, person_id, facts))
    talk = part_in(ticket_id).conversation
    if talk is not None and (own := _assistants(talk, entries)) is not None:
        parts.append(Part(Side.ASSISTANT, None, replace(own, score=score, comment=comment)))
    waits = [known_at(part.facts.ended_at) for part in parts]
    if talk is not None and talk.due_at is not None:
        # The ledger is worked out a moment after it is due.
        waits.append(max(talk.due_at, now) + A_MOMENT)
    return Known(ticket, tuple(parts), min((at for at in waits if at > now), default=None))


def conversation_of(ticket_id: int, *, side: str) -> tuple[Said, ...]:
    """The public messages of a ticket as one side's review reads them."""
    entries = [entry for entry in all_tickets.spoken_and_judged(ticket_id) if _is_said(entry)]
    return said_of(entries, side=side)


def _is_said(entry: TimelineEntry) -> bool:
    if entry.kind != EntryKind.MESSAGE or entry.visibility != Visibility.PUBLIC:
        return False
    message = Message.of(entry.payload)
    return not (message.is_acknowledgement or message.asks_nothing or message.is_deleted)


def said_of(entries: list[TimelineEntry], *, side: str) -> tuple[Said, ...]:
    """Who says what, as seen by one side."""
    own = PEOPLE if side == Side.PEOPLE else frozenset({AuthorKind.ASSISTANT.value})
    return tuple(
        Said(
            CUSTOMER
            if entry.author_kind == AuthorKind.CONTACT
            else ME
            if entry.author_kind in own
            else OTHER,
            entry.body_text[:MAX_TEXT],
            entry.created_at,
        )
        for entry in entries
    )


def _who(entries: list[TimelineEntry], *, until: datetime | None) -> int | None:
    """Who wrote most of the people's replies; of equals the last to write."""
    replies = [
        entry.author_id
        for entry in entries
        if entry.author_kind in PEOPLE and entry.author_id is not None
        and (until is None or entry.created_at <= until)
    ]  # fmt: skip
    counts = Counter(replies)
    return max(counts, key=lambda who: (counts[who], _last(replies, who)), default=None)


def _last(replies: list[int], who: int) -> int:
    return max(place for place, one in enumerate(replies) if one == who)


def _repeated_at(ticket: Ticket, ended_at: datetime) -> datetime | None:
    """When the same requester first opened another ticket of the same category and area."""
    others = all_tickets.tickets().filter(
        requester_id=ticket.requester_id, type=ticket.type, product_area=ticket.product_area,
        created_at__gt=ended_at, created_at__lte=known_at(ended_at), is_spam=False,
    )  # fmt: skip
    if not ticket.type:
        return None
    found: datetime | None = (
        others.exclude(pk=ticket.pk).order_by("created_at").values_list("created_at", flat=True).first()
    )
    return found


def _assistants(talk: Conversation, entries: list[TimelineEntry]) -> Facts | None:
    has_answered = any(
        entry.author_kind == AuthorKind.ASSISTANT and Message.of(entry.payload).is_answer for entry in entries
    )
    if talk.ended_at is None or talk.state == State.OPEN or not has_answered:
        return None
    verdict = verdict_of(talk.pk)
    return Facts(
        is_assistants=True,
        ended_at=talk.ended_at,
        said=said_of(entries, side=Side.ASSISTANT),
        state=talk.state,
        verdict=verdict.kind if verdict is not None else "",
    )
