"""How many, how long or how often at least: the bound of groups, and the days that it must lie within."""

import re

from insights.ask import words
from insights.ask.slots import Slots
from insights.ask.text import NUMBER, Question, number_of
from insights.ask.times import window_of
from insights.ask.tree import DEFINED, Bound
from insights.ask.values import SIGNS

_BEFORE = "|".join(
    sorted((one for one in SIGNS if not one.startswith(("or ", "oder "))), key=len, reverse=True)
)
_AFTER = "or more|or less|or fewer|oder mehr"
_SPANS = {
    "second": 1, "minute": 60, "min": 60, "hour": 3600, "h": 3600, "day": 86_400, "week": 604_800,
    "minuten": 60, "stunde": 3600, "stunden": 3600, "tag": 86_400, "tage": 86_400, "tagen": 86_400,
}  # fmt: skip
_SPAN = rf"(?:{'|'.join(sorted(_SPANS, key=len, reverse=True))})s?"
_COUNTED = (
    rf"(?: (?:new |such |p[1-4] )*{words.TICKETS}| (?:times|mal)| ?%| percent| prozent| points| stars| of 5)?"
)


_A_WHILE = {
    "day": "day", "week": "week", "month": "month", "tag": "day", "woche": "week", "monat": "month",
}  # fmt: skip


def read_a_while(question: Question) -> None:
    """Companies with more than three tickets "per week" are those that have them within one week."""
    between = r"(?: (?!(?:with)?in |binnen |innerhalb )[^ |]{1,30}){0,3}"
    bound = rf"(?:(?:{_BEFORE}) {NUMBER}|{NUMBER} (?:{_AFTER})|{NUMBER}){between}"
    pattern = rf"({bound}) (?:per|a|each|every|pro|je|die|in der) ({'|'.join(_A_WHILE)})"
    found = question.has(pattern)
    if found is not None and question.has(words.COMPANIES):
        question.say(found, f"{found[1]} in a {_A_WHILE[found[2]]}")


def read_bound(question: Question, slots: Slots) -> None:
    """How many, how long or how often at least; a window only beside it."""
    if DEFINED.get(slots.measure) is not None and DEFINED[slots.measure].unit == "seconds":
        _read_span(question, slots)
        return
    pattern = rf"({_BEFORE}) ({NUMBER}){_COUNTED}|({NUMBER}) ({_AFTER}){_COUNTED}"
    found = question.has(pattern)
    bare = None
    if found is None:
        bare = question.has(
            rf"(?:had|have|has|with|hatten|haben|opened|raised|wrote|mit) ({NUMBER}) {words.TICKETS}"
        )
        twice = question.has(r"(twice|three times|zweimal)")
        bare = bare or twice
    if found is None and bare is None:
        return
    if found is not None:
        sign, number = (found[1], found[2]) if found[1] else (found[4], found[3])
        question.take(pattern)
        slots.value = Bound(SIGNS[sign], number_of(number))
    elif bare is not None:
        slots.value = Bound(">=", number_of(bare[1].split()[0]))
        question.take(re.escape(bare[0]).replace(r"\ ", " "))
    slots.within = window_of(question)
    if not slots.measure and slots.within is not None:
        slots.measure = "created"


def _read_span(question: Question, slots: Slots) -> None:
    pattern = rf"(?:was |were |took |take |takes |is |are )?({_BEFORE}) ({NUMBER}) ?({_SPAN})"
    found = question.take(pattern)
    if found is None:
        return
    unit = found[3] if found[3] in _SPANS else found[3].removesuffix("s")
    slots.value = Bound(SIGNS[found[1]], number_of(found[2]) * _SPANS[unit])
    if not slots.by:
        slots.by = "ticket"
