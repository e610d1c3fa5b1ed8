"""
Histories that come from elsewhere: many tickets with their messages at once.

Nothing is told to anybody: no event, no clock, no notice, no mail. What they wrote is cleaned, and loses
secrets, as on every way in.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from core import html, ports, writes
from core.actors import SYSTEM
from core.errors import DomainError
from people.models import Brand
from tickets.entries import EventStep, Message
from tickets.lifecycle import Assign, Change, CustomerWrote, PassOn, Replied, SetStatus
from tickets.models import (
    Attachment,
    AuthorKind,
    EntryKind,
    Handler,
    Tag,
    Ticket,
    TimelineEntry,
    Visibility,
)
from tickets.services import arriving, changing, withdrawing
from tickets.services.attaching import attachment_store, claim_attachments
from tickets.services.timeline import MAX_BODY, body_of, preview_of

AT_ONCE = 50
LONGEST = MAX_BODY - 10_000
_OURS = {AuthorKind.STAFF.value, AuthorKind.ASSISTANT.value}


@dataclass(frozen=True)
class LoadedFile:
    """A file of a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class LoadedMessage:
    """
    One message or note; `key` is its id where it comes from, `author_kind` a value of `AuthorKind`.

    `automatic` is its kind of automatic mail: nobody asks or answers with it.
    """

    key: str
    at: datetime
    is_public: bool
    author_kind: str
    author_id: int | None
    author_name: str
    body_html: str = ""
    body_text: str = ""
    files: Sequence[LoadedFile] = ()
    automatic: str = ""


@dataclass
class LoadedTicket:
    """
    A ticket with what is new of its history, oldest first.

    `origin` stands first in its timeline, as a step that staff read and search finds. `held` is the ticket
    that is here already and goes on. `replaces` has entries in whose place messages come, by their keys: what
    was changed there is taken out here, and stands as it is now at the end, if anything is left of it.
    """

    key: str
    subject: str
    brand: Brand
    requester_id: int
    company_id: int | None
    channel: str
    status: str
    priority: str
    type: str
    tags: list[str]
    custom: dict[str, Any]
    product_area: str
    team_id: int | None
    assignee_id: int | None
    created_at: datetime
    resolved_at: datetime | None
    origin: str
    messages: list[LoadedMessage]
    held_id: int | None = None
    replaces: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Loaded:
    """
    What became of one: its number, the stamp it has now (see `unloading`), what could not be kept.

    `refused` has the key of a message or name of a file, and a code for the reason; `entries` which entry
    each message is, by its key.
    """

    ticket_id: int
    stamp: str
    messages: int = 0
    files: int = 0
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    made: dict[str, TimelineEntry] = field(default_factory=dict)

    @property
    def entries(self) -> dict[str, int]:
        """The entries of messages, by their keys."""
        return {key: entry.pk for key, entry in self.made.items()}


def stamp_of(version: int, last_entry_id: int) -> str:
    """What changes with every change of a ticket."""
    return f"{version}:{last_entry_id}"


@transaction.atomic
def tickets_load(*, loads: Sequence[LoadedTicket], now: datetime) -> list[Loaded]:
    """
    Write tickets, and what is new of those that are here; in the order given.

    A ticket that is here takes over status and assignee only if its caller says so by giving them (an empty
    `status` leaves both).
    """
    held = _held([load.held_id for load in loads if load.held_id is not None])
    fresh = [load for load in loads if load.held_id is None]
    numbers = iter(writes.take_many(Ticket, len(fresh)))
    entries: list[TimelineEntry] = []
    files: list[tuple[TimelineEntry, LoadedFile, Loaded]] = []
    pairs: list[tuple[LoadedTicket, Ticket, Loaded]] = []
    removed: list[str] = []
    for load in loads:
        ticket = held[load.held_id] if load.held_id is not None else _ticket(load, next(numbers))
        result = Loaded(ticket.pk, "")
        made = _history(load, ticket, result, files, removed, now)
        entries += made
        pairs.append((load, ticket, result))
    for entry, number in zip(entries, writes.take_many(TimelineEntry, len(entries)), strict=True):
        entry.pk = number
    _set_last(entries)
    _write(pairs, entries)
    for entry, file, result in files:
        _file(entry, file, result, now)
    withdrawing.entries_withdraw(_going(pairs), now=now)
    arriving.count(removed, now)
    tags = {tag for load in fresh for tag in load.tags}
    Tag.objects.bulk_create([Tag(name=tag) for tag in sorted(tags)], ignore_conflicts=True)
    for _, ticket, result in pairs:
        result.stamp = stamp_of(ticket.version, ticket.last_entry_id)
    numbers_loaded = [ticket.pk for _, ticket, _ in pairs]
    for take_note in ports.tickets_loaded.answers():
        take_note(ticket_ids=numbers_loaded, now=now)
    return [result for _, _, result in pairs]


