"""Laws of working time, checked against a walk over every second and on the days when clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sla.calendar import ALWAYS, Calendar, InvalidCalendar, NeverOpen, Week, instant_of

HOUR = 3600
OFFICE: Week = (((9 * HOUR, 12 * HOUR + 1800), (13 * HOUR, 17 * HOUR)),) * 5 + ((), ())
ROUND_THE_CLOCK: Week = (((0, 24 * HOUR),),) * 7
ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",  # changed clocks at 00:01 until 2011, so midnight came twice
    "America/Sao_Paulo",  # skipped midnight until 2018
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "Asia/Kathmandu",
    "Pacific/Apia",  # skipped 30 December 2011
]


def at(zone: str, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[arg-type,misc]  # each test names its parts


def instants(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    span = int((last - first).total_seconds() * 1000)
    return st.integers(0, span).map(lambda ms: first + timedelta(milliseconds=ms))


INSTANTS = instants(datetime(2009, 1, 1, tzinfo=UTC), datetime(2014, 12, 31, tzinfo=UTC))
# Around the change of clocks, where mistakes live.
CHANGES = st.sampled_from(
    [
        (2010, 3, 14),
        (2010, 11, 7),
        (2010, 3, 28),
        (2010, 10, 31),
        (2010, 10, 17),
        (2011, 2, 20),
        (2011, 12, 30),
    ]
).flatmap(
    lambda d: instants(
        datetime(*d, tzinfo=UTC) - timedelta(days=2), datetime(*d, tzinfo=UTC) + timedelta(days=2)
    )
)
MOMENTS = st.one_of(INSTANTS, CHANGES)


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    marks = draw(st.lists(st.integers(0, 96), min_size=0, max_size=6, unique=True).map(sorted))
    return tuple((marks[i] * 900, marks[i + 1] * 900) for i in range(0, len(marks) - 1, 2))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = tuple(draw(days()) for _ in range(7))
    assume(any(week))
    offsets = draw(st.sets(st.integers(0, 2000), max_size=8))
    closed = {date(2009, 1, 1) + timedelta(days=n): "Closed" for n in offsets}
    return Calendar(zone=draw(st.sampled_from(ZONES)), week=week, holidays=closed)


@given(calendars(), MOMENTS, st.integers(0, 400 * HOUR * 1000))
def test_adding_then_measuring_gives_back_what_was_added(
    calendar: Calendar, start: datetime, ms: int
) -> None:
    due = calendar.add_business_seconds(start, ms / 1000)
    assert due >= start
    assert calendar.business_seconds_between(start, due) == ms / 1000


@given(calendars(), MOMENTS, st.integers(1, 200 * HOUR))
def test_due_time_is_the_earliest_possible(calendar: Calendar, start: datetime, seconds: int) -> None:
    due = calendar.add_business_seconds(start, seconds)
    assert calendar.business_seconds_between(start, due - timedelta(microseconds=1)) < seconds


@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up_over_any_split(
    calendar: Calendar, a: datetime, b: datetime, c: datetime
) -> None:
    whole = calendar.business_seconds_between(a, c)
    parts = calendar.business_seconds_between(a, b) + calendar.business_seconds_between(b, c)
    assert parts == pytest.approx(whole, abs=1e-5)


@given(calendars(), MOMENTS, st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
def test_more_work_is_never_due_earlier(
    calendar: Calendar, start: datetime, amounts: tuple[int, int]
) -> None:
    less, more = sorted(amounts)
    assert calendar.add_business_seconds(start, less) <= calendar.add_business_seconds(start, more)


@given(calendars(), MOMENTS, MOMENTS, st.integers(1, 10**6))
def test_a_later_start_is_never_due_earlier(
    calendar: Calendar, a: datetime, b: datetime, seconds: int
) -> None:
    first, second = sorted((a, b))
    assert calendar.add_business_seconds(first, seconds) <= calendar.add_business_seconds(second, seconds)


@given(calendars(), MOMENTS, MOMENTS)
def test_working_time_lies_between_nothing_and_real_time(
    calendar: Calendar, a: datetime, b: datetime
) -> None:
    a, b = sorted((a, b))
    assert 0 <= calendar.business_seconds_between(a, b) <= (b - a).total_seconds()
    assert calendar.business_seconds_between(b, a) == -calendar.business_seconds_between(a, b)


def open_minutes(calendar: Calendar, start: datetime, minutes: int) -> int:
    """
    Count working minutes by reading the wall clock, knowing nothing of how the calendar works.

    The latest reading that the clock has shown stands for the time of day: a skipped hour is jumped over,
    a repeated one keeps showing the end of its first pass.
    """
    zone, found = ZoneInfo(calendar.zone), 0
    latest = start.replace(tzinfo=None, year=2000)
    for n in range(-26 * 60, minutes):
        latest = max(latest, (start + timedelta(minutes=n)).astimezone(zone).replace(tzinfo=None))
        if n < 0 or calendar.holiday_name(latest.date()):
            continue
        seconds = latest.hour * HOUR + latest.minute * 60 + latest.second
        found += any(a <= seconds < b for a, b in calendar.week[latest.weekday()])
    return found


@settings(max_examples=60)
@given(calendars(), CHANGES, st.integers(0, 60 * 60))
@example(Calendar("Pacific/Apia", ROUND_THE_CLOCK), datetime(2011, 12, 29, tzinfo=UTC), 48 * 60)
@example(Calendar("America/St_Johns", (((0, 900),),) * 7), datetime(2010, 11, 6, 12, tzinfo=UTC), 48 * 60)
def test_agrees_with_reading_the_wall_clock(calendar: Calendar, start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    expected = open_minutes(calendar, start, minutes) * 60
    assert calendar.business_seconds_between(start, start + timedelta(minutes=minutes)) == expected
    assert calendar.is_open(start) == (open_minutes(calendar, start, 1) == 1)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("America/Sao_Paulo", date(2018, 2, 17), 25),
        ("America/St_Johns", date(2010, 11, 6), 24),
        ("America/St_Johns", date(2010, 11, 7), 25),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Europe/London", date(2026, 6, 1), 24),
    ],
)
def test_a_whole_day_has_the_hours_that_clocks_gave_it(zone: str, day: date, hours: float) -> None:
    calendar = Calendar(zone, ROUND_THE_CLOCK, holidays={date(1999, 1, 1): "keeps the general path"})
    start, end = instant_of(zone, day, 0), instant_of(zone, day + timedelta(days=1), 0)
    assert (end - start).total_seconds() == hours * HOUR
    assert calendar.business_seconds_between(start, end) == hours * HOUR
    assert sum((b - a).total_seconds() for a, b in calendar.intervals_on(day)) == hours * HOUR


def test_opening_inside_the_skipped_hour_waits_for_the_change() -> None:
    """New York skips 2:00 to 3:00 on 8 March 2026; a shift from 2:30 begins when clocks show 3:00."""
    calendar = Calendar("America/New_York", (((9000, 14400),),) * 7)
    ((opens, closes),) = calendar.intervals_on(date(2026, 3, 8))
    assert opens == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert closes == datetime(2026, 3, 8, 8, 0, tzinfo=UTC)


def test_interval_inside_the_skipped_hour_does_not_exist_that_day() -> None:
    calendar = Calendar("America/New_York", (((7800, 9000),),) * 7)
    assert calendar.intervals_on(date(2026, 3, 8)) == ()
    start = at("America/New_York", 2026, 3, 8, 0, 0)
    assert calendar.add_business_seconds(start, 60) == at("America/New_York", 2026, 3, 9, 2, 11)


def test_the_repeated_hour_counts_twice_inside_an_interval() -> None:
    calendar = Calendar("America/New_York", (((0, 2 * HOUR), (2 * HOUR, 24 * HOUR)),) * 7)
    ((opens, closes), _) = calendar.intervals_on(date(2026, 11, 1))
    assert (closes - opens).total_seconds() == 3 * HOUR


def test_times_in_the_repeated_hour_mean_their_first_showing() -> None:
    calendar = Calendar("America/New_York", (((4500, 6300),),) * 7)
    ((opens, closes),) = calendar.intervals_on(date(2026, 11, 1))
    assert opens == at("America/New_York", 2026, 11, 1, 1, 15, fold=0).astimezone(UTC)
    assert closes == at("America/New_York", 2026, 11, 1, 1, 45, fold=0).astimezone(UTC)


def test_the_worked_example_of_the_settings_page() -> None:
    """A P2 email of Friday 13 March 2026, 16:40 in London, with one hour, is due on Monday at 09:40."""
    calendar = Calendar("Europe/London", OFFICE, region="GB-ENG")
    due = calendar.add_business_seconds(at("Europe/London", 2026, 3, 13, 16, 40), HOUR)
    assert due == at("Europe/London", 2026, 3, 16, 9, 40)


def test_work_over_lunch_waits_for_the_second_interval() -> None:
    calendar = Calendar("Europe/London", OFFICE)
    due = calendar.add_business_seconds(at("Europe/London", 2026, 3, 13, 12, 0), HOUR)
    assert due == at("Europe/London", 2026, 3, 13, 13, 30)


def test_work_that_fills_the_day_is_due_at_closing_time() -> None:
    calendar = Calendar("Europe/London", OFFICE)
    due = calendar.add_business_seconds(at("Europe/London", 2026, 3, 13, 16, 0), HOUR)
    assert due == at("Europe/London", 2026, 3, 13, 17, 0)


def test_public_and_own_holidays_are_closed() -> None:
    calendar = Calendar("Europe/London", OFFICE, holidays={date(2026, 4, 7): "Stocktaking"}, region="GB-ENG")
    assert calendar.holiday_name(date(2026, 4, 3)) == "Good Friday"
    assert calendar.holiday_name(date(2026, 4, 6)) == "Easter Monday"
    due = calendar.add_business_seconds(at("Europe/London", 2026, 4, 2, 16, 40), HOUR)
    assert due == at("Europe/London", 2026, 4, 8, 9, 40)


def test_daylight_saving_moves_the_instant_not_the_local_hour() -> None:
    calendar = Calendar("Europe/London", OFFICE)
    before = calendar.add_business_seconds(at("Europe/London", 2026, 3, 27, 16, 40), HOUR)
    assert before.astimezone(ZoneInfo("Europe/London")).time().isoformat() == "09:40:00"
    assert before == datetime(2026, 3, 30, 8, 40, tzinfo=UTC)


def test_years_cost_a_bounded_number_of_steps() -> None:
    """Whole months are summed once, so a second question over 30 years opens only the days at its ends."""
    calendar = Calendar("Europe/London", OFFICE, region="GB-ENG")
    start, end = datetime(2000, 1, 15, tzinfo=UTC), datetime(2030, 1, 15, tzinfo=UTC)
    total = calendar.business_seconds_between(start, end)
    calendar._days.clear()
    assert calendar.business_seconds_between(start, end) == total
    assert len(calendar._days) <= 62


def test_always_open_is_plain_time() -> None:
    start = datetime(2026, 3, 28, 23, 59, 59, 999_999, tzinfo=UTC)
    assert ALWAYS.add_business_seconds(start, 1.5) == start + timedelta(seconds=1.5)
    assert ALWAYS.business_seconds_between(start, start + timedelta(days=400)) == 400 * 24 * HOUR


@pytest.mark.parametrize(
    "week",
    [
        (((0, 60),),) * 6,
        (((60, 60),),) * 7,
        (((0, 24 * HOUR + 1),),) * 7,
        (((0, 120), (60, 180)),) * 7,
        (((120, 180), (0, 60)),) * 7,
    ],
)
def test_contradicting_hours_are_refused(week: Week) -> None:
    with pytest.raises(InvalidCalendar):
        Calendar("UTC", week)


def test_a_calendar_without_hours_says_so() -> None:
    with pytest.raises(NeverOpen):
        Calendar("UTC", ((),) * 7).add_business_seconds(datetime(2026, 1, 1, tzinfo=UTC), 1)


def test_holidays_that_close_everything_do_not_hang() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=n): "Closed" for n in range(366 * 12)}
    with pytest.raises(NeverOpen):
        Calendar("UTC", OFFICE, holidays=closed).add_business_seconds(datetime(2026, 1, 1, tzinfo=UTC), 1)


def test_unknown_region_is_refused() -> None:
    with pytest.raises(InvalidCalendar):
        Calendar("UTC", OFFICE, region="XX").holiday_name(date(2026, 1, 1))


def test_negative_work_is_refused() -> None:
    with pytest.raises(ValueError, match="only be added"):
        ALWAYS.add_business_seconds(datetime(2026, 1, 1, tzinfo=UTC), -1)


MINUTE_A_WEEK: Week = (((9 * HOUR, 9 * HOUR + 60),), *((),) * 6)


def test_a_due_time_beyond_the_horizon_is_never_reached() -> None:
    tight = Calendar("Europe/London", MINUTE_A_WEEK, region="GB")
    start = at("UTC", 2026, 3, 2)
    assert tight.weekly_seconds() == 60
    with pytest.raises(NeverOpen, match="25 years"):
        tight.add_business_seconds(start, 366 * 86_400)
    assert tight.add_business_seconds(start, 20 * 60).year == 2026


def test_a_start_near_the_end_of_time_yields_no_due_time() -> None:
    with pytest.raises(NeverOpen):
        Calendar("UTC", MINUTE_A_WEEK).add_business_seconds(at("UTC", 9999, 12, 1), 3600)
