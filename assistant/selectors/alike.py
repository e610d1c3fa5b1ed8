"""Tickets that are about the same, by their meaning and by the codes they name."""

from datetime import datetime, timedelta

from assistant.engines.builtin.meaning import meanings_of
from assistant.engines.builtin.writing import wants_of
from assistant.reading.sentences import STOP, exact_codes
from core.actors import Actor
from tickets import selectors as ticket_selectors
from tickets.clearance import Cleared
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.selectors import internal as all_tickets
from tickets.selectors import rows, ticket_get
from tickets.selectors.clearing import leave_of, open_to_ai

MAX_TEXT = 300
MAX_COMPARED = 25
SIMILAR = 0.55
"""The cosine of meanings from which a ticket counts as similar."""
LOOKED_BACK = timedelta(days=90)
MAX_HINTS = 8
MAX_CODES = 3


def alike(leave: Cleared, ticket: Ticket, about: str, others: TicketQuerySet) -> list[Ticket]:
    """Those of `others` that may be read with a meaning like this text, the closest first."""
    words = " or ".join(f'"{word}"' for word in _search_words(f"{ticket.subject} {wants_of(about)}"))
    if not words:
        return []
    readable = open_to_ai(others).exclude(pk=ticket.pk)
    page = rows.search_page(tickets=readable, text=words, cursor=None, limit=MAX_COMPARED)
    if not page.rows:
        return []
    first = all_tickets.first_texts(row.pk for row in page.rows)
    texts = [f"{row.subject}\n{first.get(row.pk, ('', ''))[1][:MAX_TEXT]}" for row in page.rows]
    vectors = meanings_of(leave, [f"{ticket.subject}\n{about[:MAX_TEXT]}", *texts])
    likeness = vectors[1:] @ vectors[0]
    near = sorted(zip(likeness.tolist(), page.rows, strict=True), key=lambda pair: -pair[0])
    return [row for closeness, row in near if closeness >= SIMILAR]


def codes_shared(*, actor: Actor, ticket_id: int, now: datetime) -> dict[int, str]:
    """The tickets that name a code of this one; fills `core.ports.merge_hints`."""
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    codes = set(exact_codes(_text_of(ticket)))
    found: dict[int, str] = {}
    for code in sorted(codes)[:MAX_CODES]:
        # As it was written: search finds words, and the code decides.
        page = rows.search_page(
            tickets=_recent(actor, ticket, now=now), text=code, cursor=None, limit=MAX_COMPARED
        )
        texts = all_tickets.first_texts(row.pk for row in page.rows)
        for row in page.rows:
            text = "\n".join([row.subject, *texts.get(row.pk, ())])
            if code in exact_codes(text):
                found[row.pk] = "same_code"
    return found


def meanings_shared(*, actor: Actor, ticket_id: int, now: datetime) -> dict[int, str]:
    """The tickets that mean the same as this one; fills `core.ports.merge_hints`."""
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    leave = leave_of(ticket)
    if leave is None:
        # Codes are compared all the same: they are words.
        return {}
    about = all_tickets.first_texts([ticket.pk]).get(ticket.pk, ("", ""))[1]
    found = alike(leave, ticket, about, _recent(actor, ticket, now=now))
    return {row.pk: "alike" for row in found[:MAX_HINTS]}


def _recent(actor: Actor, ticket: Ticket, *, now: datetime) -> TicketQuerySet:
    visible = ticket_selectors.tickets_visible(actor).present().filter(merged_into=None)
    return visible.filter(last_activity_at__gte=now - LOOKED_BACK).exclude(pk=ticket.pk)


def _text_of(ticket: Ticket) -> str:
    title, body = all_tickets.first_texts([ticket.pk]).get(ticket.pk, ("", ""))
    return f"{ticket.subject}\n{title}\n{body}"


def _search_words(text: str, limit: int = 6) -> list[str]:
    words = [word.strip(".,;:!?()[]\"'").lower() for word in text.split()]
    kept = [word for word in words if len(word) > 4 and word not in STOP and word.replace("-", "").isalnum()]
    return list(dict.fromkeys(sorted(kept, key=len, reverse=True)))[:limit]
