"""
The account of a question: every word that carries meaning must be in the query that runs.

What is left, or was taken but says something else than the query, is named, and the asker decides.
"""

from insights.ask import words
from insights.ask.slots import Slots
from insights.ask.text import Question
from insights.ask.tree import DEFINED, TIMES, Filter
from insights.measures import Kind


def unexplained(question: Question, slots: Slots, filters: tuple[Filter, ...]) -> tuple[str, ...]:
    """The words that no part of the query accounts for."""
    explained = words.FILLERS | _explained(slots, filters)
    is_time = slots.measure in DEFINED and DEFINED[slots.measure].unit == "seconds"
    question.take(words.HOW_LONG if is_time else words.HOW_MUCH)
    waiting = _waiting(question, slots)
    left = [word for word in question.left() if word not in explained]
    joins = [word for word in left if word in words.JOINS]
    if len(joins) <= _joined(joins, slots, filters):
        left = [word for word in left if word not in words.JOINS]
    more = (
        *question.unclear, *waiting, *_directions(question, slots), *_opened_by_us(question, slots, filters),
        *_counted(question, slots), *_missed(question, slots), *_tags(question, filters),
        *_handed(question, slots),
    )  # fmt: skip
    return _telling((*left, *more))


def _telling(left: tuple[str, ...]) -> tuple[str, ...]:
    """Each word once; a preposition only where nothing else says what is not understood."""
    found = dict.fromkeys(left)
    telling = tuple(word for word in found if word not in words.PREPOSITIONS)
    return telling or tuple(found)


def _explained(slots: Slots, filters: tuple[Filter, ...]) -> frozenset[str]:
    """Words that say nothing beside a measure of their kind, and much beside others."""
    measure = slots.measure
    if not measure:
        return words.OF_COUNTS
    kind, is_time = DEFINED[measure].kind, DEFINED[measure].unit == "seconds"
    found = words.OF_TIMES if is_time else words.OF_COUNTS
    if kind == Kind.SHARE:
        found |= words.OF_SHARES
    if kind == Kind.MEAN:
        found |= words.OF_MEANS
    if kind == Kind.STATE and slots.when is None:
        found |= words.OF_THIS_MOMENT
    found |= words.BESIDE.get(measure, frozenset())
    fields = {one.field for one in filters}
    if measure in words.ABOUT_CUSTOMERS or fields & {"segment", "arr", "renewal"}:
        found |= words.CUSTOMERS
    if slots.value is not None:
        found |= words.BESIDE_BOUNDS
    return found


def _joined(joins: list[str], slots: Slots, filters: tuple[Filter, ...]) -> int:
    """How many words may join values of one field; a bound may be joined to what stands before it."""
    many = sum(len(one.values) - 1 for one in filters if one.values and one.values != words.OPEN_VALUES)
    is_bound = slots.value is not None or any(one.bound is not None for one in filters)
    return many + (1 if is_bound and set(joins) <= words.AND else 0)


def _directions(question: Question, slots: Slots) -> list[str]:
    """ "By Maya" is hers of what people do, "by Acme" theirs of what customers do, and else neither."""
    left = []
    for field, word in question.directions:
        is_ours = field in ("assignee", "team")
        if word in ("by", "durch"):
            is_clear = slots.measure in (words.OF_PEOPLE if is_ours else words.OF_CUSTOMERS)
        elif is_ours:
            is_clear = word != "from" and slots.measure not in words.NOT_HELD
        else:
            is_clear = not question.had(words.DONE_BY)
        if not is_clear:
            left.append(word)
    return left


def _opened_by_us(question: Question, slots: Slots, filters: tuple[Filter, ...]) -> list[str]:
    """Who opened a ticket is no field; who holds it says something else."""
    if slots.measure != "created" or question.had(words.ASSIGNED):
        return []
    fields = {one.field for one in filters if one.values != ("none",) and not one.is_not}
    pattern = words.OPENS if "assignee" in fields else words.DID_OPEN if "team" in fields else None
    said = None if pattern is None else question.had_what(pattern)
    return [said.split()[-1]] if said else []


def _counted(question: Question, slots: Slots) -> list[str]:
    """A share or a time is no answer to how many, but where its part is just that count."""
    kind = DEFINED[slots.measure].kind if slots.measure else Kind.COUNT
    is_count = kind == Kind.COUNT or slots.measure in words.COUNTED or slots.measure == "backlog"
    if slots.measure == "solved" and slots.when is not None:
        # Those of a period that are solved now are others than those solved in it.
        said = question.had_what(words.IS_SOLVED)
        return [said] if said else []
    said = question.had_what(words.HOW_MANY)
    if slots.measure == "escalation_rate" and not set(question.whole.split()) & words.OF_SHARES:
        said = said or question.had_what(words.ESCALATED)
    return [said] if said and not is_count and slots.value is None else []


def _waiting(question: Question, slots: Slots) -> list[str]:
    """How long somebody waited for a first reply is a time; who still waits for one is no figure."""
    said = question.had_what(words.WAIT)
    if slots.measure != "first_reply" or said is None:
        return []
    if slots.value is None and not question.had(f"{words.HOW_LONG}|{words.SUPERLATIVE}"):
        return [said]
    while question.take(words.WAITING):
        pass
    return []


def _missed(question: Question, slots: Slots) -> list[str]:
    """The figure is of targets met: groups can be told by it, but it is not how many were missed."""
    is_told = slots.by and slots.by not in TIMES and slots.value is None
    if slots.measure != "sla" or is_told:
        return []
    said = question.had_what(words.MISSES)
    return [said] if said else []


def _handed(question: Question, slots: Slots) -> list[str]:
    """What is kept is what the assistant hands to people: not what a team hands on, nor to whom else."""
    if slots.measure != "ai_handoff" or not question.had(words.HANDED):
        return []
    return [] if question.had(words.BY_ASSISTANT) else ["übergeben"]


def _tags(question: Question, filters: tuple[Filter, ...]) -> list[str]:
    """Tags are all asked for or any of them; not a mixture, nor without saying which."""
    joins = question.joins
    is_mixed = joins == {","} or (bool(joins & words.AND) and bool(joins & words.OR))
    is_not = any(one.field == "tag" and one.is_not for one in filters)
    return sorted(joins) if joins and (is_mixed or is_not) else []
