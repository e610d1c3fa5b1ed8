"""Seeding an empty installation with its first calendars and policies."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sla.calendar import DAY_SECONDS
from sla.defaults import HOUR, POLICIES

ROUND_THE_CLOCK, BUSINESS_HOURS = "Around the clock", "Business hours"


def install(get_model: Callable[[str, str], Any], *, now: datetime) -> None:
    """
    Write the defaults unless policies already exist.

    `get_model` is an app registry's, so that a migration can pass its historical models. Nobody's working
    hours are known yet: the default calendar never closes, and one with office hours is ready to be chosen.
    """
    policies = get_model("sla", "Policy")
    if policies.objects.exists():
        return
    intervals = get_model("sla", "CalendarInterval")
    calendars = get_model("sla", "Calendar").objects
    always = calendars.create(name=ROUND_THE_CLOCK, timezone="UTC", is_default=True)
    office = calendars.create(name=BUSINESS_HOURS, timezone="UTC")
    rows = [intervals(calendar=always, weekday=day, opens=0, closes=DAY_SECONDS) for day in range(7)]
    rows += [intervals(calendar=office, weekday=day, opens=9 * HOUR, closes=17 * HOUR) for day in range(5)]
    intervals.objects.bulk_create(rows)
    targets = get_model("sla", "PolicyTarget")
    for position, default in enumerate(POLICIES, start=1):
        policy = policies.objects.create(
            name=default.name,
            position=position,
            is_default=not default.conditions,
            conditions=default.conditions,
            pause_on=["pending"],
            steps=default.steps,
        )
        targets.objects.bulk_create(
            targets(
                policy=policy,
                channel=row.channel,
                priority=row.priority,
                first_reply=row.first_reply,
                next_reply=row.next_reply,
                resolution=row.resolution,
                always_open=row.always_open,
            )
            for row in default.targets
        )
    get_model("sla", "SlaVersion").objects.create(
        version=1, content={}, by_ref="system", by_name="Candor", created_at=now
    )
