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
from kb.selectors.sources import source_for_update, source_get, sources_list, sources_visible
from kb.selectors.translations import alternates, slugs_in

__all__ = [
    "Found",
    "Passage",
    "alternates",
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
    "slugs_in",
    "source_for_update",
    "source_get",
    "sources_list",
    "sources_visible",
    "version_get",
    "versions",
]
