"""When people work, for those who may know."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from core.actors import Actor
from core.errors import Forbidden, NotFound
from people.answering import answerers
from people.hours import Interval
from people.models import Absence, TeamMembership, User, WorkingInterval
from people.policy import may, require


@dataclass(frozen=True)
class Hours:
    """Somebody's own week, and absences that are not over; without intervals, their teams' hours hold."""

    user: User
    intervals: list[Interval] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)


def hours_visible(*, actor: Actor, now: datetime) -> list[Hours]:
    """The hours that an actor may set: their own first, then those of their teams, or of everybody."""
    own = actor.user_id or 0
    users = answerers() if may(actor, "staff.write") else answerers().filter(pk__in=_led(actor) | {own})
    found = _in_full(list(users), now=now)
    return sorted(found, key=lambda hours: hours.user.pk != own)


def hours_get(*, actor: Actor, user_id: int, now: datetime) -> Hours:
    """One person's. Raises NotFound, Forbidden."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound("There is no such person.")
    require_hours(actor, user_id)
    return _in_full([user], now=now)[0]


def require_hours(actor: Actor, user_id: int) -> None:
    """Raise Forbidden unless the actor may set this person's hours: their own, or those of their teams."""
    if actor.is_internal or (actor.user_id is not None and actor.user_id == user_id):
        return
    if may(actor, "staff.write"):
        return
    require(actor, "staff.presence")
    if user_id not in _led(actor):
        raise Forbidden(
            "This person is in none of your teams. Ask an admin, or the supervisor of their team.",
            verb="staff.presence",
        )


def require_loan(actor: Actor, *, user_id: int, team_id: int) -> None:
    """Raise Forbidden unless the actor may lend this person to this team; the verb is asked elsewhere."""
    if actor.sees_all_tickets or (team_id in actor.team_ids and user_id in _led(actor)):
        return
    raise Forbidden(
        "You lend people of your teams to teams of yours. Ask an admin, or a supervisor of both.",
        verb="ticket.assign_others",
    )


def absences_between(start: datetime, end: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    """When people were absent, of what touches these times, by user id; scoped to no actor."""
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    rows = Absence.objects.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk")
    for user_id, starts_at, ends_at in rows.values_list("user_id", "starts_at", "ends_at"):
        found.setdefault(user_id, []).append((starts_at, ends_at))
    return found


def _led(actor: Actor) -> set[int]:
    """The people of a supervisor's teams."""
    if actor.user_id is None or not may(actor, "staff.presence"):
        return set()
    teams = TeamMembership.objects.filter(user=actor.user_id).values("team_id")
    return set(TeamMembership.objects.filter(team__in=teams).values_list("user_id", flat=True))


def _in_full(users: Collection[User], *, now: datetime) -> list[Hours]:
    weeks: dict[int, list[Interval]] = defaultdict(list)
    rows = WorkingInterval.objects.filter(user__in=users)
    for user_id, *interval in rows.values_list("user_id", "weekday", "opens", "closes"):
        day, opens, closes = interval
        weeks[user_id].append((day, opens, closes))
    away: dict[int, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.filter(Q(ends_at__gt=now), user__in=users):
        away[absence.user_id].append(absence)
    return [Hours(user, weeks[user.pk], away[user.pk]) for user in users]
