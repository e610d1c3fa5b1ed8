"""Reads of service levels: configuration, a ticket's clocks, and what may be promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from core.actors import Actor
from core.errors import NotFound
from core.ports import Use
from core.reads import Read
from core.setup import Facts
from people.selectors import internal as everybody
from sla import configuration
from sla.calendar import ALWAYS, NeverOpen
from sla.clock import Measure
from sla.defaults import CHAT, EMAIL
from sla.models import (
    Calendar,
    CalendarHoliday,
    CalendarInterval,
    CalendarUse,
    Clock,
    ClockEvent,
    Policy,
    PolicyTarget,
    SlaVersion,
    TicketFact,
    TicketSla,
)
from tickets import selectors as ticket_selectors
from tickets.models import Priority
from tickets.selectors import internal as all_tickets

_MEASURES = {measure.value: place for place, measure in enumerate(Measure)}


@dataclass(frozen=True)
class CalendarParts:
    """One calendar with its hours and closed dates, and the brands and teams that use it."""

    calendar: Calendar
    intervals: list[CalendarInterval]
    holidays: list[CalendarHoliday]
    brand_ids: list[int]
    team_ids: list[int]


@dataclass(frozen=True)
class TicketClocks:
    """A ticket's policy and clocks, with each clock's events by its id, and the facts behind them by key."""

    policy: Policy | None
    rows: list[Clock]
    events: dict[int, list[ClockEvent]]
    facts: dict[str, TicketFact]


def version() -> SlaVersion | None:
    """The newest version of the configuration, or None if there is none."""
    return SlaVersion.objects.order_by("-version").first()


def versions(*, before: int | None = None, limit: int = 50) -> list[SlaVersion]:
    """Versions of the configuration without their content, the newest first."""
    rows = SlaVersion.objects.defer("content").order_by("-version")
    return list((rows if before is None else rows.filter(version__lt=before))[:limit])


def version_content(number: int) -> dict[str, Any]:
    """
    The policies and calendars of a version in API form; empty where nothing was written down yet.

    Raises NotFound.
    """
    found = SlaVersion.objects.filter(version=number).values_list("content", flat=True).first()
    if found is None:
        raise NotFound("There is no such version of the service levels. Load the list of versions again.")
    return {"policies": [], "calendars": [], **found}


def policies() -> list[Policy]:
    """The policies in force, in the order in which they are tried."""
    return list(Policy.objects.filter(is_archived=False).order_by("is_default", "position", "id"))


def targets() -> dict[int, list[PolicyTarget]]:
    """All targets, by policy."""
    found: dict[int, list[PolicyTarget]] = {}
    for row in PolicyTarget.objects.order_by("channel", "priority"):
        found.setdefault(row.policy_id, []).append(row)
    return found


def calendars() -> list[CalendarParts]:
    """The calendars in force, the default first; four queries."""
    intervals: dict[int, list[CalendarInterval]] = {}
    for interval in CalendarInterval.objects.order_by("weekday", "opens"):
        intervals.setdefault(interval.calendar_id, []).append(interval)
    holidays: dict[int, list[CalendarHoliday]] = {}
    for holiday in CalendarHoliday.objects.order_by("on"):
        holidays.setdefault(holiday.calendar_id, []).append(holiday)
    uses = list(CalendarUse.objects.order_by("id"))
    return [
        CalendarParts(
            calendar=row,
            intervals=intervals.get(row.pk, []),
            holidays=holidays.get(row.pk, []),
            brand_ids=[use.brand_id for use in uses if use.calendar_id == row.pk and use.brand_id],
            team_ids=[use.team_id for use in uses if use.calendar_id == row.pk and use.team_id],
        )
        for row in Calendar.objects.filter(is_archived=False).order_by("-is_default", "name")
    ]


def ticket_clocks(*, actor: Actor, ticket_id: int) -> TicketClocks:
    """A ticket's clocks with their whole history. Raises NotFound."""
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    state = TicketSla.objects.select_related("policy").filter(pk=ticket.pk).first()
    rows = sorted(
        Clock.objects.filter(ticket_id=ticket.pk), key=lambda row: (_MEASURES[row.measure], row.number)
    )
    events: dict[int, list[ClockEvent]] = {row.pk: [] for row in rows}
    for event in ClockEvent.objects.filter(clock__ticket_id=ticket.pk).order_by("id"):
        events[event.clock_id].append(event)
    facts = {fact.key: fact for fact in TicketFact.objects.filter(ticket_id=ticket.pk)} if rows else {}
    return TicketClocks(state.policy if state else None, rows, events, facts)


def has_clocks(ticket_id: int | None) -> bool:
    """Whether a ticket's clocks have been set up."""
    return TicketSla.objects.filter(ticket=ticket_id).exists()


def expected_wait_seconds(ticket_id: int) -> int | None:
    """
    Real-time seconds from now until the next public reply that the ticket's policy promises.

    Decided by the running reply clock, or before there is one by the matching policy. None if no promise.
    """
    from core import clock as wall

    return expected_wait(ticket_id=ticket_id, now=wall.now())


