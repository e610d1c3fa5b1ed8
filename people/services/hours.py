"""When somebody works: their own week, and the times they are away."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, NotFound, PreconditionFailed
from core.events import publish
from people.events import AbsenceBegan, CapacityChanged
from people.hours import Interval, InvalidHours, read_week, version_of_hours
from people.models import Absence, User, WorkingInterval
from people.selectors.hours import require_hours

MAX_ABSENCE = timedelta(days=366)
MAX_ABSENCES = 50


@transaction.atomic
def hours_set(
    *,
    actor: Actor,
    user_id: int,
    timezone: str,
    intervals: Sequence[Mapping[str, Any]],
    expected_version: int | None = None,
    now: datetime,
) -> None:
    """
    Replace somebody's week; without intervals the calendars of their teams hold again.

    People set their own, supervisors those of their teams. Raises NotFound, Forbidden, Invalid,
    PreconditionFailed if the week is not the one of `expected_version`.
    """
    user = _held(actor, user_id)
    known = _intervals(user)
    if expected_version is not None and expected_version != (
        version := version_of_hours(user.hours_timezone, known)
    ):
        raise PreconditionFailed(
            "Somebody changed these hours in between. Load them again, then decide.", version=version
        )
    try:
        week = read_week(intervals)
    except InvalidHours as error:
        raise Invalid(str(error), errors={f"intervals[{error.place}]": [str(error)]}) from error
    WorkingInterval.objects.filter(user=user).delete()
    WorkingInterval.objects.bulk_create(
        WorkingInterval(user=user, weekday=day, opens=opens, closes=closes) for day, opens, closes in week
    )
    user.hours_timezone = timezone if week else ""
    user.save(update_fields=["hours_timezone"])
    audit.record(
        actor=actor,
        action="people.hours_changed",
        target=f"user:{user.pk}",
        now=now,
        data={"timezone": user.hours_timezone, "intervals": [list(interval) for interval in week]},
    )
    publish(CapacityChanged(user_id=user.pk))


@transaction.atomic
def absence_add(
    *,
    actor: Actor,
    user_id: int,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    now: datetime,
) -> Absence:
    """
    Enter when somebody is away; one that has begun takes effect at once.

    Raises NotFound, Forbidden, Invalid for a time that is over, too long, or already entered.
    """
    user = _held(actor, user_id)
    if ends_at <= starts_at:
        raise Invalid("An absence must end after it starts.", errors={"ends_at": ["Not after the start."]})
    if ends_at <= now:
        raise Invalid("This time is over. Enter one that still lies ahead.", errors={"ends_at": ["Is over."]})
    if ends_at - starts_at > MAX_ABSENCE:
        raise Invalid("An absence lasts a year at most.", errors={"ends_at": ["Longer than a year."]})
    ahead = Absence.objects.filter(user=user, ends_at__gt=now)
    if ahead.filter(starts_at=starts_at, ends_at=ends_at).exists():
        raise Invalid("This absence is entered already.", errors={"starts_at": ["Entered already."]})
    if ahead.count() >= MAX_ABSENCES:
        raise Invalid(f"At most {MAX_ABSENCES} absences can lie ahead. Remove one first.")
    absence = Absence.objects.create(
        user=user,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        by_name=actor.name[:200],
        created_at=now,
    )
    audit.record(
        actor=actor,
        action="people.absence_added",
        target=f"user:{user.pk}",
        now=now,
        data={"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()},
    )
    if starts_at <= now:
        _begin(absence, now=now)
    return absence


@transaction.atomic
def absence_remove(*, actor: Actor, user_id: int, absence_id: int, now: datetime) -> None:
    """Take an absence back, also one that has begun: they get work again. Raises NotFound, Forbidden."""
    user = _held(actor, user_id)
    absence = Absence.objects.filter(pk=absence_id, user=user).first()
    if absence is None:
        raise NotFound("There is no such absence. Load the list again.")
    audit.record(
        actor=actor,
        action="people.absence_removed",
        target=f"user:{user.pk}",
        now=now,
        data={"starts_at": absence.starts_at.isoformat(), "ends_at": absence.ends_at.isoformat()},
    )
    absence.delete()
    publish(CapacityChanged(user_id=user.pk))


def absences_begin(*, now: datetime, limit: int = 200) -> int:
    """Tell of absences that have begun, each once; returns how many."""
    with transaction.atomic():
        due = Absence.objects.select_for_update(skip_locked=True).filter(
            begun_at=None, starts_at__lte=now, ends_at__gt=now
        )
        rows = list(due.order_by("starts_at")[:limit])
        for absence in rows:
            _begin(absence, now=now)
    return len(rows)


def _begin(absence: Absence, *, now: datetime) -> None:
    absence.begun_at = now
    absence.save(update_fields=["begun_at"])
    publish(AbsenceBegan(user_id=absence.user_id, absence_id=absence.pk))


def _held(actor: Actor, user_id: int) -> User:
    """Somebody whose hours the actor may set, locked."""
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound("There is no such person.")
    require_hours(actor, user.pk)
    return user


def _intervals(user: User) -> list[Interval]:
    return list(WorkingInterval.objects.filter(user=user).values_list("weekday", "opens", "closes"))
