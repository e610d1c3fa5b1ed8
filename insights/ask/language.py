"""
The text of a query: `created by:company value:>=3 within:7d segment:enterprise period:28d`.

Reading is pure: whether a team or company of this name exists is asked later (`insights.ask.names`). What is
read prints as one text, and that text reads as the same tree.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import NamedTuple

from core.errors import Invalid
from insights.ask.tree import (
    BOUNDED,
    DEFINED,
    FIELDS,
    GROUPS,
    MAX_GROUPS,
    MAX_WITHIN,
    NAMED_PERIODS,
    SIGNS,
    SORTS,
    TIMES,
    Between,
    Bound,
    Filter,
    LastDays,
    Named,
    Query,
    When,
)
from insights.measures import UTILISATION, Kind
from insights.periods import MAX_DAYS

PEOPLE = ("team", "assignee")
MAX_LENGTH = 600
MAX_FILTERS = 12
MAX_VALUES = 20
MAX_VALUE = 120
_SETTINGS = ("by", "value", "within", "period", "sort", "limit")
_NAME = re.compile(r"(-?)([a-z_]{1,20}):")
_WORD = re.compile(r"([a-z_]{1,20})(?=\s|$)")
_VALUE = re.compile(r'"((?:[^"\\]|\\.){0,600})"|([^\s",]+)')
_PLAIN = re.compile(r"[^\s\"\\,]+")
_BOUND = re.compile(r"(>=|<=|>|<|=)([0-9]{1,10}(?:\.[0-9]{1,2})?)([smhd%]?)")
_DAYS = re.compile(r"([0-9]{1,4})d")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Unreadable(Invalid):
    """A text that is no query: `part` is where, `known` what could stand there, `near` what it may mean."""

    code = "insights.unreadable_query"

    def __init__(self, message: str, *, part: str = "", known: Iterable[str] = (), name: str = "") -> None:
        names = list(known)
        near = get_close_matches(name or part, names, n=3, cutoff=0.6)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        listed = f" Known here: {', '.join(names[:40])}." if names and not near else ""
        text = f"{message}{hint}{listed}"
        why = "near" if near else "part" if part else "whole"
        super().__init__(text, errors={"query": [text]}, part=part, near=near, reason_code=why)


def read(text: str) -> Query:
    """The tree of a text. Raises Unreadable, which says where and what could stand there."""
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"A query has at most {MAX_LENGTH} characters.")
    text = text.strip()
    first = _WORD.match(text)
    if first is None or first[1] not in DEFINED:
        name = text.split()[0][:40] if text.split() else ""
        raise Unreadable("A query begins with a measure.", part=name, known=DEFINED)
    query, place = Query(first[1]), first.end()
    seen: set[str] = set()
    while rest := text[place:].lstrip():
        part = _part(rest)
        if part is None:
            raise Unreadable("Expected a part such as by:team.", part=rest.split()[0][:60])
        query, place = _with(query, part, seen), len(text) - len(rest) + len(part.text)
    return checked(normal(query))


class _Part(NamedTuple):
    text: str
    is_not: bool
    name: str
    value: str


def _part(text: str) -> _Part | None:
    """The part that a text begins with, up to the first blank outside of quotes."""
    begin = _NAME.match(text)
    if begin is None:
        return None
    place, is_quoted = begin.end(), False
    while place < len(text) and (is_quoted or not text[place].isspace()):
        if text[place] == '"':
            is_quoted = not is_quoted
        place += 2 if is_quoted and text[place] == "\\" else 1
    if is_quoted or place == begin.end():
        return None
    return _Part(text[:place], bool(begin[1]), begin[2], text[begin.end() : place])


def _with(query: Query, part: _Part, seen: set[str]) -> Query:
    if part.name in FIELDS:
        return replace(query, filters=(*query.filters, _filter(part.name, part.value, part.is_not)))
    if part.name not in _SETTINGS:
        known = (*FIELDS, *_SETTINGS)
        raise Unreadable(f"There is no {part.name}.", part=part.text, known=known, name=part.name)
    if part.is_not or part.name in seen:
        why = "cannot be turned round" if part.is_not else "stands there twice"
        raise Unreadable(f"{part.name} {why}.", part=part.text)
    seen.add(part.name)
    if part.name == "value":
        return replace(query, value=_bound(part.value, query.measure, part.text))
    return _SET[part.name](query, part.value)


def _filter(field: str, text: str, is_not: bool) -> Filter:
    if field in BOUNDED:
        if is_not:
            raise Unreadable(f"{field} cannot be turned round; turn the sign.", part=f"-{field}:{text}")
        return Filter(field, bound=_bound(text, field, f"{field}:{text}"))
    values, place = [], 0
    while place < len(text):
        found = _VALUE.match(text, place)
        if found is None:
            raise Unreadable("Expected a value.", part=f"{field}:{text}")
        value = found[2] if found[1] is None else re.sub(r"\\(.)", r"\1", found[1])
        values.append(" ".join(value.split()))
        place = found.end()
        if place < len(text):
            if text[place] != "," or place + 1 == len(text):
                raise Unreadable("Values are separated by commas.", part=f"{field}:{text}")
            place += 1
    if not all(values) or len(values) > MAX_VALUES or max(map(len, values)) > MAX_VALUE:
        raise Unreadable(f"{field} takes 1 to {MAX_VALUES} values.", part=f"{field}:{text}")
    return Filter(field, tuple(values), is_not)


def _bound(text: str, of: str, part: str) -> Bound:
    """Times come in seconds, renewals in days."""
    found = _BOUND.fullmatch(text)
    if found is None:
        raise Unreadable(f"Expected a comparison such as >=3; signs are {' '.join(SIGNS)}.", part=part)
    try:
        number = Decimal(found[2])
    except InvalidOperation as error:  # pragma: no cover (the pattern lets nothing else through)
        raise Unreadable("Not a number.", part=part) from error
    unit = found[3]
    is_time = of in DEFINED and DEFINED[of].unit == "seconds"
    is_share = of in DEFINED and DEFINED[of].kind == Kind.SHARE
    wanted = "smhd" if is_time else "d" if of == "renewal" else "%" if is_share else ""
    if (is_time and not unit) or (unit and unit not in wanted):
        say = "a unit: s, m, h or d" if is_time else "no such unit"
        raise Unreadable(f"{of} takes {say}.", part=part)
    return Bound(found[1], number * _SECONDS[unit] if is_time else number)


def _by(query: Query, value: str) -> Query:
    if value not in GROUPS:
        raise Unreadable("Figures cannot be told by this.", part=f"by:{value}", known=GROUPS, name=value)
    return replace(query, by=value)


def _within(query: Query, value: str) -> Query:
    return replace(query, within=_days(value, f"within:{value}", MAX_WITHIN))


def _days(text: str, part: str, top: int) -> int:
    found = _DAYS.fullmatch(text)
    if found is None or not 1 <= int(found[1]) <= top:
        raise Unreadable(f"Expected 1d to {top}d.", part=part)
    return int(found[1])


def _period(query: Query, value: str) -> Query:
    return replace(query, when=_when(value, f"period:{value}"))


def _when(value: str, part: str) -> When:
    if value in NAMED_PERIODS:
        return Named(value)
    if ".." in value:
        since, _, until = value.partition("..")
        try:
            found = Between(date.fromisoformat(since), date.fromisoformat(until))
        except ValueError as error:
            raise Unreadable("Expected dates such as 2026-02-13..2026-03-12.", part=part) from error
        if not 1973 <= found.since.year <= found.until.year <= 9998 or found.until < found.since:
            raise Unreadable("The last day must not be before the first.", part=part)
        if (found.until - found.since).days >= MAX_DAYS:
            raise Unreadable(f"Ask for at most {MAX_DAYS} days at once.", part=part)
        return found
    if _DAYS.fullmatch(value):
        return LastDays(_days(value, part, MAX_DAYS))
    raise Unreadable("There is no such period.", part=part, known=("28d", *NAMED_PERIODS), name=value)


def _sort(query: Query, value: str) -> Query:
    if value not in (*SORTS, "-value"):
        raise Unreadable("There is no such order.", part=f"sort:{value}", known=("-value", *SORTS))
    return replace(query, sort="" if value == "-value" else value)


def _limit(query: Query, value: str) -> Query:
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value[:6]) <= MAX_GROUPS:
        raise Unreadable(f"Expected a number from 1 to {MAX_GROUPS}.", part=f"limit:{value}"[:60])
    return replace(query, limit=int(value))


_SET: dict[str, Callable[[Query, str], Query]] = {
    "by": _by, "within": _within, "period": _period, "sort": _sort, "limit": _limit,
}  # fmt: skip


def checked(query: Query) -> Query:
    """The same query. Raises Unreadable for parts that do not go together."""
    measure, by = query.measure, query.by
    is_state = DEFINED[measure].kind == Kind.STATE
    if len(query.filters) > MAX_FILTERS:
        raise Unreadable(f"A query has at most {MAX_FILTERS} conditions.")
    if by == "ticket" and (is_state or measure == "companies"):
        raise Unreadable(f"{measure} cannot be told by ticket.", part="by:ticket")
    if by == "company" and measure == "companies":
        raise Unreadable("companies cannot be told by company; ask for created.", part="by:company")
    if by in TIMES and measure == "backlog_age":
        raise Unreadable("backlog_age is always of now.", part=f"by:{by}")
    if query.value is not None and not by:
        raise Unreadable("value says which groups are kept; add by: and a group.", part="value")
    if (query.sort or query.limit) and (not by or by in TIMES):
        raise Unreadable("sort and limit are for groups; add by: and a group.", part="sort")
    if query.within is not None:
        _check_window(query, query.within)
    if measure == UTILISATION:
        _check_people(query)
    return query


def _check_people(query: Query) -> None:
    """It is of people's hours, whatever tickets took them; and nobody is ranked."""
    for one in query.filters:
        if one.field not in PEOPLE:
            raise Unreadable("utilisation is told of teams and people alone.", part=filter_text(one))
    if query.by and query.by not in (*PEOPLE, *TIMES):
        raise Unreadable("utilisation is told by team, assignee and time.", part=f"by:{query.by}")
    if query.by == "assignee" and query.sort == "value":
        raise Unreadable("People stand in the order of their names.", part="sort:value")


