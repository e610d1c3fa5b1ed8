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
from insights.ask.names import ME, NONE, Names, form
from insights.ask.text import NUMBER, Question, number_of
from insights.ask.times import renewal_of, when_of, window_of
from insights.ask.tree import DEFINED, TIMES, USUAL, Bound, Filter, LastDays, Query, When
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


def understand(text: str, *, names: Names, today: date) -> Understood:
    """The readings of a question, the likeliest first; never raises."""
    question = Question(text)
    barred = question.has(words.UNANSWERABLE)
    if barred is not None:
        return Understood(left=(barred[0],))
    if question.has(words.AMBIGUOUS_HEALTH):
        return _struggling(question, names, today)
    slots = _Slots()
    filters: list[list[Filter]] = _names_of_several_words(question, names)
    filters += _renewals(question)
    _read_times(question, slots, today)
    _read_groups(question, slots)
    _read_measure(question, slots)
    _read_bound(question, slots)
    filters += _values(question, names)
    _read_order(question, slots)
    is_open = _read_weak_measure(question, slots)
    _read_companies(question, slots)
    left = tuple(word for word in question.left() if word not in words.FILLERS)
    readings = [_query(slots, chosen) for chosen in _combined(filters)] if slots.measure else []
    found = tuple(dict.fromkeys(one for one in readings if one is not None))
    if is_open and len(found) == 1 and not left:
        found = (*found, replace(found[0], measure="backlog"))
    return Understood(found[:MAX_READINGS], left)


def _struggling(question: Question, names: Names, today: date) -> Understood:
    """No field says who struggles: three things that might."""
    when = when_of(question, today) or USUAL
    filters = tuple(one[0] for one in _values(question, names) if len(one) == 1)
    readings = (
        Query("csat", filters, by="company", value=Bound("<", Decimal(4)), when=when),
        Query("reopened", filters, by="company", value=Bound(">=", Decimal(2)), when=when),
        Query("created", filters, by="company", value=Bound(">=", Decimal(3)), within=7, when=when),
    )
    return Understood(tuple(normal(one) for one in readings), ())


def _names_of_several_words(question: Question, names: Names) -> list[list[Filter]]:
    """Names of two words and more go first, so that no word of theirs means something else."""
    found = []
    for field, value in _longest_first(names):
        said = form(value)
        if " " not in said or re.search(r"[^\w .&']", said) is not None:
            continue
        pattern = re.escape(said).replace(r"\ ", "[ -]")
        if field == "tag":
            pattern = words.AROUND["tag"][0] + pattern
        if not question.has(pattern):
            continue
        alike = [
            (one, other)
            for one, other in _longest_first(names)
            if form(other) == said and (one == "tag") == (field == "tag")
        ]
        found += _taken(question, pattern, alike)
    return found


def _longest_first(names: Names) -> list[tuple[str, str]]:
    every = [(field, value) for field, known in names.own.items() for value in known]
    return sorted(every, key=lambda one: (-len(one[1]), one[1], one[0]))


def _taken(question: Question, pattern: str, meant: list[tuple[str, str]]) -> list[list[Filter]]:
    """The filters that a stretch of words may mean; said to be something, only that."""
    for field, value in meant:
        explicit = words.EXPLICIT.get(field)
        if len(meant) > 1 and explicit and question.has(explicit.format(f"(?:{pattern})")):
            meant = [(field, value)]
            break
    before, after = words.AROUND.get(meant[0][0], ("", "")) if len(meant) == 1 else ("", "")
    if len(meant) == 1 and meant[0][0] == "tag":
        before = ""
    is_not = question.has(f"{words.IS_NOT} {before}(?:{pattern}){after}") is not None
    start = f"{words.IS_NOT} " if is_not else ""
    question.take(f"{start}{before}(?:{pattern}){after}")
    return [[Filter(field, (value,), is_not) for field, value in meant]]


_COMPARED = "more than|over|above|at least|under|below|less than|über|mehr als|mindestens|unter|weniger als"
_PAYING = r"(?:with |having |who pay |paying |that pay |mit )?(?:an |a )?(?:arr |contract |value )?(?:of )?"
_AMOUNT = rf"(?:\$|€|usd |eur )?({NUMBER})(k|m)?"
_A_YEAR = r"(?:arr|a year|per year|annually|im jahr)"


