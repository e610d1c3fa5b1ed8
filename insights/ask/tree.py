"""
A question to the figures as a typed tree: the only thing that is ever run for somebody's words.

`insights.ask.language` reads and writes it as text; docs/ask.md has the grammar.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from insights.measures import DEFINITIONS, Definition, Kind, Side
from insights.periods import USUAL_DAYS

COMPANIES = Definition(
    "companies", Kind.COUNT, Side.ALL, "companies",
    "companies with a ticket opened in the period, each once", "spam, trash, tickets without a company",
    "tickets",
)  # fmt: skip
DEFINED: Mapping[str, Definition] = {one.name: one for one in (*DEFINITIONS, COMPANIES)}
"""What can be asked for: every measure of the insights, and how many companies wrote."""

LISTED = (
    "segment", "channel", "category", "area", "team", "brand", "company", "priority", "status", "tier",
    "assignee", "tag",
)  # fmt: skip
BOUNDED = ("arr", "renewal")
FIELDS = (*LISTED, *BOUNDED)
"""What a ticket, or the company that it is of, can be asked for."""
TIMES = ("day", "week", "month")
GROUPS = (
    "segment", "channel", "category", "area", "team", "brand", "company", "priority", "status", "tier",
    "assignee", "ticket", *TIMES,
)  # fmt: skip
NAMED_PERIODS = (
    "today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_quarter",
    "last_quarter", "this_year", "last_year",
)  # fmt: skip
SORTS = ("value", "name")
SIGNS = (">=", "<=", ">", "<", "=")
MAX_GROUPS = 100
MAX_WITHIN = 92


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparison; `number` is in the unit of what is compared: seconds, percent, days, or a count."""

    sign: str
    number: Decimal


@dataclass(frozen=True, slots=True)
class Filter:
    """What tickets must have, or with `is_not` must not have: any of the values."""

    field: str
    values: tuple[str, ...] = ()
    is_not: bool = False
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class LastDays:
    """So many days up to and including today."""

    days: int


@dataclass(frozen=True, slots=True)
class Named:
    """A period of the calendar; those that are not over go up to today. Weeks begin on Monday."""

    name: str


@dataclass(frozen=True, slots=True)
class Between:
    """From the beginning of one day to the end of another."""

    since: date
    until: date


When = LastDays | Named | Between
USUAL = LastDays(USUAL_DAYS)


@dataclass(frozen=True, slots=True)
class Query:
    """
    One measure in one period: of tickets that have what the filters say, told by group.

    `value` keeps the groups whose figure is so; with `within` the figure is the one of the busiest so many
    days in a row.
    """

    measure: str
    filters: tuple[Filter, ...] = ()
    by: str = ""
    value: Bound | None = None
    within: int | None = None
    when: When = USUAL
    sort: str = ""
    limit: int | None = None


def dates_of(when: When, today: date) -> tuple[date, date]:
    """The first and the last day, both included."""
    if isinstance(when, LastDays):
        return today - timedelta(days=when.days - 1), today
    if isinstance(when, Between):
        return when.since, when.until
    if when.name == "today":
        return today, today
    if when.name == "yesterday":
        return today - timedelta(days=1), today - timedelta(days=1)
    is_this, unit = when.name.split("_")
    first = first_of(unit, today)
    if is_this == "this":
        return first, today
    last = first - timedelta(days=1)
    return first_of(unit, last), last


def first_of(unit: str, day: date) -> date:
    """The first day of the day, week, month, quarter or year of a day."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day.replace(month=1, day=1)


def last_of(unit: str, day: date) -> date:
    """The last day of the day, week or month of a day."""
    if unit == "day":
        return day
    later = first_of(unit, day) + timedelta(days=7 if unit == "week" else 31)
    return first_of(unit, later) - timedelta(days=1)
