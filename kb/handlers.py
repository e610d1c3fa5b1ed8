"""What the knowledge base does when something happened."""

from django.db import transaction

from core.events import EventMeta
from kb.events import ArticlePublished


def on_article_published(event: ArticlePublished, meta: EventMeta) -> None:
    """Make vectors for the new passages; the sweep of `kb.tasks.embed` catches what is lost here."""
    from kb.tasks import embed

    transaction.on_commit(lambda: embed.apply_async(retry=False), robust=True)
