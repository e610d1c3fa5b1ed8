"""Reads for internal work that no person requests: nothing here is scoped to an actor."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from core.reads import Read
from tickets.entries import Message
from tickets.models import (
    OPEN_STATUSES,
    Attachment,
    AuthorKind,
    Channel,
    EntryKind,
    Follower,
    Participant,
    Rating,
    Ticket,
    TicketLink,
    TicketMerge,
    TimelineEntry,
    Visibility,
)
from tickets.models.ticket import TicketQuerySet


def _entries() -> QuerySet[TimelineEntry]:
    return TimelineEntry.objects.defer("search")


NAMED = Read(Ticket.objects.with_names, ())
ENTRIES = Read(_entries, ())
_LINKS = Read(TicketLink.objects.all, ("pk",))
_TEXTS = Read(TimelineEntry.objects.all, ("title", "body_text"))


def _said() -> QuerySet[Ticket]:
    """Beside each ticket what its customer wrote last, and how often the assistant answered."""
    last = TimelineEntry.objects.filter(pk=OuterRef("last_customer_entry_id")).values("body_text")
    answers = TimelineEntry.objects.filter(
        ticket=OuterRef("pk"),
        kind=EntryKind.MESSAGE,
        author_kind=AuthorKind.ASSISTANT,
        payload__is_answer=True,
    )
    count = answers.order_by().values("ticket").annotate(count=Count("pk")).values("count")
    return Ticket.objects.annotate(last_text=Subquery(last), answers=Subquery(count))


_SAID = Read(_said, ("last_text", "answers"))
_HOLDERS = Read(TicketLink.objects.all, ("target__assignee_id",))


def tickets() -> TicketQuerySet:
    """Every ticket, including deleted ones and spam; for routing, clocks and statistics."""
    return Ticket.objects.all()


def count_resolved(limit: int) -> int:
    """How many tickets have been resolved, counted up to `limit`."""
    return Ticket.objects.present().filter(resolved_at__isnull=False).order_by()[:limit].count()


def ticket_find(ticket_id: int | None) -> Ticket | None:
    """A ticket with the names that screens show, or None."""
    found: Ticket | None = NAMED.first(Q(pk=ticket_id)) if ticket_id is not None else None
    return found


def standing_number(ticket_id: int) -> int:
    """The number of the ticket that this one was merged into; its own if it was not, or is not there."""
    into = Ticket.objects.filter(pk=ticket_id).values_list("merged_into_id", flat=True).first()
    return into or ticket_id


def in_copy_since(addresses: Iterable[str], since: datetime) -> QuerySet[Participant, int]:
    """The tickets, for a condition, in whose copy one of these addresses came after a moment."""
    rows = Participant.objects.filter(address__in=list(addresses), created_at__gt=since)
    return rows.values_list("ticket_id", flat=True)


def merge_find(merge_id: int) -> TicketMerge | None:
    """A merge, or None."""
    return TicketMerge.objects.filter(pk=merge_id).first()


def entries_with_ids(entry_ids: Iterable[int]) -> list[TimelineEntry]:
    """These entries in order, without their texts."""
    rows = TimelineEntry.objects.filter(pk__in=list(entry_ids)).order_by("pk")
    return list(rows.defer("search", "body_html", "body_text"))


def customer_side(ticket_id: int) -> tuple[int, UUID, int] | None:
    """The requester, public id and brand of a ticket, for messages to its customer; None if it is gone."""
    rows = Ticket.objects.filter(pk=ticket_id)
    return rows.values_list("requester_id", "public_id", "brand_id").first()


def concerned_by(ticket_id: int) -> list[int]:
    """The ids of the assignee and the followers of a ticket."""
    assignees = Ticket.objects.filter(pk=ticket_id, assignee__isnull=False).values_list("assignee_id")
    followers = Follower.objects.filter(ticket_id=ticket_id).values_list("user_id")
    return [user_id for (user_id,) in assignees.union(followers)]


def entry_find(entry_id: int | None, *, ticket_id: int | None = None) -> TimelineEntry | None:
    """A timeline entry, restricted to this ticket if one is given."""
    if entry_id is None:
        return None
    condition = Q(pk=entry_id) if ticket_id is None else Q(pk=entry_id, ticket_id=ticket_id)
    found: TimelineEntry | None = ENTRIES.first(condition)
    return found


def entry_get(entry_id: int) -> TimelineEntry:
    """An entry that must exist. Raises TimelineEntry.DoesNotExist."""
    entry = entry_find(entry_id)
    if entry is None:
        raise TimelineEntry.DoesNotExist
    return entry


def messages_shown(ticket_id: int | OuterRef) -> QuerySet[TimelineEntry]:
    """What the customer sees of a ticket, or with an `OuterRef` of the ticket in each outer row."""
    return TimelineEntry.objects.filter(
        ticket=ticket_id, kind=EntryKind.MESSAGE, visibility=Visibility.PUBLIC
    ).defer("search")


def messages_newest(ticket_id: int, *, before: int | None = None, limit: int) -> list[TimelineEntry]:
    """The newest of `messages_shown`, before the entry with this id."""
    condition = Q(ticket_id=ticket_id, kind=EntryKind.MESSAGE, visibility=Visibility.PUBLIC)
    if before is not None:
        condition &= Q(id__lt=before)
    return ENTRIES.rows(condition, order=("-id",), limit=limit)


def history(ticket_id: int) -> list[TimelineEntry]:
    """The messages and changes of a ticket in order, without their texts."""
    return _HISTORY.rows(Q(ticket_id=ticket_id), order=("id",))


def is_imported(ticket: Ticket, told: Sequence[TimelineEntry]) -> bool:
    """
    Whether a ticket began elsewhere: with an imported message, or with the step that says where it came from.

    `told` is its `history`; a ticket of ours begins with a message of its own time.
    """
    first = next((entry for entry in told if entry.kind == EntryKind.MESSAGE), None)
    if first is not None:
        if Message.of(first.payload).is_imported:
            return True
        if first.created_at == ticket.created_at:
            return False
    kinds = TimelineEntry.objects.filter(ticket=ticket.pk).order_by("id").values_list("kind", flat=True)
    return kinds.first() == EntryKind.INTEGRATION


def _told() -> QuerySet[TimelineEntry]:
    found = TimelineEntry.objects.filter(kind__in=[EntryKind.MESSAGE, EntryKind.CHANGE])
    return found.defer("search", "body_html", "body_text")


_HISTORY = Read(_told, ())


def spoken_and_judged(ticket_id: int) -> list[TimelineEntry]:
    """A ticket's public messages, the assistant's steps and the ratings, in order."""
    found = _entries().filter(ticket=ticket_id, kind__in=[EntryKind.MESSAGE, EntryKind.AI, EntryKind.RATING])
    return list(found.defer("body_html").order_by("id"))


def texts_of_entry(entry_id: int | None) -> tuple[str, str]:
    """The title and text of an entry; empty if it does not exist."""
    if entry_id is None:
        return "", ""
    row = _TEXTS.first(Q(pk=entry_id))
    return row or ("", "")


def first_texts(ticket_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The title and text of each ticket's first customer message."""
    rows = (
        TimelineEntry.objects.filter(
            ticket__in=list(ticket_ids), kind=EntryKind.MESSAGE, author_kind=AuthorKind.CONTACT
        )
        .order_by("ticket_id", "id")
        .distinct("ticket_id")
        .values_list("ticket_id", "title", "body_text")
    )
    return {ticket_id: (title, text) for ticket_id, title, text in rows}


