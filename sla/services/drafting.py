"""A configuration that is only proposed, in the form in which one in force is used."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.errors import Invalid
from people.selectors import internal as everybody
from sla import selectors
from sla.calendar import HORIZON_YEARS
from sla.clock import Measure
from sla.configuration import Configuration, noun_of
from sla.models import Calendar, Policy, PolicyTarget
from sla.reading import CalendarInput, PolicyInput

WEEKS_A_YEAR = 52


def with_policies(in_force: Configuration, inputs: Sequence[PolicyInput]) -> Configuration:
    """`in_force` with these policies in place of its own; new ones get negative ids, nothing is stored."""
    policies: list[Policy] = []
    targets: dict[int, list[PolicyTarget]] = {}
    for position, item in enumerate(inputs, start=1):
        policy = Policy(
            pk=item.id or -position,
            name=item.name,
            position=position,
            is_default=item.is_default,
            conditions=item.conditions,
            calendar_id=item.calendar_id,
            pause_on=item.pause_on,
            steps=item.steps,
        )
        policies.append(policy)
        targets[policy.pk] = [PolicyTarget(policy_id=policy.pk, **row) for row in item.targets]
    return replace(in_force, policies=tuple(policies), targets=targets)


def content_to_restore(number: int) -> dict[str, Any]:
    """
    The policies and calendars of an earlier version, without brands and teams that are gone.

    Raises NotFound, Invalid if it was never written down.
    """
    content = selectors.version_content(number)
    if not content["policies"]:
        raise Invalid(
            f"Version {number} was never written down, so nobody can go back to it. Choose a later one."
        )
    brands, teams = everybody.brand_ids(), everybody.team_ids()
    for calendar in content["calendars"]:
        calendar["brand_ids"] = [pk for pk in calendar["brand_ids"] if pk in brands]
        calendar["team_ids"] = [pk for pk in calendar["team_ids"] if pk in teams]
    return content


def check_reachable(proposed: Configuration) -> None:
    """Raise Invalid for a target that a calendar could not fill within HORIZON_YEARS."""
    shared = {*proposed.brand_calendars.values(), *proposed.team_calendars.values()}
    shared |= {pk for pk, row in proposed.rows.items() if row.is_default}
    for policy in proposed.policies:
        rows = [row for row in proposed.targets.get(policy.pk, []) if not row.always_open]
        longest = max((getattr(row, measure.value) or 0 for row in rows for measure in Measure), default=0)
        furthest = max((step["fraction"] for step in policy.steps), default=1.0)
        for pk, row in proposed.rows.items():
            applies = pk == policy.calendar_id or (policy.calendar_id is None and pk in shared)
            if row.is_archived or not applies:
                continue
            open_for = proposed.calendars[pk].weekly_seconds()
            if longest * max(furthest, 1.0) > open_for * WEEKS_A_YEAR * HORIZON_YEARS:
                message = (
                    f"The policy {policy.name} has a target of {longest / 3600:g} hours, which the calendar "
                    f"{row.name} would take more than {HORIZON_YEARS} years to fill. Shorten the target, or "
                    "open the calendar for longer."
                )
                raise Invalid(message, errors={"results": [message]})


def with_calendars(in_force: Configuration, inputs: Sequence[CalendarInput]) -> Configuration:
    """`in_force` with these calendars in place of its own; new ones get negative ids, nothing is stored."""
    rows: dict[int, Calendar] = {}
    nouns = {}
    brands: dict[int, int] = {}
    teams: dict[int, int] = {}
    for position, item in enumerate(inputs, start=1):
        row = Calendar(
            pk=item.id or -position,
            name=item.name,
            timezone=item.timezone,
            holiday_region=item.holiday_region,
            is_default=item.is_default,
        )
        week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for weekday, opens, closes in item.intervals:
            week[weekday].append((opens, closes))
        rows[row.pk], nouns[row.pk] = row, noun_of(row, week, dict(item.holidays))
        brands |= dict.fromkeys(item.brand_ids, row.pk)
        teams |= dict.fromkeys(item.team_ids, row.pk)
    return replace(in_force, rows=rows, calendars=nouns, brand_calendars=brands, team_calendars=teams)
