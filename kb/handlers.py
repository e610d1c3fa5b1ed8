"""How the knowledge base reacts to events."""

from core import clock, queue
from core.events import EventMeta
from kb.events import ArticlePublished
from kb.services.sources import tickets_wrote_again
from tickets.events import MessageReceived


def on_article_published(event: ArticlePublished, meta: EventMeta) -> None:
    """Make vectors for the new passages; the sweeps of both tasks catch anything lost here."""
    queue.enqueue_on_commit("kb.tasks.embed")
    queue.enqueue_on_commit("kb.tasks.encode")


def wants_message(event: MessageReceived) -> bool:
    """A new ticket has not been solved."""
    return not event.is_new_ticket


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """A solved ticket in which the customer writes again is knowledge no more."""
    tickets_wrote_again(ticket_id=event.ticket_id, now=clock.now())
