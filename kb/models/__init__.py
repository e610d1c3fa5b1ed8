"""Tables of the knowledge base."""

from kb.models.articles import (
    Article,
    ArticleBrand,
    ArticleFeedback,
    ArticleRedirect,
    ArticleVersion,
    Audience,
    Status,
)
from kb.models.passages import Chunk, Reembedding, Term
from kb.models.searches import SearchChannel, SearchLog
from kb.models.sources import Source, SourceItem

__all__ = [
    "Article",
    "ArticleBrand",
    "ArticleFeedback",
    "ArticleRedirect",
    "ArticleVersion",
    "Audience",
    "Chunk",
    "Reembedding",
    "SearchChannel",
    "SearchLog",
    "Source",
    "SourceItem",
    "Status",
    "Term",
]
