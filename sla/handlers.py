"""How clocks react to tickets and customers; safe to repeat, in any order."""

from django.db.models import Q

from core import clock
from core.events import EventMeta
from people.events import CompanyChanged, ContactsMerged, ContactsUnmerged
from sla import services
from tickets.events import (
    MessageReceived,
    ReplyPosted,
    TicketChanged,
    TicketCreated,
    TicketMerged,
    TicketUnmerged,
)
from tickets.selectors import internal as all_tickets

# Changes to other fields, including the mirrored due time itself, do not affect clocks.
DECISIVE = frozenset(
    {
        "status", "priority", "is_spam", "is_deleted", "team", "brand", "company", "requester", "type",
        "tags", "merged_into",
    }
)  # fmt: skip


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """A customer's message starts clocks or lets them continue."""
    take_entry(event.ticket_id, event.entry_id)


def wants_reply(event: ReplyPosted) -> bool:
    """An acknowledgement fulfils nothing."""
    return not event.is_acknowledgement


def on_reply_posted(event: ReplyPosted, meta: EventMeta) -> None:
    """A reply fulfils clocks."""
    take_entry(event.ticket_id, event.entry_id)


def take_entry(ticket_id: int, entry_id: int) -> None:
    """Record the fact that a message represents, and derive the clocks again."""
    entry = all_tickets.entry_find(entry_id)
    # By now a merge may have moved it; then that tells of it.
    is_here = entry is not None and entry.ticket_id == ticket_id and entry.merged_from is None
    fact = services.fact_of_entry(entry) if entry is not None and is_here else None
    services.clocks_refresh(ticket_id=ticket_id, now=clock.now(), new_facts=[fact] if fact else [])


def on_ticket_merged(event: TicketMerged, meta: EventMeta) -> None:
    """What was said in a ticket counts for the one it became part of."""
    merge = all_tickets.merge_find(event.merge_id)
    entries = all_tickets.entries_with_ids(merge.steps["entries"]) if merge is not None else []
    facts = services.facts_of_merge(merge_id=event.merge_id, ticket_id=event.ticket_id, entries=entries)
    services.clocks_refresh(ticket_id=event.ticket_id, now=clock.now(), new_facts=facts)


def on_ticket_unmerged(event: TicketUnmerged, meta: EventMeta) -> None:
    """It counts for its own ticket alone again, also where the merge came before its own event."""
    merge = all_tickets.merge_find(event.merge_id)
    entries = all_tickets.entries_with_ids(merge.steps["entries"]) if merge is not None else []
    now = clock.now()
    left = services.facts_of_unmerge(
        merge_id=event.merge_id, ticket_id=event.ticket_id, entries=entries, now=now
    )
    services.clocks_refresh(ticket_id=event.ticket_id, now=now, new_facts=left)
    # What had itself come from elsewhere has its fact from that merge, which takes it along when undone.
    written_here = [entry for entry in entries if entry.merged_from is None]
    own = [fact for entry in written_here if (fact := services.fact_of_entry(entry)) is not None]
    back = [fact for fact in own if fact.ticket_id == event.source_id]
    services.clocks_refresh(ticket_id=event.source_id, now=now, new_facts=back)


def on_ticket_created(event: TicketCreated, meta: EventMeta) -> None:
    """A ticket opened by staff has clocks from its creation."""
    services.clocks_refresh(ticket_id=event.ticket_id, now=clock.now())


def wants_change(event: TicketChanged) -> bool:
    """Whether a field changed that clocks or policies look at."""
    return not DECISIVE.isdisjoint(event.changes)


def on_ticket_changed(event: TicketChanged, meta: EventMeta) -> None:
    """A status pauses or ends clocks; priority, team, type and tags may select another target."""
    facts = services.facts_of_changes(
        ticket_id=event.ticket_id,
        changes=event.changes,
        key=f"event:{meta.id}",
        at=meta.occurred_at,
        order=meta.id,
    )
    services.clocks_refresh(ticket_id=event.ticket_id, now=clock.now(), new_facts=facts, is_change=True)


def wants_company(event: CompanyChanged) -> bool:
    """Policies look at the segment alone."""
    return "segment" in event.changes


def on_company_changed(event: CompanyChanged, meta: EventMeta) -> None:
    """Another segment means another policy for all of the company's open tickets."""
    services.checks_soon(tickets=Q(company_id=event.company_id), now=clock.now())


def on_contacts_merged(event: ContactsMerged | ContactsUnmerged, meta: EventMeta) -> None:
    """Tickets that moved to another contact, or back, may now belong to another company."""
    both = [event.from_contact_id, event.into_contact_id]
    services.checks_soon(tickets=Q(requester_id__in=both), now=clock.now())
