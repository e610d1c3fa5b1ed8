"""Answer, ask back, or hand over: one pure function of what is known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.engines.protocol import Answer
from assistant.reading.intents import Intents

NO_SOURCE_BELOW = 0.15
"""Below this confidence, what was found does not even count as related."""
CLARIFY_WORDS = 4


@dataclass(frozen=True, slots=True)
class Situation:
    """
    What is known before an engine is consulted.

    `boundaries` are the keys of those that apply, the most serious first. `has_asked_back` says whether the
    assistant has already asked once, `answers` how many answers it has given in this conversation.
    `open_reason` is why people get what an answer leaves open.
    """

    intents: Intents
    boundaries: Sequence[str] = ()
    sentiment: str = "neutral"
    has_asked_back: bool = False
    answers: int = 0
    max_answers: int = 4
    has_history: bool = False
    is_known_language: bool = True
    open_reason: str = "low_confidence"


@dataclass(frozen=True, slots=True)
class Decision:
    """
    `kind` is `answer`, `clarify`, `handoff`, `confirmed` or `welcome` (a friendly word, nothing to do).

    `reason` is that of a handoff, or what is asked back.
    """

    kind: str
    reason: str = ""
    boundary: str = ""


def before_answering(situation: Situation) -> Decision | None:
    """What is clear without looking anything up; None if an answer should be attempted."""
    intents = situation.intents
    # Distress, a breach or a legal threat come first, so even a plain wish for a person arrives marked.
    if situation.boundaries:
        return Decision("handoff", "boundary", situation.boundaries[0])
    if intents.wants_person:
        return Decision("handoff", "customer_asked")
    if intents.is_empty and not situation.has_history and situation.answers == 0:
        # Nothing has been said yet, so there is nothing to doubt or to be glad about.
        return _ask_back_once(situation)
    if (courtesy := _courtesy(situation)) is not None:
        return courtesy
    if intents.is_angry or situation.sentiment == "angry":
        return Decision("handoff", "sentiment")
    if situation.answers > 0 and intents.says_unsolved:
        return Decision("handoff", "loop")
    if situation.answers >= situation.max_answers:
        return Decision("handoff", "loop")
    if intents.is_greeting and not situation.has_history:
        return Decision("clarify", "greeting")
    if intents.is_account_specific:
        return Decision("handoff", "account_specific")
    is_sound = intents.is_empty and not intents.agrees
    if intents.is_vague and (is_sound or not situation.has_history):
        return _ask_back_once(situation)
    return None


def _courtesy(situation: Situation) -> Decision | None:
    intents = situation.intents
    if situation.answers > 0 and (intents.says_solved or intents.is_closing):
        return Decision("confirmed")
    if intents.is_closing:
        return Decision("welcome", "thanks")
    return Decision("clarify", "small_talk") if intents.is_small_talk else None


def _ask_back_once(situation: Situation) -> Decision:
    return Decision("handoff", "unclear") if situation.has_asked_back else Decision("clarify", "vague")


def after_answering(
    situation: Situation, answer: Answer, *, threshold: float, boundaries_in_answer: Collection[str] = ()
) -> Decision:
    """Whether an answer is good enough to send."""
    if boundaries_in_answer:
        return Decision("handoff", "boundary", min(boundaries_in_answer))
    if answer.is_unclear:
        return Decision("handoff", "unclear") if situation.has_asked_back else Decision("clarify", "vague")
    if not situation.is_known_language and answer.engine.startswith("builtin"):
        return Decision("handoff", "language")
    if answer.citations and answer.confidence >= threshold:
        # With a question left open, the rest is sent and a person answers what is missing.
        return Decision("handoff", situation.open_reason) if answer.open_parts else Decision("answer")
    if situation.intents.is_vague and not situation.has_asked_back:
        return Decision("clarify", "vague")
    if not answer.citations or answer.confidence < NO_SOURCE_BELOW:
        return Decision("handoff", "no_source")
    return Decision("handoff", "low_confidence")
