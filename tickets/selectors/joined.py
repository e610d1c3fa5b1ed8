"""Tickets that are or were one conversation, and messages that stand in more than one of them."""

from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.db.models import Q

from core import kept
from core.errors import Conflict, NotFound
from tickets.models import (
    AuthorKind,
    EntryKind,
    SideConversation,
    Ticket,
    TicketLink,
    TicketMerge,
    TimelineEntry,
)
from tickets.models.ticket import lock_ticket


def joined_with(ticket_ids: Iterable[int]) -> frozenset[int]:
    """
    These tickets with all that a merge, also one that was undone, or a split ever joined with them.

    Both ways and through others: what was written in one of them may be kept with any.
    """
    found: set[int] = set()
    fresh = set(ticket_ids)
    while fresh:
        found |= fresh
        merges = TicketMerge.objects.filter(Q(source__in=fresh) | Q(target__in=fresh))
        splits = TicketLink.objects.filter(
            Q(source__in=fresh) | Q(target__in=fresh), kind=TicketLink.Kind.SPLIT
        )
        pairs = [*merges.values_list("source", "target"), *splits.values_list("source", "target")]
        fresh = {number for pair in pairs for number in pair} - found
    return frozenset(found)


_MAX_LEADS = 5


class JoinedMeanwhile(Conflict):
    """A merge or split came in while this waited for its locks."""


def lock_joined(ticket_id: int) -> dict[int, Ticket]:
    """
    A ticket with all that were ever joined with it, locked by their numbers from the smallest on, as a merge
    locks them, and before them what they share with other tickets.

    Raises JoinedMeanwhile, after which nothing is known but that the transaction has to end.
    """
    joined = joined_with([ticket_id])
    kept.hold_shared(joined)
    found = {pk: ticket for pk in sorted(joined) if (ticket := lock_ticket(pk)) is not None}
    if joined_with([ticket_id]) != joined:
        raise JoinedMeanwhile("This ticket was merged or split a moment ago. Look again, then decide.")
    return found


def lock_ticket_of(number: Callable[[], int | None]) -> Ticket:
    """
    The ticket that something hangs on, locked; `number` reads which one that is now.

    A merge may take it along while this waits. Raises NotFound, Conflict.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Locking a ticket needs a transaction.")
    for _ in range(_MAX_LEADS):
        with transaction.atomic():
            found = number()
            ticket = lock_ticket(found) if found is not None else None
            if ticket is None:
                raise NotFound("This is not there any more, nor is its ticket.")
            if number() == ticket.pk:
                return ticket
            # Let go of it: a merge that holds the other one may wait for this one.
            transaction.set_rollback(True)
    raise Conflict("This ticket is being merged right now. Try again in a moment.")


def same_messages(entry_ids: Iterable[int], tickets: Iterable[int]) -> frozenset[int]:
    """These entries with the messages among `tickets` that splits copied from or to them."""
    began: dict[int, int] = {}
    carried: list[tuple[int, int]] = []
    steps = TimelineEntry.objects.filter(
        ticket__in=list(tickets), kind=EntryKind.INTEGRATION, payload__step="split"
    )
    for home, origin, payload in steps.order_by("pk").values_list("ticket", "merged_from", "payload"):
        if payload.get("is_new"):
            began[origin or home] = payload["entry_id"]
        elif "entry_id" in payload:
            carried.append((payload["entry_id"], payload["ticket"]))
    same: dict[int, set[int]] = {}
    for entry, number in carried:
        if number in began:
            same.setdefault(entry, set()).add(began[number])
            same.setdefault(began[number], set()).add(entry)
    found: set[int] = set()
    fresh = set(entry_ids)
    while fresh:
        found |= fresh
        fresh = {other for entry in fresh for other in same.get(entry, ())} - found
    return frozenset(found)


def tickets_of_people(contact_ids: Iterable[int], *, addresses: Iterable[str] = ()) -> frozenset[int]:
    """
    The tickets that these contacts asked for or wrote in, with all that were joined with them.

    With `addresses` also those in which a side conversation went there.
    """
    ids = list(contact_ids)
    sides = SideConversation.objects.filter(people__overlap=sorted(addresses))
    asked = Ticket.objects.filter(requester__in=ids).values_list("pk", flat=True)
    wrote = TimelineEntry.objects.filter(author_kind=AuthorKind.CONTACT, author_id__in=ids).order_by()
    written = wrote.values_list("ticket", flat=True).distinct()
    return joined_with({*asked, *written, *sides.values_list("ticket", flat=True)})
