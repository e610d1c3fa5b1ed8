"""What every change of an article does: it is ours, nobody else was faster, and it is told."""

from datetime import datetime
from typing import Any

from core import audit
from core.actors import Actor
from core.errors import Conflict, PreconditionFailed
from kb.models import Article


class OfSource(Conflict):
    """The article was read from a source: it is changed there, or its source is."""

    code = "kb.article_of_source"


def must_be_ours(actor: Actor, article: Article) -> None:
    """Raise OfSource for what a source keeps, unless the source itself asks."""
    if article.source_id is not None and not actor.is_internal:
        raise OfSource(
            "This was read from a source, and the next reading would undo the change. Change it where it"
            " comes from, or change the source."
        )


def expect(article: Article, version: int | None) -> None:
    """Raise PreconditionFailed if somebody changed the article after `version`."""
    if version is not None and version != article.version:
        raise PreconditionFailed(
            "Somebody changed this article in between. Load it again.", version=article.version
        )


def save(article: Article, now: datetime) -> None:
    """Store a changed article as its next version."""
    article.version += 1
    article.updated_at = now
    article.save()


def record(actor: Actor, action: str, article: Article, now: datetime, data: dict[str, Any]) -> None:
    """Note a change of an article in the audit log."""
    if article.source_id is not None:
        # Its source's runs tell, item by item.
        return
    audit.record(actor=actor, action=action, target=f"article:{article.pk}", data=data, now=now)
