"""A week of working hours as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.hours import (
    DAY_SECONDS,
    InvalidHours,
    read_week,
    seconds_of,
    time_of,
    version_of_hours,
    week_json,
)

HOUR = 3600


def row(weekday: int, opens: str, closes: str) -> dict[str, object]:
    return {"weekday": weekday, "opens": opens, "closes": closes}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00", 0),
        ("09:30", 9 * HOUR + 1800),
        ("24:00", DAY_SECONDS),
        ("24:01", None),
        ("9:30", None),
        ("09:60", None),
        ("0930", None),
        ("٠٩:٣٠", None),
        ("-1:00", None),
        ("", None),
    ],
)
def test_reads_a_time_of_day(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


@given(st.integers(0, DAY_SECONDS // 60))
def test_a_time_is_written_as_it_is_read(minutes: int) -> None:
    assert seconds_of(time_of(minutes * 60)) == minutes * 60


def test_several_intervals_of_a_day_stand_in_order() -> None:
    week = read_week([row(0, "13:00", "17:00"), row(0, "09:00", "12:00")])
    assert week == [(0, 9 * HOUR, 12 * HOUR), (0, 13 * HOUR, 17 * HOUR)]


def test_a_night_is_cut_at_midnight_also_from_sunday_to_monday() -> None:
    assert read_week([row(6, "22:00", "06:00")]) == [(0, 0, 6 * HOUR), (6, 22 * HOUR, DAY_SECONDS)]
    assert read_week([row(2, "22:00", "00:00")]) == [(2, 22 * HOUR, DAY_SECONDS)]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([row(0, "09:00", "09:00")], 0),
        ([row(0, "24:00", "09:00")], 0),
        ([row(0, "09:00", "12:00"), row(0, "11:59", "13:00")], 1),
        ([row(1, "05:00", "09:00"), row(0, "22:00", "06:00")], 0),
        ([row(0, "nine", "12:00")], 0),
    ],
)
def test_refuses_what_contradicts_itself(rows: list[dict[str, object]], place: int) -> None:
    with pytest.raises(InvalidHours) as caught:
        read_week(rows)
    assert caught.value.place == place


def test_adjacent_intervals_do_not_overlap() -> None:
    assert len(read_week([row(0, "09:00", "12:00"), row(0, "12:00", "13:00")])) == 2


def test_shows_what_it_stored_and_numbers_it() -> None:
    week = read_week([row(4, "09:00", "24:00")])
    assert week_json(week) == [row(4, "09:00", "24:00")]
    assert version_of_hours("UTC", week) == version_of_hours("UTC", list(reversed(week)))
    assert version_of_hours("UTC", week) != version_of_hours("Europe/Lisbon", week)
    assert version_of_hours("UTC", week) != version_of_hours("UTC", [])
