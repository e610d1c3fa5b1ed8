# ruff: noqa: E501 - a pattern reads better whole
"""Periods and windows in the words of a question."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from insights.ask.text import NUMBER, Question, number_of
from insights.ask.tree import MAX_WITHIN, Between, LastDays, Named, When
from insights.periods import MAX_DAYS

_UNITS = {
    "day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365,
    "quarter": 91, "quarters": 91,
    "tag": 1, "tage": 1, "tagen": 1, "woche": 7, "wochen": 7, "monat": 30, "monate": 30, "monaten": 30,
    "jahr": 365, "jahre": 365, "jahren": 365, "quartal": 91, "quartale": 91, "quartalen": 91,
    "fortnight": 14,
}  # fmt: skip
_UNIT = rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_MONTHS = {
    "january": 1, "jan": 1, "januar": 1, "february": 2, "feb": 2, "februar": 2, "march": 3, "mar": 3,
    "märz": 3, "april": 4, "apr": 4, "may": 5, "mai": 5, "june": 6, "jun": 6, "juni": 6, "july": 7, "jul": 7,
    "juli": 7, "august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9, "october": 10, "oct": 10,
    "oktober": 10, "november": 11, "nov": 11, "december": 12, "dec": 12, "dezember": 12,
}  # fmt: skip
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_DAY = (
    rf"(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}(?: [0-9]{{4}})?"
    rf"|{_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?(?:,? [0-9]{{4}})?)"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_IN = r"(?:(?:in|within|during|over|for|from|of|on|since|im|in der|im letzten|seit|am|während) )?(?:the |dem |der |den |des )?"
_NAMED = (
    (r"today|today's|heute|heutigen?", "today"),
    (r"yesterday|yesterday's|gestern|gestrigen?", "yesterday"),
    (r"(?:this|current|dieser?|diese|laufenden?|aktuellen?) (?:calendar )?(?:week|woche)(?:'s)?", "this_week"),
    (r"(?:last|previous|letzten?r?|vorigen?r?|vergangenen?r?) (?:calendar )?(?:week|woche)(?:'s)?", "last_week"),
    (r"(?:this|current|diese[nmrs]?|laufenden?|aktuellen?) (?:calendar )?(?:month|monats?)(?:'s)?|so far this month|month to date", "this_month"),
    (r"(?:last|previous|letzte[nmrs]?|vorige[nmrs]?|vergangene[nmrs]?) (?:calendar )?(?:month|monats?)(?:'s)?", "last_month"),
    (r"(?:this|current|diese[nmrs]?|laufenden?|aktuellen?) (?:quarter|quartals?)(?:'s)?", "this_quarter"),
    (r"(?:last|previous|past|letzte[nmrs]?|vorige[nmrs]?|vergangene[nmrs]?) (?:quarter|quartals?)(?:'s)?", "last_quarter"),
    (r"(?:this|current|diese[nmrs]?|laufenden?|aktuellen?) (?:year|jahre?s?)(?:'s)?|year to date", "this_year"),
    (r"(?:last|previous|past|letzte[nmrs]?|vorige[nmrs]?|vergangene[nmrs]?) (?:year|jahre?s?)(?:'s)?", "last_year"),
)  # fmt: skip
_IN_A = (
    rf"(?:all )?(?:with)?in (?:a|one|any|the same|any single|a single) (?:single )?({_UNIT})(?: in a row)?"
    rf"|(?:with)?in (?:any )?({NUMBER})[ -]({_UNIT})(?: in a row)?"
    rf"|(?:innerhalb|binnen)(?: von)? ({NUMBER}) ({_UNIT})|in einer ({_UNIT})|in einem ({_UNIT})|in ({NUMBER}) ({_UNIT})"
)


def when_of(question: Question, today: date) -> When | None:
    """The period of a question, taken out; None where it names none."""
    return (
        _last(question) or _between(question, today) or _named(question) or _month(question, today)
        or _since(question, today)
    )  # fmt: skip


def _named(question: Question) -> When | None:
    for pattern, name in _NAMED:
        if question.take(_IN + f"(?:{pattern})"):
            return Named(name)
    return None


def _last(question: Question) -> When | None:
    found = question.take(
        rf"{_IN}(?:last|past|previous|letzten|vergangenen|vorigen) ({NUMBER}) ({_UNIT})"
        rf"|(?:seit|for) ({NUMBER}) ({_UNIT})"
    )
    if found is None:
        # "The past week" is seven days, "last week" one of the calendar.
        found = question.take(rf"{_IN}past ({_UNIT})")
    if found is None:
        return None
    *number, unit = [one for one in found.groups() if one is not None]
    days = int((number_of(number[0]) if number else 1) * _UNITS[unit])
    return LastDays(days) if 1 <= days <= MAX_DAYS else None


def _between(question: Question, today: date) -> When | None:
    pattern = rf"(?:between|from|zwischen|vom|von) (?:the |dem )?({_DAY}) (?:and|to|until|till|und|bis)(?: zum| dem)? (?:the )?({_DAY})"
    found = question.has(pattern)
    if found is None:
        found = question.has(rf"({_DAY})\.\.({_DAY})")
    if found is None:
        return None
    until = _day(found[2], today)
    since = _day(found[1], today if until is None else until)
    if since is None or until is None or until < since or (until - since).days >= MAX_DAYS:
        return None
    question.take(pattern) or question.take(rf"({_DAY})\.\.({_DAY})")
    return Between(since, until)


def _month(question: Question, today: date) -> When | None:
    """A whole month, or a single day; without a year the last one that has begun."""
    found = question.has(rf"(?:on|at|am|vom) (?:the )?({_DAY})")
    if found is not None and (day := _day(found[1], today)) is not None:
        question.take(rf"(?:on|at|am|vom) (?:the )?({_DAY})")
        return Between(day, day)
    found = question.take(rf"(?:in|during|for|of|im|from) (?:the month of )?({_MONTH})(?: ([0-9]{{4}}))?")
    if found is None:
        return None
    month, year = _MONTHS[found[1]], int(found[2] or 0)
    if not year:
        year = today.year if month <= today.month else today.year - 1
    if not 1973 <= year <= 9998:
        return None
    last = date(year, month, monthrange(year, month)[1])
    return Between(date(year, month, 1), last)


def _since(question: Question, today: date) -> When | None:
    found = question.has(rf"(?:since|seit|ab)(?: the| dem)? {_WEEKDAY}({_DAY}|{_MONTH})")
    if found is None:
        return None
    text = found[1] if found[1] not in _MONTHS else f"1 {found[1]}"
    since = _day(text, today)
    if since is None or not 0 <= (today - since).days < MAX_DAYS:
        return None
    question.take(rf"(?:since|seit|ab)(?: the| dem)? {_WEEKDAY}({_DAY}|{_MONTH})")
    return Between(since, today)


def _day(text: str, today: date) -> date | None:
    """A day; without a year the last one that was."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    month = day = year = 0
    for word in text.replace(",", " ").replace(" of ", " ").split():
        if word in _MONTHS:
            month = _MONTHS[word]
        elif len(word) == 4 and word.isdecimal():
            year = int(word)
        else:
            day = int("".join(letter for letter in word if letter.isdecimal()) or 0)
    try:
        if year:
            return date(year, month, day)
        found = date(today.year, month, day)
        return found if found <= today else date(today.year - 1, month, day)
    except ValueError:
        return None


def window_of(question: Question) -> int | None:
    """How many days in a row a number of tickets must lie within, taken out; None where nothing says so."""
    found = question.has(_IN_A)
    if found is None:
        return None
    groups = [one for one in found.groups() if one is not None]
    number = number_of(groups[0]) if len(groups) == 2 else Decimal(1)
    days = int(number * _UNITS[groups[-1]])
    if not 1 <= days <= MAX_WITHIN:
        return None
    question.take(_IN_A)
    return days


def renewal_of(question: Question) -> int | None:
    """Within how many days companies renew, taken out."""
    found = question.take(
        rf"(?:that |who |which |whose contracts? )?(?:are )?(?:renew(?:s|ing)?|renewals?|up for renewal)(?: is| are| come up)?"
        rf" (?:with)?in(?: the next)? ({NUMBER}) ({_UNIT})"
    )
    return None if found is None else int(number_of(found[1]) * _UNITS[found[2]])
