"""Figures of a period: of all measures, by group and by day; how many statements it takes never grows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Aggregate, Avg, Count, F, FloatField, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Extract, TruncDate

from core.actors import Actor
from insights.measures import ACROSS, BY_NAME, FEW, UTILISATION, Kind
from insights.models import FactPoint, TicketFacts
from insights.periods import Period, midnight
from insights.selectors.working import HOUR, Desk, Worked, desk_of
from people.policy import require
from tickets.selectors import tickets_visible

GROUPS: Mapping[str, str] = {
    "category": "category",
    "channel": "channel",
    "segment": "segment",
    "team": "team_id",
    "brand": "brand_id",
    "area": "area",
}
"""What figures are told by, with the column of the facts."""
FILTERS = tuple(GROUPS.values())
DELTA = "backlog"
TEAM = "team_id"
SEE = "insights.see"


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    A period, the moment that is now, and the values that tickets must have, by column of the facts.

    `narrows` is a further condition: it gets the path that leads to the facts.
    """

    period: Period
    now: datetime
    where: Mapping[str, Any] = field(default_factory=dict)
    narrows: Callable[[str], Q] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One measure of one set of tickets.

    `value` is the count, the share in percent, the mean, or the median in seconds; None where nothing counts,
    and of shares of fewer than FEW. `part` and `whole` are points (targets, surveys, conversations), of
    counts tickets; `tickets` are the tickets behind them. `p90`, `business` and `business_p90` are of times.
    """

    measure: str
    value: float | None = None
    p90: float | None = None
    business: float | None = None
    business_p90: float | None = None
    part: int = 0
    whole: int = 0
    tickets: int = 0


class Percentile(Aggregate):
    """A percentile that is interpolated between two values, as statistics has it."""

    function = "percentile_cont"
    output_field = FloatField()

    def __init__(self, expression: Any, fraction: float, **extra: Any) -> None:
        template = f"%(function)s({fraction}) WITHIN GROUP (ORDER BY %(expressions)s)"
        super().__init__(expression, template=template, **extra)


def figures(*, actor: Actor, wanted: Wanted) -> list[Figure]:
    """Every measure of the tickets that the actor sees, in order. Raises Forbidden."""
    rows = points(actor=actor, wanted=wanted).values("measure").annotate(**AGGREGATES)
    found = {row["measure"]: figure_of(row) for row in rows.order_by()}
    found[UTILISATION] = _of_people(desk_seen(actor, wanted), wanted)
    return _complete(found, backlogs(actor, wanted, ()).get((), Backlog()))


def grouped(*, actor: Actor, wanted: Wanted, by: str) -> list[tuple[Any, list[Figure]]]:
    """The same by group, those with the most new tickets first. Raises Forbidden."""
    column = GROUPS[by]
    rows = (
        points(actor=actor, wanted=wanted)
        .values("measure", group=F(f"facts__{column}"))
        .annotate(**AGGREGATES)
    )
    found: dict[Any, dict[str, Figure]] = {}
    for row in rows.order_by():
        found.setdefault(row["group"], {})[row["measure"]] = figure_of(row)
    standing = backlogs(actor, wanted, (column,))
    if by == "team":
        for key, one in _of_teams(desk_seen(actor, wanted), wanted):
            found.setdefault(key, {})[UTILISATION] = one
    keys = {*found, *(key for (key,) in standing)}
    groups = [(key, _complete(found.get(key, {}), standing.get((key,), Backlog()))) for key in keys]
    return sorted(groups, key=lambda group: (-_volume(group[1]), str(group[0])))


def desk_seen(actor: Actor, wanted: Wanted) -> Desk:
    """The people behind the figures; nobody for who sees only some tickets, or asks for some of them."""
    require(actor, SEE)
    if not actor.sees_all_tickets or set(wanted.where) - {TEAM} or wanted.narrows is not None:
        return Desk()
    return desk_of(period=wanted.period, now=wanted.now)


def people_of(desk: Desk, wanted: Wanted) -> list[int]:
    """Those of the team that is asked for; without one, all."""
    people = desk.people
    if TEAM in wanted.where:
        team = wanted.where[TEAM]
        people = [one for one in people if (team in one.team_ids if team else not one.team_ids)]
    return [one.user.pk for one in people]


def busy(one: Worked) -> Figure:
    """How busy people were, in hours; of few there is no share."""
    part, whole = round(one.taken / HOUR), round(one.free / HOUR)
    is_told = one.free >= FEW * HOUR
    value = round(one.taken / one.free * 100, 1) if is_told else None
    return Figure(UTILISATION, value=value, part=part, whole=whole, tickets=len(one.tickets))


def _of_people(desk: Desk, wanted: Wanted) -> Figure:
    period = wanted.period
    return busy(desk.worked(people_of(desk, wanted), (period.start, period.end))[0])


def _of_teams(desk: Desk, wanted: Wanted) -> Iterator[tuple[int | None, Figure]]:
    """Each team of the people asked for in which anybody took work; None for those without one."""
    teams = {team for one in desk.people for team in one.team_ids or (None,)}
    if TEAM in wanted.where:
        teams &= {wanted.where[TEAM]}
    for team in teams:
        one = _of_people(desk, replace(wanted, where={TEAM: team}))
        if one.whole or one.tickets:
            yield team, one


def _volume(of: Iterable[Figure]) -> int:
    return max((one.whole for one in of if one.measure in ("created", "solved", "backlog")), default=0)


def points(*, actor: Actor, wanted: Wanted) -> QuerySet[FactPoint, Any]:
    """The points of the period of the tickets that fit and that the actor sees. Raises Forbidden."""
    rows = FactPoint.objects.filter(at__gte=wanted.period.start, at__lt=wanted.period.end)
    if not actor.sees_all_tickets:
        rows = rows.exclude(measure__in=ACROSS)
    return rows.filter(fits(actor, wanted, "facts__"))


def facts(*, actor: Actor, wanted: Wanted) -> QuerySet[TicketFacts, Any]:
    """The facts of the tickets that fit and that the actor sees, of any period. Raises Forbidden."""
    return TicketFacts.objects.filter(fits(actor, wanted, ""))


def fits(actor: Actor, wanted: Wanted, prefix: str) -> Q:
    """Which facts count for a reader; `prefix` leads to them. Raises Forbidden."""
    require(actor, SEE)
    condition = Q(**{f"{prefix}is_counted": True})
    if not actor.sees_all_tickets:
        # Asked of the tickets themselves, so that what somebody lost sight of is gone from the next figure.
        seen = tickets_visible(actor).present().order_by().values("pk")
        condition &= Q(**{f"{prefix}ticket__in": seen})
    for column, value in wanted.where.items():
        condition &= Q(**{f"{prefix}{column}": value})
    return condition if wanted.narrows is None else condition & wanted.narrows(prefix)


AGGREGATES: dict[str, Aggregate] = {
    "whole": Count("pk"),
    "part": Count("pk", filter=Q(is_part=True)),
    "tickets": Count("facts", distinct=True),
    "part_tickets": Count("facts", filter=Q(is_part=True), distinct=True),
    "mean": Avg("value"),
    "median": Percentile("value", 0.5),
    "p90": Percentile("value", 0.9),
    "working": Percentile("business", 0.5),
    "working_p90": Percentile("business", 0.9),
}


def figure_of(row: Mapping[str, Any]) -> Figure:
    name = row["measure"]
    kind = BY_NAME[name].kind
    part, whole, tickets = row["part"], row["whole"], row["tickets"]
    base = Figure(name, part=part, whole=whole, tickets=tickets)
    if kind == Kind.COUNT:
        return replace(base, value=tickets, whole=tickets, part=row["part_tickets"])
    if kind == Kind.SHARE:
        return replace(base, value=round(part / whole * 100, 1) if whole >= FEW else None)
    if kind == Kind.TIME:
        return replace(
            base,
            value=row["median"],
            p90=row["p90"],
            business=row["working"],
            business_p90=row["working_p90"],
        )
    return replace(base, value=round(row["mean"], 2))


@dataclass(frozen=True, slots=True)
class Backlog:
    open_now: int = 0
    since: int = 0
    age: float | None = None
    age_p90: float | None = None

    def figures(self) -> Iterable[Figure]:
        at_end = self.open_now - self.since
        yield Figure("backlog", value=at_end, whole=at_end, tickets=at_end)
        yield Figure(
            "backlog_age", value=self.age, p90=self.age_p90, whole=self.open_now, tickets=self.open_now
        )


def backlogs(actor: Actor, wanted: Wanted, columns: tuple[str, ...]) -> dict[tuple[Any, ...], Backlog]:
    """
    By values of columns of the facts.

    Counted back from what is open now, so that only what happened after the period has to be read.
    """
    age = Extract(Value(wanted.now) - F("opened_at"), "epoch")
    still = facts(actor=actor, wanted=wanted).filter(is_open=True)
    now: QuerySet[TicketFacts, Any] = still.order_by().values(*(columns or ("is_counted",)))
    found: dict[tuple[Any, ...], Backlog] = {}
    for row in now.annotate(n=Count("pk"), age=Percentile(age, 0.5), age_p90=Percentile(age, 0.9)):
        key = tuple(row[column] for column in columns)
        found[key] = Backlog(row["n"], 0, row["age"], row["age_p90"])
    for key, since in _deltas_after(actor, wanted, columns).items():
        found[key] = replace(found.get(key, Backlog()), since=since)
    return found


def _deltas_after(actor: Actor, wanted: Wanted, columns: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
    names = [f"facts__{column}" for column in columns]
    rows = FactPoint.objects.filter(fits(actor, wanted, "facts__"), measure=DELTA)
    rows = rows.filter(at__gte=wanted.period.end)
    grouped_rows = rows.order_by().values(*(names or ["measure"])).annotate(sum=Sum("value"))
    return {tuple(row[name] for name in names): int(row["sum"]) for row in grouped_rows}


def _complete(found: Mapping[str, Figure], backlog: Backlog) -> list[Figure]:
    """All measures in order; what has no points counts nothing."""
    known = {**found, **{one.measure: one for one in backlog.figures()}}
    return [known.get(name) or nothing(name) for name in BY_NAME]


def nothing(name: str) -> Figure:
    return Figure(name, value=0 if BY_NAME[name].kind == Kind.COUNT else None)


@dataclass(frozen=True, slots=True)
class Series:
    """A measure day by day: of each day its value (the median in seconds of times), part and whole."""

    measure: str
    values: list[float | None]
    parts: list[int]
    wholes: list[int]


def series(*, actor: Actor, wanted: Wanted) -> list[Series]:
    """All measures by day of the period's time zone, without `backlog_age`. Raises Forbidden."""
    period = wanted.period
    rows: QuerySet[FactPoint, Any] = (
        points(actor=actor, wanted=wanted)
        .annotate(day=TruncDate("at", tzinfo=period.zone))
        .values("measure", "day")
        .annotate(**AGGREGATES)
    )
    by_day: dict[str, dict[date, Figure]] = {}
    deltas: dict[date, float] = {}
    for row in rows.order_by():
        if row["measure"] == DELTA:
            deltas[row["day"]] = (row["mean"] or 0) * row["whole"]
        else:
            by_day.setdefault(row["measure"], {})[row["day"]] = figure_of(row)
    desk = desk_seen(actor, wanted)
    bounds = [midnight(day, period.zone) for day in period.dates]
    each = desk.worked(people_of(desk, wanted), [*bounds, period.end])
    by_day[UTILISATION] = {day: busy(one) for day, one in zip(period.dates, each, strict=True)}
    backlog = backlogs(actor, wanted, ()).get((), Backlog())
    found = [
        _daily(name, by_day.get(name, {}), period.dates)
        for name in BY_NAME
        if BY_NAME[name].kind != Kind.STATE
    ]
    return [*found, backlog_series(backlog.open_now - backlog.since, deltas, period.dates)]


def _daily(name: str, of: Mapping[date, Figure], days: list[date]) -> Series:
    each = [of.get(day) or nothing(name) for day in days]
    is_business = BY_NAME[name].is_business
    return Series(
        name,
        [one.business if is_business else one.value for one in each],
        [one.part for one in each],
        [one.whole for one in each],
    )


def backlog_series(at_end: int, deltas: Mapping[date, float], days: list[date]) -> Series:
    """Back from the last day: what was open at the end of each."""
    found: list[int] = []
    level = at_end
    for day in reversed(days):
        found.append(level)
        level -= round(deltas.get(day, 0))
    found.reverse()
    return Series(DELTA, list(found), [0] * len(days), found)


def oldest() -> datetime | None:
    """When the oldest ticket was opened, as far as tickets are worked out."""
    found: datetime | None = TicketFacts.objects.aggregate(at=Min("opened_at"))["at"]
    return found
