"""Playbooks without the database: windows, quiet hours, groups, intervals, conditions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.playbook_templates import TEMPLATES
from insights.playbooks import (
    Action,
    Audience,
    Definition,
    Facts,
    Filter,
    Limits,
    Trigger,
    content_of,
    faults_of,
    read_playbook,
)
from insights.prevented import FEW, Result, difference, is_held_out, score_interval
from insights.windows import quiet_ends, reached

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = date(2026, 3, 2)


def brute(times: list[datetime], count: int, window: timedelta, rest: timedelta) -> list[datetime]:
    found: list[datetime] = []
    for place, at in enumerate(times):
        within = sum(timedelta(0) <= at - other < window for other in times[: place + 1])
        if within >= count and all(at - before >= rest for before in found):
            found.append(at)
    return found


@given(
    st.lists(st.integers(0, 600), max_size=40),
    st.integers(1, 6),
    st.integers(1, 200),
    st.integers(1, 400),
)
def test_a_window_is_counted_as_by_brute_force(
    minutes: list[int], count: int, window: int, rest: int
) -> None:
    times = [START + timedelta(minutes=one) for one in sorted(minutes)]
    spans = {"window": timedelta(minutes=window), "rest": timedelta(minutes=rest)}
    assert reached(times, count=count, **spans) == brute(times, count, **spans)


def test_what_is_exactly_a_window_ago_is_out() -> None:
    times = [START, START + 23 * HOUR, START + 24 * HOUR]
    assert reached(times, count=3, window=24 * HOUR, rest=HOUR) == []
    assert reached(times, count=3, window=24 * HOUR + timedelta(seconds=1), rest=HOUR) == [times[2]]


@pytest.mark.parametrize(
    ("hour", "zone", "begins", "ends", "until"),
    [
        (9, "UTC", 20, 8, None),
        (21, "UTC", 20, 8, datetime(2026, 3, 3, 8, tzinfo=UTC)),
        (7, "UTC", 20, 8, datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (9, "America/New_York", 20, 8, datetime(2026, 3, 2, 13, tzinfo=UTC)),
        (13, "UTC", 12, 14, datetime(2026, 3, 2, 14, tzinfo=UTC)),
        (14, "UTC", 12, 14, None),
        (3, "UTC", 8, 8, None),
    ],
)
def test_quiet_hours_are_those_of_their_own_clock(
    hour: int, zone: str, begins: int, ends: int, until: datetime | None
) -> None:
    now = datetime(2026, 3, 2, hour, tzinfo=UTC)
    assert quiet_ends(now, zone=ZoneInfo(zone), begins=begins, ends=ends) == until


def test_quiet_hours_end_at_the_hour_also_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2026, 3, 28, 22, tzinfo=berlin)
    found = quiet_ends(night, zone=berlin, begins=20, ends=8)
    assert found == datetime(2026, 3, 29, 6, tzinfo=UTC)


# Newcombe 1998, Stat Med 17:873-890, table II, method 10.
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("part", "whole", "other", "of", "low", "high"), NEWCOMBE)
def test_the_interval_is_that_of_the_published_table(
    part: int, whole: int, other: int, of: int, low: float, high: float
) -> None:
    gap, below, above = difference(part, whole, other, of)
    assert gap == pytest.approx(part / whole - other / of)
    assert below == pytest.approx(low, abs=6e-5)
    assert above == pytest.approx(high, abs=6e-5)


@given(st.integers(1, 400), st.data())
def test_the_score_interval_solves_its_equation(whole: int, data: st.DataObject) -> None:
    """Wilson: both ends are where the share is 1.96 standard errors of that end away."""
    part = data.draw(st.integers(0, whole))
    for end in score_interval(part, whole):
        assert 0 <= end <= 1
        if 1e-9 < end < 1 - 1e-9:
            away = (part / whole - end) ** 2 * whole / (end * (1 - end))
            assert away == pytest.approx(1.959963984540054**2, rel=1e-6)


def test_few_are_counts_alone() -> None:
    assert Result(200, 30, FEW - 1, 9).share is None
    found = Result(212, 31, 24, 9)
    share, prevented = found.share, found.prevented
    assert share is not None
    assert prevented is not None
    assert share[0] == pytest.approx(9 / 24 - 31 / 212)
    assert prevented == tuple(round(one * 212) for one in share)


def test_a_holdout_is_stable_and_of_its_size() -> None:
    units = [f"contact:{number}" for number in range(20_000)]
    held = [unit for unit in units if is_held_out(7, unit, 15)]
    assert held == [unit for unit in units if is_held_out(7, unit, 15)]
    assert 0.14 < len(held) / len(units) < 0.16
    # A larger holdout takes in those who were held out before; another playbook draws anew.
    assert all(is_held_out(7, unit, 20) for unit in held)
    assert 0.12 < sum(is_held_out(8, unit, 15) for unit in held) / len(held) < 0.18
    assert not any(is_held_out(7, unit, 0) for unit in units)


@pytest.mark.parametrize(
    ("compare", "value", "told", "fits"),
    [
        ("is", "Failed", "failed", True),
        ("is", "true", True, True),
        ("is", "x", None, False),
        ("is_not", "failed", None, True),
        ("is_not", "failed", "FAILED", False),
        ("contains", "time", "event_time", True),
        ("at_least", "3", 3, True),
        ("at_least", "3", "2.5", False),
        ("at_most", "3", "many", False),
        ("at_most", "1", True, False),
    ],
)
def test_a_property_fits_or_not(compare: str, value: str, told: object, fits: bool) -> None:
    properties = {} if told is None else {"status": told}
    assert Filter("status", compare, value).fits(properties) is fits


ANA = Facts(
    segment="enterprise", plan="Scale", arr=Decimal(90_000), health=48, renewal_on=date(2026, 4, 1),
    language="de-at", title="Head of Data", has_company=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "takes"),
    [
        (Audience(), True),
        (Audience(segments=("enterprise", "smb")), True),
        (Audience(segments=("smb",)), False),
        (Audience(plans=("scale",)), True),
        (Audience(languages=("de",)), True),
        (Audience(languages=("en",)), False),
        (Audience(titles=("data",)), True),
        (Audience(least_arr=90_001), False),
        (Audience(most_health=48), True),
        (Audience(most_health=47), False),
        (Audience(renewal_days=30), True),
        (Audience(renewal_days=29), False),
    ],
)
def test_an_audience_asks_for_facts(audience: Audience, takes: bool) -> None:
    assert audience.takes(ANA, today=TODAY) is takes


def test_unknown_facts_meet_no_condition() -> None:
    nobody = Facts()
    for audience in (
        Audience(segments=("self_serve",)),
        Audience(plans=("scale",)),
        Audience(languages=("en",)),
        Audience(least_arr=0),
        Audience(most_health=100),
        Audience(renewal_days=700),
    ):
        assert not audience.takes(nobody, today=TODAY)


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_templates_are_whole_and_survive_storing(key: str) -> None:
    one = TEMPLATES[key]
    assert faults_of(one) == {}
    assert content_of(read_playbook(content_of(one))) == content_of(one)
    assert 10 <= one.limits.holdout <= 20


def test_what_does_not_go_together_is_told() -> None:
    event, message = Trigger("event", name="x"), Action("guidance", text="Hello")
    whole = Definition(event, message)
    assert faults_of(whole) == {}
    assert set(faults_of(replace(whole, trigger=Trigger("event")))) == {"trigger"}
    assert set(faults_of(replace(whole, trigger=Trigger("payment")))) == {"action"}
    steps_of_nothing = Action("guidance", text="Hi", shows_steps=True)
    assert set(faults_of(replace(whole, action=steps_of_nothing))) == {"action"}
    late = Limits(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1))
    assert set(faults_of(replace(whole, limits=late))) == {"limits"}
    assert not replace(whole, limits=Limits(ends_on=date(2026, 3, 1))).is_in_time(TODAY)
