"""When a scheduled report is due, and which days it tells of. Pure: no database, no clock."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from insights.periods import Period

WEEK, MONTH = "week", "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """
    Every week on a weekday (0 is Monday), or every month on a day (1 to 31; a shorter month on its last), at
    an hour as the clocks of `zone` show it.
    """

    every: str
    on_day: int
    hour: int
    zone: ZoneInfo


def next_due(rhythm: Rhythm, *, after: datetime) -> datetime:
    """
    The first due time after a moment, once a date.

    Where the clocks skip the hour it is an hour later, where they show it twice the first of both.
    """
    day = after.astimezone(rhythm.zone).date() - timedelta(days=1)
    while True:
        if _is_due(rhythm, day):
            moment = datetime.combine(day, time(rhythm.hour), rhythm.zone).astimezone(after.tzinfo)
            if moment > after:
                return moment
        day += timedelta(days=1)


def _is_due(rhythm: Rhythm, day: date) -> bool:
    if rhythm.every == WEEK:
        return day.weekday() == rhythm.on_day
    last = calendar.monthrange(day.year, day.month)[1]
    return day.day == min(rhythm.on_day, last)


def period_before(*, due: datetime, days: int | None, zone: ZoneInfo) -> Period:
    """So many whole days before the day on which it is due; without a number the calendar month before."""
    today = due.astimezone(zone).date()
    if days is None:
        until = today.replace(day=1) - timedelta(days=1)
        return Period(until.replace(day=1), until, zone)
    until = today - timedelta(days=1)
    return Period(until - timedelta(days=days - 1), until, zone)
