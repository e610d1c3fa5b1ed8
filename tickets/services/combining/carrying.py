"""What moves from a ticket to another with a merge, and back with its undo."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from core import ports
from core.actors import Actor
from tickets.models import (
    Attachment,
    EntryKind,
    Follower,
    Mention,
    Participant,
    Rating,
    SideConversation,
    SideMessage,
    Ticket,
    TicketLink,
    TicketMerge,
    TimelineEntry,
)
from tickets.models.timeline import moving_entries
from tickets.services.combining.unsent import unsent_carry, unsent_return
from tickets.services.participating import participants_note
from tickets.services.siding import sides_move

MOVED = (
    EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.AI, EntryKind.RATING, EntryKind.INTEGRATION, EntryKind.SIDE,
)  # fmt: skip
"""What was said and judged. The changes, decisions and deadlines of a ticket stay its own history."""

Steps = dict[str, Any]


def carry(*, actor: Actor, source: Ticket, target: Ticket, now: datetime) -> Steps:
    """Move what belongs to `source` into `target`, both locked; returns what `carry_back` needs."""
    entries = list(
        TimelineEntry.objects.filter(ticket=source, kind__in=MOVED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    _move_entries(entries, source, target)
    return {
        "entries": entries,
        "ratings": _move_ratings(source, target),
        "participants": _copy_participants(actor, source, target, now=now),
        "followers": _copy_followers(source, target),
        "links": _copy_links(source, target),
        "sides": sides_move(source=source, target=target),
        **unsent_carry(source=source, target=target, now=now),
        "held": {
            key: move(source_id=source.pk, target_id=target.pk, now=now)
            for key, move in ports.ticket_moves.items()
        },
    }


def carry_back(*, merge: TicketMerge, source: Ticket, target: Ticket, now: datetime) -> list[int]:
    """Put back what `carry` moved and nothing else; returns the entries that went back."""
    steps: Steps = merge.steps
    entries = list(
        TimelineEntry.objects.filter(pk__in=steps["entries"], ticket=target)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    with moving_entries():
        TimelineEntry.objects.filter(pk__in=entries).update(
            ticket=source, merged_from=NullIf("merged_from", Value(source.pk))
        )
    _follow_entries(entries, source)
    rows = Rating.objects.filter(pk__in=steps["ratings"], ticket=target)
    rows.filter(answered_at__isnull=False).update(ticket=source)
    if not Rating.objects.filter(ticket=source, answered_at=None).exists():
        rows.filter(answered_at=None).update(ticket=source)
    unsent_return(steps=steps, source=source, target=target, now=now)
    Participant.objects.filter(pk__in=steps["participants"], ticket=target).delete()
    Follower.objects.filter(pk__in=steps["followers"], ticket=target).delete()
    TicketLink.objects.filter(pk__in=steps["links"]).delete()
    SideConversation.objects.filter(pk__in=steps.get("sides", ()), ticket=target).update(ticket=source)
    entries += _since_in_sides(steps.get("sides", ()), source, target)
    held = steps["held"]
    for key, give_back in ports.ticket_returns.items():
        if key in held:
            give_back(source_id=source.pk, target_id=target.pk, steps=held[key], now=now)
    return entries


def _move_entries(entries: list[int], source: Ticket, target: Ticket) -> None:
    with moving_entries():
        TimelineEntry.objects.filter(pk__in=entries).update(
            ticket=target, merged_from=Coalesce("merged_from", Value(source.pk))
        )
    _follow_entries(entries, target)


def _follow_entries(entries: list[int], ticket: Ticket) -> None:
    """Files and mentions are found by the ticket of their entry."""
    Attachment.objects.filter(entry__in=entries).update(ticket=ticket)
    Mention.objects.filter(entry__in=entries).update(ticket=ticket)


def _since_in_sides(sides: list[int], source: Ticket, target: Ticket) -> list[int]:
    """What came in these side conversations since the merge: it goes with them."""
    rows = SideMessage.objects.filter(side__in=sides, entry__ticket=target)
    entries = list(rows.order_by("pk").values_list("pk", flat=True))
    with moving_entries():
        TimelineEntry.objects.filter(pk__in=entries).update(
            ticket=source, merged_from=NullIf("merged_from", Value(source.pk))
        )
    _follow_entries(entries, source)
    return entries


def _move_ratings(source: Ticket, target: Ticket) -> list[int]:
    """The links of surveys lead to where the conversation is; of two that are open the target's stays."""
    rows = Rating.objects.filter(ticket=source)
    if Rating.objects.filter(ticket=target, answered_at=None).exists():
        rows = rows.filter(answered_at__isnull=False)
    return _moved(rows.values_list("pk", flat=True), Rating, target)


def _moved(found: Iterable[int], model: Any, target: Ticket) -> list[int]:
    ids = sorted(found)
    model.objects.filter(pk__in=ids).update(ticket=target)
    return ids


def _copy_participants(actor: Actor, source: Ticket, target: Ticket, *, now: datetime) -> list[int]:
    """Who got our replies goes on getting them; the source's requester becomes one of them."""
    before = set(Participant.objects.filter(ticket=target).values_list("pk", flat=True))
    people = list(Participant.objects.filter(ticket=source).order_by("pk"))
    approved = [(one.name, one.address) for one in people if one.is_approved]
    if source.requester_id != target.requester_id and source.requester.email:
        approved.insert(0, (source.requester.name, source.requester.email))
    waiting = [(one.name, one.address) for one in people if not one.is_approved]
    for some, is_approved in ((approved, True), (waiting, False)):
        participants_note(
            ticket=target, people=some, is_approved=is_approved, added_by_ref=actor.ref, now=now
        )
    after = Participant.objects.filter(ticket=target).order_by("pk").values_list("pk", flat=True)
    return [pk for pk in after if pk not in before]


def _copy_followers(source: Ticket, target: Ticket) -> list[int]:
    """Whoever followed or held the source hears what becomes of it."""
    wanted = set(Follower.objects.filter(ticket=source).values_list("user_id", flat=True))
    if source.assignee_id is not None:
        wanted.add(source.assignee_id)
    known = set(Follower.objects.filter(ticket=target).values_list("user_id", flat=True))
    if target.assignee_id is not None:
        known.add(target.assignee_id)
    made = Follower.objects.bulk_create(
        Follower(ticket=target, user_id=user_id) for user_id in sorted(wanted - known)
    )
    return [one.pk for one in made]


def _copy_links(source: Ticket, target: Ticket) -> list[int]:
    """What was linked with the source is linked with the target too."""
    made: list[int] = []
    for link in TicketLink.objects.filter(source=source).order_by("pk"):
        made += _linked(target.pk, link.target_id, link.kind)
    for link in TicketLink.objects.filter(target=source).order_by("pk"):
        made += _linked(link.source_id, target.pk, link.kind)
    return made


def _linked(source_id: int, target_id: int, kind: str) -> list[int]:
    if source_id == target_id:
        return []
    link, is_new = TicketLink.objects.get_or_create(source_id=source_id, target_id=target_id, kind=kind)
    return [link.pk] if is_new else []
