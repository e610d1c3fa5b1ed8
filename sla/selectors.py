"""Reads of service levels: configuration, a ticket's clocks and why they are due then."""

from datetime import date, datetime, timedelta
from typing import Any

from core.actors import Actor
from sla import configuration
from sla.calendar import regional_holidays
from sla.clock import ClockEvent as Happening
from sla.clock import Measure, Step, replay
from sla.explaining import stretches
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
    TicketSla,
)
from tickets import selectors as ticket_selectors
from tickets.rendering import stamp
from tickets.selectors import internal as all_tickets

_MEASURES = {measure.value: place for place, measure in enumerate(Measure)}
HOLIDAYS_AHEAD = timedelta(days=120)


def version() -> SlaVersion | None:
    """The newest version of the configuration, or None in an installation without any."""
    return SlaVersion.objects.order_by("-version").first()


def policies() -> list[dict[str, Any]]:
    """The policies in force, in the order in which they are tried; two queries."""
    targets: dict[int, list[dict[str, Any]]] = {}
    for row in PolicyTarget.objects.order_by("channel", "priority"):
        targets.setdefault(row.policy_id, []).append(
            {
                "channel": row.channel,
                "priority": row.priority,
                "first_reply": row.first_reply,
                "next_reply": row.next_reply,
                "resolution": row.resolution,
                "always_open": row.always_open,
            }
        )
    return [
        {
            "id": policy.pk,
            "name": policy.name,
            "is_default": policy.is_default,
            "conditions": policy.conditions,
            "calendar_id": policy.calendar_id,
            "pause_on": policy.pause_on,
            "steps": policy.steps,
            "targets": targets.get(policy.pk, []),
        }
        for policy in Policy.objects.filter(is_archived=False).order_by("is_default", "position", "id")
    ]


def calendars(today: date | None = None) -> list[dict[str, Any]]:
    """The calendars in force; with `today` also the public holidays ahead. Four queries."""
    intervals: dict[int, list[dict[str, Any]]] = {}
    for interval in CalendarInterval.objects.order_by("weekday", "opens"):
        intervals.setdefault(interval.calendar_id, []).append(
            {
                "weekday": interval.weekday,
                "opens": time_text(interval.opens),
                "closes": time_text(interval.closes),
            }
        )
    holidays: dict[int, list[dict[str, Any]]] = {}
    for holiday in CalendarHoliday.objects.order_by("on"):
        entry = {"on": holiday.on.isoformat(), "name": holiday.name}
        holidays.setdefault(holiday.calendar_id, []).append(entry)
    uses = list(CalendarUse.objects.order_by("id"))
    found = []
    for row in Calendar.objects.filter(is_archived=False).order_by("-is_default", "name"):
        data: dict[str, Any] = {
            "id": row.pk,
            "name": row.name,
            "timezone": row.timezone,
            "is_default": row.is_default,
            "holiday_region": row.holiday_region,
            "intervals": intervals.get(row.pk, []),
            "holidays": holidays.get(row.pk, []),
            "brand_ids": [use.brand_id for use in uses if use.calendar_id == row.pk and use.brand_id],
            "team_ids": [use.team_id for use in uses if use.calendar_id == row.pk and use.team_id],
        }
        if today is not None:
            data["closed_next"] = closed_next(row.holiday_region, data["holidays"], today)
        found.append(data)
    return found


