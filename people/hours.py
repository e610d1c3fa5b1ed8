"""A week of working hours as people write it: intervals that may cross midnight, in one time zone."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import orjson

DAY_SECONDS = 86_400
MAX_INTERVALS = 7 * 6

Interval = tuple[int, int, int]
"""Weekday (0 is Monday), opening and closing time in seconds after local midnight."""


class InvalidHours(ValueError):
    """The hours contradict each other; `place` is the index of the faulty interval."""

    def __init__(self, text: str, place: int) -> None:
        super().__init__(text)
        self.place = place


def seconds_of(text: str) -> int | None:
    """A time of day such as 09:30 in seconds, 24:00 for the end of the day; None for anything else."""
    hours, colon, minutes = text.partition(":")
    if not colon or len(text) != 5 or not (hours + minutes).isascii() or not (hours + minutes).isdigit():
        return None
    total = int(hours) * 3600 + int(minutes) * 60
    return total if int(minutes) < 60 and total <= DAY_SECONDS else None


def time_of(seconds: int) -> str:
    """Seconds after midnight as HH:MM."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def read_week(rows: Sequence[Mapping[str, Any]]) -> list[Interval]:
    """
    Intervals as they are stored: each within one day, in order.

    One that closes at or before its opening time closes on the next day and is cut at midnight. Raises
    InvalidHours for a time that is none, an empty interval, and two that overlap.
    """
    found: list[tuple[Interval, int]] = []
    for place, row in enumerate(rows):
        day, opens, closes = row["weekday"], seconds_of(row["opens"]), seconds_of(row["closes"])
        if opens is None or closes is None or opens == DAY_SECONDS:
            raise InvalidHours("Must be a time such as 09:00.", place)
        if opens == closes:
            raise InvalidHours("Must differ from the opening time; a whole day is 00:00 to 24:00.", place)
        found += [(part, place) for part in _cut(day, opens, closes)]
    found.sort()
    for ((day, _, closes), _), ((later, opens, _), place) in pairwise(found):
        if day == later and opens < closes:
            raise InvalidHours("Overlaps with another interval of this day.", place)
    return [interval for interval, _ in found]


def _cut(day: int, opens: int, closes: int) -> list[Interval]:
    if opens < closes:
        return [(day, opens, closes)]
    night = [(day, opens, DAY_SECONDS)]
    return [*night, ((day + 1) % 7, 0, closes)] if closes else night


def week_json(intervals: Iterable[Interval]) -> list[dict[str, Any]]:
    """Stored intervals as the API shows them."""
    return [
        {"weekday": day, "opens": time_of(opens), "closes": time_of(closes)}
        for day, opens, closes in sorted(intervals)
    ]


def version_of_hours(timezone: str, intervals: Iterable[Interval]) -> int:
    """A number of 15 digits at most that identifies a week in a time zone."""
    told = orjson.dumps([timezone, sorted(intervals)])
    return int.from_bytes(hashlib.sha256(told).digest()[:8]) % 10**15