def _going(pairs: Sequence[tuple[LoadedTicket, Ticket, Loaded]]) -> dict[int, withdrawing.Withdrawn]:
    """The entries that go, and what stands for each now."""
    return {
        pk: withdrawing.Withdrawn(load.origin, result.made.get(key))
        for load, _, result in pairs
        for key, pk in load.replaces.items()
    }


def _held(ids: Sequence[int]) -> dict[int | None, Ticket]:
    if not ids:
        return {}
    rows = Ticket.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {ticket.pk: ticket for ticket in rows}


def _ticket(load: LoadedTicket, number: int) -> Ticket:
    """A ticket nobody has seen yet."""
    subject = arriving.needles_of(arriving.leaks_in([load.subject])).in_text(load.subject)[0]
    return Ticket(
        pk=number,
        subject=html.one_line(subject)[:300] or "(no subject)",
        brand=load.brand,
        requester_id=load.requester_id,
        company_id=load.company_id,
        channel=load.channel,
        priority=load.priority,
        type=load.type,
        tags=load.tags,
        custom=load.custom,
        product_area=load.product_area[:80],
        team_id=load.team_id,
        created_at=load.created_at,
        last_activity_at=load.created_at,
        last_message_at=load.created_at,
    )


def _history(
    load: LoadedTicket,
    ticket: Ticket,
    result: Loaded,
    files: list[tuple[TimelineEntry, LoadedFile, Loaded]],
    removed: list[str],
    now: datetime,
) -> list[TimelineEntry]:
    """Its entries, unsaved; the ticket is set to what they make of it."""
    is_new = load.held_id is None
    # Not kept yet: a later `place` would only do again what is done.
    made: list[TimelineEntry] = [_origin(load, ticket)] if is_new else []
    asked_at = _asked_at(load) if is_new else None
    _place(ticket, [CustomerWrote(is_first=True)] if asked_at else [], asked_at or load.created_at)
    replaced = Attachment.objects.filter(entry__in=load.replaces.values()) if load.replaces else ()
    have_files = {file.entry_id for file in replaced}
    for message in load.messages:
        entry = _entry(ticket, message, result, removed, now)
        if entry is None:
            continue
        entry.has_attachments |= load.replaces.get(message.key) in have_files
        if is_new and result.messages == 0:
            entry.title = ticket.subject
        result.messages += 1
        made.append(entry)
        result.made[message.key] = entry
        files += [(entry, file, result) for file in message.files]
        if message.key not in load.replaces:
            _note(ticket, message, entry)
    last = max([load.created_at, *(message.at for message in load.messages)])
    changes: list[Change] = [PassOn(Handler.PERSON)] if is_new else []
    if load.status:
        changes += [Assign(load.assignee_id), SetStatus(load.status)]
    _place(ticket, changes, load.resolved_at or last)
    if not is_new and (made or load.status or load.replaces):
        ticket.version += 1
    return made


def _asked_at(load: LoadedTicket) -> datetime | None:
    """Since when its customer waits: their first message, or its beginning where no messages are known."""
    if not load.messages:
        return load.created_at
    theirs = (
        one.at
        for one in load.messages
        if one.is_public and not one.automatic and one.author_kind not in _OURS
    )
    return next(theirs, None)


def _place(ticket: Ticket, changes: Sequence[Change], at: datetime) -> None:
    if changes:
        changing.place(ticket=ticket, changes=changes, now=at)


def _origin(load: LoadedTicket, ticket: Ticket) -> TimelineEntry:
    text = html.plain(load.origin)
    return TimelineEntry(
        ticket=ticket,
        kind=EntryKind.INTEGRATION,
        visibility=Visibility.INTERNAL,
        author_kind=AuthorKind.SYSTEM,
        author_id=None,
        author_name=SYSTEM.name[:200],
        body_html=html.text_to_html(text),
        body_text=text,
        payload=EventStep().to_json(),
        created_at=load.created_at,
    )


