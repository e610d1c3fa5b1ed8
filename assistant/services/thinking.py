"""From a question to a decision: boundaries, retrieval, engine, boundaries again. No writes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.deciding import Decision, Situation, after_answering, before_answering
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.engines.choice import with_engine
from assistant.engines.protocol import Answer, AnswerRequest, OnText, Passage, Turn
from assistant.reading.languages import language_of
from assistant.reading.topics import topics_of
from assistant.retrieval import passages_for
from core.actors import Actor
from core.errors import UpstreamFailed

# What an article may well speak of, but an answer must not promise.
_NEVER_IN_ANSWERS = ("distress",)
BUILTIN_LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True)
class Thought:
    """A decision with all that led to it."""

    decision: Decision
    threshold: float
    language: str
    answer: Answer | None = None
    passages: Sequence[Passage] = ()
    boundary_label: str = ""
    evidence: str = ""
    problem: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        return self.answer.confidence if self.answer is not None else 0.0

    @property
    def engine(self) -> str:
        return self.answer.engine if self.answer is not None else "rules"


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks what, where, after what."""

    text: str
    reader: Actor | None
    situation: Situation
    history: Sequence[Turn] = ()
    brand_id: int | None = None
    brand_name: str = ""
    channel: str = "widget"
    product_area: str = ""
    page: str = ""
    threshold: float | None = None
    boundary_label: str = ""
    evidence: str = ""


def think(question: Question, on_text: OnText | None = None) -> Thought:
    """Decide what to do with a question; a provider that fails leads to the built-in engine or a person."""
    threshold = question.threshold if question.threshold is not None else shipped_threshold()
    language, certainty = language_of(question.text)
    if certainty <= 0.5 and question.history:
        language, _ = language_of(" ".join(turn.text for turn in question.history if turn.role == "customer"))
    early = before_answering(question.situation)
    if early is not None:
        return Thought(
            early, threshold, language, boundary_label=question.boundary_label, evidence=question.evidence
        )
    passages = passages_for(
        reader=question.reader,
        question=question.text,
        history=question.history,
        brand_id=question.brand_id,
        product_area=question.product_area,
    )
    request = AnswerRequest(
        question=question.text,
        passages=passages,
        history=question.history,
        brand=question.brand_name,
        channel=question.channel,
        language=language,
        page=question.page,
        threshold=threshold,
    )
    try:
        done = with_engine("answer", lambda engine: engine.answer(request, on_text))
    except UpstreamFailed as error:
        return Thought(
            Decision("handoff", "provider_down"), threshold, language, passages=passages, problem=str(error)
        )
    answer = done.result
    said = [topic for topic in topics_of(answer.text) if topic in _NEVER_IN_ANSWERS]
    decision = after_answering(question.situation, answer, threshold=threshold, boundaries_in_answer=said)
    if done.fell_back and decision.kind == "handoff":
        decision = Decision("handoff", "provider_down")
    return Thought(decision, threshold, language, answer, passages, problem=done.problem)
