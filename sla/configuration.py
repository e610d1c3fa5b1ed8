"""The policies and calendars in force, read once per version and kept in memory."""

from dataclasses import dataclass, field

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
_VERSIONS = Read(SlaVersion.objects.all, ("pk",))


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
    """Everything needed to decide a ticket's service level without a query."""

    policies: tuple[Policy, ...] = ()
    targets: dict[int, list[PolicyTarget]] = field(default_factory=dict)
    rows: dict[int, CalendarRow] = field(default_factory=dict)
    calendars: dict[int, Calendar] = field(default_factory=dict)
    brand_calendars: dict[int, int] = field(default_factory=dict)
    team_calendars: dict[int, int] = field(default_factory=dict)

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


_loaded: tuple[int, Configuration] = (0, Configuration())


def current() -> Configuration:
    """The configuration in force: one small query, and a full read only after a change."""
    global _loaded
    newest = _VERSIONS.first(Q(), order=("-version",))
    if newest is None:
        return Configuration()
    version, configuration = _loaded
    if version != newest[0]:
        configuration = load()
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
