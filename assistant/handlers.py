"""How the assistant reacts to events elsewhere."""

from assistant import services
from core import clock, queue
from core.events import EventMeta
from tickets.channels import CHANNELS
from tickets.events import MessageReceived


def queue_of(event: MessageReceived) -> str:
    """Whoever writes where pieces of an answer are shown is looking at the screen and waits for it."""
    return queue.URGENT if CHANNELS[event.channel].shows_pieces else queue.EVENTS


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """Queue the work on a customer's message; it starts once the message is committed."""
    run = services.run_request(ticket_id=event.ticket_id, entry_id=event.entry_id, now=clock.now())
    if run is not None:
        is_urgent = queue_of(event) == queue.URGENT
        name = queue.URGENT if is_urgent else queue.SLOW
        queue.enqueue_on_commit("assistant.tasks.run", name, run_id=run.pk, is_urgent=is_urgent)
