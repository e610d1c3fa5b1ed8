"""Having reports mailed by the clock: who gets which, and when."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.addresses import NotAnAddress, canonical
from core.errors import Conflict, Invalid
from core.versions import refuse_overtaken
from insights.models import ReportRecipient, ReportSchedule, ReportSettings
from insights.report_times import WEEK, next_due
from insights.selectors import reporting as reads
from insights.selectors.figures import SEE
from insights.services.reporting import may_own, report_pause, rhythm_of
from people.policy import may, require
from people.selectors import internal as everybody

MOST_SCHEDULES = 50
MOST_RECIPIENTS = 50
_COLUMNS = ("name", "report", "filters", "days", "every", "on_day", "hour", "timezone", "format")


class TooManyReports(Conflict):
    """Somebody has as many reports mailed as can be."""

    code = "insights.too_many_reports"


@transaction.atomic
def report_schedule(*, actor: Actor, values: Mapping[str, Any], now: datetime) -> ReportSchedule:
    """
    Have a report mailed; it is the actor's, whose sight holds for addresses outside.

    Raises Forbidden, Invalid, TooManyReports.
    """
    require(actor, SEE)
    owner = everybody.user_find(actor.staff_id)
    if owner is None or not may_own(owner):
        raise Invalid("Only somebody of the staff can have a report mailed.")
    if ReportSchedule.objects.filter(owner=owner).count() >= MOST_SCHEDULES:
        raise TooManyReports(
            f"You have {MOST_SCHEDULES} reports mailed. Delete one first.", limit=MOST_SCHEDULES
        )
    row = ReportSchedule(owner=owner, created_at=now)
    _fill(row, values)
    row.due_at = row.try_at = next_due(rhythm_of(row), after=now)
    row.save()
    _recipients_write(row, values["people"], values["addresses"])
    _record(actor, "insights.report_scheduled", row, now)
    return row


@transaction.atomic
def report_change(
    *,
    actor: Actor,
    schedule_id: int,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    now: datetime,
) -> ReportSchedule:
    """
    Change what is mailed, when, and to whom, or pause it and let it go on (`is_paused`).

    Who lets a report go on whose owner left takes it over. Raises Forbidden, NotFound, Invalid,
    PreconditionFailed.
    """
    reads.schedule_get(actor=actor, schedule_id=schedule_id)
    row = ReportSchedule.objects.select_for_update(of=("self",)).select_related("owner").get(pk=schedule_id)
    refuse_overtaken(expected=expected_version, newest=row.version, what="settings", how="saved")
    _fill(row, changes)
    if "people" in changes or "addresses" in changes:
        old = list(reads.recipients_of(row.pk))
        people = changes.get("people", [one.user_id for one in old if one.user_id])
        _recipients_write(row, people, changes.get("addresses", [one.address for one in old if one.address]))
    is_paused = changes.get("is_paused", bool(row.pause))
    if not is_paused:
        if not may_own(row.owner):
            _take_over(row, actor)
        if row.pause:
            row.failures = 0
        row.pause = ""
        row.due_at = row.try_at = next_due(rhythm_of(row), after=now)
    row.version += 1
    row.save()
    if is_paused and not row.pause:
        report_pause(schedule_id=row.pk, why=ReportSchedule.Pause.ASKED, now=now)
        row.refresh_from_db()
    _record(actor, "insights.report_changed", row, now)
    return row


@transaction.atomic
def report_unschedule(*, actor: Actor, schedule_id: int, now: datetime) -> None:
    """Delete a scheduled report; what is queued still leaves. Raises Forbidden, NotFound."""
    row = reads.schedule_get(actor=actor, schedule_id=schedule_id)
    _record(actor, "insights.report_unscheduled", row, now)
    row.delete()


@transaction.atomic
def report_settings_save(
    *, actor: Actor, allows_outside: bool, expected_version: int | None = None, now: datetime
) -> ReportSettings:
    """
    Say whether reports may be mailed to addresses outside.

    Raises Forbidden, PreconditionFailed.
    """
    require(actor, reads.WRITE)
    ReportSettings.objects.get_or_create(pk=1)
    row = ReportSettings.objects.select_for_update().get(pk=1)
    refuse_overtaken(expected=expected_version, newest=row.version, what="settings", how="saved")
    if row.allows_outside != allows_outside:
        row.allows_outside, row.version = allows_outside, row.version + 1
        row.save()
        audit.record(
            actor=actor,
            action="insights.reports_outside_changed",
            target="insights:reports",
            now=now,
            data={"allows_outside": allows_outside},
        )
    return row


def _take_over(row: ReportSchedule, actor: Actor) -> None:
    owner = everybody.user_find(actor.user_id)
    if owner is None or not may_own(owner) or not may(actor, reads.WRITE):
        raise Conflict(
            "Its owner is not here any more, or may not see it. An admin can take it over.",
            code="insights.report_has_no_owner",
        )
    row.owner = owner


def _fill(row: ReportSchedule, values: Mapping[str, Any]) -> None:
    for name in _COLUMNS:
        if name in values:
            setattr(row, name, values[name])
    low, high = (0, 6) if row.every == WEEK else (1, 31)
    if not low <= row.on_day <= high:
        raise Invalid("There is no such day.", errors={"on_day": [f"Give a number from {low} to {high}."]})


def _recipients_write(row: ReportSchedule, people: Iterable[int], addresses: Iterable[str]) -> None:
    users = sorted(set(people))
    outside = _outside(addresses)
    if not users and not outside:
        raise Invalid("Nobody would get it.", errors={"people": ["Choose at least one."]})
    if len(users) + len(outside) > MOST_RECIPIENTS:
        raise Invalid(
            "These are too many recipients.", errors={"people": [f"Choose at most {MOST_RECIPIENTS}."]}
        )
    known = {one.pk for one in everybody.users_active(users) if reads.may_read(one, row.report)}
    if set(users) - known:
        raise Invalid(
            "Somebody may not see this report.",
            code="insights.reader_may_not_see",
            errors={"people": [f"May not see it: {pk}." for pk in sorted(set(users) - known)]},
        )
    held = {one.address for one in reads.recipients_of(row.pk) if one.address}
    if set(outside) - held and not reads.report_settings().allows_outside:
        raise Invalid(
            "Reports are not mailed outside. An admin can allow it.",
            code="insights.outside_not_allowed",
            errors={"addresses": ["An admin has to allow it first."]},
        )
    rows = ReportRecipient.objects.filter(schedule=row)
    rows.exclude(user__in=users).exclude(address__in=outside).delete()
    kept = set(rows.values_list("user_id", "address"))
    wanted = [(pk, "") for pk in users] + [(None, one) for one in outside]
    ReportRecipient.objects.bulk_create(
        ReportRecipient(schedule=row, user_id=pk, address=one) for pk, one in wanted if (pk, one) not in kept
    )


def _outside(addresses: Iterable[str]) -> list[str]:
    found = []
    for one in addresses:
        try:
            found.append(canonical(one))
        except NotAnAddress as error:
            raise Invalid(
                "This is no mail address.", errors={"addresses": [f"No mail address: {one[:80]}"]}
            ) from error
    return sorted(set(found))


def _record(actor: Actor, action: str, row: ReportSchedule, now: datetime) -> None:
    data = {"name": row.name, "report": row.report}
    audit.record(actor=actor, action=action, target=f"report:{row.pk}", now=now, data=data)
