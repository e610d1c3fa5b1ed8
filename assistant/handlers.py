"""How the assistant reacts to events elsewhere."""

from assistant import services
from core import clock, queue
from core.events import EventMeta
from tickets.events import MessageReceived


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """Queue the work on a customer's message; it starts once the message is committed."""
    run = services.run_request(ticket_id=event.ticket_id, entry_id=event.entry_id, now=clock.now())
    if run is not None:
        queue.enqueue_on_commit("assistant.tasks.run", run_id=run.pk)
