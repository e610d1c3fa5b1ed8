"""The policies and calendars in force, read once per version and kept in memory."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from core.reads import Read
from people.models import Company
from sla.calendar import ALWAYS, Calendar, Week
from sla.clock import Measure, Target
from sla.matching import Subject, first_match, target_for
from sla.models import (
    Calendar as CalendarRow,
)
from sla.models import (
    CalendarHoliday,
    CalendarInterval,
    CalendarUse,
    Policy,
    PolicyTarget,
    SlaVersion,
)
from tickets.models import Ticket
from tickets.services import clean_tags

DEFAULT_PAUSE = ("pending",)
_VERSIONS = Read(SlaVersion.objects.all, ("pk", "created_at"))


@dataclass(frozen=True)
class Assignment:
    """A ticket's service level: its policy, its target row, and its calendar (None for 24x7)."""

    policy: Policy | None = None
    row: PolicyTarget | None = None
    calendar: CalendarRow | None = None

    def seconds(self, measure: str) -> int | None:
        """The target for a measure, or None when nothing is promised."""
        if self.row is None:
            return None
        found: int | None = getattr(self.row, Measure(measure).value)
        return found

    @property
    def pause_on(self) -> list[str]:
        """The statuses that stop the resolution clock."""
        return list(DEFAULT_PAUSE) if self.policy is None else list(self.policy.pause_on)


@dataclass(frozen=True)
class Configuration:
    """
    Everything needed to decide a ticket's service level without a query.

    `version_id` is the row of the version in force, and `published_at` when it came into force; `published`
    are all versions, the oldest first.
    """

    policies: tuple[Policy, ...] = ()
    targets: dict[int, list[PolicyTarget]] = field(default_factory=dict)
    rows: dict[int, CalendarRow] = field(default_factory=dict)
    calendars: dict[int, Calendar] = field(default_factory=dict)
    brand_calendars: dict[int, int] = field(default_factory=dict)
    team_calendars: dict[int, int] = field(default_factory=dict)
    version_id: int | None = None
    published_at: datetime | None = None
    published: tuple[tuple[datetime, int], ...] = ()

    def assign(self, ticket: Ticket) -> Assignment:
        """A ticket's policy: the first that matches its company, brand, channel and priority."""
        return self.assign_subject(subject_of(ticket), team_id=ticket.team_id)

    def assign_subject(self, subject: Subject, *, team_id: int | None) -> Assignment:
        """The same for a ticket that need not exist."""
        policy = first_match(self.policies, subject)
        row = target_for(self.targets.get(policy.pk, []), subject) if policy else None
        calendar = None
        if policy is not None and not (row and row.always_open):
            calendar = self.calendar_of(policy, brand_id=subject.brand, team_id=team_id)
        return Assignment(policy, row, calendar)

    def calendar_of(self, policy: Policy, *, brand_id: int | None, team_id: int | None) -> CalendarRow | None:
        """The policy's own calendar, else the team's, else the brand's, else the default."""
        choices = (
            policy.calendar_id,
            self.team_calendars.get(team_id or 0),
            self.brand_calendars.get(brand_id or 0),
        )
        for choice in choices:
            if choice in self.rows:
                return self.rows[choice]
        return next((row for row in self.rows.values() if row.is_default), None)

    def target(self, seconds: int | None, calendar_id: int | None) -> Target:
        """A target in the form that clocks take."""
        return Target(seconds, self.calendars.get(calendar_id or 0, ALWAYS))

    def target_then(self, detail: Mapping[str, Any], recorded_at: datetime) -> Target:
        """
        The target that an event gave a clock, by the hours which its calendar had then.

        `detail` and `recorded_at` are the event's. Reads a version of before only if the hours are others by
        now.
        """
        seconds, calendar_id = detail.get("target_seconds"), detail.get("calendar_id")
        row = self.rows.get(calendar_id or 0)
        if row is not None and row.version != detail.get("calendar_version"):
            hours = content_then(detail.get("version_id") or self.version_at(recorded_at)).hours
            if calendar_id in hours:
                return Target(seconds, hours[calendar_id])
        return self.target(seconds, calendar_id)

    def hours_at(self, calendar_id: int | None, moment: datetime) -> Calendar:
        """The hours that a calendar had at a moment; those of today if they were never written down."""
        then = self.version_at(moment)
        if calendar_id is not None and then != self.version_id and calendar_id in content_then(then).hours:
            return content_then(then).hours[calendar_id]
        return self.calendars.get(calendar_id or 0, ALWAYS)

    def version_at(self, moment: datetime) -> int | None:
        """The row of the version that was in force at a moment."""
        place = bisect_right(self.published, moment, key=lambda one: one[0])
        return self.published[place - 1][1] if place else None


