"""Events of the knowledge base."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class ArticlePublished(Event):
    """
    Readers get this version from now on; its passages are waiting for their vectors.

    `is_new`: they did not have these words before; else only who reads them has changed.
    """

    name: ClassVar[str] = "kb.article_published"
    article_id: int
    version: int
    is_new: bool = True


@dataclass(frozen=True)
class ReviewDue(Event):
    """An article is past its review; said once for each due date, to its owner."""

    name: ClassVar[str] = "kb.review_due"
    article_id: int
    owner_id: int
    due_on: str


@dataclass(frozen=True)
class ApprovalAsked(Event):
    """Somebody waits for an approval of an article's words."""

    name: ClassVar[str] = "kb.approval_asked"
    article_id: int
    approval_id: int


@dataclass(frozen=True)
class ApprovalDecided(Event):
    """A request for an approval is over: given, returned or withdrawn."""

    name: ClassVar[str] = "kb.approval_decided"
    article_id: int
    approval_id: int


@dataclass(frozen=True)
class ArticleWithdrawn(Event):
    """Readers no longer get the article: it was unpublished, archived or deleted."""

    name: ClassVar[str] = "kb.article_withdrawn"
    article_id: int


@dataclass(frozen=True)
class ArticleShelved(Event):
    """Nobody will publish the article as it stands: it was archived or deleted."""

    name: ClassVar[str] = "kb.article_shelved"
    article_id: int


@dataclass(frozen=True)
class TranslationsBehind(Event):
    """An article was published anew: its translations into these languages say what it said before."""

    name: ClassVar[str] = "kb.translations_behind"
    article_id: int
    version: int
    languages: list[str]


@dataclass(frozen=True)
class RunbookMarked(Event):
    """A step of a runbook was done in a ticket, left out, or is open again; `state` says which."""

    name: ClassVar[str] = "kb.runbook_marked"
    ticket_id: int
    article_id: int
    step_key: str
    state: str
    by_ref: str
