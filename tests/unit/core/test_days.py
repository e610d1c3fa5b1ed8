"""Written dates as intervals."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.actors import Actor, ActorKind
from core.days import Interval, interval_of, zone_of

NOW = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
BERLIN, YORK, BEIRUT = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Beirut")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "start", "end"),
    [
        ("2026-11-26", BERLIN, "2026-11-25T23:00", "2026-11-26T23:00"),
        ("2026-11-26", YORK, "2026-11-26T05:00", "2026-11-27T05:00"),
        ("2026-7-4", BERLIN, "2026-07-03T22:00", "2026-07-04T22:00"),
        (">2026-11-26", BERLIN, "2026-11-26T23:00", None),
        (">=2026-11-26", BERLIN, "2026-11-25T23:00", None),
        ("<2026-11-26", BERLIN, None, "2026-11-25T23:00"),
        ("<=2026-11-26", BERLIN, None, "2026-11-26T23:00"),
        ("2026-11-26..2026-11-27", BERLIN, "2026-11-25T23:00", "2026-11-27T23:00"),
        ("2026-11-26..", BERLIN, "2026-11-25T23:00", None),
        ("..2026-11", BERLIN, None, "2026-11-30T23:00"),
        ("2026-11", BERLIN, "2026-10-31T23:00", "2026-11-30T23:00"),
        ("2026-12", BERLIN, "2026-11-30T23:00", "2026-12-31T23:00"),
        ("2026", BERLIN, "2025-12-31T23:00", "2026-12-31T23:00"),
        (">2026-10", YORK, "2026-11-01T04:00", None),
        ("today", BERLIN, "2026-11-27T23:00", "2026-11-28T23:00"),
        ("Yesterday", YORK, "2026-11-27T05:00", "2026-11-28T05:00"),
        ("7d", BERLIN, "2026-11-21T12:30", None),
        ("<12h", BERLIN, None, "2026-11-28T00:30"),
        ("2w..", BERLIN, "2026-11-14T12:30", None),
        ("2026-11-26T14:30", BERLIN, "2026-11-26T13:30", "2026-11-26T13:31"),
        ("2026-11-26T14:30Z", BERLIN, "2026-11-26T14:30", "2026-11-26T14:31"),
        (">=2026-11-26T14:30:05+02:00", YORK, "2026-11-26T12:30:05", None),
        # The clocks change: a day of 23 hours, one of 25, and one that begins at one o'clock.
        ("2026-03-29", BERLIN, "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2026-10-25", BERLIN, "2026-10-24T22:00", "2026-10-25T23:00"),
        ("2026-03-29", BEIRUT, "2026-03-28T22:00", "2026-03-29T21:00"),
    ],
)
def test_a_date_is_an_interval_where_the_asker_lives(
    text: str, zone: ZoneInfo, start: str | None, end: str | None
) -> None:
    wanted = Interval(at(start) if start else None, at(end) if end else None)
    assert interval_of(text, now=NOW, zone=zone) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "", ">", "..", "soon", "26.11.2026", "2026-13", "2026-02-30", "0000", "2026-11-27..2026-11-26",
        "9999-12-31", "99999d", "2026-11-26T", "2026-11-26T25:00", ">=2026..2027", "today..soon",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert interval_of(text, now=NOW, zone=BERLIN) is None


@pytest.mark.parametrize(
    ("name", "key"), [("Europe/Berlin", "Europe/Berlin"), ("", "UTC"), ("Mars/X", "UTC"), ("../x", "UTC")]
)
def test_an_unknown_zone_is_utc(name: str, key: str) -> None:
    assert zone_of(Actor(kind=ActorKind.STAFF, timezone=name)).key == key
