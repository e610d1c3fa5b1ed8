"""Days of a time zone, also when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.periods import Period, last_days, midnight

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_has_as_many_hours_as_the_clocks_show(day: str, hours: int) -> None:
    one = date.fromisoformat(day)
    period = Period(one, one, BERLIN)
    assert period.days == 1
    assert period.end - period.start == timedelta(hours=hours)


def test_today_is_the_last_day() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert last_days(28, zone=BERLIN, now=late) == Period(date(2026, 2, 3), date(2026, 3, 2), BERLIN)
    assert last_days(1, zone=ZoneInfo("UTC"), now=late).dates == [date(2026, 3, 1)]


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 400), st.sampled_from(ZONES))
def test_days_follow_each_other_without_a_gap(since: date, more: int, zone: ZoneInfo) -> None:
    period = Period(since, since + timedelta(days=more), zone)
    assert len(period.dates) == period.days == more + 1
    assert period.start == midnight(since, zone)
    assert (
        period.end == Period(period.until + timedelta(days=1), period.until + timedelta(days=1), zone).start
    )
