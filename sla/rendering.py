"""
Service levels as the API shows them.

This form of policies and calendars is also what each version of the configuration stores.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sla import configuration, selectors
from sla.calendar import regional_holidays
from sla.clock import Clock as ClockNoun
from sla.clock import Measure, Step
from sla.explaining import stretches
from sla.live import STRUCTURE, LiveClock
from sla.models import CalendarHoliday, Clock, ClockEvent, Policy, PolicyTarget
from sla.wording import PASSED_OVER, SKIPPED, messages_of
from tickets.rendering import stamp

HOLIDAYS_AHEAD = timedelta(days=120)
FIRED = (Step.WARN, Step.BREACH)


def policies_json() -> list[dict[str, Any]]:
    """The policies in force, in the order in which they are tried; two queries."""
    targets = selectors.targets()
    return [_policy(policy, targets.get(policy.pk, [])) for policy in selectors.policies()]


def _policy(policy: Policy, targets: list[PolicyTarget]) -> dict[str, Any]:
    return {
        "id": policy.pk,
        "name": policy.name,
        "is_default": policy.is_default,
        "conditions": policy.conditions,
        "calendar_id": policy.calendar_id,
        "pause_on": policy.pause_on,
        "steps": policy.steps,
        "targets": [
            {
                "channel": row.channel,
                "priority": row.priority,
                **{measure.value: getattr(row, measure.value) for measure in Measure},
                "always_open": row.always_open,
            }
            for row in targets
        ],
    }


def calendars_json(today: date | None = None) -> list[dict[str, Any]]:
    """The calendars in force, with `today` also their upcoming closed dates. Four queries."""
    found = []
    for parts in selectors.calendars():
        row = parts.calendar
        data: dict[str, Any] = {
            "id": row.pk,
            "name": row.name,
            "timezone": row.timezone,
            "is_default": row.is_default,
            "holiday_region": row.holiday_region,
            "intervals": [
                {
                    "weekday": interval.weekday,
                    "opens": time_text(interval.opens),
                    "closes": time_text(interval.closes),
                }
                for interval in parts.intervals
            ],
            "holidays": [{"on": one.on.isoformat(), "name": one.name} for one in parts.holidays],
            "brand_ids": parts.brand_ids,
            "team_ids": parts.team_ids,
        }
        if today is not None:
            data["closed_next"] = _closed_next(row.holiday_region, parts.holidays, today)
        found.append(data)
    return found


def _closed_next(region: str, own: list[CalendarHoliday], today: date) -> list[dict[str, Any]]:
    """The closed dates of the coming months, its own and public ones."""
    until = today + HOLIDAYS_AHEAD
    named = {holiday.on: holiday.name for holiday in own}
    for year in range(today.year, until.year + 1):
        for on, name in regional_holidays(region, year).items():
            named.setdefault(on, name)
    return [
        {"on": on.isoformat(), "name": name} for on, name in sorted(named.items()) if today <= on <= until
    ]


def time_text(seconds: int) -> str:
    """Seconds after midnight as HH:MM, with seconds only if there are any."""
    text = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def ticket_sla_json(found: selectors.TicketClocks, *, now: datetime) -> dict[str, Any]:
    """
    A ticket's clocks at `now`, with their whole history.

    Each clock lists its working stretches, so that anyone can add up why it is due when it is.
    """
    in_force = configuration.current()
    return {
        "policy": {"id": found.policy.pk, "name": found.policy.name} if found.policy else None,
        "clocks": [
            _clock(row, found.events[row.pk], in_force, now)
            for row in found.rows
            if row.target_seconds is not None
        ],
        "history": _history(found),
    }


def _clock(
    row: Clock, events: list[ClockEvent], in_force: configuration.Configuration, now: datetime
) -> dict[str, Any]:
    clock = LiveClock(row, events, ClockNoun(in_force.target(None, None))).derive(in_force)
    calendar = in_force.rows.get(row.calendar_id or 0)
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
        "breached_at": stamp(clock.breached_at(now)),
        "calendar": {
            "name": calendar.name if calendar else "24x7",
            "timezone": calendar.timezone if calendar else "UTC",
        },
        "stretches": [
            {"from": stamp(item.start), "to": stamp(item.end), "seconds": round(item.seconds)}
            for item in stretches(clock, now)
        ],
    }


def _history(found: selectors.TicketClocks) -> list[dict[str, Any]]:
    """All events of all clocks, oldest first; those superseded by a later finding are marked."""
    lines = [
        (told_at(event, found.events[row.pk]), event, row, message)
        for row in found.rows
        for event, message in messages_of(found.events[row.pk], found.facts)
    ]
    lines.sort(key=lambda line: (line[0], line[1].pk))
    return [
        {
            "at": stamp(at),
            "reached_at": stamp(event.at) if event.step in FIRED else None,
            "kind": SKIPPED if event.detail.get(PASSED_OVER) else event.step,
            "clock": row.measure,
            "number": row.number,
            "detail": event.label,
            "message": message,
            "fraction": event.fraction or None,
            "target_seconds": event.detail.get("target_seconds"),
            "is_replaced": event.step in STRUCTURE and event.revision != row.revision,
        }
        for at, event, row, message in lines
    ]


def told_at(event: ClockEvent, events: list[ClockEvent]) -> datetime:
    """
    When an event of a clock happened: a warning or miss when it was told, not when its share was used up.

    With a history that was taken over as a whole nothing was told; there it is when the share was used up.
    """
    is_taken_over = event.recorded_at == events[0].recorded_at
    return event.at if event.step not in FIRED or is_taken_over else event.recorded_at


def content_json(number: int) -> dict[str, Any]:
    """The policies and calendars of a version. Raises NotFound."""
    content = selectors.version_content(number)
    newest = selectors.version()
    if not content["policies"] and newest is not None and newest.version == number:
        return {"policies": policies_json(), "calendars": calendars_json()}
    return content
