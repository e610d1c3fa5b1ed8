"""Tables of the knowledge base."""

from kb.models.approvals import Approval, HelpCenter
from kb.models.articles import (
    Article,
    ArticleBrand,
    ArticleFeedback,
    ArticleRedirect,
    ArticleVersion,
    Audience,
    Status,
)
from kb.models.images import ArticleImage
from kb.models.passages import Chunk, Reembedding, Term
from kb.models.reads import ArticleRead
from kb.models.redirects import MissedPath, Redirect
from kb.models.runbooks import MarkState, RunbookMark, StepKind
from kb.models.searches import SearchChannel, SearchLog
from kb.models.sources import (
    Kind,
    Reason,
    Schedule,
    SolvedTicket,
    Source,
    SourceFile,
    SourceItem,
    SourceLine,
    SourcePage,
    SourceRun,
    State,
)
from kb.models.steps import StepMiss

__all__ = [
    "Approval",
    "Article",
    "ArticleBrand",
    "ArticleFeedback",
    "ArticleImage",
    "ArticleRead",
    "ArticleRedirect",
    "ArticleVersion",
    "Audience",
    "Chunk",
    "HelpCenter",
    "Kind",
    "MarkState",
    "MissedPath",
    "Reason",
    "Redirect",
    "Reembedding",
    "RunbookMark",
    "Schedule",
    "SearchChannel",
    "SearchLog",
    "SolvedTicket",
    "Source",
    "SourceFile",
    "SourceItem",
    "SourceLine",
    "SourcePage",
    "SourceRun",
    "State",
    "Status",
    "StepKind",
    "StepMiss",
    "Term",
]
