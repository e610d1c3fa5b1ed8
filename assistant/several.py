"""A message of several wishes: which of them hold up the others, and what is said of each."""

from dataclasses import replace

from assistant.engines.protocol import Answer
from assistant.next_step import Decision, Situation
from assistant.reading.instructions import instructs_machine
from assistant.reading.parts import Divided, divided


def without_what_people_do(situation: Situation, text: str) -> tuple[Situation, Divided]:
    """The wishes of a message; a look into the account that some of them need does not hold up the rest."""
    wishes = divided(text)
    if not wishes.for_people:
        return situation, wishes
    reason = "account_specific" if wishes.for_account else "complexity"
    intents = replace(situation.intents, is_account_specific=False)
    return replace(situation, intents=intents, open_reason=reason), wishes


def refused(wishes: Divided, text: str) -> Decision | None:
    """An order to the machine among the questions is no customer's question: people get it all."""
    if wishes.parts and any(map(instructs_machine, (text, *wishes.parts))):
        return Decision("handoff", "complexity")
    return None


def held_open(decision: Decision, wishes: Divided, situation: Situation) -> Decision:
    """What people have to see to does not wait for an answer to a question asked back."""
    is_unanswered = decision.reason in ("low_confidence", "no_source") and wishes.for_account
    if wishes.for_people and (decision.kind == "clarify" or is_unanswered):
        return Decision("handoff", situation.open_reason)
    return decision


def named(answer: Answer, wishes: Divided) -> Answer:
    """An answer that says which wishes it answers and which not, in the order of the message."""
    if not answer.open_parts and not wishes.for_people:
        return answer
    left = {*answer.open_parts, *wishes.for_people}
    named = [part for part in wishes.parts if part in left]
    return replace(
        answer,
        open_parts=(*named, *(part for part in answer.open_parts if part not in named)),
        answered_parts=tuple(part for part in wishes.parts if part not in left),
    )
