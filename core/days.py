"""
What people mean by a day: a date without a time is a whole day in the asker's time zone.

The one place that turns a written date into a time interval; every filter by date uses it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.actors import Actor

FORMS = (
    "Write a day (2026-11-26, today, yesterday), a month (2026-11), a year (2026), a time (2026-11-26T14:30),"
    " a span up to now (7d, 12h, 2w), or a range (2026-11-01..2026-11-15); >, >=, < and <= may stand before."
)
"""What `interval_of` understands, to be told when something else was written."""

_SPAN = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_OPERATOR = re.compile(r"(>=|<=|>|<)?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` up to but not including `end`, both in UTC; None is open."""

    start: datetime | None = None
    end: datetime | None = None


def zone_of(actor: Actor) -> ZoneInfo:
    """The time zone in which an actor counts days; UTC when it is unknown."""
    try:
        return ZoneInfo(actor.timezone or "UTC")
    except (KeyError, OSError, ValueError):
        return ZoneInfo("UTC")


def interval_of(text: str, *, now: datetime, zone: ZoneInfo) -> Interval | None:
    """
    The interval that a written date stands for; None if the text is not a date.

    `>` means after the whole period named, `>=` from its beginning, `<` before it, `<=` up to its end.
    """
    try:
        if ".." in text:
            return _range(text, now, zone)
        match = _OPERATOR.fullmatch(text)
        named = _named(match[2].strip().lower(), now, zone) if match else None
    except (ValueError, OverflowError):
        return None
    if match is None or named is None:
        return None
    match match[1]:
        case ">":
            return Interval(start=named.end or named.start)
        case ">=":
            return Interval(start=named.start)
        case "<":
            return Interval(end=named.start)
        case "<=":
            return Interval(end=named.end or named.start)
        case _:
            return named


def _range(text: str, now: datetime, zone: ZoneInfo) -> Interval | None:
    first, _, last = (part.strip().lower() for part in text.partition(".."))
    start = _named(first, now, zone) if first else Interval()
    end = _named(last, now, zone) if last else Interval()
    if start is None or end is None or not (first or last):
        return None
    stop = end.end or end.start
    if start.start is not None and stop is not None and stop <= start.start:
        return None
    return Interval(start=start.start, end=stop)


def _named(text: str, now: datetime, zone: ZoneInfo) -> Interval | None:
    today = now.astimezone(zone).date()
    if text in ("today", "yesterday"):
        day = today - timedelta(days=text == "yesterday")
        return _days(day, day + timedelta(days=1), zone)
    if span := _SPAN.fullmatch(text):
        return Interval(start=now - timedelta(**{_UNITS[span[2]]: int(span[1])}))
    if found := _DAY.fullmatch(text):
        year, month, day_of_month = (int(part) if part else None for part in found.groups())
        first = date(year or 0, month or 1, day_of_month or 1)
        if day_of_month:
            following = first + timedelta(days=1)
        elif month:
            following = (first + timedelta(days=31)).replace(day=1)
        else:
            following = date(first.year + 1, 1, 1)
        return _days(first, following, zone)
    if len(text) < 12 or "t" not in text:
        return None
    moment = datetime.fromisoformat(text.upper())
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    has_seconds = text.count(":", 0, text.find("+") if "+" in text else len(text)) > 1
    return Interval(moment, moment + (timedelta(seconds=1) if has_seconds else timedelta(minutes=1)))


def _days(first: date, following: date, zone: ZoneInfo) -> Interval:
    return Interval(_midnight(first, zone), _midnight(following, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day, also where the clocks skip or repeat midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
