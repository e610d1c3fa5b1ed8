"""A configuration that is only proposed, in the form in which one in force is used."""

from collections.abc import Sequence
from dataclasses import replace

from sla.configuration import Configuration, noun_of
from sla.models import Calendar, Policy, PolicyTarget
from sla.reading import CalendarInput, PolicyInput


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
