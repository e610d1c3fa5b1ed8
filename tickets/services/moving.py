"""Tickets follow a customer: a visitor who proved who they are, or a contact merged into another."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Lower

from core import live
from core.addresses import comparable
from core.events import LiveMessage, publish
from people.merge_rules import Side
from people.models import Contact
from people.selectors import internal as everybody
from tickets.events import TicketsMoved
from tickets.models import OPEN_STATUSES, AuthorKind, Participant, Ticket, TimelineEntry
from tickets.rendering import row_json
from tickets.services.surveying import turns_join
from tickets.services.timeline import scope_of

MAX_TOLD = 50


@transaction.atomic
def tickets_move_contact(*, from_contact_id: int, into_contact_id: int, now: datetime) -> int:
    """Give one contact's tickets to another, along with its company; returns how many."""
    into = everybody.contact_find(into_contact_id)
    if into is None:
        return 0
    tickets = Ticket.objects.filter(requester_id=from_contact_id)
    return tickets.update(requester=into, company_id=into.company_id)


def contact_counts(contact_id: int) -> dict[str, int]:
    """The number of somebody's tickets; fills `core.ports.contact_counts`."""
    tickets = Ticket.objects.filter(requester_id=contact_id, is_deleted=False)
    return {"tickets": tickets.count(), "open_tickets": tickets.filter(status__in=OPEN_STATUSES).count()}


def contact_move(*, source: Side, target: Side, now: datetime) -> dict[str, Any]:
    """
    Move the tickets of a merged contact to the one it was merged into; fills `core.ports.contact_moves`.

    A ticket keeps its company, and gets the other contact's only if it has none. The address the customer
    wrote from stays in copy on these tickets only; one that was merely typed waits for staff to approve it.
    """
    mine, theirs = source.contact, target.contact
    tickets = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(requester=mine)
    moving = list(tickets.order_by("pk").values_list("pk", flat=True))
    bare = Ticket.objects.filter(pk__in=moving, company=None)
    without = list(bare.values_list("pk", flat=True)) if theirs.company_id is not None else []
    Ticket.objects.filter(pk__in=moving).update(requester=theirs, version=F("version") + 1)
    Ticket.objects.filter(pk__in=without).update(company_id=theirs.company_id)
    turns_join(source_id=mine.pk, target_id=theirs.pk)
    known = list(Participant.objects.filter(contact=mine).values_list("pk", flat=True))
    Participant.objects.filter(pk__in=known).update(contact=theirs)
    return {
        "tickets": moving,
        "companies": without,
        "participants": known,
        "copies": _keep_in_copy(moving, source, target, now=now),
    }


def _keep_in_copy(ticket_ids: list[int], source: Side, target: Side, *, now: datetime) -> list[int]:
    address = comparable(source.contact.email)
    if not address or address == comparable(target.contact.email) or not target.contact.email:
        return []
    there = set(
        Participant.objects.filter(ticket__in=ticket_ids, address=address).values_list("ticket_id", flat=True)
    )
    is_approved = source.is_proven_address(address) or not source.contact.is_visitor
    made = Participant.objects.bulk_create(
        Participant(
            ticket_id=pk,
            address=address,
            name=source.contact.name,
            is_approved=is_approved,
            added_by_ref=f"contact:{source.contact.pk}",
            created_at=now,
        )
        for pk in ticket_ids
        if pk not in there
    )
    return [participant.pk for participant in made]


def contact_return(
    *,
    source: Contact,
    target: Contact,
    steps: dict[str, list[int]],
    addresses: Sequence[str],
    merged_at: datetime,
    now: datetime,
) -> None:
    """
    Move the tickets back, along with mail received since from an address that is the source's alone.

    Fills `core.ports.contact_returns`.
    """
    held = Ticket.objects.filter(requester=target)
    moved = list(
        held.select_for_update(of=("self",))
        .filter(pk__in=steps.get("tickets", []))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if target.company_id is not None:
        given = Ticket.objects.filter(pk__in=set(steps.get("companies", [])) & set(moved))
        given.filter(company_id=target.company_id).update(company_id=None)
    Participant.objects.filter(pk__in=steps.get("participants", []), contact=target).update(contact=source)
    Participant.objects.filter(pk__in=steps.get("copies", [])).delete()
    opened_by = (
        TimelineEntry.objects.filter(ticket=OuterRef("pk"), author_kind=AuthorKind.CONTACT)
        .order_by("id")
        .annotate(mailed_from=KT("payload__mail__from"))
        .values("mailed_from")[:1]
    )
    since = list(
        held.filter(created_at__gte=merged_at)
        .exclude(pk__in=moved)
        .annotate(opened_by=Lower(Subquery(opened_by)))
        .filter(opened_by__in=list(addresses))
        .values_list("pk", flat=True)
    )
    Ticket.objects.filter(pk__in=since).update(company_id=source.company_id)
    Ticket.objects.filter(pk__in=[*moved, *since]).update(requester=source, version=F("version") + 1)


@transaction.atomic
def tickets_tell_moved(*, contact_ids: Sequence[int], now: datetime) -> int:
    """Tell open screens the requester of these contacts' newest tickets; returns how many were told."""
    tickets = list(
        Ticket.objects.for_rows()
        .filter(requester__in=contact_ids)
        .order_by("-last_activity_at", "-id")[:MAX_TOLD]
    )
    messages = []
    for ticket in tickets:
        row, scope = {"ticket": row_json(ticket)}, scope_of(ticket)
        messages.append(LiveMessage("queue", row, scope))
        messages.append(LiveMessage(live.topic_for("ticket", ticket.pk), row, scope))
    if messages:
        publish(TicketsMoved(ticket_ids=[ticket.pk for ticket in tickets]), live_messages=messages)
    return len(tickets)
