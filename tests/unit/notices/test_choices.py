"""When mail about a notice may leave."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from notices.choices import DEFAULTS, Choices, Wish
from notices.models import Kind, Mail


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def choices(mail: str, begins: str = "", ends: str = "", digest: str = "08:00") -> Choices:
    return Choices(
        wishes={Kind.MENTION: Wish(mail=mail)},
        timezone="Europe/Berlin",
        quiet_begins=time.fromisoformat(begins) if begins else None,
        quiet_ends=time.fromisoformat(ends) if ends else None,
        digest_at=time.fromisoformat(digest),
    )


def test_every_kind_has_a_default() -> None:
    assert set(DEFAULTS) == set(Kind.values)


@pytest.mark.parametrize(
    ("mail", "is_online", "is_mailed"),
    [
        (Mail.NEVER, False, False),
        (Mail.NEVER, True, False),
        (Mail.AWAY, False, True),
        (Mail.AWAY, True, False),
        (Mail.ALWAYS, True, True),
    ],
)
def test_presence_decides_where_it_was_chosen(mail: str, is_online: bool, is_mailed: bool) -> None:
    now = at("2026-03-02T12:00")
    found = choices(mail).mail_at(Kind.MENTION, is_online=is_online, now=now)
    assert found == (now if is_mailed else None)


@pytest.mark.parametrize(
    ("begins", "ends", "now", "due"),
    [
        ("20:00", "07:30", "2026-03-02T19:59", "2026-03-02T19:59"),
        ("20:00", "07:30", "2026-03-02T20:00", "2026-03-03T07:30"),
        ("20:00", "07:30", "2026-03-03T07:29", "2026-03-03T07:30"),
        ("20:00", "07:30", "2026-03-03T07:30", "2026-03-03T07:30"),
        ("12:00", "13:00", "2026-03-02T12:30", "2026-03-02T13:00"),
        ("12:00", "13:00", "2026-03-02T13:00", "2026-03-02T13:00"),
        # The clocks go forward at two: 02:30 does not exist that night.
        ("22:00", "02:30", "2026-03-29T00:10", "2026-03-29T03:30"),
        # They go back at three: the night has an hour more.
        ("22:00", "07:00", "2026-10-24T23:00", "2026-10-25T07:00"),
    ],
)
def test_quiet_hours_hold_mail_back_until_their_end(begins: str, ends: str, now: str, due: str) -> None:
    found = choices(Mail.ALWAYS, begins, ends).mail_at(Kind.MENTION, is_online=True, now=at(now))
    assert found is not None
    assert found.astimezone(UTC) == at(due).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-02T07:59", "2026-03-02T08:00"),
        ("2026-03-02T08:00", "2026-03-03T08:00"),
        ("2026-03-28T23:00", "2026-03-29T08:00"),
        ("2026-12-31T09:00", "2027-01-01T08:00"),
    ],
)
def test_a_digest_leaves_at_its_next_time_of_day(now: str, due: str) -> None:
    found = choices(Mail.DIGEST).mail_at(Kind.MENTION, is_online=True, now=at(now).astimezone(UTC))
    assert found is not None
    assert found.astimezone(UTC) == at(due).astimezone(UTC)
