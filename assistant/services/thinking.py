"""From a question to a decision: boundaries, retrieval, engine, boundaries again. No writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from assistant.boundaries import Held, held_in_answer
from assistant.configuration import AS_SHIPPED, Configuration
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.engines.choice import with_engine
from assistant.engines.protocol import Answer, AnswerRequest, Citation, Engine, OnText, Passage, Turn
from assistant.next_step import Decision, Situation, after_answering, before_answering
from assistant.reading.intents import is_vague
from assistant.reading.parts import MAX_PARTS, in_full, parts_of
from assistant.reading.repeats import is_told
from assistant.reading.sharing import NOTHING_SHARED, SharedPage, with_page
from assistant.reading.topics import topics_of
from assistant.retrieval import passages_for, with_sections
from assistant.selectors import NOBODY, Party
from assistant.services.acting import ANSWER, Acted, Acting
from assistant.several import held_open, named, refused, without_what_people_do
from core.actors import Actor
from core.errors import UpstreamFailed
from core.languages import NOTHING_KNOWN, UNKNOWN, Surroundings, language_of
from tickets.clearance import Cleared

# An article may well mention these, but an answer must not promise them.
_NEVER_IN_ANSWERS = ("distress",)
_REASONS_OF_A_PART = ("low_confidence", "action", "account_specific", "complexity", "provider_down")


@dataclass(frozen=True, slots=True)
class Thought:
    """A decision and everything that led to it."""

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
    acted: Acted | None = None

    @property
    def confidence(self) -> float:
        return self.answer.confidence if self.answer is not None else 0.0

    @property
    def part_answer(self) -> Answer | None:
        """What is said before a handoff that only concerns the open questions of a message."""
        answer = self.answer
        if answer is None or not answer.open_parts or self.decision.reason not in _REASONS_OF_A_PART:
            return None
        return answer if answer.citations and answer.confidence >= self.threshold else None

    @property
    def engine(self) -> str:
        return self.answer.engine if self.answer is not None else "rules"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The passages for a question, and the best articles in full, by id."""

    passages: Sequence[Passage]
    sections: Mapping[int, Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class Question:
    """
    Who asks what, where, and after what.

    `language` and `certainty` are triage's; if empty, the language is judged here, with the help of `around`.
    `gathered` are its passages, if they were looked up before (`gather`); `cleared` is the leave to read it.
    """

    text: str
    reader: Actor | None
    situation: Situation
    cleared: Cleared
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
    configuration: Configuration = AS_SHIPPED
    party: Party = NOBODY
    gathered: Gathered | None = None
    acting: Acting | None = None


def think(question: Question, on_text: OnText | None = None) -> Thought:
    """
    Decide what to do with a question; a provider that fails leads to the built-in engine or a person.

    `on_text` gets the pieces of an answer as soon as they are final: from an engine that writes them one by
    one while it does, from others at once when it is decided that they are said.
    """
    threshold = question.threshold if question.threshold is not None else shipped_threshold()
    language, certainty = question.language, question.certainty
    if not language:
        language, certainty = language_of(question.text, question.around)
    situation, text = _with_what_is_shared(question)
    situation, wishes = without_what_people_do(situation, text)
    early = before_answering(situation)
    if (acted := _acted(question, early, language)) is not None:
        return _of_action(question, acted, threshold, language)
    if (early := early or refused(wishes, text)) is not None:
        return _early(question, early, threshold, language)
    text = wishes.rest
    request = _request(question, text, language, threshold)
    passages = request.passages
    heard = _Heard(on_text, question) if on_text is not None else None
    try:
        done = with_engine("answer", question.cleared, lambda engine: engine.answer(request, heard))
    except UpstreamFailed as error:
        return Thought(
            Decision("handoff", "provider_down"), threshold, language, passages=passages, problem=str(error)
        )
    answer = done.result
    tongue = language[:2] if certainty > UNKNOWN else ""
    answer, passages = _with_each_part(question, text, request, answer, tongue)
    answer = named(answer, wishes)
    said = _never_said(question, answer, threshold)
    if tongue and answer.citations:
        situation = replace(situation, is_known_language=cited_languages(answer, passages) == {tongue})
    crossed = [one.key for one in said[:1]]
    decision = after_answering(situation, answer, threshold=threshold, boundaries_in_answer=crossed)
    decision = held_open(decision, wishes, situation)
    if decision.kind == "answer" and is_told(answer.text, question.history):
        # Text that did not settle the earlier question does not answer this one.
        decision = Decision("handoff", "low_confidence")
    if answer.open_parts and is_told(answer.text, question.history):
        answer = replace(answer, open_parts=())
    if done.fell_back and decision.kind == "handoff" and not crossed:
        decision = Decision("handoff", "provider_down")
    if decision.kind == "answer" and heard is not None and not heard.anything:
        for piece in answer.text.splitlines(keepends=True):
            heard(piece)
    return Thought(
        decision,
        threshold,
        language,
        answer,
        passages,
        boundary_label=said[0].label if said else "",
        evidence=said[0].evidence if said else "",
        problem=done.problem,
        page=question.shared.title,
    )


def _early(question: Question, decision: Decision, threshold: float, language: str) -> Thought:
    """What is clear without looking anything up."""
    return Thought(
        decision,
        threshold,
        language,
        boundary_label=question.boundary_label,
        evidence=question.evidence,
        page=question.shared.title,
    )


def _acted(question: Question, early: Decision | None, language: str) -> Acted | None:
    """What came of an action; only where an answer, or a look into the account, is what is wanted."""
    if question.acting is None or not (early is None or early.reason == "account_specific"):
        return None
    return question.acting.consider(question.text, language, question.history)


def _of_action(question: Question, acted: Acted, threshold: float, language: str) -> Thought:
    """An action's words as an answer, which crosses no boundary either; or what people have to decide."""
    told = [one for one in acted.each if one.text]
    if not told:
        return Thought(Decision("handoff", "action"), threshold, language, acted=acted)
    answer = Answer(
        "\n\n".join(one.text for one in told),
        tuple(Citation(0, one.title, "", one.facts) for one in told),
        min(one.score for one in told),
        f"{told[0].engine} action={','.join(one.action for one in told)}",
        open_parts=acted.left,
    )
    said = _crossed(question, answer.text)
    decision = Decision("answer") if acted.kind == ANSWER else Decision("handoff", "action")
    if said:
        decision = Decision("handoff", "boundary", said[0].key)
    return Thought(
        decision,
        min(one.min_score for one in told),
        language,
        answer,
        boundary_label=said[0].label if said else "",
        evidence=said[0].evidence if said else "",
        acted=acted,
    )


def _never_said(question: Question, answer: Answer, threshold: float) -> list[Held]:
    """The boundaries that an answer would cross; what is too unsure to be sent crosses none of an admin's."""
    found = [
        Held(topic, topic.capitalize(), words)
        for topic, words in topics_of(answer.text).items()
        if topic in _NEVER_IN_ANSWERS
    ]
    if not answer.citations or answer.confidence < threshold:
        return found
    return found + _crossed(question, answer.text)


def _crossed(question: Question, text: str) -> list[Held]:
    """The boundaries of an admin whose words stand in what is about to be said to this customer."""
    return held_in_answer(
        question.configuration.rules,
        text=text,
        segment=question.party.segment,
        account_states=question.party.account_states,
    )


class _Heard:
    """
    Passes pieces on, and knows whether an engine has written any itself.

    From the first piece on that crosses a boundary nothing is passed on: what will not be sent is not shown.
    """

    def __init__(self, on_text: OnText, question: Question) -> None:
        self._on_text, self._question = on_text, question
        self.anything = self._is_stopped = False

    def __call__(self, piece: str) -> None:
        self.anything = True
        self._is_stopped = self._is_stopped or bool(_crossed(self._question, piece))
        if not self._is_stopped:
            self._on_text(piece)


def gather(question: Question, text: str, language: str = "") -> Gathered:
    """What the asker of `question` finds for a text, in their language where there is a translation."""
    found = passages_for(
        question.cleared,
        reader=question.reader,
        question=text,
        history=question.history,
        brand_id=question.brand_id,
        product_area=question.shared.area or question.product_area,
        language=language or question.language,
    )
    passages, sections = with_sections(question.reader, found)
    return Gathered(passages, sections)


def _request(question: Question, text: str, language: str, threshold: float) -> AnswerRequest:
    known = question.gathered
    gathered = known if known is not None and text == question.text else gather(question, text, language)
    return AnswerRequest(
        question=text,
        passages=gathered.passages,
        history=question.history,
        brand=question.brand_name,
        channel=question.channel,
        language=language,
        page=question.page,
        threshold=threshold,
        sections=gathered.sections,
        voice=question.configuration.voice,
    )


def _with_each_part(
    question: Question, text: str, request: AnswerRequest, answer: Answer, tongue: str
) -> tuple[Answer, Sequence[Passage]]:
    """
    An answer in which each of several questions has its own, if an article answers it with enough confidence.

    A confident answer is completed with what it leaves open; an unsure one, between two articles, is rebuilt.
    The whole is only as sure as its least sure part, and questions without an answer stay open, as do those
    that only an article in another language than `tongue` answers.
    """
    parts = parts_of(text) if answer.engine.startswith("builtin") else []
    # A measurement without a threshold must see the same parts as a customer would.
    bar = request.threshold or shipped_threshold()
    is_sure = bool(answer.citations) and answer.confidence >= bar
    passages = list(request.passages)
    still_open: list[str] = []
    joined = answer if is_sure else None
    for place, part in enumerate(answer.open_parts if is_sure else parts):
        if place >= MAX_PARTS:
            still_open.append(part)
            continue
        further = _request(question, in_full(part, parts), request.language, request.threshold)
        try:
            found = with_engine("answer", question.cleared, partial(_answer, further)).result
        except UpstreamFailed:
            found = None
        if (
            found is None
            or not found.citations
            or found.confidence < bar
            or _is_foreign(found, further, tongue)
        ):
            still_open.append(part)
            continue
        known = {passage.key for passage in passages}
        passages.extend(passage for passage in further.passages if passage.key not in known)
        joined = found if joined is None else _joined(joined, found)
    if joined is None:
        return answer, request.passages
    return replace(joined, open_parts=tuple(still_open)), passages


def _is_foreign(answer: Answer, request: AnswerRequest, tongue: str) -> bool:
    return bool(tongue) and cited_languages(answer, request.passages) != {tongue}


def _answer(request: AnswerRequest, engine: Engine) -> Answer:
    return engine.answer(request)


def _joined(answer: Answer, further: Answer) -> Answer:
    told = {citation.quote for citation in answer.citations}
    if all(citation.quote in told for citation in further.citations):
        return replace(answer, confidence=min(answer.confidence, further.confidence))
    return replace(
        answer,
        text=f"{answer.text}\n\n{further.text}",
        citations=(*answer.citations, *(one for one in further.citations if one.quote not in told)),
        confidence=min(answer.confidence, further.confidence),
        uncited=(*answer.uncited, *further.uncited),
    )


def _with_what_is_shared(question: Question) -> tuple[Situation, str]:
    """A message that does not say what it is about means what went wrong on the customer's page."""
    if not is_vague(question.text) or not question.shared.words:
        return question.situation, question.text
    given = question.situation.intents
    intents = replace(given, is_vague=False, is_empty=given.is_empty and given.is_closing)
    situation = replace(question.situation, intents=intents)
    # A code says it all: "why did this fail?" wants the remedy, not the theory.
    if question.shared.codes:
        return situation, question.shared.trouble
    return situation, with_page(question.text, question.shared)


def cited_languages(answer: Answer, passages: Sequence[Passage]) -> set[str]:
    """The languages of the articles that an answer cites."""
    cited = {citation.article_id for citation in answer.citations}
    return {passage.language for passage in passages if passage.article_id in cited}
