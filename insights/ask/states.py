"""Tickets of a period that are open now."""

from insights.ask import words
from insights.ask.slots import Slots
from insights.ask.text import Question
from insights.ask.tree import Filter
from tickets.models.choices import OPEN_STATUSES

OPEN = Filter("status", tuple(sorted(str(one) for one in OPEN_STATUSES)))


def read_still_open(question: Question, slots: Slots) -> list[list[Filter]]:
    """ "Opened last week and still open": both the period and the state are conditions."""
    found = question.has(words.STILL_OPEN)
    if found is None or question.had(words.TO_OPEN):
        return []
    is_opened = question.has(words.WAS_OPENED) is not None
    is_of_period = slots.when is not None and question.had(words.OF_A_PERIOD)
    is_still = question.has(words.IS_STILL) is not None
    if not is_opened and not (slots.when is not None and (is_still or is_of_period)):
        return []
    question.take(words.STILL_OPEN)
    question.take(words.WAS_OPENED)
    slots.measure = "created"
    return [[OPEN]]
