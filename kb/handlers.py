"""How the knowledge base reacts to events."""

from core import queue
from core.events import EventMeta
from kb.events import ArticlePublished


def on_article_published(event: ArticlePublished, meta: EventMeta) -> None:
    """Make vectors for the new passages; the sweeps of both tasks catch anything lost here."""
    queue.enqueue_on_commit("kb.tasks.embed")
    queue.enqueue_on_commit("kb.tasks.encode")
