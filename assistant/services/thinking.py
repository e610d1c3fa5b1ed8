"""From a question to a decision: boundaries, retrieval, engine, boundaries again. No writes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.engines.choice import with_engine
from assistant.engines.protocol import Answer, AnswerRequest, OnText, Passage, Turn
from assistant.next_step import Decision, Situation, after_answering, before_answering
from assistant.reading.intents import is_vague
from assistant.reading.languages import NOTHING_KNOWN, UNKNOWN, Surroundings, language_of
from assistant.reading.repeats import is_told
from assistant.reading.sharing import NOTHING_SHARED, SharedPage, with_page
from assistant.reading.topics import topics_of
from assistant.retrieval import passages_for, with_sections
from core.actors import Actor
from core.errors import UpstreamFailed

# What an article may well speak of, but an answer must not promise.
_NEVER_IN_ANSWERS = ("distress",)


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
    page: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        return self.answer.confidence if self.answer is not None else 0.0

    @property
    def engine(self) -> str:
        return self.answer.engine if self.answer is not None else "rules"


@dataclass(frozen=True, slots=True)
class Question:
    """
    Who asks what, where, after what.

    `language` with `certainty` is what triage found; empty: it is judged here, with what `around` tells.
    """

    text: str
    reader: Actor | None
    situation: Situation
    history: Sequence[Turn] = ()
    brand_id: int | None = None
    brand_name: str = ""
    channel: str = "widget"
    product_area: str = ""
    page: str = ""
    shared: SharedPage = NOTHING_SHARED
    language: str = ""
    certainty: float = 1.0
    around: Surroundings = NOTHING_KNOWN
    threshold: float | None = None
    boundary_label: str = ""
    evidence: str = ""


def think(question: Question, on_text: OnText | None = None) -> Thought:
    """Decide what to do with a question; a provider that fails leads to the built-in engine or a person."""
    threshold = question.threshold if question.threshold is not None else shipped_threshold()
    language, certainty = question.language, question.certainty
    if not language:
        language, certainty = language_of(question.text, question.around)
    situation, text = _with_what_is_shared(question)
    early = before_answering(situation)
    if early is not None:
        return Thought(
            early,
            threshold,
            language,
            boundary_label=question.boundary_label,
            evidence=question.evidence,
            page=question.shared.title,
        )
    found = passages_for(
        reader=question.reader,
        question=text,
        history=question.history,
        brand_id=question.brand_id,
        product_area=question.shared.area or question.product_area,
    )
    passages, sections = with_sections(question.reader, found)
    request = AnswerRequest(
        question=text,
        passages=passages,
        history=question.history,
        brand=question.brand_name,
        channel=question.channel,
        language=language,
        page=question.page,
        threshold=threshold,
        sections=sections,
    )
    try:
        done = with_engine("answer", lambda engine: engine.answer(request, on_text))
    except UpstreamFailed as error:
        return Thought(
            Decision("handoff", "provider_down"), threshold, language, passages=passages, problem=str(error)
        )
    answer = done.result
    said = [topic for topic in topics_of(answer.text) if topic in _NEVER_IN_ANSWERS]
    if certainty > UNKNOWN and answer.citations:
        situation = replace(situation, is_known_language=cited_languages(answer, passages) == {language[:2]})
    decision = after_answering(situation, answer, threshold=threshold, boundaries_in_answer=said)
    if decision.kind == "answer" and is_told(answer.text, question.history):
        # What did not settle the question before does not answer this one.
        decision = Decision("handoff", "low_confidence")
    if done.fell_back and decision.kind == "handoff":
        decision = Decision("handoff", "provider_down")
    return Thought(
        decision, threshold, language, answer, passages, problem=done.problem, page=question.shared.title
    )


def _with_what_is_shared(question: Question) -> tuple[Situation, str]:
    """A message that does not say what it is about means what went wrong on the customer's page."""
    if not is_vague(question.text) or not question.shared.words:
        return question.situation, question.text
    intents = replace(question.situation.intents, is_vague=False)
    situation = replace(question.situation, intents=intents)
    # A code says all: "why did this fail?" wants to get on, not the theory of it.
    if question.shared.codes:
        return situation, question.shared.trouble
    return situation, with_page(question.text, question.shared)


def cited_languages(answer: Answer, passages: Sequence[Passage]) -> set[str]:
    """The languages of the articles that an answer cites."""
    cited = {citation.article_id for citation in answer.citations}
    return {passage.language for passage in passages if passage.article_id in cited}
