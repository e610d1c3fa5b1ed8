"""What may be merged with a ticket and why, and what a merge would do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from core import ports
from core.actors import Actor
from core.addresses import comparable
from core.errors import NotFound
from tickets.channels import is_lost
from tickets.merge_rules import UNDO_FOR, Refusal, why_not
from tickets.models import (
    Attachment,
    Draft,
    EntryKind,
    Participant,
    Rating,
    ScheduledReply,
    Ticket,
    TicketLink,
    TicketMerge,
    TimelineEntry,
    Visibility,
)
from tickets.models.ticket import TicketQuerySet
from tickets.rendering import row_json
from tickets.selectors import ticket_get, tickets_visible
from tickets.selectors.rows import search_page
from tickets.selectors.unseen import messages_unseen

SHOWN = 12
LOOKED_BACK = timedelta(days=90)
MOST_OF_PERSON, MOST_OF_COMPANY = 20, 20
PREVIEWED = 12
MAX_DIGITS = 18
WEIGHTS = {"same_thread": 8, "same_code": 6, "same_person": 5, "alike": 4, "linked": 3, "same_company": 1}
"""What a reason weighs when candidates are put in order; chosen, not measured."""


@dataclass
class Candidate:
    """A ticket that may be about the same, the reasons for it, and why it cannot be merged if so."""

    ticket: Ticket
    reasons: list[str] = field(default_factory=list)
    refusal: Refusal | None = None

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(WEIGHTS[reason] for reason in self.reasons)


def merge_candidates(*, actor: Actor, ticket_id: int, text: str = "", now: datetime) -> list[Candidate]:
    """
    Tickets that may go into this one, the likeliest first; with `text` those found by number or words.

    Only what the actor may see. Raises NotFound.
    """
    target = ticket_get(actor=actor, ticket_id=ticket_id)
    others = tickets_visible(actor).present().filter(merged_into=None).exclude(pk=ticket_id)
    reasons = _reasons(actor, target, others.filter(last_activity_at__gte=now - LOOKED_BACK), now=now)
    wanted = _found(others, text) if text.strip() else list(reasons)
    tickets = {ticket.pk: ticket for ticket in others.with_names().filter(pk__in=wanted)}
    found = [
        Candidate(tickets[pk], reasons.get(pk, []), why_not(tickets[pk], target))
        for pk in wanted
        if pk in tickets
    ]
    if not text.strip():
        found.sort(key=lambda one: (one.refusal is not None, -one.weight, -one.ticket.pk))
    return found[:SHOWN]


def _found(others: TicketQuerySet, text: str) -> list[int]:
    number = text.strip().removeprefix("#")
    if number.isdecimal() and len(number) < MAX_DIGITS:
        return list(others.filter(pk=int(number)).values_list("pk", flat=True))
    return [row.pk for row in search_page(tickets=others, text=text, cursor=None, limit=SHOWN).rows]


def _reasons(actor: Actor, target: Ticket, recent: TicketQuerySet, *, now: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}

    def add(numbers: Iterable[int], reason: str) -> None:
        for pk in numbers:
            found.setdefault(pk, []).append(reason)

    newest = recent.order_by("-last_activity_at", "-pk").values_list("pk", flat=True)
    add(newest.filter(requester=target.requester_id)[:MOST_OF_PERSON], "same_person")
    if target.company_id is not None:
        theirs = newest.filter(company=target.company_id).exclude(requester=target.requester_id)
        add(theirs[:MOST_OF_COMPANY], "same_company")
    for hint in ports.merge_hints.answers():
        for pk, reason in hint(actor=actor, ticket_id=target.pk, now=now).items():
            add([pk], reason)
    links = TicketLink.objects.filter(Q(source=target) | Q(target=target))
    for link in links.order_by("pk"):
        other = link.target_id if link.source_id == target.pk else link.source_id
        # Mail that refers to a conversation its sender takes no part in is linked as related.
        add([other], "same_thread" if link.kind == TicketLink.Kind.RELATED else "linked")
    return found


@dataclass(frozen=True)
class Previewed:
    """A message as the target would show it."""

    entry: TimelineEntry
    comes: bool


@dataclass(frozen=True)
class MergePreview:
    """
    What a merge would do.

    `joins` are (name, address) of those who newly get replies; `shows` names whose words the requester of the
    target will read; `loses_channel` says that answers no longer go where the source was written. `since` is
    from when the first reply counts; `has_rated` that no other survey is sent. `scheduled` counts the replies
    that go on waiting in the target, `held` those of both that become drafts, `drafts` those that move.
    """

    source: Ticket
    target: Ticket
    refusal: Refusal | None
    reads: list[Previewed]
    messages: int
    notes: int
    files: int
    copies: list[tuple[str, str]]
    joins: list[tuple[str, str]]
    shows: list[str]
    loses_channel: bool
    since: datetime
    scheduled: int
    held: int
    drafts: int
    has_rated: bool


def merge_preview(*, actor: Actor, source_id: int, target_id: int) -> MergePreview:
    """Raises NotFound if the actor does not see both."""
    source = ticket_get(actor=actor, ticket_id=source_id)
    target = ticket_get(actor=actor, ticket_id=target_id)
    coming = TimelineEntry.objects.filter(ticket=source)
    said = coming.filter(kind=EntryKind.MESSAGE)
    both = TimelineEntry.objects.filter(
        ticket__in=[source, target], kind__in=[EntryKind.MESSAGE, EntryKind.NOTE]
    )
    newest = list(both.defer("search", "body_html").order_by("-id")[:PREVIEWED])[::-1]
    mine = _copied(target)
    joins = [one for one in _would_join(source, target) if one[1] not in {address for _, address in mine}]
    public = said.filter(visibility=Visibility.PUBLIC, author_kind="contact")
    names = public.exclude(author_id=target.requester_id).values_list("author_name", flat=True)
    scheduled, held = _scheduled(source, target)
    return MergePreview(
        source=source,
        target=target,
        refusal=why_not(source, target),
        reads=[Previewed(entry, entry.ticket_id == source.pk) for entry in newest],
        messages=said.count(),
        notes=coming.filter(kind=EntryKind.NOTE).count(),
        files=Attachment.objects.filter(entry__in=coming.values("pk")).count(),
        copies=mine,
        joins=joins,
        shows=sorted(set(names)),
        loses_channel=is_lost(source.way, target.way),
        since=min(source.created_at, target.created_at),
        scheduled=scheduled,
        held=held,
        drafts=Draft.objects.filter(ticket=source).exclude(body="").count(),
        has_rated=Rating.objects.filter(ticket=source, answered_at__isnull=False).exists(),
    )


def _scheduled(source: Ticket, target: Ticket) -> tuple[int, int]:
    """How many replies come and go on waiting, and how many of either ticket do not."""
    both = [source.pk, target.pk]
    rows = list(ScheduledReply.objects.filter(ticket__in=both, state=ScheduledReply.State.WAITING))
    theirs = {row.user_id for row in rows if row.ticket_id == target.pk}
    held = {
        row.pk
        for row in rows
        if (row.ticket_id == source.pk and row.user_id in theirs)
        or messages_unseen(ticket_ids=both, user_id=row.user_id, seen_entry_id=row.seen_entry_id)
    }
    return sum(row.ticket_id == source.pk and row.pk not in held for row in rows), len(held)


def _copied(ticket: Ticket) -> list[tuple[str, str]]:
    rows = Participant.objects.filter(ticket=ticket, is_approved=True).order_by("pk")
    return list(rows.values_list("name", "address"))


def _would_join(source: Ticket, target: Ticket) -> list[tuple[str, str]]:
    people = _copied(source)
    if source.requester_id != target.requester_id and source.requester.email:
        people.insert(0, (source.requester.name, comparable(source.requester.email)))
    return [one for one in people if one[1] != comparable(target.requester.email)]


def merges_of(*, actor: Actor, ticket_id: int) -> list[TicketMerge]:
    """The merges into a ticket that hold, and that of itself, the newest first. Raises NotFound."""
    ticket_get(actor=actor, ticket_id=ticket_id)
    rows = TicketMerge.objects.filter(Q(target=ticket_id) | Q(source=ticket_id), undone_at=None)
    seen = tickets_visible(actor).values("pk")
    rows = rows.filter(source__in=seen, target__in=seen)
    return list(rows.select_related("source", "target", "by").order_by("-pk"))


def merge_get(*, actor: Actor, merge_id: int) -> TicketMerge:
    """A merge of tickets that the actor sees. Raises NotFound."""
    seen = tickets_visible(actor).values("pk")
    rows = TicketMerge.objects.filter(pk=merge_id, source__in=seen, target__in=seen)
    merge = rows.select_related("source", "target", "by").first()
    if merge is None:
        raise NotFound("There is no such merge, or you may not see its tickets.")
    return merge


def undoable_until(merge: TicketMerge) -> datetime:
    """Until when a merge can be undone."""
    return merge.made_at + UNDO_FOR


def row_of(actor: Actor, ticket_id: int) -> dict[str, Any]:
    """The row of a ticket as lists show it. Raises NotFound."""
    return row_json(ticket_get(actor=actor, ticket_id=ticket_id))
