"""Snoozed tickets return when their time has come, or what they were snoozed for."""

import logging
from datetime import datetime

from django.db import transaction

from core.actors import SYSTEM, Actor, ActorKind
from core.rounds import in_rounds
from tickets.events import TicketChanged
from tickets.lifecycle import Change, Happened, Wake
from tickets.models import EntryKind, Ticket, TimelineEntry
from tickets.models.choices import SnoozeEvent
from tickets.models.ticket import lock_ticket
from tickets.services import changing
from tickets.services.timeline import announce
from tickets.wording import say

logger = logging.getLogger(__name__)

REASON = "Its time has come"


def tickets_wake(*, now: datetime, limit: int = 200) -> int:
    """
    Wake the tickets whose snooze has ended; returns how many.

    Safe to run twice or concurrently: each is claimed separately, and one that is being changed waits for the
    next call. A ticket in the trash stays snoozed until it is restored.
    """
    due = Ticket.objects.present().filter(snoozed_until__lte=now)
    woken = 0
    for ticket_id in in_rounds("wake", due):
        try:
            woken += _wake(ticket_id, now=now)
        except Exception:
            # One broken ticket must not keep the others snoozed.
            logger.exception("Waking a ticket failed", extra={"ticket_id": ticket_id})
        if woken >= limit:
            break
    return woken


@transaction.atomic
def _wake(ticket_id: int, *, now: datetime) -> bool:
    due = Ticket.objects.present().with_names().filter(pk=ticket_id, snoozed_until__lte=now)
    ticket = due.select_for_update(of=("self",), skip_locked=True).first()
    return ticket is not None and _end_snooze(ticket, Wake(), REASON, now=now)


def _end_snooze(ticket: Ticket, change: Change, reason: str, *, now: datetime) -> bool:
    """Wake a locked ticket; says whether it slept."""
    applied = changing.change(actor=SYSTEM, ticket=ticket, changes=[change], reason=reason, now=now)
    if not applied.columns:
        return False
    saved = changing.append(applied)
    ticket.version += 1
    ticket.last_activity_at = now
    ticket.save(update_fields=[*applied.columns, "version", "last_activity_at", "last_entry_id"])
    event = TicketChanged(ticket_id=ticket.pk, changes=applied.outcome.changes, by_ref=SYSTEM.ref)
    announce(event, ticket, saved)
    changing.tell(ticket=ticket, applied=applied, by_ref=SYSTEM.ref, now=now)
    return True


@transaction.atomic
def ticket_wake_for(
    *, ticket_id: int, event: str, item: int | None = None, is_gone: bool = False, now: datetime
) -> bool:
    """
    What a ticket may be snoozed for has happened, or (`is_gone`) can happen no more; says whether it was.

    `item` is what it happened to. Safe to repeat.
    """
    if not is_snoozed_for(ticket_id, event):
        return False
    ticket = lock_ticket(ticket_id)
    return ticket is not None and wake_locked(ticket, event, item=item, is_gone=is_gone, now=now)


def wake_locked(
    ticket: Ticket, event: str, *, item: int | None = None, is_gone: bool = False, now: datetime
) -> bool:
    """The same for a locked ticket."""
    reason = say(f"woken_{event}_gone" if is_gone else f"woken_{event}")
    return _end_snooze(ticket, Happened(event, item), reason, now=now)


def is_snoozed_for(ticket_id: int, event: str) -> bool:
    """Whether a ticket waits for such a thing."""
    return Ticket.objects.filter(pk=ticket_id, snoozed_for=event).exists()


def tickets_wake_for(*, event: str, item: int, is_gone: bool = False, now: datetime) -> int:
    """Wake all that were snoozed for what happened to this item; returns how many. Safe to repeat."""
    asleep = Ticket.objects.filter(snoozed_until__isnull=False, snoozed_for=event, snoozed_item=item)
    ids = list(asleep.order_by("pk").values_list("pk", flat=True))
    return sum(ticket_wake_for(ticket_id=pk, event=event, item=item, is_gone=is_gone, now=now) for pk in ids)


def colleague_wrote(*, actor: Actor, ticket: Ticket, now: datetime) -> None:
    """A person wrote in a locked ticket: it wakes if somebody else snoozed it for that."""
    is_person = actor.kind in (ActorKind.STAFF, ActorKind.TOKEN)
    if ticket.snoozed_for != SnoozeEvent.COLLEAGUE or not is_person:
        return
    lines = TimelineEntry.objects.filter(ticket=ticket, kind=EntryKind.CHANGE)
    snoozed = lines.filter(payload__changes__has_key="snoozed_for").order_by("-pk").first()
    if snoozed is None or snoozed.author_id != actor.user_id:
        reason = say("woken_colleague", name=actor.name)
        _end_snooze(ticket, Happened(SnoozeEvent.COLLEAGUE), reason, now=now)
