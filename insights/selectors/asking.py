"""
What a query says, of the tickets that its asker may see.

Only what `insights.ask.tree` can hold ever becomes a statement, with every value as a parameter; how many
statements it takes does not depend on what was asked about, and each has a time limit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    Func,
    Q,
    QuerySet,
    Sum,
    Value,
    ValueRange,
    When,
    Window,
)
from django.db.models.functions import Cast, Extract, TruncDate, TruncMonth, TruncWeek

from core.actors import Actor
from insights.ask.names import NONE, Names
from insights.ask.tree import DEFINED, MAX_GROUPS, TIMES, Bound, Query, first_of
from insights.measures import FEW, UTILISATION, Kind
from insights.models import FactPoint
from insights.periods import Period
from insights.selectors.asking_people import Busy
from insights.selectors.behind import Behind, newest, tickets_behind
from insights.selectors.figures import (
    AGGREGATES,
    DELTA,
    Backlog,
    Figure,
    Wanted,
    backlog_series,
    backlogs,
    figure_of,
    nothing,
    points,
)
from insights.selectors.limits import TooMuch, limited
from insights.selectors.naming import shown
from insights.selectors.narrowing import LOOKUPS, PATHS, narrowed, of_group, wanted_by

MAX_WINDOWS = 20_000
"""Stretches of days with enough tickets; who asks for more has to ask for less."""


@dataclass(frozen=True, slots=True)
class Row:
    """The figure of a group; of a window or a stretch of time with its first and last day."""

    key: str
    name: str
    figure: Figure
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The figure of all, and its groups in order: those shown, and how many there are."""

    query: Query
    period: Period
    whole: Figure
    rows: tuple[Row, ...] = ()
    groups: int = 0

    @property
    def is_partial(self) -> bool:
        """Whether there are more groups than are shown."""
        return self.groups > len(self.rows)


def told(*, actor: Actor, query: Query, names: Names, now: datetime) -> Told:
    """The answer to a settled query. Raises Forbidden, TooMuch."""
    if query.measure == UTILISATION:
        return _told_of_people(actor, query, Busy(actor, query, names, now))
    wanted = wanted_by(actor=actor, query=query, names=names, now=now)
    with limited():
        whole = _whole(actor, query, wanted)
        rows, groups = _rows(actor, query, wanted)
    return Told(query, wanted.period, whole, tuple(rows), groups)


def _told_of_people(actor: Actor, query: Query, people: Busy) -> Told:
    """People stand in the order of their names: they are not ranked."""
    whole, period = people.whole(), people.period
    if query.by in TIMES:
        spans = list(_spans(query.by, period))
        rows = [_span_row(*one) for one in zip(spans, people.spans(spans), strict=True)]
    else:
        groups = people.groups(query.by) if query.by else []
        names = shown(actor=actor, by=query.by, keys=())
        rows = [
            Row(*((NONE, "") if key is None else (str(key), names.get(key, str(key)))), one)
            for key, one in groups
        ]
        rows.sort(key=lambda row: row.name.casefold())
        if query.by == "team" and query.sort != "name":
            sign = 1 if query.sort == "value" else -1
            rows.sort(key=lambda row: (row.figure.value is None, sign * (row.figure.value or 0)))
    kept = [row for row in rows if _is_within(query.value, row.figure)]
    most = len(kept) if query.by in TIMES else query.limit or MAX_GROUPS
    return Told(query, period, whole, tuple(kept[:most]), len(kept))


def tickets_told(
    *, actor: Actor, query: Query, names: Names, now: datetime, group: str | None = None, side: str = "all",
    since: date | None = None, until: date | None = None,
) -> Behind:  # fmt: skip
    """
    The tickets behind an answer, or behind one of its groups; `since` and `until` are those of a row.

    Raises Forbidden, TooMuch.
    """
    if query.measure == UTILISATION:
        found = Busy(actor, query, names, now).tickets(by=query.by, group=group, since=since, until=until)
        return newest(actor, Q(pk__in=found if side != "rest" else ()))
    wanted = wanted_by(actor=actor, query=query, names=names, now=now)
    if since is not None and until is not None:
        wanted = replace(wanted, period=Period(since, until, wanted.period.zone))
    if group is not None and query.by and query.by not in TIMES:
        wanted = narrowed(wanted, of_group(query.by, group))
    measure = "created" if query.measure == "companies" else query.measure
    with limited():
        return tickets_behind(actor=actor, wanted=wanted, measure=measure, side=side)


_COMPANIES = Count("facts__company_id", distinct=True)


def _measured(actor: Actor, query: Query, wanted: Wanted) -> QuerySet[FactPoint, Any]:
    name = "created" if query.measure == "companies" else query.measure
    return points(actor=actor, wanted=wanted).filter(measure=name)


