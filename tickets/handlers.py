"""What tickets do when something happened below."""

from core import clock
from core.events import EventMeta
from people.events import ContactsMerged, ContactsUnmerged
from people.models import Contact
from tickets import services


def on_contacts_merged(event: ContactsMerged, meta: EventMeta) -> None:
    """The conversations of a contact belong to whom they turned out to be, those of that moment too."""
    ids = {"from_contact_id": event.from_contact_id, "into_contact_id": event.into_contact_id}
    if event.merge_id is not None:
        # The merge moved them itself; one that is undone by now must not be repeated.
        merged = Contact.objects.select_for_update().filter(pk=event.from_contact_id).first()
        if merged is None or merged.merged_into_id != event.into_contact_id:
            return
    services.tickets_move_contact(**ids, now=clock.now())
    if event.merge_id is not None:
        services.tickets_tell_moved(contact_ids=[event.into_contact_id], now=clock.now())


def on_contacts_unmerged(event: ContactsUnmerged, meta: EventMeta) -> None:
    """Open screens show whose each ticket is."""
    both = [event.from_contact_id, event.into_contact_id]
    services.tickets_tell_moved(contact_ids=both, now=clock.now())
