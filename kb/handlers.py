"""How the knowledge base reacts to events."""

from core import clock, queue
from core.events import EventMeta
from kb.events import ArticlePublished, ArticleShelved
from kb.services.sources import tickets_wrote_again
from tickets import services as ticket_services
from tickets.events import MessageReceived
from tickets.models.choices import SnoozeEvent


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


def wants_publication(event: ArticlePublished) -> bool:
    """Whoever waits for an article waits for its words."""
    return event.is_new


def on_awaited_published(event: ArticlePublished, meta: EventMeta) -> None:
    """Wake the tickets that were snoozed until then."""
    ticket_services.tickets_wake_for(event=SnoozeEvent.ARTICLE, item=event.article_id, now=clock.now())


def on_awaited_shelved(event: ArticleShelved, meta: EventMeta) -> None:
    """Wake them too where that will not be."""
    ticket_services.tickets_wake_for(
        event=SnoozeEvent.ARTICLE, item=event.article_id, is_gone=True, now=clock.now()
    )
