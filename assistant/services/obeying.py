"""The one place where the autonomy ladder decides whether an answer leaves."""

from dataclasses import replace
from datetime import datetime

from assistant.engines.protocol import Answer
from assistant.models import Level, Reason, Run
from assistant.next_step import Decision
from assistant.rendering import sources_of, text_html
from assistant.services.judging_drafts import draft_keep
from assistant.services.thinking import Thought


def held_to(level: Level, run: Run, thought: Thought, *, category: str, now: datetime) -> Thought:
    """
    What the assistant does with a thought at this level: what it may not say itself goes to people.

    Below automatic no answer leaves, also not a part of one; at off it does not ask back either. In shadow
    and at suggest the answer is kept as a draft: nobody sees the one, an agent the other.
    """
    decision = thought.decision
    answers = decision.kind == "answer" or thought.part_answer is not None
    asks = decision.kind == "clarify" and decision.reason == "vague"
    if level == Level.AUTOMATIC or not (answers or (asks and level == Level.OFF)):
        return thought
    if decision.kind == "answer" and thought.answer is not None and level != Level.OFF:
        _keep(level, run, thought, thought.answer, category=category, now=now)
    return replace(thought, decision=Decision("handoff", Reason.AUTONOMY))


def _keep(level: Level, run: Run, thought: Thought, answer: Answer, *, category: str, now: datetime) -> None:
    draft_keep(
        ticket_id=run.ticket_id,
        entry_id=run.entry_id,
        category=category,
        is_shadow=level == Level.SHADOW,
        body_html=text_html(answer.text),
        citations=sources_of(answer.citations),
        confidence=answer.confidence,
        uncited=answer.uncited,
        engine=thought.engine,
        now=now,
    )
