"""Events of the assistant's work."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class Triaged(Event):
    """A customer's message was read: type, area, sentiment, urgency, complexity, language, entities."""

    name: ClassVar[str] = "assistant.triaged"
    ticket_id: int
    entry_id: int
    triage_id: int


@dataclass(frozen=True)
class TriageCorrected(Event):
    """A person corrected a label; classifiers learn from it."""

    name: ClassVar[str] = "assistant.triage_corrected"
    ticket_id: int
    triage_id: int
    field: str
    by_ref: str


@dataclass(frozen=True)
class HandoffRequested(Event):
    """The assistant handed the conversation to people."""

    name: ClassVar[str] = "assistant.handoff_requested"
    ticket_id: int
    handoff_id: int
    reason: str


@dataclass(frozen=True)
class AnswerGiven(Event):
    """The assistant answered a customer with citations."""

    name: ClassVar[str] = "assistant.answer_given"
    ticket_id: int
    entry_id: int
    confidence: float


@dataclass(frozen=True)
class CategoryDemoted(Event):
    """Too many conversations of a category came back, last `ticket_id`: it no longer answers alone."""

    name: ClassVar[str] = "assistant.category_demoted"
    category: str
    change_id: int
    ticket_id: int


@dataclass(frozen=True)
class AnswerJudged(Event):
    """A person judged an answer; with `is_for_tests` they want its question among the test questions."""

    name: ClassVar[str] = "assistant.answer_judged"
    ticket_id: int
    verdict_id: int
    verdict: str
    is_for_tests: bool


@dataclass(frozen=True)
class ReviewDigestDue(Event):
    """It is Monday, and conversations wait for a review; `ticket_id` is the most urgent one."""

    name: ClassVar[str] = "assistant.review_digest_due"
    ticket_id: int
    waiting: int


@dataclass(frozen=True)
class ConfigurationPublished(Event):
    """Another configuration of the assistant is in force: a new version, or an earlier one again."""

    name: ClassVar[str] = "assistant.configuration_published"
    version: int


@dataclass(frozen=True)
class BoundaryReviewDue(Event):
    """A boundary should have been looked at again by now; its owner is told once for each date."""

    name: ClassVar[str] = "assistant.review_due"
    key: str
    label: str
    owner_id: int
    review_on: str


@dataclass(frozen=True)
class ReadersStillAsk(Event):
    """Many read an article and then had to ask anyway; its owner is told, at most once in 30 days."""

    name: ClassVar[str] = "assistant.readers_still_ask"
    article_id: int
    owner_id: int
    followed: int
    known: int


@dataclass(frozen=True)
class ActionChanged(Event):
    """An action was proposed for a customer, decided about, or has ended; `state` says which."""

    name: ClassVar[str] = "assistant.action_changed"
    ticket_id: int
    call_id: int
    action: str
    state: str
    by_ref: str
