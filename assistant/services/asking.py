"""A question outside any ticket: the same reasoning, with nothing stored but what the caller gets."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import selectors
from assistant.engines.protocol import Citation, Turn
from assistant.in_force import in_force
from assistant.next_step import Situation
from assistant.reading.intents import intents_of
from assistant.reading.mood import sentiment_of
from assistant.rendering import confidence_word
from assistant.services.thinking import Question, Thought, think
from assistant.wording import ask_back, handoff_text, say
from core.actors import Actor
from core.languages import Surroundings
from people.models import Brand
from tickets.clearance import NO_TICKET


@dataclass(frozen=True, slots=True)
class Asked:
    """What the assistant would have said."""

    answer: str
    citations: tuple[Citation, ...]
    confidence: float
    confidence_word: str
    decision: str
    reason: str
    boundary: str
    engine: str


def ask(
    *,
    reader: Actor | None,
    question: str,
    brand: Brand | None = None,
    page: str = "",
    history: Sequence[Turn] = (),
    segment: str = "",
    product_area: str = "",
) -> Asked:
    """
    Answer a question for a reader; None reads public articles only.

    Slow if a model is consulted; never call it in a transaction.
    """
    live = in_force()
    party = selectors.Party(segment=segment)
    held = selectors.boundaries_held(live, text=question, party=party)
    said = [turn for turn in history if turn.role == "assistant"]
    thought = think(
        Question(
            text=question,
            reader=reader,
            cleared=NO_TICKET,
            situation=Situation(
                intents=intents_of(question),
                boundaries=tuple(one.key for one in held),
                sentiment=sentiment_of(question).value,
                has_asked_back=any("?" in turn.text for turn in said),
                answers=len(said),
                # Without a ticket, a long history may simply be one question after another.
                max_answers=1000,
                has_history=bool(history),
            ),
            history=history,
            brand_id=brand.pk if brand is not None else None,
            brand_name=brand.name if brand is not None else "",
            product_area=product_area,
            page=page,
            around=Surroundings(
                earlier=tuple(turn.text for turn in history if turn.role == "customer"),
                served=selectors.languages_served(brand.pk if brand is not None else None),
            ),
            threshold=live.policy_for(brand.pk if brand is not None else None).threshold,
            boundary_label=held[0].label if held else "",
            evidence=held[0].evidence if held else "",
            configuration=live,
            party=party,
        )
    )
    return asked_of(thought)


def asked_of(thought: Thought) -> Asked:
    """A decision with the words that the customer would read."""
    decision, answer = thought.decision, thought.answer
    text = ""
    citations: tuple[Citation, ...] = ()
    kind, confidence, part = decision.kind, thought.confidence, thought.part_answer
    if kind == "answer" and answer is not None:
        text, citations = answer.text, answer.citations
    elif kind in ("clarify", "welcome"):
        unclear = answer.text if answer is not None and answer.is_unclear else ""
        kind, text = "clarify", unclear or ask_back(decision.reason, thought.language, thought.page)
    elif kind == "confirmed":
        kind, text, confidence = "answer", say("confirmed", thought.language), 1.0
    else:
        text = handoff_text(
            reason=decision.reason,
            boundary=decision.boundary,
            wait_seconds=None,
            language=thought.language,
            open_parts=part.open_parts if part is not None else (),
            answered_parts=part.answered_parts if part is not None else (),
        )
        if part is not None:
            text, citations = f"{part.text}\n\n{text}", part.citations
    return Asked(
        answer=text,
        citations=citations,
        confidence=confidence,
        confidence_word=confidence_word(confidence, thought.threshold),
        decision=kind,
        reason=decision.reason,
        boundary=decision.boundary,
        engine=thought.engine,
    )
