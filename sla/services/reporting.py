"""How many targets were met: by group, and for one company with every miss and its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from core.actors import Actor
from core.errors import Invalid
from people import selectors as people_selectors
from people.models import Company
from people.policy import require
from sla import configuration
from sla.clock import Measure, Step
from sla.models import Clock, ClockEvent
from tickets.selectors import tickets_visible

GROUPS: dict[str, tuple[str, ...]] = {
    "policy": ("policy_id", "policy__name"),
    "team": ("ticket__team_id", "ticket__team__name"),
    "segment": ("ticket__company__segment",),
    "category": ("ticket__type",),
    "measure": ("measure",),
    "month": ("month",),
}
"""What compliance can be told by, with the columns that identify and name a group."""

REASONS = ("replied_late", "resolved_late", "still_open", "unassigned", "target_shortened")
"""
Why a target was missed: done after it was due, still to be done, still to be done with nobody assigned, or
judged by a target that was shortened after the due time it then had.
"""
MAX_MISSES = 5_000


@dataclass(frozen=True)
class Compliance:
    """One group: targets that were judged in the period, and those of them that were met."""

    key: Any
    name: str
    total: int
    met: int

    @property
    def share(self) -> float | None:
        """(met / total) x 100, with one decimal; None without any."""
        return round(self.met / self.total * 100, 1) if self.total else None


@dataclass(frozen=True)
class Miss:
    """
    One target that was missed, in seconds of working time.

    `late_seconds` is the time over it, None while the work goes on.
    """

    clock: Clock
    reason: str
    late_seconds: int | None


@dataclass(frozen=True)
class ContractReport:
    """What one company was promised and got."""

    company: Company
    measures: list[Compliance] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    is_partial: bool = False


def judged(actor: Actor, start: datetime, end: datetime) -> QuerySet[Clock, Any]:
    """
    The clocks that were decided from `start` up to `end`, of the tickets that `actor` may see.

    A missed clock is decided when it was missed, a met one when it was fulfilled. Cancelled ones, and those
    of tickets that are spam or in the trash, never count.
    """
    return (
        Clock.objects.filter(target_seconds__isnull=False, cancelled_at=None)
        .filter(ticket__in=tickets_visible(actor).present())
        .annotate(judged_at=Coalesce("breached_at", "fulfilled_at"))
        .filter(judged_at__gte=start, judged_at__lt=end)
    )


def compliance(
    *, actor: Actor, by: str, start: datetime, end: datetime, zone: tzinfo, measure: str = ""
) -> list[Compliance]:
    """Compliance by one of GROUPS; months are those of `zone`. Raises Forbidden."""
    require(actor, "ticket.read")
    rows = judged(actor, start, end)
    if measure:
        rows = rows.filter(measure=measure)
    if by == "month":
        rows = rows.annotate(month=TruncMonth("judged_at", tzinfo=zone))
    columns = GROUPS[by]
    found = rows.order_by().values(*columns).annotate(total=Count("pk"), met=Count("pk", filter=MET))
    groups = [
        Compliance(row[columns[0]], str(row[columns[-1]] or ""), row["total"], row["met"]) for row in found
    ]
    if by == "month":
        return sorted(groups, key=lambda group: group.key)
    return sorted(groups, key=lambda group: (-group.total, group.name))


MET = Q(breached_at=None)
MAX_SHOWN = 200


def misses_of(
    *, actor: Actor, by: str, key: str | None, start: datetime, end: datetime, zone: tzinfo
) -> tuple[list[Miss], bool]:
    """
    The misses behind one figure of `compliance`, the newest first, and whether there are more than MAX_SHOWN.

    `key` is that of its group: an id, a word, the first date of a month, or empty for what has none; with
    None those of all groups. Raises Forbidden, Invalid for a key that no group has.
    """
    require(actor, "ticket.read")
    rows = judged(actor, start, end).exclude(MET)
    if key is not None:
        rows = _in_group(rows, by, key, zone)
    found = list(
        rows.select_related("ticket__team", "ticket__assignee", "policy").order_by("-breached_at", "-pk")[
            : MAX_SHOWN + 1
        ]
    )
    told = [miss_of(clock, retargeted) for clock, retargeted in with_retargets(found[:MAX_SHOWN])]
    return told, len(found) > MAX_SHOWN


def _in_group(rows: QuerySet[Clock, Any], by: str, key: str, zone: tzinfo) -> QuerySet[Clock, Any]:
    column = GROUPS[by][0]
    try:
        if by == "month":
            month = datetime.combine(date.fromisoformat(key), time(), zone)
            return rows.annotate(month=TruncMonth("judged_at", tzinfo=zone)).filter(month=month)
        if key and column.endswith("_id"):
            return rows.filter(**{column: int(key)})
    except ValueError as error:
        raise Invalid(
            "There is no such group. Take a key of the compliance.", errors={"key": ["Unknown."]}
        ) from error
    if key:
        return rows.filter(**{column: key})
    without = Q(**{f"{column}__isnull": True})
    return rows.filter(without if column.endswith("_id") else without | Q(**{column: ""}))


def contract_report(*, actor: Actor, company_id: int, start: datetime, end: datetime) -> ContractReport:
    """
    Compliance of one company in a period, and every miss with its reason, the earliest first.

    Raises NotFound, Forbidden.
    """
    require(actor, "ticket.read")
    company = people_selectors.company_get(actor=actor, company_id=company_id)
    rows = judged(actor, start, end).filter(ticket__company_id=company.pk)
    counted = rows.order_by().values("measure").annotate(total=Count("pk"), met=Count("pk", filter=MET))
    by_measure = {row["measure"]: row for row in counted}
    measures = [
        Compliance(measure.value, measure.value, row["total"], row["met"])
        for measure in Measure
        if (row := by_measure.get(measure.value)) is not None
    ]
    missed = list(
        rows.exclude(MET)
        .select_related("ticket__team", "ticket__assignee", "policy")
        .order_by("breached_at", "pk")[: MAX_MISSES + 1]
    )
    return ContractReport(
        company,
        measures,
        [miss_of(clock, retargeted) for clock, retargeted in with_retargets(missed[:MAX_MISSES])],
        is_partial=len(missed) > MAX_MISSES,
    )


def with_retargets(clocks: Sequence[Clock]) -> list[tuple[Clock, datetime | None]]:
    """Each clock with the last change of its target."""
    found = dict(
        ClockEvent.objects.filter(clock__in=clocks, step=Step.RETARGET)
        .order_by()
        .values_list("clock_id")
        .annotate(Max(F("at")))
    )
    return [(clock, found.get(clock.pk)) for clock in clocks]


def miss_of(clock: Clock, retargeted_at: datetime | None) -> Miss:
    """Why a target was missed, as far as its history tells."""
    if clock.fulfilled_at is None:
        return Miss(clock, "unassigned" if clock.ticket.assignee_id is None else "still_open", None)
    # By the hours of then: a report that a customer has in hand must not change with the calendar.
    hours = configuration.current().hours_at(clock.calendar_id, clock.fulfilled_at)
    due = clock.breached_at or clock.fulfilled_at
    late = round(hours.business_seconds_between(due, clock.fulfilled_at))
    if retargeted_at is not None and retargeted_at > due:
        return Miss(clock, "target_shortened", late)
    is_reply = clock.measure in (Measure.FIRST_REPLY, Measure.NEXT_REPLY, Measure.PERIODIC_UPDATE)
    return Miss(clock, "replied_late" if is_reply else "resolved_late", late)
