"""Recording what happened to tickets, as far as their clocks are concerned."""

from collections.abc import Sequence
from datetime import datetime

from core import writes
from sla.measures import FINISHED, Fact, FactKind
from sla.models import TicketFact
from tickets.entries import Change, Message
from tickets.models import AuthorKind, EntryKind, Status, Ticket, TimelineEntry, Visibility
from tickets.selectors import internal as all_tickets

_VOID = {"is_spam": "spam", "is_deleted": "trash"}


def fact_of_entry(entry: TimelineEntry) -> TicketFact | None:
    """The fact that a message represents, or None if no clock cares about it."""
    if entry.kind != EntryKind.MESSAGE or entry.visibility != Visibility.PUBLIC:
        return None
    payload = Message.of(entry.payload)
    if entry.author_kind == AuthorKind.CONTACT:
        # Nobody is waiting on an out-of-office reply.
        kind, label = FactKind.CUSTOMER, f"{entry.author_name} wrote"
        if payload.asks_nothing:
            return None
    elif payload.is_acknowledgement:
        return None
    elif entry.author_kind in (AuthorKind.STAFF, AuthorKind.TOKEN):
        kind, label = FactKind.REPLY, f"{entry.author_name} replied"
    elif entry.author_kind == AuthorKind.ASSISTANT and payload.is_answer:
        kind, label = FactKind.ANSWER, "The assistant answered"
    else:
        return None
    return TicketFact(
        ticket_id=entry.ticket_id,
        key=f"entry:{entry.pk}",
        kind=kind,
        at=entry.created_at,
        order=entry.pk,
        label=label[:200],
    )


def facts_of_changes(
    *, ticket_id: int, changes: dict[str, list[object]], key: str, at: datetime, order: int
) -> list[TicketFact]:
    """The facts implied by changed fields, each given as [old, new]."""
    found: list[TicketFact] = []
    if "status" in changes:
        old, new = (str(value) for value in changes["status"])
        found.append(
            TicketFact(
                ticket_id=ticket_id,
                key=f"{key}:status",
                kind=FactKind.STATUS,
                at=at,
                order=order,
                old=old,
                value=new,
                label=f"Status {old.replace('_', ' ')} to {new.replace('_', ' ')}",
            )
        )
    for name, reason in _VOID.items():
        if name in changes:
            is_void = bool(changes[name][1])
            found.append(
                TicketFact(
                    ticket_id=ticket_id,
                    key=f"{key}:{reason}",
                    kind=FactKind.VOIDED if is_void else FactKind.RESTORED,
                    at=at,
                    order=order,
                    value=reason,
                    label=f"{'Moved to' if is_void else 'Taken out of'} {reason}",
                )
            )
    return found


def facts_add(facts: Sequence[TicketFact]) -> None:
    """Append facts; known ones are left as they are."""
    writes.insert_new(*facts)


def facts_from_timeline(ticket: Ticket) -> list[TicketFact]:
    """
    The facts of a ticket whose events never reached this app: imported, or older than it.

    The timeline shows messages and changes; a status change that came with a message is inferred.
    """
    found: list[TicketFact] = []
    status = ""
    rows = all_tickets.history(ticket.pk)
    # A message now adds an entry for the status change it causes; older messages did not.
    told_at = {
        row.created_at
        for row in rows
        if row.kind == EntryKind.CHANGE and "status" in Change.of(row.payload).changes
    }
    for entry in rows:
        if entry.kind == EntryKind.CHANGE:
            changes = facts_of_changes(
                ticket_id=ticket.pk,
                changes=Change.of(entry.payload).changes,
                key=f"entry:{entry.pk}",
                at=entry.created_at,
                order=entry.pk,
            )
            found += changes
            status = next((fact.value for fact in changes if fact.kind == FactKind.STATUS), status)
            continue
        fact = fact_of_entry(entry)
        if fact is None:
            continue
        found.append(fact)
        if entry.created_at in told_at:
            continue
        if fact.kind == FactKind.CUSTOMER and status in (Status.PENDING, Status.ON_HOLD, Status.RESOLVED):
            found.append(inferred_status(ticket, status, Status.OPEN, entry.created_at, entry.pk))
            status = Status.OPEN
    if ticket.status != status and ticket.status not in (Status.NEW, Status.OPEN):
        at = ticket.last_message_at
        if ticket.status in FINISHED:
            at = ticket.resolved_at or ticket.closed_at or ticket.last_activity_at
        found.append(inferred_status(ticket, status or Status.NEW, ticket.status, at, ticket.last_entry_id))
    for name, reason in _VOID.items():
        is_known = any(fact.value == reason for fact in found)
        if getattr(ticket, name) and not is_known:
            key = f"inferred:{ticket.last_entry_id}"
            found += facts_of_changes(
                ticket_id=ticket.pk,
                changes={name: [False, True]},
                key=key,
                at=ticket.last_activity_at,
                order=ticket.last_entry_id,
            )
    return found


def inferred_status(ticket: Ticket, old: str, new: str, at: datetime, order: int) -> TicketFact:
    """A status change that has no timeline entry of its own."""
    (fact,) = facts_of_changes(
        ticket_id=ticket.pk, changes={"status": [old, new]}, key=f"inferred:{order}", at=at, order=order
    )
    return fact


def history_of(ticket: Ticket, facts: list[TicketFact]) -> list[Fact]:
    """The facts in the form that clocks take, starting with the ticket's creation in its first status."""
    statuses = sorted((fact.at, fact.order, fact.old) for fact in facts if fact.kind == FactKind.STATUS)
    first = statuses[0][2] if statuses else ticket.status
    created = Fact(FactKind.CREATED, ticket.created_at, "created", value=first, label="Ticket created")
    return [created] + [
        Fact(FactKind(fact.kind), fact.at, fact.key, fact.order, fact.value, fact.label) for fact in facts
    ]
