"""Reads of the knowledge base, always for a reader: articles, and passages that answer."""

from kb.selectors.articles import (
    article_for_update,
    article_get,
    articles_matching,
    articles_visible,
    help_article,
    help_articles,
    open_slugs,
    published_content,
    redirect_for,
    version_get,
    versions,
)
from kb.selectors.retrieval import Found, Passage, retrieve, search

__all__ = [
    "Found",
    "Passage",
    "article_for_update",
    "article_get",
    "articles_matching",
    "articles_visible",
    "help_article",
    "help_articles",
    "open_slugs",
    "published_content",
    "redirect_for",
    "retrieve",
    "search",
    "version_get",
    "versions",
]
