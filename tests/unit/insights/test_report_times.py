"""When scheduled reports are due, and of which days they tell."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from insights.report_times import Rhythm, next_due, period_before

BERLIN, KATHMANDU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kathmandu")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "after", "due"),
    [
        (Rhythm("week", 0, 8, BERLIN), "2026-03-02T06:59", "2026-03-02T07:00"),
        (Rhythm("week", 0, 8, BERLIN), "2026-03-02T07:00", "2026-03-09T07:00"),
        # The clocks changed on the 29th: eight in the morning stays eight in the morning.
        (Rhythm("week", 0, 8, BERLIN), "2026-03-23T08:00", "2026-03-30T06:00"),
        # An hour that the clocks skip comes an hour later, one that they show twice the first time.
        (Rhythm("week", 6, 2, BERLIN), "2026-03-27T00:00", "2026-03-29T01:00"),
        (Rhythm("week", 6, 2, BERLIN), "2026-10-24T00:00", "2026-10-25T00:00"),
        (Rhythm("week", 6, 2, BERLIN), "2026-10-25T00:00", "2026-11-01T01:00"),
        (Rhythm("month", 31, 0, KATHMANDU), "2026-02-01T00:00", "2026-02-27T18:15"),
        (Rhythm("month", 31, 0, KATHMANDU), "2026-02-27T18:15", "2026-03-30T18:15"),
        (Rhythm("month", 1, 23, BERLIN), "2026-12-05T00:00", "2027-01-01T22:00"),
    ],
)
def test_the_next_due_time(rhythm: Rhythm, after: str, due: str) -> None:
    assert next_due(rhythm, after=at(after)) == at(due)


def test_a_due_time_comes_once_a_date_through_a_year() -> None:
    rhythm = Rhythm("week", 6, 2, BERLIN)
    moment = at("2026-01-01T00:00")
    dates: list[date] = []
    while len(dates) < 52:
        moment = next_due(rhythm, after=moment)
        dates.append(moment.astimezone(BERLIN).date())
    assert dates == [date(2026, 1, 4) + timedelta(weeks=number) for number in range(52)]


def test_it_tells_of_whole_days_before_it() -> None:
    week = period_before(due=at("2026-03-02T07:00"), days=7, zone=BERLIN)
    assert (week.since, week.until) == (date(2026, 2, 23), date(2026, 3, 1))
    month = period_before(due=at("2026-03-02T07:00"), days=None, zone=BERLIN)
    assert (month.since, month.until) == (date(2026, 2, 1), date(2026, 2, 28))
    # It is already the next day there.
    early = period_before(due=at("2026-03-01T23:30"), days=1, zone=BERLIN)
    assert early.until == date(2026, 3, 1)