def _whole(actor: Actor, query: Query, wanted: Wanted) -> Figure:
    if DEFINED[query.measure].kind == Kind.STATE:
        return _standing(query.measure, backlogs(actor, wanted, ()).get((), Backlog()))
    rows = _measured(actor, query, wanted).order_by()
    if query.measure == "companies":
        found = rows.aggregate(n=_COMPANIES, tickets=Count("facts", distinct=True))
        return Figure("companies", value=found["n"], whole=found["n"], tickets=found["tickets"])
    row = next(iter(rows.values("measure").annotate(**AGGREGATES)), None)
    return nothing(query.measure) if row is None else figure_of(row)


def _standing(measure: str, backlog: Backlog) -> Figure:
    return next(one for one in backlog.figures() if one.measure == measure)


def _rows(actor: Actor, query: Query, wanted: Wanted) -> tuple[list[Row], int]:
    if not query.by:
        return [], 0
    if query.by in TIMES:
        rows = [row for row in _by_time(actor, query, wanted) if _is_within(query.value, row.figure)]
        return rows, len(rows)
    if query.within is not None and query.value is not None:
        pairs, total = _busiest(actor, query, wanted, query.value, query.within)
    elif DEFINED[query.measure].kind == Kind.STATE:
        pairs, total = _by_state(actor, query, wanted)
    else:
        pairs, total = _by_group(actor, query, wanted)
    numbers = [key for key, *_ in pairs if isinstance(key, int)]
    names = shown(actor=actor, by=query.by, keys=numbers)
    rows = [
        Row(NONE if key in (None, "") else str(key), str(names.get(key, "" if key is None else key)), *rest)
        for key, *rest in pairs
    ]
    if query.sort == "name":
        rows.sort(key=lambda row: row.name.casefold())
    return rows, total


def _by_group(actor: Actor, query: Query, wanted: Wanted) -> tuple[list[tuple[Any, ...]], int]:
    rows = _measured(actor, query, wanted).values(group=F(f"facts__{PATHS[query.by]}"))
    if query.measure == "companies":
        rows = rows.annotate(shown=_COMPANIES, tickets=Count("facts", distinct=True))
    else:
        rows = rows.annotate(**AGGREGATES).annotate(shown=_SHOWN[_kind(query.measure)])
    if query.value is not None:
        rows = rows.filter(**{f"shown__{LOOKUPS[query.value.sign]}": float(query.value.number)})
    order = F("shown").asc(nulls_last=True) if query.sort == "value" else F("shown").desc(nulls_last=True)
    most = query.limit or MAX_GROUPS
    ordered = rows.order_by("group") if query.sort == "name" else rows.order_by(order, "group")
    found = list(ordered[: most + 1])
    total = len(found) if len(found) <= most else rows.order_by().count()
    return [(row["group"], _figure(query.measure, row)) for row in found[:most]], total


def _kind(measure: str) -> str:
    return "business" if DEFINED[measure].is_business else str(DEFINED[measure].kind)


_SHOWN: Mapping[str, Any] = {
    "count": F("tickets"),
    "share": Case(
        When(whole__gte=FEW, then=Cast("part", FloatField()) * Value(100.0) / Cast("whole", FloatField())),
        output_field=FloatField(),
    ),
    "time": F("median"),
    "business": F("working"),
    "mean": F("mean"),
}
"""What of a group is compared and sorted by: the figure as it is shown. Of too few, a share has none."""


def _figure(measure: str, row: Mapping[str, Any]) -> Figure:
    if measure == "companies":
        return Figure("companies", value=row["shown"], whole=row["shown"], tickets=row["tickets"])
    return figure_of({**row, "measure": measure})


def main_of(figure: Figure) -> float | None:
    """The figure as people compare it: business hours where the range is of these."""
    return figure.business if DEFINED[figure.measure].is_business else figure.value


def _is_within(bound: Bound | None, figure: Figure) -> bool:
    if bound is None:
        return True
    value, number = main_of(figure), float(bound.number)
    if value is None:
        return False
    return {
        ">=": value >= number, ">": value > number, "<=": value <= number, "<": value < number,
        "=": value == number,
    }[bound.sign]  # fmt: skip


def _by_state(actor: Actor, query: Query, wanted: Wanted) -> tuple[list[tuple[Any, ...]], int]:
    standing = backlogs(actor, wanted, (PATHS[query.by],))
    figures = [(key, _standing(query.measure, one)) for (key,), one in standing.items()]
    kept = [one for one in figures if one[1].whole and _is_within(query.value, one[1])]
    sign = 1 if query.sort == "value" else -1
    kept.sort(key=lambda one: (sign * (main_of(one[1]) or 0), str(one[0])))
    return [*kept[: query.limit or MAX_GROUPS]], len(kept)


_CUT = {"day": TruncDate, "week": TruncWeek, "month": TruncMonth}


