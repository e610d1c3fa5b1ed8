"""Periods of whole days in a time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MAX_DAYS = 400
USUAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of `since` to the end of `until`, as the clocks of `zone` show them."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Its first moment, in UTC."""
        return midnight(self.since, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it, in UTC."""
        return midnight(self.until + timedelta(days=1), self.zone)

    @property
    def days(self) -> int:
        """How many days it has; one when the clocks change counts like any other."""
        return (self.until - self.since).days + 1

    @property
    def dates(self) -> list[date]:
        """Its days in order."""
        return [self.since + timedelta(days=number) for number in range(self.days)]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins there, in UTC; where the clocks skip midnight, when they have skipped it."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def last_days(days: int, *, zone: ZoneInfo, now: datetime) -> Period:
    """The days up to and including today."""
    today = now.astimezone(zone).date()
    return Period(today - timedelta(days=days - 1), today, zone)
