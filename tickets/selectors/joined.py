"""Tickets that are or were one conversation, and messages that stand in more than one of them."""

from collections.abc import Iterable

from django.db.models import Q

from tickets.models import AuthorKind, EntryKind, Ticket, TicketLink, TicketMerge, TimelineEntry


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


def tickets_of_people(contact_ids: Iterable[int]) -> frozenset[int]:
    """The tickets that these contacts asked for or wrote in, with all that were joined with them."""
    ids = list(contact_ids)
    asked = Ticket.objects.filter(requester__in=ids).values_list("pk", flat=True)
    wrote = TimelineEntry.objects.filter(author_kind=AuthorKind.CONTACT, author_id__in=ids).order_by()
    return joined_with({*asked, *wrote.values_list("ticket", flat=True).distinct()})
