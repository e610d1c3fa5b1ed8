"""Reads of scheduled reports: the list, who may get them, and what one tells its reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from core.actors import Actor
from core.errors import NotFound
from insights.models import ReportRecipient, ReportSchedule, ReportSettings
from insights.periods import Period
from insights.report_times import period_before
from insights.selectors.accounts import Accounts, accounts
from insights.selectors.figures import SEE, Figure, Wanted, figures
from integrations.email.selectors.reports import report_mail_states
from people.actors import staff_actor
from people.models import User
from people.policy import may, require, role_may
from people.selectors import internal as everybody
from sla.selectors import installation_zone

WRITE = "insights.write"
MOST_READERS = 500
LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Board:
    """What a report tells one reader: figures with those before them, or accounts."""

    schedule: ReportSchedule
    period: Period
    language: str
    now: datetime
    figures: list[Figure]
    before: list[Figure]
    accounts: Accounts | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A schedule with its recipients and how far the last mail to each got, by their keys."""

    row: ReportSchedule
    recipients: list[ReportRecipient]
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReportsListed:
    """The schedules that somebody sees, who may get reports, and what holds for all."""

    standing: list[Standing]
    readers: list[User]
    settings: ReportSettings
    may_allow: bool


def report_settings() -> ReportSettings:
    """What holds for all scheduled reports; without a row nothing leaves the house."""
    return ReportSettings.objects.filter(pk=1).first() or ReportSettings(pk=1)


def recipients_of(schedule_id: int) -> QuerySet[ReportRecipient]:
    """Who gets a report."""
    return ReportRecipient.objects.filter(schedule=schedule_id).select_related("user").order_by("pk")


def may_read(user: User, report: str) -> bool:
    """Whether somebody may get a report; accounts are of all tickets."""
    if not user.is_active or not role_may(user.role, SEE):
        return False
    return report != ReportSchedule.Report.ACCOUNTS or staff_actor(user, ()).sees_all_tickets


def schedules_visible(actor: Actor) -> QuerySet[ReportSchedule]:
    """One's own; to who may change what holds for all, everybody's. Raises Forbidden."""
    require(actor, SEE)
    rows = ReportSchedule.objects.select_related("owner")
    return rows if may(actor, WRITE) else rows.filter(owner=actor.user_id or 0)


def schedule_get(*, actor: Actor, schedule_id: int) -> ReportSchedule:
    """One of them. Raises Forbidden, NotFound."""
    row = schedules_visible(actor).filter(pk=schedule_id).first()
    if row is None:
        raise NotFound("There is no such scheduled report of yours.")
    return row


def standing_of(rows: list[ReportSchedule]) -> list[Standing]:
    """The same with their recipients."""
    found: dict[int, list[ReportRecipient]] = {row.pk: [] for row in rows}
    for one in ReportRecipient.objects.filter(schedule__in=found).select_related("user").order_by("pk"):
        found[one.schedule_id].append(one)
    states = report_mail_states(one.key for own in found.values() for one in own if one.key)
    return [Standing(row, found[row.pk], states) for row in rows]


def reports_listed(*, actor: Actor) -> ReportsListed:
    """What the screen shows. Raises Forbidden."""
    rows = list(schedules_visible(actor).order_by("name", "pk"))
    readers = [one for one in everybody.people_active() if role_may(one.role, SEE)]
    return ReportsListed(standing_of(rows), readers[:MOST_READERS], report_settings(), may(actor, WRITE))


def board(*, actor: Actor, schedule: ReportSchedule, language: str) -> Board:
    """What a report tells somebody of the days before it is due. Raises Forbidden."""
    now = schedule.due_at
    if now is None:
        raise ValueError("A paused report tells of no days.")
    period = period_before(due=now, days=schedule.days, zone=installation_zone())
    spoken = language if language in LANGUAGES else "en"
    if schedule.report == ReportSchedule.Report.ACCOUNTS:
        found = accounts(actor=actor, now=now)
        return Board(schedule, period, spoken, now, [], [], found)
    where: dict[str, Any] = dict(schedule.filters)
    last = period.since - timedelta(days=1)
    earlier = Period(last - timedelta(days=period.days - 1), last, period.zone)
    return Board(
        schedule,
        period,
        spoken,
        now,
        figures(actor=actor, wanted=Wanted(period, now, where)),
        figures(actor=actor, wanted=Wanted(earlier, now, where)),
    )
