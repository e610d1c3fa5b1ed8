"""Business calendars: which instants count as working time, exact to the microsecond."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays as public_holidays

DAY_SECONDS = 86_400
MICROSECOND = timedelta(microseconds=1)
HORIZON_YEARS = 25
"""How far ahead a due time may lie; beyond it nobody waits, and the walk there would take too long."""

Interval = tuple[int, int]
"""Opening and closing time in seconds after local midnight; 86400 is the end of the day."""

Week = tuple[tuple[Interval, ...], ...]
"""The opening intervals of Monday to Sunday, sorted, not overlapping."""


class InvalidCalendar(ValueError):
    """The hours of a calendar contradict each other; the text says where."""


class NeverOpen(ValueError):
    """A calendar without working time, or with too little of it, cannot yield a due time."""


@dataclass(frozen=True)
class Calendar:
    """
    Working time in one time zone.

    `holidays` maps closed dates to their names; `region` adds the public holidays of a country or a part of
    one ("GB" or "GB-ENG", ISO 3166). One rule covers instants that local clocks skip or show twice: a time of
    day means the first instant at which the local clock reaches it. A day from 0:00 to 24:00 therefore has 23
    or 25 hours when clocks change, and adjacent intervals never gain or lose time.
    """

    zone: str
    week: Week
    holidays: Mapping[date, str] = field(default_factory=dict)
    region: str = ""
    name: str = ""
    _months: dict[tuple[int, int], int] = field(default_factory=dict, compare=False, repr=False)
    _days: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        check_week(self.week)

    @property
    def is_always_open(self) -> bool:
        """True for 24x7: nothing is closed, so arithmetic needs no calendar."""
        return not self.holidays and not self.region and all(day == ((0, DAY_SECONDS),) for day in self.week)

    def holiday_name(self, day: date) -> str:
        """The name of the holiday on the local date `day`, or an empty string on an ordinary day."""
        return self.holidays.get(day, "") or regional_holidays(self.region, day.year).get(day, "")

    def intervals_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working intervals of the local date `day` as UTC instants."""
        found = self._days.get(day)
        if found is None:
            spans = () if self.holiday_name(day) else self.week[day.weekday()]
            instants = ((instant_of(self.zone, day, a), instant_of(self.zone, day, b)) for a, b in spans)
            found = tuple((a, b) for a, b in instants if a < b)
            self._days[day] = found
        return found

    def is_open(self, at: datetime) -> bool:
        """Whether the instant `at` is working time; a closing time is not."""
        return any(a <= at < b for a, b in self.intervals_on(self.day_of(at)))

    def business_seconds_between(self, start: datetime, end: datetime) -> float:
        """Working seconds from `start` to `end`; negative when `end` is earlier."""
        if end < start:
            return -self.business_seconds_between(end, start)
        return self._microseconds_between(start, end) / 1_000_000

    def add_business_seconds(self, start: datetime, seconds: float) -> datetime:
        """
        The earliest instant by which `seconds` of working time have passed since `start`.

        Work that exactly fills a day is due at closing time, not at the next opening. Raises ValueError for
        negative seconds, NeverOpen when the calendar has not enough working time within HORIZON_YEARS.
        """
        left = round(seconds * 1_000_000)
        if left < 0:
            raise ValueError("Working time can only be added; walk the runs of a clock to look back.")
        start = start.astimezone(UTC)
        if left == 0 or self.is_always_open:
            return start + left * MICROSECOND
        self._refuse_never_open()
        day = self.day_of(start)
        last = min(day.year + HORIZON_YEARS, date.max.year - 1)
        barren_months = 0
        while day.year <= last:
            if day.day == 1 and self._opening_after(start, day):
                total = self._month_microseconds(day.year, day.month)
                if total < left:
                    left -= total
                    day = next_month(day)
                    barren_months = 0 if total else barren_months + 1
                    if barren_months > 60:
                        raise NeverOpen("The holidays of this calendar leave no working time for five years.")
                    continue
            for opens, closes in self.intervals_on(day):
                begin = max(opens, start)
                span = max((closes - begin) // MICROSECOND, 0)
                if span >= left:
                    return begin + left * MICROSECOND
                left -= span
            day += timedelta(days=1)
        raise NeverOpen(f"This calendar is not open long enough within {HORIZON_YEARS} years.")

    def weekly_seconds(self) -> int:
        """Working seconds of an ordinary week."""
        return sum(closes - opens for day in self.week for opens, closes in day)

    def _microseconds_between(self, start: datetime, end: datetime) -> int:
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if self.is_always_open:
            return (end - start) // MICROSECOND
        day, last, total = self.day_of(start), self.day_of(end), 0
        while day <= last:
            following = next_month(day)
            if day.day == 1 and following <= last and self._opening_after(start, day):
                total += self._month_microseconds(day.year, day.month)
                day = following
                continue
            for opens, closes in self.intervals_on(day):
                total += max((min(closes, end) - max(opens, start)) // MICROSECOND, 0)
            day += timedelta(days=1)
        return total

    def _month_microseconds(self, year: int, month: int) -> int:
        total = self._months.get((year, month))
        if total is None:
            day, total = date(year, month, 1), 0
            while day.month == month:
                total += sum((b - a) // MICROSECOND for a, b in self.intervals_on(day))
                day += timedelta(days=1)
            self._months[year, month] = total
        return total

    def day_of(self, at: datetime) -> date:
        """The date whose working day `at` belongs to: the latest one that local clocks have reached."""
        day = at.astimezone(ZoneInfo(self.zone)).date()
        # Clocks set back just after midnight show the old date again, but the new day has begun.
        following = day + timedelta(days=1)
        return following if instant_of(self.zone, following, 0) <= at else day

    def _opening_after(self, start: datetime, day: date) -> bool:
        """Whether all of the local date `day` lies after `start`, so that its month counts in full."""
        return instant_of(self.zone, day, 0) >= start

    def _refuse_never_open(self) -> None:
        if not any(self.week):
            raise NeverOpen("This calendar has no opening hours.")


def check_week(week: Week) -> None:
    """Raise InvalidCalendar unless `week` has seven days of sorted, separate intervals within each day."""
    if len(week) != 7:
        raise InvalidCalendar("A week has seven days.")
    for number, day in enumerate(week):
        for opens, closes in day:
            if not 0 <= opens < closes <= DAY_SECONDS:
                raise InvalidCalendar(
                    f"Weekday {number}: an interval must open before it closes, in one day."
                )
        for (_, closes), (opens, _) in pairwise(day):
            if opens < closes:
                raise InvalidCalendar(f"Weekday {number}: intervals overlap or are not in order.")


def next_month(day: date) -> date:
    """The first day of the month after `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


@lru_cache(maxsize=65_536)
def instant_of(zone: str, day: date, seconds: int) -> datetime:
    """The first instant (UTC) at which clocks in `zone` reach `seconds` after midnight of the date `day`."""
    naive = datetime.combine(day, time()) + timedelta(seconds=seconds)
    tz = ZoneInfo(zone)
    instant = naive.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if instant.astimezone(tz).replace(tzinfo=None) == naive:
        return instant
    return transition_between(tz, naive.replace(tzinfo=tz, fold=1).astimezone(UTC), instant)


def transition_between(tz: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant, in (before, after], at which `tz` switches to the offset it has at `after`."""
    target = after.astimezone(tz).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(tz).utcoffset() == target:
            high = middle
        else:
            low = middle
    return before + timedelta(seconds=high)


@lru_cache(maxsize=256)
def regional_holidays(region: str, year: int) -> Mapping[date, str]:
    """Public holidays of an ISO 3166 region in one year; raises InvalidCalendar for an unknown region."""
    if not region:
        return {}
    country, _, part = region.partition("-")
    try:
        found = public_holidays.country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError as error:
        raise InvalidCalendar(f"No public holidays are known for the region {region}.") from error
    return dict(found.items())


@lru_cache(maxsize=1)
def regions() -> Mapping[str, tuple[str, ...]]:
    """The countries whose public holidays are known (ISO 3166-1), each with its parts (ISO 3166-2)."""
    found = public_holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(parts) for country, parts in sorted(found.items())}


def part_names(country: str) -> Mapping[str, str]:
    """The names of a country's parts, by their codes, as people there write them."""
    found = getattr(public_holidays, country)
    names: dict[str, str] = {}
    for name, code in found.subdivisions_aliases.items():
        names.setdefault(code, name)
    return {part: names.get(part, part) for part in found.subdivisions}


ALWAYS = Calendar(zone="UTC", week=(((0, DAY_SECONDS),),) * 7, name="24x7")
