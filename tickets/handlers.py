"""What tickets do when something happened below."""

from core import clock
from core.events import EventMeta
from people.events import ContactsMerged
from tickets import services


def on_contacts_merged(event: ContactsMerged, meta: EventMeta) -> None:
    """The conversations of a visitor belong to whom they turned out to be."""
    services.tickets_move_contact(
        from_contact_id=event.from_contact_id, into_contact_id=event.into_contact_id, now=clock.now()
    )
