"""Recording what happened to tickets, as far as their clocks are concerned."""

from collections.abc import Sequence
from datetime import datetime

from core import writes
from sla.measures import FINISHED, Fact, FactKind
from sla.models import TicketFact
from tickets.entries import Change, Message
from tickets.models import AuthorKind, EntryKind, Status, Ticket, TimelineEntry, Visibility
from tickets.selectors import internal as all_tickets

_VOID = {"is_spam": "spam", "is_deleted": "trash", "merged_into": "merged"}
BROUGHT = "merge:"
"""How the keys of facts begin that a merge brought from another ticket."""
LEFT = "left:"
"""How the key of a fact begins that takes the one after it back."""
_COLUMNS = {"merged_into": "merged_into_id"}
_WORDS = {"merged": ("Merged into another ticket", "Taken out of another ticket again")}


def fact_of_entry(entry: TimelineEntry) -> TicketFact | None:
    """The fact that a message represents, or None if no clock cares about it."""
    if entry.kind != EntryKind.MESSAGE or entry.visibility != Visibility.PUBLIC:
        return None
    payload = Message.of(entry.payload)
    if entry.author_kind == AuthorKind.CONTACT:
        # Nobody is waiting on an out-of-office reply.
        kind, label = FactKind.CUSTOMER, f"{entry.author_name} wrote"
        # What was asked elsewhere was asked under no promise of ours.
        if payload.asks_nothing or payload.is_imported:
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
    # A merge closes nothing that was done: it cancels, and its undo resumes.
    if "status" in changes and "merged_into" not in changes:
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
            if is_void == bool(changes[name][0]):
                continue
            into, out = _WORDS.get(reason, (f"Moved to {reason}", f"Taken out of {reason}"))
            found.append(
                TicketFact(
                    ticket_id=ticket_id,
                    key=f"{key}:{reason}",
                    kind=FactKind.VOIDED if is_void else FactKind.RESTORED,
                    at=at,
                    order=order,
                    old=str(changes["status"][0]) if is_void and "status" in changes else "",
                    value=reason,
                    label=into if is_void else out,
                )
            )
    return found


def facts_of_merge(*, merge_id: int, ticket_id: int, entries: Sequence[TimelineEntry]) -> list[TicketFact]:
    """The messages that a merge brought to a ticket, as facts of that ticket."""
    noted = [(entry, fact) for entry in entries if (fact := fact_of_entry(entry)) is not None]
    has_asked = any(fact.kind == FactKind.CUSTOMER for _, fact in noted)
    # A reply from elsewhere to what was asked there began nothing here.
    found = [fact for entry, fact in noted if has_asked or not Message.of(entry.payload).is_imported]
    for fact in found:
        fact.ticket_id, fact.key = ticket_id, f"{BROUGHT}{merge_id}:{fact.key}"
    return found


def facts_of_unmerge(
    *, merge_id: int, ticket_id: int, entries: Sequence[TimelineEntry], now: datetime
) -> list[TicketFact]:
    """The same messages left it again; nothing is taken from the facts, so that the history stays."""
    brought = facts_of_merge(merge_id=merge_id, ticket_id=ticket_id, entries=entries)
    return [
        TicketFact(
            ticket_id=ticket_id,
            key=f"{LEFT}{fact.key}",
            kind=FactKind.LEFT,
            at=now,
            order=fact.order,
            label="A merge was undone",
        )
        for fact in brought
    ]


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
    if all_tickets.is_imported(ticket, rows):
        found.append(_imported(ticket))
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
        # What a merge brought is told by the merge, which can be undone.
        fact = fact_of_entry(entry) if entry.merged_from is None else None
        if fact is None:
            continue
        found.append(fact)
        if entry.created_at in told_at:
            continue
        if fact.kind == FactKind.CUSTOMER and status in (Status.PENDING, Status.ON_HOLD, Status.RESOLVED):
            found.append(inferred_status(ticket, status, Status.OPEN, entry.created_at, entry.pk))
            status = Status.OPEN
    is_merged = ticket.merged_into_id is not None
    if ticket.status != status and ticket.status not in (Status.NEW, Status.OPEN) and not is_merged:
        at = ticket.last_message_at
        if ticket.status in FINISHED:
            at = ticket.resolved_at or ticket.closed_at or ticket.last_activity_at
        found.append(inferred_status(ticket, status or Status.NEW, ticket.status, at, ticket.last_entry_id))
    for name, reason in _VOID.items():
        is_known = any(fact.value == reason for fact in found)
        if getattr(ticket, _COLUMNS.get(name, name)) and not is_known:
            key = f"inferred:{ticket.last_entry_id}"
            found += facts_of_changes(
                ticket_id=ticket.pk,
                changes={name: [False, True]},
                key=key,
                at=ticket.last_activity_at,
                order=ticket.last_entry_id,
            )
    return found


