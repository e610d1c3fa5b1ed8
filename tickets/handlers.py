"""How tickets react to events on lower floors."""

from core import clock
from core.actors import SYSTEM
from core.events import EventMeta
from people import selectors as people_selectors
from people.events import ContactsMerged, ContactsUnmerged, IdentityConflictFound
from people.models import IdentityConflict
from people.selectors import internal as everybody
from tickets import services
from tickets.entries import ConflictStep, Named
from tickets.events import EntriesRedacted, MessageReceived, ReplyPosted
from tickets.models import OPEN_STATUSES, Channel, EntryKind, Ticket, TimelineEntry

MAX_TOLD_TICKETS = 5


def on_contacts_merged(event: ContactsMerged, meta: EventMeta) -> None:
    """Move conversations to the contact that remains, including any created at that very moment."""
    ids = {"from_contact_id": event.from_contact_id, "into_contact_id": event.into_contact_id}
    if event.merge_id is not None:
        # The merge has already moved them; if it was undone since, that must not be repeated.
        merged = everybody.contact_locked(event.from_contact_id)
        if merged is None or merged.merged_into_id != event.into_contact_id:
            return
    services.tickets_move_contact(**ids, now=clock.now())
    if event.merge_id is not None:
        services.tickets_tell_moved(contact_ids=[event.into_contact_id], now=clock.now())


def on_contacts_unmerged(event: ContactsUnmerged, meta: EventMeta) -> None:
    """Refresh open screens with each ticket's requester."""
    both = [event.from_contact_id, event.into_contact_id]
    services.tickets_tell_moved(contact_ids=both, now=clock.now())


def on_identity_conflict(event: IdentityConflictFound, meta: EventMeta) -> None:
    """Tell whoever works on a contact's open tickets that it signed in with another contact's address."""
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
    """Repeat that on each new conversation until the contacts are merged."""
    contact = everybody.contact_find(event.contact_id)
    for conflict in people_selectors.conflicts_of(contact)[:1] if contact is not None else []:
        _tell_conflict(event.ticket_id, conflict)


def wants_answer(event: MessageReceived) -> bool:
    """No reply can be scheduled before there is a ticket."""
    return not event.is_new_ticket


def on_customer_wrote(event: MessageReceived, meta: EventMeta) -> None:
    """Hold back replies that were scheduled before their author could read this."""
    services.replies_hold(ticket_id=event.ticket_id, entry_id=event.entry_id, now=clock.now())


def on_colleague_wrote(event: ReplyPosted, meta: EventMeta) -> None:
    """The same when a colleague, or the assistant, answered first."""
    services.replies_hold(ticket_id=event.ticket_id, entry_id=event.entry_id, now=clock.now())


def _tell_conflict(ticket_id: int, conflict: IdentityConflict) -> None:
    """At most once per conversation."""
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


def wants_files(event: EntriesRedacted) -> bool:
    """Only where files went."""
    return bool(event.paths)


def on_entries_redacted(event: EntriesRedacted, meta: EventMeta) -> None:
    """Delete the bytes of files that no message has any more."""
    services.files_forget(paths=event.paths)
