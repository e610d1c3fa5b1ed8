"""Imported messages that were changed where they came from: what is here of them, and taking it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import kept
from core.redacting import MARK
from people.selectors.holding import held_now
from tickets.models import Ticket, TimelineEntry, Visibility
from tickets.rendering import stamp
from tickets.selectors.holding import kept_by
from tickets.services import arriving
from tickets.services.looked_for import LookedFor
from tickets.services.payloads import STAYS
from tickets.services.shown import alone_of, previews_follow, showing
from tickets.services.timeline import MAX_BODY, body_of


def entries_withdraw(reasons: Mapping[int, str], *, now: datetime) -> None:
    """
    Take the words of these entries out of everything that is kept: their numbers, with the reasons.

    The entries stay in their places with a mark; what they say now is the caller's to add. Nobody is told.
    What is under a legal hold stays as it is.
    """
    if not reasons:
        return
    held = Ticket.objects.filter(kept_by(held_now()))
    rows = TimelineEntry.objects.select_for_update(no_key=True).filter(pk__in=reasons).defer("search")
    for entry in rows.exclude(ticket__in=held.values("pk")).order_by("pk"):
        ticket = Ticket.objects.get(pk=entry.ticket_id)
        of_ticket = TimelineEntry.objects.filter(ticket=ticket).defer("search").order_by("pk")
        beside = [entry if one.pk == entry.pk else one for one in of_ticket]
        shown = showing(beside, {ticket.pk: ticket})
        looked_for, alone = LookedFor([entry]), alone_of([entry], [ticket])
        whole, tickets = frozenset({entry.pk}), frozenset({entry.ticket_id})
        others = frozenset(one.pk for one in beside) - whole
        entry.body_html, entry.body_text = f"<p>{MARK}</p>", MARK
        entry.payload = {name: value for name, value in entry.payload.items() if name in STAYS}
        entry.is_redacted = True
        mark: dict[str, Any] = {
            "what": "entry",
            "at": stamp(now),
            "by": "",
            "reason": reasons[entry.pk][:200],
            "kinds": [],
        }
        entry.redactions = [*(entry.redactions or []), mark]
        entry.save(update_fields=["body_html", "body_text", "payload", "is_redacted", "redactions"])
        kept.redact(
            kept.Search(
                tickets,
                looked_for.all,
                whole,
                whole,
                True,
                alone=alone,
                since=looked_for.first,
                others=others,
            )
        )
        previews_follow(shown, [ticket], looked_for.all)


@dataclass(frozen=True)
class Said:
    """What an entry says now, and whether its customer may read it."""

    text: str
    is_public: bool
    is_redacted: bool


def entries_said(ids: Sequence[int]) -> dict[int, Said]:
    """What these entries say."""
    rows = TimelineEntry.objects.filter(pk__in=ids)
    told = rows.values_list("pk", "body_text", "visibility", "is_redacted")
    return {pk: Said(text, sight == Visibility.PUBLIC, gone) for pk, text, sight, gone in told}


def text_said(body_html: str, body_text: str) -> str:
    """The text that an entry of these words has."""
    words = body_of(body_html=body_html[:MAX_BODY], body_text=body_text[:MAX_BODY])
    return arriving.body_cleaned(*words).text