def _imported(ticket: Ticket) -> TicketFact:
    return TicketFact(
        ticket_id=ticket.pk,
        key="imported",
        kind=FactKind.IMPORTED,
        at=ticket.created_at,
        label="Imported",
    )


def inferred_status(ticket: Ticket, old: str, new: str, at: datetime, order: int) -> TicketFact:
    """A status change that has no timeline entry of its own."""
    (fact,) = facts_of_changes(
        ticket_id=ticket.pk, changes={"status": [old, new]}, key=f"inferred:{order}", at=at, order=order
    )
    return fact


def history_of(ticket: Ticket, facts: list[TicketFact]) -> list[Fact]:
    """
    The facts in the form that clocks take, starting with the ticket's creation in its first status.

    What another ticket brought counts like its own: whoever had written there earlier has waited since.
    Of an imported ticket only what its customer writes here begins anything.
    """
    left = {fact.key.removeprefix(LEFT) for fact in facts if fact.kind == FactKind.LEFT}
    facts = [fact for fact in facts if fact.kind != FactKind.LEFT and fact.key not in left]
    if any(fact.kind == FactKind.IMPORTED for fact in facts):
        return _since_import(facts)
    brought = [fact for fact in facts if fact.key.startswith(BROUGHT) and fact.at < ticket.created_at]
    first_brought = min(brought, key=lambda fact: (fact.at, fact.order), default=None)
    statuses = sorted((fact.at, fact.order, fact.old) for fact in facts if fact.kind == FactKind.STATUS)
    # A merge closes a ticket without a fact that says so, but it tells what it was before.
    merged = [fact.old for fact in facts if fact.value == "merged" and fact.old]
    first = statuses[0][2] if statuses else merged[-1] if merged else ticket.status
    created = Fact(FactKind.CREATED, ticket.created_at, "created", value=first, label="Ticket created")
    if first_brought is not None:
        key = f"created:{first_brought.key}"
        created = Fact(
            FactKind.CREATED, first_brought.at, key, value=first, label="The merged ticket was created"
        )
    return [created] + [
        Fact(FactKind(fact.kind), fact.at, fact.key, fact.order, fact.value, fact.label) for fact in facts
    ]


def _since_import(facts: list[TicketFact]) -> list[Fact]:
    """The facts of an imported ticket since its customer wrote again; none before that."""
    wrote = [fact for fact in facts if fact.kind == FactKind.CUSTOMER]
    if not wrote:
        return []
    begun = min(wrote, key=lambda fact: (fact.at, fact.order))
    found = [Fact(FactKind.CREATED, begun.at, f"created:{begun.key}", value=Status.OPEN, label="Wrote again")]
    for fact in facts:
        is_void = fact.kind in (FactKind.VOIDED, FactKind.RESTORED)
        if fact.kind == FactKind.IMPORTED or (fact.at < begun.at and not is_void):
            continue
        at = max(fact.at, begun.at)
        found.append(Fact(FactKind(fact.kind), at, fact.key, fact.order, fact.value, fact.label))
    return found
