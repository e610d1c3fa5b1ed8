# ruff: noqa: E501 - tables
"""The times of invitations."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.email.mime.calendars import Invitation, invitations

BERLIN = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
FIXED = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
END:STANDARD
END:VTIMEZONE
"""
SOUTHERN = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+1300
TZOFFSETTO:+1200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=4
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+1200
TZOFFSETTO:+1300
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=9
END:DAYLIGHT
END:VTIMEZONE
"""


def event(start: str, zones: str = "", end: str = "") -> Invitation:
    ends = f"DTEND{end}\n" if end else ""
    [found] = invitations(
        f"BEGIN:VCALENDAR\nMETHOD:REQUEST\n{zones}BEGIN:VEVENT\nUID:1\nDTSTART{start}\n{ends}"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    return found


@pytest.mark.parametrize(
    ("zones", "start", "utc"),
    [
        (BERLIN.format(name="Ours"), ";TZID=Ours:20260701T120000", "2026-07-01T10:00"),
        (BERLIN.format(name="Ours"), ";TZID=Ours:20261201T120000", "2026-12-01T11:00"),
        (BERLIN.format(name="Ours"), ";TZID=Ours:20260329T015900", "2026-03-29T00:59"),
        (BERLIN.format(name="Ours"), ";TZID=Ours:20260329T030000", "2026-03-29T01:00"),
        (BERLIN.format(name="Ours"), ";TZID=Ours:20261025T040000", "2026-10-25T03:00"),
        (BERLIN.format(name='"Our, own"'), ';TZID="Our, own":20260701T120000', "2026-07-01T10:00"),
        (SOUTHERN.format(name="South"), ";TZID=South:20260115T090000", "2026-01-14T20:00"),
        (SOUTHERN.format(name="South"), ";TZID=South:20260715T090000", "2026-07-14T21:00"),
        (FIXED.format(name="Custom", offset="-0500"), ";TZID=Custom:20261203T090000", "2026-12-03T14:00"),
        (FIXED.format(name="Kathmandu", offset="+0545"), ";TZID=Kathmandu:20261203T090000", "2026-12-03T03:15"),
        # What the calendar says goes before what the name usually means.
        (FIXED.format(name="Europe/Berlin", offset="+0300"), ";TZID=Europe/Berlin:20261203T090000",
         "2026-12-03T06:00"),
        ("", ";TZID=Europe/Berlin:20260701T120000", "2026-07-01T10:00"),
        ("", ";TZID=New Zealand Standard Time:20261203T090000", "2026-12-02T20:00"),
        ("", ";TZID=Nepal Standard Time:20261203T090000", "2026-12-03T03:15"),
        ("", ";TZID=/some.org/2026/America/New_York:20261203T090000", "2026-12-03T14:00"),
        ("", ":20261203T090000Z", "2026-12-03T09:00"),
    ],
)  # fmt: skip
def test_a_time_is_that_of_its_zone(zones: str, start: str, utc: str) -> None:
    found = event(start, zones)
    assert found.starts_at is not None
    assert found.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == utc
    assert not found.is_floating


@pytest.mark.parametrize("start", [":20261203T090000", ";TZID=Customized Time Zone:20261203T090000"])
def test_a_time_without_a_known_zone_floats(start: str) -> None:
    found = event(start)
    assert found.starts_at == datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert (found.is_floating, found.is_all_day) == (True, False)


def test_dates_are_no_times() -> None:
    found = event(";VALUE=DATE:20261203", end=";VALUE=DATE:20261205")
    assert (found.is_floating, found.is_all_day) == (True, True)
    assert found.starts_at == datetime(2026, 12, 3, tzinfo=UTC)
    assert found.ends_at == datetime(2026, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone",
    [
        FIXED.format(name="Odd", offset="+9900"),
        FIXED.format(name="Odd", offset="nonsense"),
        BERLIN.format(name="Odd").replace("FREQ=YEARLY", "FREQ=SECONDLY"),
        BERLIN.format(name="Odd").replace("BYMONTH=3", "BYMONTH=99"),
        BERLIN.format(name="Odd").replace("19810329T020000", "00000000T000000"),
        "BEGIN:VTIMEZONE\nTZID:Odd\n",
        "BEGIN:VTIMEZONE\nTZID:Odd\nEND:VTIMEZONE\n",
        "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nEND:STANDARD\nEND:VTIMEZONE\n",
    ],
)
def test_a_broken_zone_breaks_nothing(zone: str) -> None:
    started = datetime.now(UTC)
    found = event(";TZID=Odd:20261203T090000", zone)
    assert found.starts_at is not None
    assert datetime.now(UTC) - started < timedelta(seconds=2)
