"""
From a question to queries, by patterns and the names of the installation: the built-in engine.

Each word must be understood: what nobody has taken makes it ask back or refuse, never guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from insights.ask import words
from insights.ask.bounds import read_a_while, read_bound
from insights.ask.language import Unreadable, checked, normal
from insights.ask.leftover import unexplained
from insights.ask.names import Names
from insights.ask.ranking import read_order, read_single
from insights.ask.slots import Slots
from insights.ask.states import read_still_open
from insights.ask.text import NUMBER, Question, number_of
from insights.ask.times import when_of
from insights.ask.tree import DEFINED, TIMES, USUAL, Bound, Filter, LastDays, Query, When
from insights.ask.values import combined, names_of_several_words, renewals, values_in
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


def understand(text: str, *, names: Names, today: date) -> Understood:
    """The readings of a question, the likeliest first; never raises."""
    question = Question(text)
    barred = question.has(words.UNANSWERABLE)
    if barred is not None:
        return Understood(left=(barred[0],))
    if question.has(words.AMBIGUOUS_HEALTH):
        return _struggling(question, names, today)
    slots = Slots()
    question.take(words.POLITE)
    filters: list[list[Filter]] = names_of_several_words(question, names)
    filters += renewals(question)
    read_a_while(question)
    _read_times(question, slots, today)
    filters += read_still_open(question, slots)
    _read_groups(question, slots)
    _read_measure(question, slots)
    read_bound(question, slots)
    is_having = question.has(words.HAS) is not None
    filters += values_in(question, names)
    read_order(question, slots)
    fields = {one.field for meanings in filters for one in meanings}
    _read_weak_measure(question, slots, is_having=is_having, fields=fields)
    _read_tickets(question, slots)
    _read_companies(question, slots)
    _read_who(question, slots, fields)
    read_single(question, slots)
    chosen = list(combined(filters, is_each_tag=bool(question.joins & words.AND)))
    left = unexplained(question, slots, chosen[0])
    readings = [_query(one, each) for each in chosen for one in _meant(slots) if one.measure]
    found = tuple(dict.fromkeys(one for one in readings if one is not None))
    return Understood(found[:MAX_READINGS], left)


def _meant(slots: Slots) -> Iterator[Slots]:
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


def _read_times(question: Question, slots: Slots, today: date) -> None:
    for by, pattern in words.TIMES:
        if question.take(pattern):
            slots.by = by
            break
    slots.when = when_of(question, today)
    if not slots.by and question.take(words.OVER_TIME):
        slots.by = "day" if slots.when is None or _is_short(slots.when) else "week"


def _is_short(when: When) -> bool:
    return not isinstance(when, LastDays) or when.days <= 45


def _read_groups(question: Question, slots: Slots) -> None:
    if slots.by:
        return
    for by, pattern in words.GROUPS:
        if question.take(f"(?:{words.ASKS_GROUP}|{words.BY_GROUP}) (?:{pattern})(?: of {words.TICKETS})?"):
            slots.by = by
            return
    for by, pattern in words.GROUPS:
        ranked = f"(?:the )?(top|first|{words.MOST}) ({NUMBER}) (?:{pattern})(?: by)?"
        found = question.take(ranked)
        if found is not None:
            slots.by, slots.limit = by, int(number_of(found[2]))
            slots.is_ranked = True
            return
    is_by_them = question.has(words.BY_THEM) is not None
    if not is_by_them and question.take(f"{words.BY_GROUP} {words.COMPANIES}") is not None:
        slots.by = "company"
    elif question.has(words.SUPERLATIVE):
        _read_some(question, slots)


def _read_some(question: Question, slots: Slots) -> None:
    """ "The 3 teams with the worst": so many of a group."""
    for by, pattern in words.GROUPS:
        some = rf"(?:(?:the|die|our|unsere|which|welche) )?({NUMBER}) (?:{pattern})"
        found = question.has(some)
        if found is not None and (number := int(number_of(found[1]))) > 1:
            question.take(some)
            slots.by, slots.limit, slots.is_ranked = by, number, True
            return


def _read_companies(question: Question, slots: Slots) -> None:
    """Companies are a group where somebody asks which, and what is counted where somebody asks how many."""
    if slots.by and slots.by not in TIMES:
        return
    count = question.has(
        f"(?:how many|number of|count of|wie viele|anzahl der) (?:different |[|] )*{words.COMPANIES}"
    )
    is_any = slots.value == Bound(">=", Decimal(1)) and slots.within is None
    is_counted = count is not None and not question.had(words.TICKETS_COUNTED)
    if is_counted and slots.measure in ("", "created") and (slots.value is None or is_any):
        # "A ticket" is what makes a company one of them.
        slots.value = None
        said = question.take(words.COMPANIES)
        slots.measure = "companies"
        if said is not None and not question.had(words.WROTE):
            question.unclear.append(said[0])
        return
    if slots.by:
        return
    lists = r"(?:which|what|welche[nrs]?|list(?: all| the)?|show(?: me)?(?: all| the)?|who|wer)"
    is_asked = question.has(rf"{lists}(?: [|]| [\w-]+){{0,3}} {words.COMPANIES}") is not None
    most = question.take(rf"(?:the|top|our|die|which|welche) ({NUMBER})(?= {words.COMPANIES})")
    if most is not None:
        slots.limit, slots.is_ranked = int(number_of(most[1])), True
    companies = words.COMPANIES if not slots.is_ranked else f"{words.COMPANIES}(?: by| nach)?"
    if (is_asked or slots.value is not None or slots.is_ranked) and question.take(companies):
        slots.by = "company"


def _read_who(question: Question, slots: Slots, fields: set[str]) -> None:
    """Who opened is a customer, who solved is one of ours; who has may be both."""
    if slots.by or not question.had(words.WHO):
        return
    if slots.measure in words.OF_PEOPLE:
        slots.by = "assignee"
    elif slots.measure == "backlog" and not fields & {"arr", "renewal"}:
        slots.by, slots.by_also = "assignee", "company"
    elif slots.measure:
        slots.by = "company"


def _read_measure(question: Question, slots: Slots) -> None:
    if slots.measure:
        return
    if question.has(words.TOOK):
        for measure, pattern in (("resolution", words.TO_SOLVE), ("first_reply", words.TO_REPLY)):
            if question.take(pattern):
                slots.measure = measure
                return
    took, solved, until = words.UNTIL_SOLVED
    if question.had(took) and question.has(until) and question.take(solved):
        question.take(until)
        question.take(words.TICKETS)
        slots.measure = "resolution"
        return
    found = [(match, name) for name, pattern in words.MEASURES if (match := question.has(pattern))]
    if not found:
        slots.measure = "csat" if question.has(words.HAPPIEST) else ""
        return
    # The longest phrase says most; of two alike, the measure that stands first in the table is the rarer.
    best = max(found, key=lambda one: len(one[0][0]))
    slots.measure = best[1]
    question.take(dict(words.MEASURES)[best[1]])
    if slots.measure in words.SHARE_OF and any(word in words.OF_SHARES for word in question.left()):
        slots.measure = words.SHARE_OF[slots.measure]
    if slots.measure == "solved" and question.has(f"{words.FAST}|{words.SLOW}"):
        slots.measure = "resolution"
        question.take(words.TICKETS)
    if slots.measure == "sla":
        question.take(words.MISSES)
    if slots.measure.startswith("ai_"):
        question.take(words.NOUNS)


def _read_weak_measure(question: Question, slots: Slots, *, is_having: bool, fields: set[str]) -> None:
    """Tickets without a word of what became of them: new ones, unless it could as well be open ones."""
    is_opening = question.had(words.TO_OPEN)
    if not slots.measure and not is_opening and question.take(words.OPEN):
        slots.measure = "backlog"
    if not slots.measure and slots.when is None and question.had(words.STANDS):
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
    if (
        not is_opening
        and slots.when is None
        and slots.value is None
        and (is_state or (is_of_now and not slots.by))
    ):
        slots.instead = ("backlog",)


def _read_tickets(question: Question, slots: Slots) -> None:
    """Which tickets: each is a group of its own."""
    if slots.value is None or slots.by:
        return
    if slots.measure == "reassignments" or question.had(rf"{words.ASKS_GROUP} {words.TICKETS}"):
        slots.by = "ticket"


def _query(slots: Slots, filters: tuple[Filter, ...]) -> Query | None:
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
