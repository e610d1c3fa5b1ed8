"""One search over everything that staff can look for."""

from datetime import datetime
from typing import Any

from core.actors import Actor
from core.ports import search_sources
from people import selectors as people_selectors
from people.models import Segment
from tickets import selectors
from tickets.models import Ticket
from tickets.rendering import row_json

BESIDE = 5
_OWN = ("ticket", "contact", "company")
# Whose scope a program needs besides that of tickets.
_AREAS = {"contact": "people", "company": "people", "article": "kb"}


def kinds() -> list[str]:
    """What can be searched for."""
    return [*_OWN, *(name for name, _ in search_sources.items())]


def search(
    *, actor: Actor, text: str, only: str = "", cursor: str | None = None, limit: int = 25, now: datetime
) -> tuple[list[dict[str, Any]], str | None]:
    """
    Tickets whose messages match, newest match first; on the first page also people and companies, a few
    of each, before them. A source of `core.ports.search_sources`, such as articles, answers only when it
    is asked for by `only`: its ranking costs more than all the rest.

    A number finds its ticket at once. Raises BadCursor.
    """
    results: list[dict[str, Any]] = []
    parsed, condition = selectors.filter_for(actor=actor, query=text, now=now)
    is_first = cursor is None
    if is_first and not parsed.conditions:
        results += _by_number(actor, text, only)
        results += _people(actor, text, only)
        for name, source in search_sources.items():
            if only == name and actor.may_read(_AREAS.get(name, name)):
                results += source(actor=actor, text=text, limit=BESIDE)
    following = None
    if only in ("", "ticket"):
        tickets = Ticket.objects.visible_to(actor).filter(condition.q)
        if parsed.text:
            page = selectors.search_page(tickets=tickets, text=parsed.text, cursor=cursor, limit=limit)
        else:
            page, _ = selectors.tickets_page(actor=actor, query=text, cursor=cursor, limit=limit, now=now)
        known = {result["number"] for result in results if result["type"] == "ticket"}
        results += [_ticket(row) for row in page.rows if row.pk not in known]
        following = page.next
    return results, following


def _ticket(ticket: Ticket) -> dict[str, Any]:
    return row_json(ticket) | {"type": "ticket", "title": ticket.subject, "snippet": ticket.preview}


def _by_number(actor: Actor, text: str, only: str) -> list[dict[str, Any]]:
    digits = text.lstrip("#")
    if only not in ("", "ticket") or not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        return []
    found = Ticket.objects.visible_to(actor).with_names().filter(pk=int(digits)).first()
    return [_ticket(found)] if found else []


def _people(actor: Actor, text: str, only: str) -> list[dict[str, Any]]:
    if only not in ("", "company", "contact") or not actor.may_read(_AREAS["contact"]):
        return []
    found = people_selectors.customers_named(actor=actor, text=text, limit=BESIDE)
    return [
        {
            "type": kind,
            "id": pk,
            "title": title,
            "snippet": Segment(about).label if kind == "company" else about,
        }
        for kind, pk, title, about in found
        if only in ("", kind)
    ]