def payloads_of(entry_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The payloads of these entries."""
    rows = TimelineEntry.objects.filter(pk__in=list(entry_ids)).order_by("pk")
    return dict(rows.values_list("pk", "payload"))


def places_of_customers_words(ticket_ids: Iterable[int]) -> dict[int, int]:
    """The ticket of each message of customers in these tickets, by the entry's id."""
    rows = TimelineEntry.objects.filter(
        ticket__in=list(ticket_ids), kind=EntryKind.MESSAGE, author_kind=AuthorKind.CONTACT
    )
    return dict(rows.order_by("pk").values_list("pk", "ticket_id"))


def said_in(ticket_id: int) -> tuple[str, int]:
    """What the customer wrote last in a ticket, and the number of answers by the assistant."""
    text, answers = _SAID.first(Q(pk=ticket_id)) or ("", 0)
    return text or "", answers or 0


_WRITTEN = Read(TimelineEntry.objects.all, ())


def first_customer_entry(ticket_id: int) -> TimelineEntry | None:
    """The first thing that a customer wrote in a ticket."""
    found: TimelineEntry | None = _WRITTEN.first(
        Q(ticket_id=ticket_id, author_kind=AuthorKind.CONTACT), order=("id",)
    )
    return found


def first_customer_entries(ticket_id: int) -> frozenset[int]:
    """The ids of what customers wrote first in a ticket: what stands there, and what was written there."""
    rows = TimelineEntry.objects.filter(author_kind=AuthorKind.CONTACT).order_by("id")
    written = Q(ticket=ticket_id, merged_from=None) | Q(merged_from=ticket_id)
    firsts = (rows.filter(one).values_list("pk", flat=True).first() for one in (Q(ticket=ticket_id), written))
    return frozenset(pk for pk in firsts if pk is not None)


def participants(ticket_id: int) -> list[Participant]:
    """A ticket's participants besides its requester, in the order in which they joined."""
    return list(Participant.objects.filter(ticket=ticket_id).order_by("id"))


def is_participant(ticket_id: int, address: str) -> bool:
    """Whether an address participates in a ticket by somebody's decision."""
    return Participant.objects.filter(ticket=ticket_id, address=address, is_approved=True).exists()


def files_of_entries(entry_ids: list[int]) -> list[Attachment]:
    """The files of these entries; runs no query for an empty list."""
    return list(Attachment.objects.filter(entry__in=entry_ids).order_by("id")) if entry_ids else []


def file_of_type(public_id: str, content_types: Iterable[str]) -> Attachment | None:
    """A file by its unguessable id, if it is of one of these types."""
    return Attachment.objects.filter(public_id=public_id, content_type__in=content_types).first()


def open_rating(ticket_id: int) -> Rating | None:
    """The newest unanswered survey of a ticket."""
    return Rating.objects.filter(ticket=ticket_id, answered_at=None).order_by("-id").first()


def last_rating(ticket_id: int) -> Rating | None:
    """The newest survey of a ticket, answered or not."""
    return Rating.objects.filter(ticket=ticket_id).order_by("-id").first()


def rated_at_most(score: int) -> QuerySet[Rating]:
    """Answered surveys about satisfaction with this score or a lower one."""
    return Rating.objects.filter(kind=Rating.Kind.CSAT, score__lte=score, answered_at__isnull=False)


def mail_that_goes_on(chat: Ticket, contact_id: int) -> int | None:
    """The email conversation that continues a chat with this contact."""
    links = TicketLink.objects.filter(target=chat, kind=TicketLink.Kind.FOLLOW_UP)
    links = links.filter(source__channel=Channel.EMAIL, source__requester=contact_id)
    return links.order_by("-source_id").values_list("source_id", flat=True).first()


def goes_on_by_mail_of_another(chat: Ticket) -> bool:
    """Whether an email conversation with a different contact continues a chat."""
    links = Q(target_id=chat.pk, kind=TicketLink.Kind.FOLLOW_UP, source__channel=Channel.EMAIL.value)
    return _LINKS.first(links & ~Q(source__requester_id=chat.requester_id)) is not None


def holder_before(ticket: Ticket) -> int | None:
    """Who holds the ticket that this one follows up on."""
    about = Q(source_id=ticket.pk, kind=TicketLink.Kind.FOLLOW_UP.value)
    found = _HOLDERS.first(about, order=("-id",))
    return found[0] if found else None


def changes_of(ticket_id: int | OuterRef, *fields: str) -> QuerySet[TimelineEntry]:
    """The changes of any of these fields of a ticket, or with an `OuterRef` of the one in each outer row."""
    found = TimelineEntry.objects.filter(ticket=ticket_id, kind=EntryKind.CHANGE)
    return found.filter(payload__changes__has_any_keys=list(fields))


def changes_in(tickets: TicketQuerySet, field: str) -> QuerySet[TimelineEntry]:
    """The changes of a field in these tickets, each ticket's in order."""
    found = TimelineEntry.objects.filter(ticket__in=tickets.order_by().values("pk"), kind=EntryKind.CHANGE)
    return found.filter(payload__changes__has_key=field).order_by("ticket_id", "id")


def replies_of_people(ticket_ids: Iterable[int]) -> list[tuple[int, datetime]]:
    """When people, or programs for them, answered the customers of these tickets."""
    found = TimelineEntry.objects.filter(
        ticket__in=list(ticket_ids),
        kind=EntryKind.MESSAGE,
        visibility=Visibility.PUBLIC,
        author_kind__in=[AuthorKind.STAFF, AuthorKind.TOKEN],
    )
    return list(found.order_by("id").values_list("ticket_id", "created_at"))


def is_held_by_choice(ticket_id: int) -> bool:
    """Whether a person chose who holds a ticket, by taking it, giving it, or opening it for somebody."""
    given = TimelineEntry.objects.filter(
        ticket=ticket_id, kind=EntryKind.CHANGE, payload__changes__has_key="assignee"
    )
    by = given.order_by("-id").values_list("author_kind", flat=True).first()
    return by in (None, AuthorKind.STAFF, AuthorKind.TOKEN)


def was_given_by_mistake(ticket_id: int, *, within: timedelta) -> bool:
    """Whether somebody gave a waiting ticket to another and took it back in time, with nothing written."""
    moves = list(changes_of(ticket_id, "assignee").order_by("-id")[:2])
    if len(moves) < 2:
        return False
    back, given = moves
    holder = given.payload["changes"]["assignee"][1]
    if given.payload["changes"]["assignee"] != [None, holder]:
        return False
    if back.payload["changes"]["assignee"] != [holder, None] or back.author_id == holder:
        return False
    if (back.author_kind, back.author_id) != (given.author_kind, given.author_id):
        return False
    between = TimelineEntry.objects.filter(
        ticket=ticket_id,
        id__gt=given.pk,
        id__lt=back.pk,
        kind__in=[EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.SIDE],
        author_kind__in=[AuthorKind.STAFF, AuthorKind.TOKEN],
    )
    return back.created_at - given.created_at <= within and not between.exists()


def first_reply_seconds(*, brand_id: int, channel: str, since: datetime, limit: int) -> list[int]:
    """How long a channel's customers waited for a person's first reply, newest tickets first."""
    rows = (
        Ticket.objects.filter(
            brand=brand_id, channel=channel, created_at__gte=since, first_replied_at__isnull=False
        )
        .annotate(took=F("first_replied_at") - F("created_at"))
        .order_by("-created_at")
        .values_list("took", flat=True)[:limit]
    )
    return [int(each.total_seconds()) for each in rows]


def brand_holds(brand_id: int) -> dict[str, int]:
    """What the tickets hold of a brand, for `core.ports.brand_holds`."""
    mine = Ticket.objects.present().filter(brand=brand_id)
    return {"open_tickets": mine.filter(status__in=OPEN_STATUSES).count()}


def team_need(team_id: int) -> str:
    """Why the tickets need a team, for `core.ports.team_needs`."""
    held = Ticket.objects.present().filter(team=team_id, status__in=OPEN_STATUSES).count()
    if not held:
        return ""
    return "one open ticket is with it" if held == 1 else f"{held} open tickets are with it"


def ratings(ticket_id: int) -> list[Rating]:
    """A ticket's surveys, the oldest first."""
    return list(Rating.objects.filter(ticket=ticket_id).order_by("id"))


def numbers_below(ticket_id: int | None, limit: int) -> list[int]:
    """The numbers of the newest tickets, below one if it is given."""
    rows = Ticket.objects.order_by("-pk")
    if ticket_id is not None:
        rows = rows.filter(pk__lt=ticket_id)
    return list(rows.values_list("pk", flat=True)[:limit])