def closed_next(region: str, own: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """The closed dates of the coming months, own and public ones."""
    until = today + HOLIDAYS_AHEAD
    named = {date.fromisoformat(item["on"]): item["name"] for item in own}
    for year in range(today.year, until.year + 1):
        for on, name in regional_holidays(region, year).items():
            named.setdefault(on, name)
    return [
        {"on": on.isoformat(), "name": name} for on, name in sorted(named.items()) if today <= on <= until
    ]


def time_text(seconds: int) -> str:
    """Seconds after midnight as HH:MM, with seconds only where there are any."""
    text = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def ticket_sla(*, actor: Actor, ticket_id: int, now: datetime) -> dict[str, Any]:
    """
    A ticket's clocks as they stand at `now`, with their whole history. Raises NotFound.

    Each clock tells its working stretches, so that anyone can add up why it is due when it is.
    """
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    state = TicketSla.objects.select_related("policy").filter(pk=ticket.pk).first()
    policy = state.policy if state else None
    rows = sorted(
        Clock.objects.filter(ticket_id=ticket.pk), key=lambda row: (_MEASURES[row.measure], row.number)
    )
    events: dict[int, list[ClockEvent]] = {row.pk: [] for row in rows}
    for event in ClockEvent.objects.filter(clock__ticket_id=ticket.pk).order_by("id"):
        events[event.clock_id].append(event)
    in_force = configuration.current()
    return {
        "policy": {"id": policy.pk, "name": policy.name} if policy else None,
        "clocks": [
            clock_json(row, events[row.pk], in_force, now) for row in rows if row.target_seconds is not None
        ],
        "history": history_json(rows, events),
    }


def clock_json(
    row: Clock, events: list[ClockEvent], in_force: configuration.Configuration, now: datetime
) -> dict[str, Any]:
    """One clock at `now`."""
    structure = {Step.START, Step.PAUSE, Step.RESUME, Step.FULFIL, Step.CANCEL}
    kept = [event for event in events if event.step not in structure or event.revision == row.revision]
    target = in_force.target(row.target_seconds, row.calendar_id)
    clock = replay([Happening(Step(e.step), e.at, e.fraction, e.generation) for e in kept], target)
    calendar = in_force.rows.get(row.calendar_id or 0)
    missed = clock.breached_at(now)
    return {
        "id": row.pk,
        "kind": row.measure,
        "number": row.number,
        "state": clock.state(now).value,
        "is_running": clock.is_running,
        "started_at": stamp(row.started_at),
        "due_at": stamp(clock.due_at),
        "target_seconds": row.target_seconds,
        "elapsed_seconds": round(clock.elapsed(now)),
        "fulfilled_at": stamp(clock.fulfilled_at),
        "breached_at": stamp(missed),
        "calendar": {
            "name": calendar.name if calendar else "24x7",
            "timezone": calendar.timezone if calendar else "UTC",
        },
        "stretches": [
            {"from": stamp(item.start), "to": stamp(item.end), "seconds": round(item.seconds)}
            for item in stretches(clock, now)
        ],
    }


def history_json(rows: list[Clock], events: dict[int, list[ClockEvent]]) -> list[dict[str, Any]]:
    """All events of all clocks, oldest first; what a later finding replaced is marked."""
    structure = {Step.START, Step.PAUSE, Step.RESUME, Step.FULFIL, Step.CANCEL}
    lines = [
        {
            "at": stamp(event.at),
            "kind": event.step,
            "clock": row.measure,
            "number": row.number,
            "detail": event.label,
            "fraction": event.fraction or None,
            "target_seconds": event.detail.get("target_seconds"),
            "is_replaced": event.step in structure and event.revision != row.revision,
            "order": (event.at, event.pk),
        }
        for row in rows
        for event in events[row.pk]
    ]
    lines.sort(key=lambda line: line["order"])
    for line in lines:
        del line["order"]
    return lines


def has_clocks(ticket_id: int | None) -> bool:
    """Whether a ticket has been looked at for its clocks."""
    return TicketSla.objects.filter(ticket=ticket_id).exists()


def expected_wait_seconds(ticket_id: int) -> int | None:
    """
    Seconds of real time from now until the next public reply that the ticket's policy promises.

    The running reply clock decides; before there is one, the policy that matches. None without a promise.
    """
    from core import clock as wall

    return expected_wait(ticket_id=ticket_id, now=wall.now())


def expected_wait(*, ticket_id: int, now: datetime) -> int | None:
    """As `expected_wait_seconds`, at a given moment; 0 when the reply is overdue."""
    ticket = all_tickets.ticket_find(ticket_id)
    if ticket is None:
        return None
    running = Clock.objects.filter(
        ticket_id=ticket_id,
        measure__in=[Measure.FIRST_REPLY, Measure.NEXT_REPLY],
        fulfilled_at=None,
        cancelled_at=None,
        due_at__isnull=False,
    )
    due = running.order_by("due_at").values_list("due_at", flat=True).first()
    if due is None:
        in_force = configuration.current()
        assignment = in_force.assign(ticket)
        is_first = ticket.first_replied_at is None
        seconds = assignment.seconds(Measure.FIRST_REPLY if is_first else Measure.NEXT_REPLY)
        if seconds is None:
            return None
        start = (ticket.created_at if is_first else ticket.waiting_since) or now
        target = in_force.target(seconds, assignment.calendar.pk if assignment.calendar else None)
        due = target.calendar.add_business_seconds(start, seconds)
    return max(round((due - now).total_seconds()), 0)


def closed_teams(now: datetime) -> set[int]:
    """The ids of teams with a calendar of their own that is closed at `now`."""
    in_force = configuration.current()
    return {
        team_id
        for team_id, calendar_id in in_force.team_calendars.items()
        if calendar_id in in_force.calendars and not in_force.calendars[calendar_id].is_open(now)
    }