def _check_window(query: Query, days: int) -> None:
    if query.measure != "created" or query.by in ("", "ticket", *TIMES):
        raise Unreadable("within is for created, by a group such as company.", part="within")
    if query.value is None or query.value.sign not in (">=", ">") or query.value.number < 1:
        raise Unreadable("within needs how many at least, such as value:>=3.", part="within")
    if isinstance(query.when, LastDays) and query.when.days < days:
        raise Unreadable("within must not be longer than the period.", part="within")


def normal(query: Query) -> Query:
    """The one form of all queries that mean the same: filters and their values in order, none twice."""
    filters = {replace(one, values=tuple(sorted(set(one.values)))) for one in query.filters}
    return replace(query, filters=tuple(sorted(filters, key=_place)))


def _place(one: Filter) -> tuple[int, bool, str]:
    return FIELDS.index(one.field), one.is_not, filter_text(one)


def write(query: Query) -> str:
    """The text of a query."""
    parts = [query.measure]
    if query.by:
        parts.append(f"by:{query.by}")
    if query.value is not None:
        parts.append(f"value:{bound_text(query.value, query.measure)}")
    if query.within is not None:
        parts.append(f"within:{query.within}d")
    parts += [filter_text(one) for one in query.filters]
    parts.append(f"period:{when_text(query.when)}")
    if query.sort:
        parts.append(f"sort:{query.sort}")
    if query.limit is not None:
        parts.append(f"limit:{query.limit}")
    return " ".join(parts)


def filter_text(one: Filter) -> str:
    """A condition as text."""
    if one.bound is not None:
        return f"{one.field}:{bound_text(one.bound, one.field)}"
    return f"{'-' if one.is_not else ''}{one.field}:{','.join(map(_quoted, one.values))}"


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def bound_text(bound: Bound, of: str) -> str:
    """A comparison as text; times in the largest unit that fits."""
    unit, number = "", bound.number
    if of in DEFINED and DEFINED[of].unit == "seconds":
        unit, size = next(
            ((name, size) for name, size in reversed(_SECONDS.items()) if number and number % size == 0),
            ("s", 1),
        )
        number /= size
    elif of == "renewal":
        unit = "d"
    text = format(number, "f")
    return f"{bound.sign}{text.rstrip('0').rstrip('.') if '.' in text else text}{unit}"


def when_text(when: When) -> str:
    """A period as text."""
    if isinstance(when, LastDays):
        return f"{when.days}d"
    return when.name if isinstance(when, Named) else f"{when.since.isoformat()}..{when.until.isoformat()}"
