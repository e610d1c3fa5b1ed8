"""Imported messages that were changed where they came from: what is here of them, and taking it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import kept
from core.redacting import MARK
from people.selectors.holding import held_now
from tickets.models import Attachment, Ticket, TimelineEntry, Visibility
from tickets.rendering import stamp
from tickets.selectors.holding import kept_by
from tickets.selectors.joined import joined_with, same_messages
from tickets.services import arriving
from tickets.services.attaching import files_forget
from tickets.services.looked_for import LookedFor
from tickets.services.payloads import STAYS
from tickets.services.shown import alone_of, previews_follow, showing
from tickets.services.timeline import MAX_BODY, body_of


@dataclass(frozen=True)
class Withdrawn:
    """Why an entry goes, and the entry that stands for it now; None if nothing is left of it."""

    reason: str
    now_in: TimelineEntry | None = None


def entries_withdraw(going: Mapping[int, Withdrawn], *, now: datetime) -> None:
    """
    Take the words of these entries, by their numbers, out of everything that is kept, and of their copies in
    tickets that were split off.

    The entries stay in their places with a mark; what they say now is the caller's to add. Their files go to
    where that is, those of copies go. Nobody is told. What is under a legal hold stays as it is.
    """
    if not going:
        return
    going = _with_copies(going)
    held = Ticket.objects.filter(kept_by(held_now()))
    rows = TimelineEntry.objects.select_for_update(no_key=True).filter(pk__in=going, is_redacted=False)
    for entry in rows.exclude(ticket__in=held.values("pk")).defer("search").order_by("pk"):
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
            "reason": going[entry.pk].reason[:200],
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
        _files_follow(entry, going[entry.pk].now_in)


def _with_copies(going: Mapping[int, Withdrawn]) -> dict[int, Withdrawn]:
    """These with the messages that splits copied from them."""
    found = dict(going)
    rows = TimelineEntry.objects.filter(pk__in=going).order_by("pk")
    for pk, ticket_id in rows.values_list("pk", "ticket"):
        for copy in same_messages([pk], joined_with([ticket_id])):
            found.setdefault(copy, Withdrawn(going[pk].reason))
    return found


def _files_follow(entry: TimelineEntry, now_in: TimelineEntry | None) -> None:
    """Who may not read an entry any more does not read its files; what came with it again is there once."""
    files = Attachment.objects.filter(entry=entry)
    if now_in is not None:
        again = Attachment.objects.filter(entry=now_in).values("sha256")
        files.exclude(sha256__in=again).update(entry=now_in, ticket=now_in.ticket_id)
    paths = list(files.values_list("path", flat=True))
    files.delete()
    transaction.on_commit(lambda: files_forget(paths=paths), robust=True)


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
