"""When a source is read again by itself."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kb.models import Schedule

NIGHT = time(2, 0)
SPREAD = 120
"""Minutes over which the sources of one night are spread."""


def next_run(schedule: str, *, timezone: str, number: int, now: datetime) -> datetime | None:
    """
    The next reading after `now`; None for one by hand.

    A night is that of `timezone`. `number`, such as the id of a source, keeps sources apart.
    """
    match schedule:
        case Schedule.HOURLY:
            return now + timedelta(hours=1)
        case Schedule.NIGHTLY:
            return _night(timezone, number, now)
        case Schedule.WEEKLY:
            return _night(timezone, number, now + timedelta(days=6))
        case _:
            return None


def _night(timezone: str, number: int, after: datetime) -> datetime:
    zone = ZoneInfo(timezone or "UTC")
    today = after.astimezone(zone).date()
    moments = (
        datetime.combine(today + timedelta(days=days), NIGHT, zone).astimezone(after.tzinfo)
        + timedelta(minutes=number % SPREAD)
        for days in range(3)
    )
    return next(moment for moment in moments if moment > after)
