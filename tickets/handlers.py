"""What tickets do when something happened below."""

from core import clock
from core.actors import SYSTEM
from core.events import EventMeta
from people import selectors as people_selectors
from people.events import ContactsMerged, ContactsUnmerged, IdentityConflictFound
from people.models import IdentityConflict
from people.selectors import internal as everybody
from tickets import services
from tickets.entries import ConflictStep, Named
from tickets.events import MessageReceived
from tickets.models import OPEN_STATUSES, Channel, EntryKind, Ticket, TimelineEntry

MAX_TOLD_TICKETS = 5


def on_contacts_merged(event: ContactsMerged, meta: EventMeta) -> None:
    """The conversations of a contact belong to whom they turned out to be, those of that moment too."""
    ids = {"from_contact_id": event.from_contact_id, "into_contact_id": event.into_contact_id}
    if event.merge_id is not None:
        # The merge moved them itself; one that is undone by now must not be repeated.
        merged = everybody.contact_locked(event.from_contact_id)
        if merged is None or merged.merged_into_id != event.into_contact_id:
            return
    services.tickets_move_contact(**ids, now=clock.now())
    if event.merge_id is not None:
        services.tickets_tell_moved(contact_ids=[event.into_contact_id], now=clock.now())


def on_contacts_unmerged(event: ContactsUnmerged, meta: EventMeta) -> None:
    """Open screens show whose each ticket is."""
    both = [event.from_contact_id, event.into_contact_id]
    services.tickets_tell_moved(contact_ids=both, now=clock.now())


def on_identity_conflict(event: IdentityConflictFound, meta: EventMeta) -> None:
    """Who works on the open tickets of a contact learns that it signed in with another contact's address."""
    contact = everybody.contact_find(event.contact_id)
    conflicts = people_selectors.conflicts_of(contact) if contact is not None else []
    tickets = Ticket.objects.filter(
        requester=event.contact_id, channel=Channel.WIDGET, status__in=OPEN_STATUSES
    )
    for ticket in tickets.order_by("-last_activity_at")[:MAX_TOLD_TICKETS] if conflicts else []:
        _tell_conflict(ticket.pk, conflicts[-1])


def wants_message(event: MessageReceived) -> bool:
    """Only who signs in through the widget can have an address that is another contact's."""
    return event.is_new_ticket and event.channel == Channel.WIDGET


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """The same is told on each new conversation, until the contacts are merged."""
    contact = everybody.contact_find(event.contact_id)
    for conflict in people_selectors.conflicts_of(contact)[:1] if contact is not None else []:
        _tell_conflict(event.ticket_id, conflict)


def _tell_conflict(ticket_id: int, conflict: IdentityConflict) -> None:
    """Once for each conversation."""
    told = TimelineEntry.objects.filter(ticket=ticket_id, kind=EntryKind.INTEGRATION)
    if told.filter(payload__step=ConflictStep.step).exists():
        return
    services.timeline_append(
        actor=SYSTEM,
        ticket_id=ticket_id,
        step=ConflictStep(conflict.value, Named(conflict.holder_id, conflict.holder.display_name)),
        body_text=(
            f"Signed in with {conflict.value}, which belongs to {conflict.holder.display_name}. "
            "The two are kept apart. If they are one person, merge the contacts."
        ),
        now=clock.now(),
    )