def _renewals(question: Question) -> list[list[Filter]]:
    found: list[list[Filter]] = []
    days = renewal_of(question)
    if days is not None:
        found.append([Filter("renewal", bound=Bound("<=", Decimal(days)))])
    money = question.take(
        rf"{_PAYING}({_COMPARED}) {_AMOUNT}(?: ?(?:usd|eur|\$|€))? (?:in )?{_A_YEAR}"
        rf"|(?:with |mit )?(?:an |a )?arr (?:of )?({_COMPARED}) {_AMOUNT}"
        rf"|({_COMPARED}) (?:\$|€)({NUMBER})(k|m)?"
    )
    if money is not None:
        sign, number, factor = (one for one in _third(money.groups()))
        amount = number_of(number or "0") * {"k": 1000, "m": 1_000_000}.get(factor or "", 1)
        found.append([Filter("arr", bound=Bound(_SIGNS[sign or ""], amount))])
    return found


def _third(groups: tuple[str | None, ...]) -> tuple[str | None, ...]:
    return next(groups[at : at + 3] for at in range(0, len(groups), 3) if groups[at] is not None)


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
    if slots.by:
        return
    count = question.has(
        f"(?:how many|number of|count of|wie viele|anzahl der) (?:different |[|] )*{words.COMPANIES}"
    )
    if count is not None and slots.measure in ("", "created") and slots.value is None:
        question.take(words.COMPANIES)
        slots.measure = "companies"
        return
    lists = r"(?:which|what|welche[nrs]?|list(?: all| the)?|show(?: me)?(?: all| the)?|who|wer)"
    is_who = question.has(r"(?:who|wer)") is not None
    is_asked = question.has(rf"{lists}(?: [|]| [\w-]+){{0,3}} {words.COMPANIES}") is not None
    if not (is_asked or is_who or slots.value is not None or slots.is_ranked):
        return
    if question.take(words.COMPANIES) or is_who:
        slots.by = "company"


def _read_measure(question: Question, slots: _Slots) -> None:
    found = [(match, name) for name, pattern in words.MEASURES if (match := question.has(pattern))]
    if not found:
        return
    # The longest phrase says most; of two alike, the measure that stands first in the table is the rarer.
    best = max(found, key=lambda one: len(one[0][0]))
    slots.measure = best[1]
    question.take(dict(words.MEASURES)[best[1]])


def _read_weak_measure(question: Question, slots: _Slots) -> bool:
    """Tickets without a word of what became of them: new ones. True where it could as well be open ones."""
    if slots.measure:
        question.take(words.TICKETS)
        return False
    is_having = question.has(words.HAS) is not None
    if question.take(words.WEAK_CREATED) is None:
        return False
    slots.measure = "created"
    return is_having and slots.when is None and slots.by == "" and slots.value is None


