"""What the assistant wrote and noted in the stories of the demo."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.actors import ASSISTANT
from helpdesk.demo.loading.library import Library
from helpdesk.demo.loading.markup import to_html
from helpdesk.demo.story import Moment, Story
from tickets.models import EntryKind, TimelineEntry
from tickets.services import timeline_append

if TYPE_CHECKING:
    from helpdesk.demo.loading.conversations import Progress

HIGH, MEDIUM = 0.8, 0.6
# The reasons of the demo's scripts as people see them in the queue.
SHORT = {
    "policy_boundary": "Handed over",
    "customer_asked": "Asked for a person",
    "low_confidence": "Low confidence",
    "loop": "Answer did not help",
    "no_source": "No article covers it",
    "complexity": "Needs a specialist",
    "account_risk": "Account at risk",
    "sentiment": "Customer is upset",
}


def confidence_word(confidence: float) -> str:
    """The word that people see for a confidence."""
    return "high" if confidence >= HIGH else "medium" if confidence >= MEDIUM else "low"


class Assistance:
    """Writes the assistant's part of a story."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def triage(self, story: Story, *, entry: TimelineEntry, now: datetime) -> None:
        """Note what the assistant read in the first message."""

    def body(self, moment: Moment) -> str:
        """The HTML of an answer: the cited passages, or the question asked back."""
        if moment.text:
            return to_html(moment.text)
        passages = [self.library.texts[item.slug].passage(item.heading) for item in moment.citations]
        return to_html("\n\n".join(passages))

    def answer(self, part: "Progress", moment: Moment, brand: str) -> dict[str, Any]:
        """The payload of an answer."""
        is_answer = moment.kind == "answered"
        return {
            "is_answer": is_answer and moment.is_sure,
            "decision": "answer" if is_answer else "clarify",
            "confidence": moment.confidence,
            "confidence_word": confidence_word(moment.confidence),
            "citations": [self.library.citation(item, brand) for item in moment.citations],
        }

    def hand_over(self, part: "Progress", moment: Moment) -> str:
        """Note why a person is needed; returns the short reason for the queue."""
        handoff = moment.handoff
        if handoff is None:
            raise ValueError("A moment of handing over says why")
        timeline_append(
            actor=ASSISTANT,
            ticket_id=part.ticket_id,
            kind=EntryKind.AI,
            body_text=handoff.wants,
            payload={
                "step": "handoff",
                "reason": handoff.reason,
                "summary": handoff.wants,
                "why": handoff.why,
            },
            now=moment.at,
        )
        return SHORT[handoff.reason]
