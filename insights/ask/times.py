# ruff: noqa: E501 - a pattern reads better whole
"""Periods and windows in the words of a question."""

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from insights.ask.text import NUMBER, Question, number_of
from insights.ask.tree import MAX_WITHIN, Between, LastDays, Named, When, dates_of, first_of, last_of
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
_IN = r"(?:(?:in|within|during|over|for|from|of|on|im|in der|im letzten|am|aus|vom|von|während) )?(?:the |dem |der |den |des )?"
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
_BEGINS = (
    (r"week|woche", "this_week"), (r"month|monats?", "this_month"), (r"quarter|quartals?", "this_quarter"),
    (r"year|jahres?", "this_year"),
)  # fmt: skip
_WEEKDAYS = {
    "monday": 0, "montag": 0, "tuesday": 1, "dienstag": 1, "wednesday": 2, "mittwoch": 2, "thursday": 3,
    "donnerstag": 3, "friday": 4, "freitag": 4, "saturday": 5, "samstag": 5, "sonnabend": 5, "sunday": 6,
    "sonntag": 6,
}  # fmt: skip
_QUARTERS = (
    r"first|1st|1\.|erste[nmrs]?", r"second|2nd|2\.|zweite[nmrs]?", r"third|3rd|3\.|dritte[nmrs]?",
    r"fourth|4th|4\.|vierte[nmrs]?",
)  # fmt: skip
_YEAR = r"(?:19|20)[0-9]{2}"
_IN_A = (
    rf"(?:all )?(?:with)?in (?:a|one|any|the same|any single|a single) (?:single )?({_UNIT})(?: in a row)?"
    rf"|(?:with)?in (?:any )?({NUMBER})[ -]({_UNIT})(?: in a row)?"
    rf"|(?:innerhalb|binnen)(?: von)? ({NUMBER}) ({_UNIT})|in einer ({_UNIT})|in einem ({_UNIT})|in ({NUMBER}) ({_UNIT})"
)


def when_of(question: Question, today: date) -> When | None:
    """The period of a question, taken out; None where it names none."""
    return (
        _since_begin(question) or _ago(question, today) or _last(question) or _between(question, today)
        or _since_name(question, today) or _named(question) or _quarter(question, today)
        or _month(question, today) or _since(question, today) or _weekday(question, today)
        or _year(question, today)
    )  # fmt: skip


def _ago(question: Question, today: date) -> When | None:
    """Days ago are one day, weeks and longer the calendar's; "a week ago" may be either, and is not read."""
    if question.take(_IN + "(?:day before yesterday|vorgestern)"):
        return Between(today - timedelta(days=2), today - timedelta(days=2))
    pattern = rf"({NUMBER}) ({_UNIT}) ago|vor ({NUMBER}) ({_UNIT})"
    found = question.has(pattern)
    if found is None:
        return None
    text, unit = (one for one in found.groups() if one is not None)
    number, size = int(number_of(text)), _UNITS[unit]
    name = {1: "day", 7: "week", 30: "month"}.get(size)
    if name is None or not (1 if name == "day" else 2) <= number <= MAX_DAYS // size:
        return None
    question.take(pattern)
    first = first_of(name, today)
    for _ in range(number):
        first = first_of(name, first - timedelta(days=1))
    return Between(first, last_of(name, first))


def _since_begin(question: Question) -> When | None:
    """ "Since the start of the year" is this year up to today."""
    for unit, name in _BEGINS:
        english = rf"since (?:the )?(?:start|beginning) of (?:the |this )?(?:{unit})"
        german = rf"seit (?:dem )?(?:anfang|beginn) (?:des |dieses |der |dieser )?(?:{unit})"
        if question.take(rf"{english}|{german}|seit (?:{unit})(?:beginn|anfang)"):
            return Named(name)
    return None


def _since_name(question: Question, today: date) -> When | None:
    """ "Since last week" goes on until today."""
    for pattern, name in _NAMED:
        if question.take(rf"(?:since|seit)(?: the| dem| der)? (?:{pattern})"):
            return Between(dates_of(Named(name), today)[0], today)
    return None


def _quarter(question: Question, today: date) -> When | None:
    """A quarter of the calendar; without a year the last one that has begun."""
    for number, pattern in enumerate(_QUARTERS):
        said = rf"(?:q{number + 1}|(?:{pattern}) (?:quarter|quartals?))"
        found = question.take(rf"{_IN}{said}(?: (?:of |von )?({_YEAR}))?")
        if found is None:
            continue
        month, year = number * 3 + 1, int(found[1] or 0)
        if not year:
            year = today.year if month <= today.month else today.year - 1
        return Between(date(year, month, 1), date(year, month + 2, monthrange(year, month + 2)[1]))
    return None


def _weekday(question: Question, today: date) -> When | None:
    """The last such day; said on that day itself it may be today or a week ago, and is not read."""
    pattern = rf"(on|am|since|seit) ({'|'.join(_WEEKDAYS)})"
    found = question.has(pattern)
    days = 0 if found is None else (today.weekday() - _WEEKDAYS[found[2]]) % 7
    if found is None or not days:
        return None
    question.take(pattern)
    day = today - timedelta(days=days)
    return Between(day, today if found[1] in ("since", "seit") else day)


def _year(question: Question, today: date) -> When | None:
    """A year that has begun; a number beside a comparison or before tickets is none."""
    pattern = rf"(?:(?:in|im|during|for|of|from|aus|the|year|jahre?|des|jahres) )*({_YEAR})(?! (?:[a-z]{{0,20}} )?tickets?)"
    found = question.has(pattern)
    if found is None or int(found[1]) > today.year:
        return None
    before = question.words[: found.start()].split()[-1:]
    if before and before[0] in _NO_YEAR_AFTER:
        return None
    question.take(pattern)
    return Between(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))


_NO_YEAR_AFTER = frozenset({
    "than", "over", "above", "least", "most", "under", "below", "exactly", "als", "mindestens", "höchstens",
    "über", "unter", "genau", "to", "up", "since", "seit", "before", "after", "until", "till", "bis", "vor",
    "nach", "top", "arr",
})  # fmt: skip


def _named(question: Question) -> When | None:
    for pattern, name in _NAMED:
        if question.take(_IN + f"(?:{pattern})"):
            return Named(name)
    return None


def _last(question: Question) -> When | None:
    found = question.take(
        rf"{_IN}(?:last|past|previous|letzten?|vergangenen?|vorigen?) ({NUMBER}) ({_UNIT})"
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
    short = rf"(between|from|zwischen|vom|von)(?: the| dem)? ([0-9]{{1,2}})(?:st|nd|rd|th|\.)? (and|to|until|und|bis)(?: the| zum| dem)? ({_DAY})"
    found = question.has(short)
    if found is not None and _day(found[4], today) is not None:
        # The month of the first day is that of the last.
        month = re.sub(r"^[0-9]{1,2}(?:st|nd|rd|th|\.)?", "", found[4])
        question.say(found, f"{found[1]} {found[2]}{month} {found[3]} {found[4]}")
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
    found = question.take(
        rf"(?:in|during|for|of|im|from|aus|aus dem|vom|im monat) (?:the month of )?({_MONTH})(?: ([0-9]{{4}}))?"
    )
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
        rf"|(?:von (?:kunden|firmen|unternehmen) (?:, )?)?die (?:in|innerhalb)(?: von)?(?: den| der)?(?: nächsten)? ({NUMBER}) ({_UNIT}) (?:verlängern|zur verlängerung anstehen)"
    )
    if found is None:
        return None
    number, unit = (one for one in found.groups() if one is not None)
    return int(number_of(number) * _UNITS[unit])
