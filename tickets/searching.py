"""One search across everything that staff can look for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.actors import Actor
from core.ports import search_sources
from people import selectors as people_selectors
from people.models import Segment
from tickets.models.ticket import sight_of
from tickets.query import Hint
from tickets.selectors import rows
from tickets.selectors.filters import filter_for

BESIDE = 5
_OWN = ("ticket", "contact", "company")
# The scope a program needs for each area, besides that for tickets.
_AREAS = {"contact": "people", "company": "people", "article": "kb"}


def kinds() -> list[str]:
    """What can be searched for."""
    return [*_OWN, *(name for name, _ in search_sources.items())]


@dataclass
class Found:
    """
    A page of results and where the next one starts.

    `corrected` is the query whose tickets are shown because the original found none; `hints` list the parts
    of the query that do not do what they appear to.
    """

    results: list[dict[str, Any]]
    next: str | None = None
    corrected: str = ""
    hints: list[Hint] = field(default_factory=list)


def search(
    *, actor: Actor, text: str, only: str = "", cursor: str | None = None, limit: int = 25, now: datetime
) -> Found:
    """
    Tickets whose messages match, newest match first; on the first page preceded by a few people and
    companies. A source in `core.ports.search_sources`, such as articles, is searched only if `only` asks for
    it: its ranking costs more than everything else.

    A number finds its ticket at once, `#1042` only that one. Raises BadCursor.
    """
    parsed, condition = filter_for(actor=actor, query=text, now=now)
    if parsed.is_reference:
        named = _by_number(actor, parsed.numbers) if only in ("", "ticket") else []
        if named or only not in ("", "ticket"):
            return Found(named)
        # No ticket has this number: perhaps it stands in a text.
        parsed, condition = filter_for(actor=actor, query=text, may_refer=False, now=now)
    results: list[dict[str, Any]] = []
    if cursor is None and not parsed.conditions:
        if only in ("", "ticket"):
            results += _by_number(actor, parsed.numbers or _number_of(text))
        results += _people(actor, text, only, is_forgiving=only != "")
        for name, source in search_sources.items():
            if only == name and actor.may_read(_AREAS.get(name, name)):
                results += source(actor=actor, text=text, limit=BESIDE)
    found = Found(results, hints=condition.hints)
    if only not in ("", "ticket"):
        return found
    if parsed.texts:
        page, found.corrected = rows.tickets_matching(
            sight_of(actor) & condition.q, parsed=parsed, cursor=cursor, limit=limit
        )
    else:
        page, _ = rows.tickets_page(actor=actor, query=text, cursor=cursor, limit=limit, now=now)
    known = {result["number"] for result in results if result["type"] == "ticket"}
    results += [_ticket(row) for row in page.rows if row["number"] not in known]
    found.next = page.next
    if not results and cursor is None and not only and not parsed.conditions:
        results += _people(actor, text, only, is_forgiving=True)
    return found


def _ticket(row: rows.Row) -> dict[str, Any]:
    return row | {"type": "ticket", "title": row["subject"], "snippet": row["preview"]}


def _number_of(text: str) -> list[int]:
    return [int(text)] if text.isascii() and text.isdigit() and len(text) < 19 else []


def _by_number(actor: Actor, numbers: Sequence[int]) -> list[dict[str, Any]]:
    named = [number for number in numbers if number < 2**63]
    if not named:
        return []
    found = rows.rows_of_numbers(sight_of(actor), list(dict.fromkeys(named)))
    return [_ticket(found[number]) for number in sorted(found, reverse=True)]


def _people(actor: Actor, text: str, only: str, *, is_forgiving: bool) -> list[dict[str, Any]]:
    if only not in ("", "company", "contact") or not actor.may_read(_AREAS["contact"]):
        return []
    found = people_selectors.customers_named(actor=actor, text=text, limit=BESIDE, is_forgiving=is_forgiving)
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
