"""Writes of the knowledge base."""

from kb.services.articles import (
    SlugTaken,
    article_archive,
    article_create,
    article_delete,
    article_publish,
    article_restore,
    article_review,
    article_unpublish,
    article_update,
)
from kb.services.indexing import articles_index, passages_embed

__all__ = [
    "SlugTaken",
    "article_archive",
    "article_create",
    "article_delete",
    "article_publish",
    "article_restore",
    "article_review",
    "article_unpublish",
    "article_update",
    "articles_index",
    "passages_embed",
]
