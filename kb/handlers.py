"""What the knowledge base does when something happened."""

from core import queue
from core.events import EventMeta
from kb.events import ArticlePublished


def on_article_published(event: ArticlePublished, meta: EventMeta) -> None:
    """Make vectors for the new passages; the sweep of `kb.tasks.embed` catches what is lost here."""
    queue.enqueue_on_commit("kb.tasks.embed")
