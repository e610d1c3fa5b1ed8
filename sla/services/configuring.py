"""Replacing service levels and calendars: always the whole list, as the admin sees it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from core import audit
from core.actors import Actor
from core.events import publish
from core.versions import author, refuse_overtaken
from people.policy import require
from sla import configuration
from sla.events import PoliciesChanged
from sla.models import (
    Calendar,
    CalendarHoliday,
    CalendarInterval,
    CalendarUse,
    Policy,
    PolicyTarget,
    SlaVersion,
)
from sla.reading import CalendarInput, PolicyInput, read_calendars, read_policies
from sla.rendering import calendars_json, policies_json
from sla.services.drafting import check_reachable, content_to_restore, with_calendars, with_policies
from sla.services.firing import checks_soon


@transaction.atomic
def policies_replace(
    *, actor: Actor, data: Any, expected_version: int | None = None, now: datetime
) -> SlaVersion:
    """
    Put these policies in force, in this order; any left out are archived.

    Open tickets follow within seconds; settled results keep their target. Raises Invalid, Forbidden,
    PreconditionFailed when somebody else published in between.
    """
    require(actor, "sla.write")
    lock_version(expected_version)
    known = {policy.pk: policy for policy in Policy.objects.select_for_update().filter(is_archived=False)}
    calendar_ids = set(Calendar.objects.filter(is_archived=False).values_list("pk", flat=True))
    inputs = read_policies(data, known_ids=set(known), calendar_ids=calendar_ids)
    check_reachable(with_policies(configuration.current(), inputs))
    put_policies(inputs, known)
    return publish_version(actor, action="sla.policies_changed", now=now)


@transaction.atomic
def calendars_replace(
    *, actor: Actor, data: Any, expected_version: int | None = None, now: datetime
) -> SlaVersion:
    """
    Put these calendars in force; any left out are archived, unless a policy uses them.

    Raises Invalid, Forbidden, PreconditionFailed.
    """
    require(actor, "sla.write")
    lock_version(expected_version)
    known = {row.pk: row for row in Calendar.objects.select_for_update().filter(is_archived=False)}
    used = Policy.objects.filter(is_archived=False, calendar__isnull=False)
    inputs = read_calendars(
        data,
        known_ids=set(known),
        used={policy.calendar_id: policy.name for policy in used if policy.calendar_id},
    )
    check_reachable(with_calendars(configuration.current(), inputs))
    put_calendars(inputs, known)
    return publish_version(actor, action="sla.calendars_changed", now=now)


def put_policies(inputs: Sequence[PolicyInput], known: dict[int, Policy]) -> None:
    """Store policies in their order; of those in `known`, the ones left out are archived."""
    # Only one default is allowed at a time, so the old one is cleared first.
    Policy.objects.filter(is_default=True).update(is_default=False)
    for position, item in enumerate(inputs, start=1):
        save_policy(known.pop(item.id, None) if item.id else None, item, position)
    Policy.objects.filter(pk__in=list(known)).update(is_archived=True, is_default=False)


def put_calendars(inputs: Sequence[CalendarInput], known: dict[int, Calendar]) -> None:
    """Store calendars and who uses them; of those in `known`, the ones left out are archived."""
    Calendar.objects.filter(is_default=True).update(is_default=False)
    CalendarUse.objects.all().delete()
    for item in inputs:
        save_calendar(known.pop(item.id, None) if item.id else None, item)
    Calendar.objects.filter(pk__in=list(known)).update(is_archived=True, is_default=False)


def lock_version(expected: int | None) -> None:
    """Serialize changes, and refuse one that is based on an older version."""
    newest = SlaVersion.objects.select_for_update().order_by("-version").first()
    if newest is not None and not newest.content:
        # What was installed was never written down; without it nobody could go back to it.
        newest.content = content_in_force()
        newest.save(update_fields=["content"])
    if newest is not None:
        refuse_overtaken(expected=expected, newest=newest.version, what="service levels")


def save_policy(policy: Policy | None, item: PolicyInput, position: int) -> None:
    """Save one policy with its targets."""
    policy = policy or Policy()
    policy.name, policy.position, policy.is_default = item.name, position, item.is_default
    policy.conditions, policy.calendar_id = item.conditions, item.calendar_id
    policy.pause_on, policy.steps = item.pause_on, item.steps
    policy.is_archived = False
    policy.save()
    PolicyTarget.objects.filter(policy=policy).delete()
    PolicyTarget.objects.bulk_create([PolicyTarget(policy=policy, **row) for row in item.targets])


def save_calendar(row: Calendar | None, item: CalendarInput) -> None:
    """Save one calendar; its version rises so that running clocks follow."""
    is_new = row is None
    row = row or Calendar(version=0)
    row.name, row.timezone, row.holiday_region = item.name, item.timezone, item.holiday_region
    row.is_default, row.is_archived = item.is_default, False
    if is_new or hours_of(row) != item.hours:
        row.version += 1
    row.save()
    CalendarInterval.objects.filter(calendar=row).delete()
    CalendarInterval.objects.bulk_create(
        [CalendarInterval(calendar=row, weekday=day, opens=a, closes=b) for day, a, b in item.intervals]
    )
    CalendarHoliday.objects.filter(calendar=row).delete()
    CalendarHoliday.objects.bulk_create(
        [CalendarHoliday(calendar=row, on=on, name=name) for on, name in item.holidays]
    )
    uses = [CalendarUse(calendar=row, brand_id=pk) for pk in item.brand_ids]
    uses += [CalendarUse(calendar=row, team_id=pk) for pk in item.team_ids]
    CalendarUse.objects.bulk_create(uses)


def hours_of(row: Calendar) -> tuple[Any, ...]:
    """What decides when a calendar is open, comparable to `CalendarInput.hours`."""
    intervals = CalendarInterval.objects.filter(calendar=row).order_by("weekday", "opens")
    holidays = CalendarHoliday.objects.filter(calendar=row).order_by("on")
    stored = Calendar.objects.get(pk=row.pk)
    return (
        stored.timezone,
        stored.holiday_region,
        tuple(intervals.values_list("weekday", "opens", "closes")),
        tuple(holidays.values_list("on", "name")),
    )


def content_in_force() -> dict[str, Any]:
    """Policies and calendars in API form, as a version stores them."""
    return {"policies": policies_json(), "calendars": calendars_json()}


@transaction.atomic
def version_restore(
    *, actor: Actor, number: int, expected_version: int | None = None, now: datetime
) -> SlaVersion:
    """
    Put the policies and calendars of an earlier version in force again, as a new version.

    Brands, teams and companies that are gone since then are left out. Raises NotFound, Forbidden, Invalid,
    PreconditionFailed.
    """
    require(actor, "sla.write")
    lock_version(expected_version)
    content = content_to_restore(number)
    calendars = {row.pk: row for row in Calendar.objects.select_for_update()}
    calendar_ids = set(calendars)
    calendar_inputs = read_calendars(content["calendars"], known_ids=calendar_ids, used={})
    put_calendars(calendar_inputs, calendars)
    policies = {policy.pk: policy for policy in Policy.objects.select_for_update()}
    put_policies(
        read_policies(content["policies"], known_ids=set(policies), calendar_ids=calendar_ids), policies
    )
    return publish_version(actor, action="sla.version_restored", now=now)


def publish_version(actor: Actor, *, action: str, now: datetime) -> SlaVersion:
    """Record what is now in force, and have all open clocks checked."""
    number, before = SlaVersion.objects.order_by("-version").values_list("version", "pk").first() or (0, None)
    version = SlaVersion.objects.create(
        version=number + 1,
        content=content_in_force(),
        **author(actor),
        created_at=now,
    )
    audit.record(actor=actor, action=action, target=f"sla:{version.version}", now=now)
    publish(PoliciesChanged(version=version.version))
    checks_soon(tickets=Q(), before=before, now=now)
    return version