def _by_time(actor: Actor, query: Query, wanted: Wanted) -> list[Row]:
    """Every day, week or month of the period, also those without anything."""
    period = wanted.period
    spans = list(_spans(query.by, period))
    if query.measure == "backlog":
        levels = _levels(actor, wanted)
        return [_span_row(span, Figure("backlog", levels[span[1]], whole=levels[span[1]])) for span in spans]
    cut = _CUT[query.by]("at", tzinfo=period.zone)
    counted: QuerySet[FactPoint, Any]
    rows: QuerySet[FactPoint, Any] = _measured(actor, query, wanted).annotate(cut=cut).values("cut")
    if query.measure == "companies":
        counted = rows.annotate(shown=_COMPANIES, tickets=Count("facts", distinct=True))
    else:
        counted = rows.annotate(**AGGREGATES)
    found: dict[date, Figure] = {}
    for row in counted.order_by():
        day = row["cut"].date() if isinstance(row["cut"], datetime) else row["cut"]
        found[day] = _figure(query.measure, row)
    empty = Figure("companies", 0) if query.measure == "companies" else nothing(query.measure)
    return [_span_row(span, found.get(first_of(query.by, span[0]), empty)) for span in spans]


def _span_row(span: tuple[date, date], figure: Figure) -> Row:
    return Row(span[0].isoformat(), span[0].isoformat(), figure, *span)


def _spans(by: str, period: Period) -> Iterator[tuple[date, date]]:
    """The days, weeks or months of a period; the first and the last may be cut off."""
    start = period.since
    while start <= period.until:
        end = start
        while (
            end < period.until
            and by != "day"
            and first_of(by, end + timedelta(days=1)) == first_of(by, start)
        ):
            end += timedelta(days=1)
        yield start, end
        start = end + timedelta(days=1)


def _levels(actor: Actor, wanted: Wanted) -> dict[date, int]:
    """How many were open at the end of each day."""
    backlog = backlogs(actor, wanted, ()).get((), Backlog())
    rows = points(actor=actor, wanted=wanted).filter(measure=DELTA)
    days = rows.annotate(day=TruncDate("at", tzinfo=wanted.period.zone)).order_by().values("day")
    deltas = {row["day"]: row["sum"] or 0 for row in days.annotate(sum=Sum("value"))}
    levels = backlog_series(backlog.open_now - backlog.since, deltas, wanted.period.dates).wholes
    return dict(zip(wanted.period.dates, levels, strict=True))


class _Total(Func):
    """A sum of what is counted already, which Django has for windows of plain columns alone."""

    function = "SUM"
    window_compatible = True
    output_field = FloatField()


class _DaysBefore(ValueRange):
    """So many days before up to the day itself, of days that are numbered."""

    def window_frame_start_end(self, connection: Any, start: Any, end: Any) -> tuple[Any, Any]:
        """Django offers this for rows alone on PostgreSQL, which knows it for numbers."""
        return f"{-int(start)} PRECEDING", "CURRENT ROW"


def _busiest(
    actor: Actor, query: Query, wanted: Wanted, enough: Bound, days: int
) -> tuple[list[tuple[Any, ...]], int]:
    """The groups with enough tickets within so many days in a row, each with its busiest stretch."""
    period = wanted.period
    day = TruncDate("at", tzinfo=period.zone)
    by_day = (
        _measured(actor, query, wanted)
        .annotate(number=Cast(Extract(day, "epoch") / Value(86_400), FloatField()))
        .values("number", group=F(f"facts__{PATHS[query.by]}"))
        .annotate(n=Count("facts", distinct=True))
        .annotate(
            within=Window(
                _Total("n"),
                partition_by=[F("group")],
                order_by=F("number").asc(),
                frame=_DaysBefore(-(days - 1)),
            )
        )
        .filter(**{f"within__{LOOKUPS[enough.sign]}": float(enough.number)})
        .order_by("number")
    )
    rows = list(by_day.values_list("group", "number", "within")[: MAX_WINDOWS + 1])
    if len(rows) > MAX_WINDOWS:
        raise TooMuch("So many stretches of days fit that they cannot be compared. Ask for a shorter period.")
    best: dict[Any, tuple[int, date]] = {}
    for group, number, count in rows:
        last = date(1970, 1, 1) + timedelta(days=round(number))
        if group not in best or count > best[group][0]:
            best[group] = int(count), last
    return _windows(query, period, best, days)


def _windows(
    query: Query, period: Period, best: Mapping[Any, tuple[int, date]], days: int
) -> tuple[list[tuple[Any, ...]], int]:
    sign = 1 if query.sort == "value" else -1
    keys = sorted(best, key=lambda key: (sign * best[key][0], str(key)))
    found = []
    for key in keys[: query.limit or MAX_GROUPS]:
        count, last = best[key]
        since = max(period.since, last - timedelta(days=days - 1))
        figure = Figure("created", value=count, whole=count, tickets=count)
        found.append((key, figure, since, last))
    return found, len(keys)