def _entry(
    ticket: Ticket, message: LoadedMessage, result: Loaded, removed: list[str], now: datetime
) -> TimelineEntry | None:
    """The message as it stands in the timeline; None without text and files."""
    body_html, text = message.body_html, message.body_text
    if len(body_html) > LONGEST:
        text, body_html = html.html_to_text(html.clean_html(body_html)), ""
    if len(text) > LONGEST:
        result.refused.append((message.key, "cut", str(len(text))))
        text = text[:LONGEST]
    cleaned = arriving.body_cleaned(*body_of(body_html=body_html, body_text=text))
    if not cleaned.text and not message.files:
        result.refused.append((message.key, "empty", ""))
        return None
    removed += cleaned.kinds
    is_ours = message.author_kind in _OURS
    return TimelineEntry(
        ticket=ticket,
        kind=EntryKind.MESSAGE if message.is_public else EntryKind.NOTE,
        visibility=Visibility.PUBLIC if message.is_public else Visibility.INTERNAL,
        author_kind=message.author_kind,
        author_id=message.author_id,
        author_name=html.one_line(message.author_name)[:200] or "Unknown",
        body_html=cleaned.html,
        body_text=cleaned.text,
        payload=Message(is_imported=True, automatic=message.automatic).to_json(),
        channel="" if is_ours or not message.is_public else ticket.channel,
        has_attachments=bool(message.files),
        redactions=arriving.mark_of(cleaned.kinds, now),
        created_at=message.at,
    )


def _note(ticket: Ticket, message: LoadedMessage, entry: TimelineEntry) -> None:
    """What a message makes of its ticket."""
    ticket.last_activity_at = max(ticket.last_activity_at, message.at)
    if not message.is_public:
        return
    ticket.last_message_at = max(ticket.last_message_at, message.at)
    ticket.preview = preview_of(entry.body_text)
    if message.automatic:
        return
    if message.author_kind == AuthorKind.CONTACT:
        ticket.last_message_by = "contact"
        _place(ticket, [CustomerWrote()], message.at)
    elif message.author_kind == AuthorKind.STAFF:
        ticket.last_message_by = "staff"
        _place(ticket, [Replied(by_person=True)], message.at)


def _set_last(entries: Iterable[TimelineEntry]) -> None:
    for entry in entries:
        ticket = entry.ticket
        ticket.last_entry_id = entry.pk
        if entry.visibility == Visibility.PUBLIC:
            ticket.last_public_entry_id = entry.pk
            if entry.author_kind == AuthorKind.CONTACT and not Message.of(entry.payload).asks_nothing:
                ticket.last_customer_entry_id = entry.pk


def _write(pairs: Sequence[tuple[LoadedTicket, Ticket, Loaded]], entries: list[TimelineEntry]) -> None:
    fresh = [ticket for load, ticket, _ in pairs if load.held_id is None]
    for at in range(0, len(fresh), AT_ONCE):
        writes.insert(*fresh[at : at + AT_ONCE])
    for load, ticket, _ in pairs:
        if load.held_id is not None:
            writes.update(ticket)
    for entry in entries:
        entry.ticket_id = entry.ticket.pk
    # Marks of what was taken out are a column that most have no value for: all of one statement alike.
    for at in range(0, len(entries), AT_ONCE):
        writes.insert(*entries[at : at + AT_ONCE])


def _file(entry: TimelineEntry, file: LoadedFile, result: Loaded, now: datetime) -> None:
    try:
        with transaction.atomic():
            stored = attachment_store(
                actor=SYSTEM, name=file.name, stream=io.BytesIO(file.content), now=entry.created_at
            )
            claim_attachments(actor=SYSTEM, entry=entry, ids=[str(stored.public_id)])
    except DomainError as error:
        result.refused.append((file.name[:200], "file", error.message[:200]))
    else:
        result.files += 1


def tickets_facts(ids: Iterable[int], *, with_texts: bool = True) -> dict[int, dict[str, Any]]:
    """Subject, status and beginning of tickets, and the texts of their messages and notes, to compare."""
    numbers = list(ids)
    found: dict[int, dict[str, Any]] = {
        row["pk"]: row | {"texts": []}
        for row in Ticket.objects.filter(pk__in=numbers).values("pk", "subject", "status", "created_at")
    }
    if with_texts:
        told = (EntryKind.MESSAGE, EntryKind.NOTE)
        rows = TimelineEntry.objects.filter(ticket__in=numbers, kind__in=told).order_by("created_at", "pk")
        for ticket_id, text in rows.values_list("ticket_id", "body_text"):
            found[ticket_id]["texts"].append(text)
    return found


def tickets_stamps(ids: Sequence[int]) -> dict[int, tuple[str, bool]]:
    """The present stamps of tickets, and whether each was merged into another or lies in the trash."""
    rows = Ticket.objects.filter(pk__in=ids).only("version", "last_entry_id", "merged_into", "is_deleted")
    return {
        row.pk: (stamp_of(row.version, row.last_entry_id), row.merged_into_id is not None or row.is_deleted)
        for row in rows
    }