_SIGNS = {
    "at least": ">=", "or more": ">=", "mindestens": ">=", "oder mehr": ">=",
    "more than": ">", "over": ">", "above": ">", "mehr als": ">", "über": ">", "longer than": ">",
    "länger als": ">", "higher than": ">", "better than": ">",
    "less than": "<", "fewer than": "<", "under": "<", "below": "<", "weniger als": "<", "unter": "<",
    "lower than": "<", "worse than": "<",
    "at most": "<=", "up to": "<=", "or less": "<=", "or fewer": "<=", "höchstens": "<=",
    "no more than": "<=", "exactly": "=", "genau": "=",
}  # fmt: skip
_BEFORE = "|".join(
    sorted((one for one in _SIGNS if not one.startswith(("or ", "oder "))), key=len, reverse=True)
)
_AFTER = "or more|or less|or fewer|oder mehr"
_SPANS = {
    "second": 1, "minute": 60, "min": 60, "hour": 3600, "h": 3600, "day": 86_400, "week": 604_800,
    "minuten": 60, "stunde": 3600, "stunden": 3600, "tag": 86_400, "tage": 86_400, "tagen": 86_400,
}  # fmt: skip
_SPAN = rf"(?:{'|'.join(sorted(_SPANS, key=len, reverse=True))})s?"
_COUNTED = (
    rf"(?: (?:new |open |such )*{words.TICKETS}| (?:times|mal)| ?%| percent| prozent| points| stars| of 5)?"
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
        slots.value = Bound(_SIGNS[sign], number_of(number))
    elif bare is not None:
        slots.value = Bound(">=", number_of(bare[1].split()[0]))
        question.take(re.escape(bare[0]).replace(r"\ ", " "))
    slots.within = window_of(question)
    if not slots.measure:
        slots.measure = "created"


def _read_span(question: Question, slots: _Slots) -> None:
    pattern = rf"(?:was |were |took |take |takes |is |are )?({_BEFORE}) ({NUMBER}) ?({_SPAN})"
    found = question.take(pattern)
    if found is None:
        return
    unit = found[3] if found[3] in _SPANS else found[3].removesuffix("s")
    slots.value = Bound(_SIGNS[found[1]], number_of(found[2]) * _SPANS[unit])
    if not slots.by:
        slots.by = "ticket"


def _values(question: Question, names: Names) -> list[list[Filter]]:
    """The filters that words stand for; those with several meanings as alternatives."""
    found: list[list[Filter]] = []
    if question.take(words.URGENT):
        found.append([Filter("priority", ("P1",)), Filter("priority", ("P1", "P2"))])
    for pattern, meant in _patterns(names):
        while question.has(pattern):
            alike = meant
            found += _taken(question, pattern, alike)
    return found


def _patterns(names: Names) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Patterns with all that they may mean: words of the house, and the installation's own names."""
    own: dict[str, list[tuple[str, str]]] = {}
    for field, value in _longest_first(names):
        own.setdefault(form(value), []).append((field, value))
    for field, others in names.also.items():
        for said, value in others.items():
            own.setdefault(form(said), []).append((field, value))
    for field, value, pattern in words.VALUES:
        alike = [
            one
            for said, many in own.items()
            if re.fullmatch(pattern, said)
            for one in many
            if one[0] != "tag"
        ]
        yield pattern, [(field, value), *alike]
    for said, many in own.items():
        plain = re.escape(said).replace(r"\ ", "[ -]")
        tags = [one for one in many if one[0] == "tag"]
        rest = [one for one in many if one[0] != "tag"]
        if tags:
            yield words.AROUND["tag"][0] + plain, tags
        if rest:
            yield plain, rest
        firsts = said.split(" ")[0]
        if rest and rest[0][0] == "assignee" and firsts != said and len(_called(names, firsts)) == 1:
            yield re.escape(firsts), rest


def _called(names: Names, first: str) -> list[str]:
    return [one for one in names.own.get("assignee", {}) if form(one).split(" ")[0] == first]


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
    if slots.measure == "sla" and slots.is_ranked and question.has("never"):
        slots.sort = "value"


def _is_good_high(measure: str) -> bool:
    one = DEFINED.get(measure)
    return one is not None and (one.at_least is not None or measure in ("solved", "ai_containment"))


def _combined(filters: list[list[Filter]]) -> Iterator[tuple[Filter, ...]]:
    """Every choice of the meanings, at most as many as are shown."""
    chosen: list[tuple[Filter, ...]] = [()]
    for meanings in filters:
        chosen = [(*one, meaning) for one in chosen for meaning in meanings][: MAX_READINGS * 2]
    for one in chosen:
        yield _merged(one)


def _merged(filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """Values of one field mean any of them."""
    found: dict[tuple[str, bool], Filter] = {}
    bounds = []
    for one in filters:
        if one.bound is not None:
            bounds.append(one)
            continue
        key = (one.field, one.is_not)
        before = found.get(key)
        found[key] = one if before is None else replace(one, values=(*before.values, *one.values))
    return (*found.values(), *bounds)


def _query(slots: _Slots, filters: tuple[Filter, ...]) -> Query | None:
    is_grouped = bool(slots.by) and slots.by not in TIMES
    is_share = slots.measure in DEFINED and DEFINED[slots.measure].kind == Kind.SHARE
    value = slots.value
    if value is not None and is_share and value.number > 100:
        return None
    try:
        return checked(
            normal(
                Query(
                    slots.measure,
                    filters,
                    by=slots.by,
                    value=value if slots.by else None,
                    within=slots.within if slots.by else None,
                    when=slots.when or USUAL,
                    sort=slots.sort if is_grouped else "",
                    limit=slots.limit if is_grouped and slots.limit and slots.limit <= 100 else None,
                )
            )
        )
    except Unreadable:
        return None


__all__ = ["ME", "NONE", "Understood", "understand"]
