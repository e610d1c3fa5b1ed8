"""Tickets that belong together."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from people.policy import require
from tickets.events import TicketChanged
from tickets.models import Ticket, TicketLink
from tickets.models.ticket import lock_ticket, sight_of
from tickets.services import changing
from tickets.services.timeline import announce
from tickets.services.updating import TicketInTrash

Kind = TicketLink.Kind
BY_HAND = (Kind.RELATED, Kind.DUPLICATE, Kind.CHILD, Kind.INCIDENT)
"""What people link; the others are made by what they do."""
ONE_ABOVE = (Kind.CHILD, Kind.INCIDENT, Kind.DUPLICATE)
"""Of these a ticket has one target at most, and none may lead back to itself."""


class LinkRefused(Conflict):
    """These two tickets cannot be linked like this."""

    code = "tickets.link_refused"


def tickets_link(*, source_id: int, target_id: int, kind: str) -> None:
    """Link a ticket to another, as `TicketLink.Kind` says; an existing link stays."""
    TicketLink.objects.get_or_create(source_id=source_id, target_id=target_id, kind=kind)


@transaction.atomic
def ticket_link(*, actor: Actor, source_id: int, target_id: int, kind: str, now: datetime) -> TicketLink:
    """
    Say what one ticket is to another: `source` is a part, an incident, a duplicate of `target`, or related.

    Both tell it in their history. Repeated, it returns the link that is there. Raises NotFound, Forbidden,
    Invalid, LinkRefused, TicketInTrash.
    """
    require(actor, "ticket.update")
    if kind not in BY_HAND:
        raise Invalid(f"kind must be one of {', '.join(BY_HAND)}.", errors={"kind": ["Unknown."]})
    if source_id == target_id:
        raise LinkRefused("A ticket cannot be linked with itself.")
    source, target = _both(actor, source_id, target_id)
    for ticket in (source, target):
        TicketInTrash.check(ticket)
    known = TicketLink.objects.filter(kind=kind, source=source, target=target)
    if kind == Kind.RELATED:
        known |= TicketLink.objects.filter(kind=kind, source=target, target=source)
    if (link := known.first()) is not None:
        return link
    if kind in ONE_ABOVE:
        _check_above(source, target, kind)
    link = TicketLink.objects.create(source=source, target=target, kind=kind)
    _tell(actor, source, None, f"{kind}:to:{target.pk}", now=now)
    _tell(actor, target, None, f"{kind}:from:{source.pk}", now=now)
    return link


@transaction.atomic
def ticket_unlink(*, actor: Actor, ticket_id: int, other_id: int, kind: str, now: datetime) -> None:
    """Take a link away, whichever way round it stands. Raises NotFound, Forbidden, Invalid, TicketInTrash."""
    require(actor, "ticket.update")
    if kind not in BY_HAND:
        raise Invalid("This link says how the ticket came to be; it stays.", errors={"kind": ["Kept."]})
    one, other = _both(actor, ticket_id, other_id)
    TicketInTrash.check(one)
    rows = TicketLink.objects.filter(kind=kind, source=one, target=other)
    rows |= TicketLink.objects.filter(kind=kind, source=other, target=one)
    link = rows.first()
    if link is None:
        raise NotFound("There is no such link.")
    source, target = (one, other) if link.source_id == one.pk else (other, one)
    link.delete()
    _tell(actor, source, f"{kind}:to:{target.pk}", None, now=now)
    _tell(actor, target, f"{kind}:from:{source.pk}", None, now=now)


def _both(actor: Actor, one_id: int, other_id: int) -> tuple[Ticket, Ticket]:
    """Both tickets, locked by their numbers from the smallest on."""
    found = {pk: lock_ticket(pk, sight=sight_of(actor)) for pk in sorted({one_id, other_id})}
    one, other = found[one_id], found[other_id]
    if one is None or other is None:
        raise NotFound("There is no such ticket, or you may not see it.")
    for ticket in (one, other):
        if ticket.merged_into_id is not None:
            message = f"#{ticket.pk} was merged into #{ticket.merged_into_id}. Use that one."
            raise LinkRefused(message, number=ticket.merged_into_id)
    return one, other


def _check_above(source: Ticket, target: Ticket, kind: str) -> None:
    above = TicketLink.objects.filter(source=source, kind=kind).first()
    if above is not None:
        raise LinkRefused(f"#{source.pk} is linked with #{above.target_id} like this. Unlink that first.")
    seen: set[int] = set()
    at: int | None = target.pk
    while at is not None and at not in seen:
        if at == source.pk:
            raise LinkRefused(f"#{target.pk} stands below #{source.pk} already.")
        seen.add(at)
        rows = TicketLink.objects.filter(source=at, kind=kind).values_list("target_id", flat=True)
        at = rows.first()


def _tell(actor: Actor, ticket: Ticket, old: str | None, new: str | None, *, now: datetime) -> None:
    changes = {"link": [old, new]}
    applied = changing.change(actor=actor, ticket=ticket, changes=[], others=changes, now=now)
    saved = changing.append(applied)
    ticket.version += 1
    ticket.last_activity_at = now
    ticket.save(update_fields=["version", "last_activity_at", "last_entry_id"])
    announce(TicketChanged(ticket_id=ticket.pk, changes=changes, by_ref=actor.ref), ticket, saved)
