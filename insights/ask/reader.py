"""
From a question to queries, by patterns and the names of the installation: the built-in engine.

Each word must be understood: what nobody has taken makes it ask back or refuse, never guess.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from insights.ask import words
from insights.ask.language import Unreadable, checked, normal
from insights.ask.names import Names
from insights.ask.text import NUMBER, Question, number_of
from insights.ask.times import when_of, window_of
from insights.ask.tree import DEFINED, TIMES, USUAL, Bound, Filter, LastDays, Query, When
from insights.ask.values import SIGNS, combined, names_of_several_words, renewals, values_in
from insights.measures import Kind

MAX_READINGS = 3


@dataclass(frozen=True, slots=True)
class Understood:
    """
    What a question may mean: one query, several to choose from, or none.

    `left` are words that no reading takes into account; where there are some, it has to be asked.
    """

    readings: tuple[Query, ...] = ()
    left: tuple[str, ...] = ()
    by: str = "builtin"

    @property
    def is_sure(self) -> bool:
        """Whether it may be answered without asking."""
        return len(self.readings) == 1 and not self.left


@dataclass
class _Slots:
    measure: str = ""
    by: str = ""
    value: Bound | None = None
    within: int | None = None
    when: When | None = None
    sort: str = ""
    limit: int | None = None
    is_ranked: bool = False
    instead: tuple[str, ...] = ()
    """Other measures that may be meant."""
    by_also: str = ""


def understand(text: str, *, names: Names, today: date) -> Understood:
    """The readings of a question, the likeliest first; never raises."""
    question = Question(text)
    barred = question.has(words.UNANSWERABLE)
    if barred is not None:
        return Understood(left=(barred[0],))
    if question.has(words.AMBIGUOUS_HEALTH):
        return _struggling(question, names, today)
    slots = _Slots()
    filters: list[list[Filter]] = names_of_several_words(question, names)
    filters += renewals(question)
    _read_times(question, slots, today)
    _read_groups(question, slots)
    _read_measure(question, slots)
    _read_bound(question, slots)
    is_having = question.has(words.HAS) is not None
    filters += values_in(question, names)
    _read_order(question, slots)
    fields = {one.field for meanings in filters for one in meanings}
    _read_weak_measure(question, slots, is_having=is_having, fields=fields)
    _read_tickets(question, slots)
    _read_companies(question, slots)
    _read_who(question, slots, fields)
    left = _unexplained(question, slots)
    readings = [_query(one, chosen) for chosen in combined(filters) for one in _meant(slots) if one.measure]
    found = tuple(dict.fromkeys(one for one in readings if one is not None))
    return Understood(found[:MAX_READINGS], left)


def _unexplained(question: Question, slots: _Slots) -> tuple[str, ...]:
    """Words that nothing has taken; "share" and "average" say nothing only of what is one."""
    left = [word for word in question.left() if word not in words.FILLERS]
    kind = DEFINED[slots.measure].kind if slots.measure else Kind.COUNT
    explained: frozenset[str] = frozenset()
    if kind == Kind.SHARE:
        explained = words.OF_SHARES
    elif kind in (Kind.TIME, Kind.MEAN) or slots.measure == "backlog_age":
        explained = words.OF_MEANS
    return tuple(word for word in left if word not in explained)


def _meant(slots: _Slots) -> Iterator[_Slots]:
    """The slots, and with the other measures or the other group that may be meant."""
    yield slots
    for measure in slots.instead:
        yield replace(slots, measure=measure)
    if slots.by_also:
        yield replace(slots, by=slots.by_also)


def _struggling(question: Question, names: Names, today: date) -> Understood:
    """No field says who struggles: three things that might."""
    when = when_of(question, today) or USUAL
    filters = tuple(one[0] for one in values_in(question, names) if len(one) == 1)
    readings = (
        Query("csat", filters, by="company", value=Bound("<", Decimal(4)), when=when),
        Query("reopened", filters, by="company", value=Bound(">=", Decimal(2)), when=when),
        Query("created", filters, by="company", value=Bound(">=", Decimal(3)), within=7, when=when),
    )
    return Understood(tuple(normal(one) for one in readings), ())


def _read_times(question: Question, slots: _Slots, today: date) -> None:
    for by, pattern in words.TIMES:
        if question.take(pattern):
            slots.by = by
            break
    slots.when = when_of(question, today)
    if not slots.by and question.take(words.OVER_TIME):
        slots.by = "day" if slots.when is None or _is_short(slots.when) else "week"


def _is_short(when: When) -> bool:
    return not isinstance(when, LastDays) or when.days <= 45


def _read_groups(question: Question, slots: _Slots) -> None:
    if slots.by:
        return
    for by, pattern in words.GROUPS:
        if question.take(f"(?:{words.ASKS_GROUP}|{words.BY_GROUP}) (?:{pattern})(?: of {words.TICKETS})?"):
            slots.by = by
            return
    for by, pattern in words.GROUPS:
        ranked = f"(?:the )?(top|first|{words.MOST}) ({NUMBER}) (?:{pattern})"
        found = question.take(ranked)
        if found is not None:
            slots.by, slots.limit = by, int(number_of(found[2]))
            slots.is_ranked = True
            return
    found = question.take(f"{words.BY_GROUP} {words.COMPANIES}")
    if found is not None:
        slots.by = "company"


def _read_companies(question: Question, slots: _Slots) -> None:
    """Companies are a group where somebody asks which, and what is counted where somebody asks how many."""
    if slots.by and slots.by not in TIMES:
        return
    count = question.has(
        f"(?:how many|number of|count of|wie viele|anzahl der) (?:different |[|] )*{words.COMPANIES}"
    )
    if count is not None and slots.measure in ("", "created") and slots.value is None:
        question.take(words.COMPANIES)
        slots.measure = "companies"
        return
    if slots.by:
        return
    lists = r"(?:which|what|welche[nrs]?|list(?: all| the)?|show(?: me)?(?: all| the)?|who|wer)"
    is_asked = question.has(rf"{lists}(?: [|]| [\w-]+){{0,3}} {words.COMPANIES}") is not None
    most = question.take(rf"(?:the|top|our|die) ({NUMBER})(?= {words.COMPANIES})")
    if most is not None:
        slots.limit, slots.is_ranked = int(number_of(most[1])), True
    if (is_asked or slots.value is not None or slots.is_ranked) and question.take(words.COMPANIES):
        slots.by = "company"


def _read_who(question: Question, slots: _Slots, fields: set[str]) -> None:
    """Who opened is a customer, who solved is one of ours; who has may be both."""
    if slots.by or not question.had(words.WHO):
        return
    if slots.measure in words.OF_PEOPLE:
        slots.by = "assignee"
    elif slots.measure == "backlog" and not fields & {"arr", "renewal"}:
        slots.by, slots.by_also = "assignee", "company"
    elif slots.measure:
        slots.by = "company"


def _read_measure(question: Question, slots: _Slots) -> None:
    if question.has(words.TOOK):
        for measure, pattern in (("resolution", words.TO_SOLVE), ("first_reply", words.TO_REPLY)):
            if question.take(pattern):
                slots.measure = measure
                return
    found = [(match, name) for name, pattern in words.MEASURES if (match := question.has(pattern))]
    if not found:
        return
    # The longest phrase says most; of two alike, the measure that stands first in the table is the rarer.
    best = max(found, key=lambda one: len(one[0][0]))
    slots.measure = best[1]
    question.take(dict(words.MEASURES)[best[1]])
    if slots.measure in words.SHARE_OF and any(word in words.OF_SHARES for word in question.left()):
        slots.measure = words.SHARE_OF[slots.measure]
    if slots.measure == "solved" and question.has(f"{words.FAST}|{words.SLOW}"):
        slots.measure = "resolution"
    if slots.measure.startswith("ai_"):
        question.take(words.NOUNS)


def _read_weak_measure(question: Question, slots: _Slots, *, is_having: bool, fields: set[str]) -> None:
    """Tickets without a word of what became of them: new ones, unless it could as well be open ones."""
    if not slots.measure and question.take(words.OPEN):
        slots.measure = "backlog"
    if slots.measure:
        question.take(words.TICKETS)
        if slots.measure in ("created", "companies"):
            question.take(words.OPENED)
        return
    is_named = question.take(words.WEAK_CREATED) is not None
    if not is_named and not fields and slots.value is None:
        return
    slots.measure = "created"
    question.take(words.OPENED)
    is_of_now = is_having or not is_named
    is_state = bool(fields & set(words.OF_NOW)) or slots.by in words.OF_NOW or question.had(words.WITHOUT)
    if slots.when is None and slots.value is None and (is_state or (is_of_now and not slots.by)):
        slots.instead = ("backlog",)


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


def _read_bound(question: Question, slots: _Slots) -> None:
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


def _read_tickets(question: Question, slots: _Slots) -> None:
    """Which tickets: each is a group of its own."""
    if slots.value is None or slots.by:
        return
    if slots.measure == "reassignments" or question.had(rf"{words.ASKS_GROUP} {words.TICKETS}"):
        slots.by = "ticket"


def _read_span(question: Question, slots: _Slots) -> None:
    pattern = rf"(?:was |were |took |take |takes |is |are )?({_BEFORE}) ({NUMBER}) ?({_SPAN})"
    found = question.take(pattern)
    if found is None:
        return
    unit = found[3] if found[3] in _SPANS else found[3].removesuffix("s")
    slots.value = Bound(SIGNS[found[1]], number_of(found[2]) * _SPANS[unit])
    if not slots.by:
        slots.by = "ticket"


def _read_order(question: Question, slots: _Slots) -> None:
    top = question.take(rf"(?:the )?top ({NUMBER})")
    if top is not None:
        slots.limit, slots.is_ranked = int(number_of(top[1])), True
    if question.take(words.BAD):
        slots.is_ranked, slots.sort = True, "value" if _is_good_high(slots.measure) else ""
    elif question.take(words.GOOD):
        slots.is_ranked, slots.sort = True, "" if _is_good_high(slots.measure) else "value"
    elif question.take(words.LEAST):
        slots.is_ranked, slots.sort = True, "value"
    elif question.take(words.MOST):
        slots.is_ranked = True
    if slots.measure == "sla" and slots.is_ranked and question.had(words.MISSES):
        slots.sort = "" if slots.sort else "value"


def _is_good_high(measure: str) -> bool:
    one = DEFINED.get(measure)
    return one is not None and (one.at_least is not None or measure in ("solved", "ai_containment"))


def _query(slots: _Slots, filters: tuple[Filter, ...]) -> Query | None:
    is_grouped = bool(slots.by) and slots.by not in TIMES
    is_share = slots.measure in DEFINED and DEFINED[slots.measure].kind == Kind.SHARE
    value = slots.value
    if value is not None and (not slots.by or (is_share and value.number > 100)):
        # A bound that nothing can be held against must not be dropped.
        return None
    try:
        return checked(
            normal(
                Query(
                    slots.measure,
                    filters,
                    by=slots.by,
                    value=value,
                    within=slots.within if slots.by else None,
                    when=slots.when or USUAL,
                    sort=slots.sort if is_grouped else "",
                    limit=slots.limit if is_grouped and slots.limit and slots.limit <= 100 else None,
                )
            )
        )
    except Unreadable:
        return None