def expected_wait(*, ticket_id: int, now: datetime) -> int | None:
    """Like `expected_wait_seconds`, at a given moment; 0 when the reply is overdue."""
    ticket = all_tickets.ticket_find(ticket_id)
    if ticket is None:
        return None
    running = Q(
        ticket_id=ticket_id,
        measure__in=[Measure.FIRST_REPLY, Measure.NEXT_REPLY],
        fulfilled_at=None,
        cancelled_at=None,
        due_at__isnull=False,
    )
    (due,) = _DUE.first(running, order=("due_at",)) or (None,)
    if due is None:
        in_force = configuration.current()
        assignment = in_force.assign(ticket)
        is_first = ticket.first_replied_at is None
        seconds = assignment.seconds(Measure.FIRST_REPLY if is_first else Measure.NEXT_REPLY)
        if seconds is None:
            return None
        start = (ticket.created_at if is_first else ticket.waiting_since) or now
        target = in_force.target(seconds, assignment.calendar.pk if assignment.calendar else None)
        try:
            due = target.calendar.add_business_seconds(start, seconds)
        except NeverOpen:
            return None
    return max(round((due - now).total_seconds()), 0)


_DUE = Read(Clock.objects.all, ("due_at",))


def closed_teams(now: datetime) -> set[int]:
    """The ids of teams that have their own calendar and are closed at `now`."""
    in_force = configuration.current()
    return {
        team_id
        for team_id, calendar_id in in_force.team_calendars.items()
        if calendar_id in in_force.calendars and not in_force.calendars[calendar_id].is_open(now)
    }


def clocks_rule(actor: Actor) -> Facts:
    """
    The first reply that the default policy promises for the usual priority, in seconds by mail and in chat,
    and the hours that count; 0 seconds for no promise.
    """
    policy = Policy.objects.filter(is_default=True, is_archived=False).select_related("calendar").first()
    if policy is None:
        return Facts()
    rows = PolicyTarget.objects.filter(policy=policy, priority=Priority.P3, channel__in=(EMAIL, CHAT))
    counts = {row.channel: row.first_reply or 0 for row in rows}
    calendar = policy.calendar or Calendar.objects.filter(is_default=True).first()
    names = {"policy": policy.name}
    if calendar is not None:
        names |= {"calendar": calendar.name, "timezone": calendar.timezone}
    return Facts(names, counts)


def office_hours(*, brand_id: int, at: datetime) -> tuple[bool, datetime]:
    """
    Whether the calendar of a brand, else the default one, is open at a moment, and what time it is there.

    Without any calendar it is always open, in UTC.
    """
    in_force = configuration.current()
    default = next((row.pk for row in in_force.rows.values() if row.is_default), 0)
    calendar = in_force.calendars.get(in_force.brand_calendars.get(brand_id, default), ALWAYS)
    return calendar.is_open(at), at.astimezone(ZoneInfo(calendar.zone))


def team_need(team_id: int) -> str:
    """Why the service levels need a team, for `core.ports.team_needs`."""
    team = everybody.team_find(team_id)
    if team is None:
        return ""
    action = f"reassign_team:{team.slug}"
    asked = [row.name for row in policies() if any(action in step["actions"] for step in row.steps)]
    return f"a service level gives it work ({', '.join(asked)})" if asked else ""


def installation_zone() -> ZoneInfo:
    """The time zone in which the installation counts days: that of the default calendar, else UTC."""
    rows = configuration.current().rows.values()
    return ZoneInfo(next((row.timezone for row in rows if row.is_default), "UTC"))


def working_seconds(*, brand_id: int, start: datetime, end: datetime) -> float:
    """The seconds between two moments in which a brand's calendar, else the default one, is open."""
    in_force = configuration.current()
    default = next((row.pk for row in in_force.rows.values() if row.is_default), 0)
    calendar = in_force.calendars.get(in_force.brand_calendars.get(brand_id, default), ALWAYS)
    return calendar.business_seconds_between(start, end) if end > start else 0.0


@dataclass(frozen=True)
class Judgements:
    """A ticket's targets that were kept or missed: clock, moment, whether kept; and when the next is due."""

    made: tuple[tuple[int, datetime, bool], ...] = ()
    next_due_at: datetime | None = None


def judgements(ticket_id: int) -> Judgements:
    """How a ticket's targets were judged; cancelled ones never are."""
    rows = Clock.objects.filter(ticket_id=ticket_id, target_seconds__isnull=False, cancelled_at=None)
    made: list[tuple[int, datetime, bool]] = []
    due: list[datetime] = []
    for row in rows.order_by("pk"):
        at = row.breached_at or row.fulfilled_at
        if at is not None:
            made.append((row.pk, at, row.breached_at is None))
        elif row.due_at is not None:
            due.append(row.due_at)
    return Judgements(tuple(made), min(due, default=None))


def word_uses(kind: str, words: Sequence[str]) -> list[Use]:
    """Fills `core.ports.word_uses`: the policies that hold for tickets with a tag."""
    if kind != "tag":
        return []
    policies = Policy.objects.filter(is_archived=False).order_by("name", "pk")
    return [
        Use(tag, "policy", policy.name, str(policy.pk))
        for policy in policies
        for tag in words
        if tag in policy.conditions.get("tags", ())
    ]