def subject_of(ticket: Ticket) -> Subject:
    """The ticket's attributes that policies look at; needs its company joined."""
    company: Company | None = ticket.company
    return Subject(
        segment=company.segment if company else "",
        brand=ticket.brand_id,
        channel=ticket.channel,
        priority=ticket.priority,
        company=ticket.company_id,
        type=ticket.type,
        tags=tuple(ticket.tags),
    )


@dataclass(frozen=True)
class Content:
    """What an earlier version says: the steps of its policies, and the hours of its calendars, by id."""

    steps: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    hours: dict[int, Calendar] = field(default_factory=dict)


_contents: dict[int, Content] = {}
MAX_CONTENTS = 64


def content_then(version_id: int | None) -> Content:
    """What a version that is no longer in force says; empty if it was never written down. One query."""
    if version_id is None:
        return Content()
    if version_id not in _contents:
        stored = SlaVersion.objects.filter(pk=version_id).values_list("content", flat=True).first()
        if not stored:
            return Content()
        if len(_contents) >= MAX_CONTENTS:
            _contents.clear()
        _contents[version_id] = Content(
            steps={row["id"]: row["steps"] for row in stored["policies"]},
            hours={row["id"]: hours_of(row) for row in stored["calendars"]},
        )
    return _contents[version_id]


def hours_of(row: Mapping[str, Any]) -> Calendar:
    """A calendar in API form, in the form that the arithmetic takes."""
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for interval in row["intervals"]:
        week[interval["weekday"]].append((seconds_of(interval["opens"]), seconds_of(interval["closes"])))
    return Calendar(
        zone=row["timezone"],
        week=tuple(tuple(sorted(day)) for day in week),
        holidays={date.fromisoformat(one["on"]): one["name"] for one in row["holidays"]},
        region=row["holiday_region"],
        name=row["name"],
    )


def seconds_of(text: str) -> int:
    """Seconds after midnight from HH:MM or HH:MM:SS."""
    hours, minutes, seconds = [*(int(part) for part in text.split(":")), 0][:3]
    return hours * 3600 + minutes * 60 + seconds


def fractions_of(steps: Sequence[Mapping[str, Any]]) -> frozenset[float]:
    """The shares at which steps do something."""
    return frozenset(float(step["fraction"]) for step in steps)


_loaded: tuple[int, Configuration] = (0, Configuration())


def current() -> Configuration:
    """The configuration in force: one small query, and a full read only after a change."""
    global _loaded
    newest = _VERSIONS.first(Q(), order=("-version",))
    if newest is None:
        return Configuration()
    version, configuration = _loaded
    if version != newest[0]:
        configuration = replace(load(), version_id=newest[0], published_at=newest[1])
        _loaded = (newest[0], configuration)
    return configuration


def load() -> Configuration:
    """Read everything from the database."""
    rows = {row.pk: row for row in CalendarRow.objects.all()}
    weeks: dict[int, list[list[tuple[int, int]]]] = {pk: [[] for _ in range(7)] for pk in rows}
    for interval in CalendarInterval.objects.order_by("weekday", "opens"):
        weeks[interval.calendar_id][interval.weekday].append((interval.opens, interval.closes))
    holidays: dict[int, dict[object, str]] = {pk: {} for pk in rows}
    for holiday in CalendarHoliday.objects.all():
        holidays[holiday.calendar_id][holiday.on] = holiday.name
    targets: dict[int, list[PolicyTarget]] = {}
    for target in PolicyTarget.objects.all():
        targets.setdefault(target.policy_id, []).append(target)
    uses = list(CalendarUse.objects.all())
    policies = tuple(Policy.objects.filter(is_archived=False).order_by("is_default", "position", "id"))
    for policy in policies:
        if tags := policy.conditions.get("tags"):
            # Policies of before may hold them as somebody typed them; tickets have them in lower case.
            words = [word for tag in tags for word in clean_tags([tag])]
            policy.conditions = policy.conditions | {"tags": words or tags}
    return Configuration(
        policies=policies,
        targets=targets,
        rows=rows,
        calendars={pk: noun_of(row, weeks[pk], holidays[pk]) for pk, row in rows.items()},
        brand_calendars={use.brand_id: use.calendar_id for use in uses if use.brand_id},
        team_calendars={use.team_id: use.calendar_id for use in uses if use.team_id},
        published=tuple(SlaVersion.objects.order_by("version").values_list("created_at", "pk")),
    )


def noun_of(row: CalendarRow, week: list[list[tuple[int, int]]], holidays: dict[object, str]) -> Calendar:
    """A calendar in the form that the arithmetic takes."""
    days: Week = tuple(tuple(day) for day in week)
    return Calendar(
        zone=row.timezone,
        week=days,
        holidays=dict(holidays),  # type: ignore[arg-type]  # immutable in the noun
        region=row.holiday_region,
        name=row.name,
    )
