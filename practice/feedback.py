"""
What an attempt shows beside the runbook and beside what was answered then.

Facts alone, each with the step or the message that it comes from: what was done, left out, missed or done
before its turn, which limit was exceeded, whether it was handed on. Nothing is scored or weighed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.folding import folded
from core.function_words import FUNCTION_WORDS
from kb.runbook import ESCALATE, is_over

FEWEST_WORDS = 3
"""A sentence of fewer words of its own, such as a greeting, says nothing that could be missing."""
STEM = 6
"""Letters that tell a word, so that "exports" and "exported" count as one."""
MOST_SENTENCES = 60
_SMALL = FUNCTION_WORDS["en"] | FUNCTION_WORDS["de"]
_SENTENCE = re.compile(r"[^.!?\n]{1,2000}[.!?]?")
_WORD = re.compile(r"\w{3,60}")

Step = Mapping[str, Any]
Mark = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepFound:
    """What became of one step; `done_before` is the key of an earlier step that was done only later."""

    key: str
    kind: str
    text: str
    state: str
    place: int | None
    done_before: str | None
    amount: float | None
    limit: float | None
    unit: str
    is_over: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer of then, and whether most of its words stand in what was written now."""

    text: str
    is_said: bool


@dataclass(frozen=True, slots=True)
class Then:
    """One answer of then: `number` is its place among the messages of the case, from 1."""

    number: int
    sentences: list[Sentence]


def steps_found(steps: Sequence[Step], marks: Sequence[Mark]) -> list[StepFound]:
    """What became of each step: `done`, `skipped` or `missed`; of an escalation `open` in place of missed."""
    by_key = {str(mark["step"]): mark for mark in marks}
    done = [str(mark["step"]) for mark in marks if mark["state"] == "done"]
    order = {key: at for at, key in enumerate(done, start=1)}
    found = []
    for at, step in enumerate(steps):
        mark = by_key.get(step["key"])
        state = mark["state"] if mark else "open" if step["kind"] == ESCALATE else "missed"
        place = order.get(step["key"])
        later = (one["key"] for one in steps[:at] if place is not None and order.get(one["key"], 0) > place)
        amount = None if mark is None or mark["amount"] is None else Decimal(str(mark["amount"]))
        found.append(
            StepFound(
                key=step["key"],
                kind=step["kind"],
                text=step["text"],
                state=state,
                place=place,
                done_before=next(later, None),
                amount=None if amount is None else float(amount),
                limit=step["limit"],
                unit=step["unit"],
                is_over=is_over(step, amount),
                reason=mark["reason"] if mark else "",
            )
        )
    return found


def escalation(*, must: bool, done: bool) -> str:
    """`right` where it was handed on or not as the case wants, else `missing` or `needless`."""
    if must == done:
        return "right"
    return "missing" if must else "needless"


def compared(messages: Sequence[Mapping[str, str]], mine: Sequence[str]) -> list[Then]:
    """Sentence by sentence, what was answered then, and what of it stands in `mine`."""
    known = {word for text in mine for word in words_of(text)}
    found, left = [], MOST_SENTENCES
    for number, message in enumerate(messages, start=1):
        if message["who"] != "us" or left <= 0:
            continue
        sentences = [
            Sentence(text, _is_said(words, known))
            for text in sentences_of(message["text"])
            if len(words := words_of(text)) >= FEWEST_WORDS
        ][:left]
        left -= len(sentences)
        if sentences:
            found.append(Then(number, sentences))
    return found


def sentences_of(text: str) -> list[str]:
    """A text in sentences, without empty ones."""
    return [part for piece in _SENTENCE.findall(text) if (part := piece.strip(" .!?\t-*"))]


def words_of(text: str) -> set[str]:
    """The words that a sentence does not share with every other, by their beginnings."""
    return {word[:STEM] for word in _WORD.findall(folded(text).lower()) if word not in _SMALL}


def _is_said(words: set[str], known: set[str]) -> bool:
    return 2 * len(words & known) >= len(words)
