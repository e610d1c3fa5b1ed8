"""What a brand's retention does with tickets that were resolved long ago, their files and originals."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import kept
from core.actors import SYSTEM
from core.redacting import MARK, Needles, line_of
from core.retention import Due, Part
from core.rounds import in_rounds
from people.selectors.holding import held_now
from tickets.entries import Change
from tickets.events import EntriesRedacted
from tickets.models import Attachment, CustomField, EntryKind, RawMessage, Status, Ticket, TimelineEntry
from tickets.models.ticket import lock_ticket
from tickets.rendering import stamp
from tickets.selectors.holding import kept_by
from tickets.selectors.joined import JoinedMeanwhile, lock_joined
from tickets.services.attaching import files_forget
from tickets.services.looked_for import LookedFor
from tickets.services.payloads import STAYS, payload_without
from tickets.services.shown import alone_of
from tickets.services.timeline import announce

REASON = "Retention"
_ENTRY = (
    "title", "body_html", "body_text", "payload", "delivery_detail", "is_redacted", "redactions",
)  # fmt: skip
_OVER = (Status.RESOLVED, Status.CLOSED)


def _old(brand_id: int, before: datetime) -> Q:
    return Q(brand=brand_id, status__in=_OVER, resolved_at__lt=before)


def _tickets(brand_id: int, action: str, before: datetime) -> QuerySet[Ticket]:
    found = Ticket.objects.filter(_old(brand_id, before))
    return found.filter(stripped_at=None) if action == "strip" else found


def _with_files(brand_id: int, action: str, before: datetime) -> QuerySet[Ticket]:
    files = Attachment.objects.filter(ticket=OuterRef("pk")).exclude(entry=None)
    return Ticket.objects.filter(_old(brand_id, before), Exists(files))


def _originals(brand_id: int, action: str, before: datetime) -> QuerySet[RawMessage]:
    return RawMessage.objects.filter(entry__created_at__lt=before, entry__ticket__brand=brand_id)


def _counted(rows: Callable[[int, str, datetime], QuerySet[Ticket]]) -> Callable[..., Due]:
    def count(brand_id: int, action: str, before: datetime) -> Due:
        found = rows(brand_id, action, before)
        return Due(found.count(), found.filter(kept_by(held_now())).count())

    return count


def _originals_counted(brand_id: int, action: str, before: datetime) -> Due:
    found = _originals(brand_id, action, before)
    held = Ticket.objects.filter(kept_by(held_now()), brand=brand_id)
    return Due(found.count(), found.filter(entry__ticket__in=held.values("pk")).count())


def tickets_retain(brand_id: int, action: str, before: datetime, now: datetime, limit: int) -> int:
    """Strip or delete tickets with those that they are joined with, once all of these are old enough."""
    due = _tickets(brand_id, action, before).exclude(kept_by(held_now()))
    done: set[int] = set()
    # Some wait for others that they are joined with, and would keep those behind them from their turn.
    for number in in_rounds(f"retention:{brand_id}:{action}", due):
        if number in done:
            continue
        try:
            with transaction.atomic():
                done |= _retained(number, action, brand_id, before, now)
        except (JoinedMeanwhile, _Waits):
            continue
        if len(done) >= limit:
            break
    return len(done)


class _Waits(Exception):
    """A conversation is not due as a whole; raised to let go of its locks."""


def _retained(number: int, action: str, brand_id: int, before: datetime, now: datetime) -> set[int]:
    """One conversation. Raises _Waits if a part is younger, under a hold or of a brand that keeps it."""
    group = lock_joined(number)
    old = Ticket.objects.filter(_old(brand_id, before), pk__in=group).exclude(kept_by(held_now()))
    if not group or old.count() != len(group):
        raise _Waits
    paths = list(Attachment.objects.filter(ticket__in=list(group)).values_list("path", flat=True))
    _strip(group, now=now, is_told=action == "strip")
    if action == "delete":
        Ticket.objects.filter(pk__in=group).delete()
        transaction.on_commit(lambda: files_forget(paths=paths), robust=True)
    return set(group)


def _strip(group: dict[int, Ticket], *, now: datetime, is_told: bool) -> None:
    """Take all words out of tickets and of whatever keeps them; numbers, times and states stay."""
    rows = TimelineEntry.objects.select_for_update(no_key=True).filter(ticket__in=list(group))
    entries = list(rows.defer("search").order_by("pk"))
    whole = frozenset(entry.pk for entry in entries)
    files = Attachment.objects.filter(ticket__in=list(group))
    # Events and calls tell of files by their names.
    looked_for = LookedFor(entries, names=files.values_list("name", flat=True))
    needles = looked_for.all
    subjects = frozenset(line_of(ticket.subject) for ticket in group.values()) - {"", line_of(MARK)}
    alone = alone_of(entries, group.values()) | subjects
    tickets = frozenset(group)
    kept.redact(
        kept.Search(tickets, needles, whole, whole, emptied=tickets, alone=alone, since=looked_for.first)
    )
    for entry in entries:
        _entry_forgets(entry, needles, now)
        entry.save(update_fields=_ENTRY)
    paths = sorted(set(files.values_list("path", flat=True)))
    files.delete()
    chosen = dict(CustomField.objects.filter(kind=CustomField.Kind.CHOICE).values_list("key", "choices"))
    for ticket in group.values():
        ticket.refresh_from_db()
        ticket.subject, ticket.preview, ticket.reason, ticket.stripped_at = MARK, MARK, "", now
        ticket.reason_message = None
        ticket.custom = {
            name: value
            for name, value in ticket.custom.items()
            if not isinstance(value, str | list | dict) or value in chosen.get(name, ())
        }
        ticket.version += 1
        ticket.save(
            update_fields=[
                "subject", "preview", "reason", "reason_message", "stripped_at", "custom", "version",
            ]
        )  # fmt: skip
        if is_told:
            _tell(ticket, [one for one in entries if one.ticket_id == ticket.pk], paths)
            paths = []


def _entry_forgets(entry: TimelineEntry, needles: Needles, now: datetime) -> None:
    if entry.kind == EntryKind.CHANGE:
        entry.payload = payload_without(needles, entry.payload)[0]
        changes = Change.of(entry.payload).changes
        # These two are words; the others are choices from lists.
        stays = {name: one for name, one in changes.items() if name not in ("subject", "custom")}
        if stays != changes:
            entry.payload = entry.payload | {"changes": stays}
    else:
        entry.payload = {name: value for name, value in entry.payload.items() if name in STAYS}
    if entry.body_text or entry.body_html:
        entry.body_html, entry.body_text = f"<p>{MARK}</p>", MARK
    entry.title, entry.delivery_detail = "", ""
    _mark(entry, "entry", now)


def _mark(entry: TimelineEntry, what: str, now: datetime) -> None:
    mark: dict[str, Any] = {"what": what, "at": stamp(now), "by": SYSTEM.name, "reason": REASON, "kinds": []}
    entry.is_redacted = True
    entry.redactions = [*(entry.redactions or []), mark]


def _tell(ticket: Ticket, entries: Sequence[TimelineEntry], paths: list[str]) -> None:
    ids = sorted(entry.pk for entry in entries)
    event = EntriesRedacted(ticket_id=ticket.pk, entry_ids=ids, paths=paths, by_ref=SYSTEM.ref)
    announce(event, ticket, entries)


def files_retain(brand_id: int, action: str, before: datetime, now: datetime, limit: int) -> int:
    """Delete the files of old tickets, with their bytes; returns how many tickets lost theirs."""
    due = _with_files(brand_id, action, before).exclude(kept_by(held_now()))
    count = 0
    for number in list(due.order_by("pk").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            ticket = lock_ticket(number, sight=_old(brand_id, before))
            if ticket is None:
                continue
            _files_go(ticket, now)
            count += 1
    return count


def _files_go(ticket: Ticket, now: datetime) -> None:
    files = list(Attachment.objects.filter(ticket=ticket).exclude(entry=None))
    rows = TimelineEntry.objects.select_for_update(no_key=True).filter(pk__in={one.entry_id for one in files})
    entries = list(rows.defer("search").order_by("pk"))
    Attachment.objects.filter(pk__in=[one.pk for one in files]).delete()
    for entry in entries:
        _mark(entry, "files", now)
        entry.save(update_fields=["is_redacted", "redactions"])
    ticket.version += 1
    ticket.save(update_fields=["version"])
    _tell(ticket, entries, sorted({one.path for one in files}))


def originals_retain(brand_id: int, action: str, before: datetime, now: datetime, limit: int) -> int:
    """Delete what channels delivered, beside what was read from it."""
    held = Ticket.objects.filter(kept_by(held_now()), brand=brand_id)
    due = _originals(brand_id, action, before).exclude(entry__ticket__in=held.values("pk"))
    found = list(due.order_by("entry").values_list("pk", flat=True)[:limit])
    RawMessage.objects.filter(pk__in=found).delete()
    return len(found)


_STRIPPED = "loses its words, or goes with its ticket"
_ALL: dict[str, Any] = {
    "tickets.Ticket": "stays without words, or is deleted",
    "tickets.TimelineEntry": _STRIPPED,
    "tickets.Attachment": "deleted with the bytes",
    "tickets.RawMessage": _STRIPPED,
}
TICKETS = Part(_ALL, _counted(_tickets), tickets_retain)
ATTACHMENTS = Part({"tickets.Attachment": "deleted with the bytes"}, _counted(_with_files), files_retain)
ORIGINALS = Part({"tickets.RawMessage": "deleted"}, _originals_counted, originals_retain)
