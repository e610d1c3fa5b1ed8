"""The measurement of alarms: it finds what is there, and none where only the season is."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.errors import Invalid
from insights.evaluation import alarms_in, figures_of, shuffled, tickets_of

BEGINS = datetime(2026, 1, 5, 8, tzinfo=UTC)


def rows(*, spike_on: int | None = None, days: int = 63) -> list[dict[str, Any]]:
    """Two tickets about exports a day and one about anything, with ten more on one day."""
    found = []
    for day in range(days):
        at = BEGINS + timedelta(days=day)
        count = 2 + (10 if day == spike_on else 0)
        found += [
            {"at": (at + timedelta(minutes=20 * n)).isoformat(), "area": "Exports"} for n in range(count)
        ]
        found.append({"at": at.isoformat(), "category": "question"})
    return found


def test_a_spike_is_one_alarm_at_its_time() -> None:
    found = alarms_in(tickets_of(rows(spike_on=50)))
    assert [key for _, key in found] == [("area", "Exports")]
    assert BEGINS + timedelta(days=50) < found[0][0] <= BEGINS + timedelta(days=50, hours=5)


def test_a_steady_season_has_none() -> None:
    assert alarms_in(tickets_of(rows())) == []


def test_shuffling_keeps_weekday_and_hour_and_scatters_the_rest() -> None:
    tickets = tickets_of(rows(spike_on=50))
    moved = shuffled(tickets, random.Random(3))
    assert sorted((one.at.weekday(), one.at.time()) for one in moved) == sorted(
        (one.at.weekday(), one.at.time()) for one in tickets
    )
    assert {one.number for one in moved} == {one.number for one in tickets}
    assert moved != tickets


def test_too_short_a_past_is_refused() -> None:
    with pytest.raises(Invalid):
        figures_of(tickets_of(rows(days=20)))
