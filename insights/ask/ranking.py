"""Which comes first: the most, the slowest, the best, and how many of them."""

import re

from insights.ask import words
from insights.ask.slots import Slots
from insights.ask.text import NUMBER, Question, number_of
from insights.ask.tree import DEFINED, TIMES
from insights.measures import Kind


def read_order(question: Question, slots: Slots) -> None:
    """An adjective that does not fit the measure is left to be asked about."""
    _read_top(question, slots)
    is_good_high = _is_good_high(slots.measure)
    for pattern, sort in (
        (words.BAD, "value" if is_good_high else ""),
        (words.GOOD, "" if is_good_high else "value"),
        (words.LEAST, "value"),
        (words.MOST, ""),
    ):
        found = question.take(pattern)
        if found is None:
            continue
        slots.is_ranked, slots.sort = True, sort
        _check(question, slots, found)
        if slots.measure == "sla" and question.had(words.MISSES):
            # The most missed is the least met.
            slots.sort = "" if pattern in (words.GOOD, words.LEAST) else "value"
        return
    if slots.measure == "sla" and question.had(words.MISSES):
        slots.sort = "value"


def _read_top(question: Question, slots: Slots) -> None:
    top = question.take(rf"(?:the )?top ({NUMBER})")
    if top is None:
        pattern = rf"(?:the |die )?({NUMBER})(?= {words.SUPERLATIVE} )"
        found = question.has(pattern)
        if found is not None and number_of(found[1]) > 1:
            top = question.take(pattern)
    if top is not None:
        slots.limit, slots.is_ranked = int(number_of(top[1])), True


def _check(question: Question, slots: Slots, found: re.Match[str]) -> None:
    """Long and slow are said of times, old of none that can be told."""
    measure = DEFINED.get(slots.measure)
    is_time = measure is not None and measure.unit == "seconds"
    is_age = slots.measure == "backlog_age"
    for pattern, fits in (
        (words.OF_TIME, is_time), (words.OF_AGE, is_age and bool(slots.by)),
        (words.OF_WORK, slots.measure in ("", "created")),
    ):  # fmt: skip
        if re.search(pattern, found[0]) and not fits:
            question.unclear.append(found[0].split()[-1])


def read_single(question: Question, slots: Slots) -> None:
    """The slowest without a group is one ticket; what has no such ticket is asked about."""
    if not slots.is_ranked or (slots.by and slots.by not in TIMES):
        return
    measure = DEFINED.get(slots.measure)
    is_told = measure is not None and (
        measure.kind == Kind.TIME or (slots.measure == "csat" and question.had(words.A_RATING))
    )
    if is_told and not slots.by:
        one = None if question.had("tickets|cases|anfragen") else 1
        slots.by, slots.limit = "ticket", slots.limit or one
        return
    said = question.had_what(words.SUPERLATIVE)
    question.unclear.append(said or "top")


def _is_good_high(measure: str) -> bool:
    one = DEFINED.get(measure)
    return one is not None and (one.at_least is not None or measure in ("solved", "ai_containment"))
