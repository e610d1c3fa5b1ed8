"""Who read how much, and what was unusual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.actors import Actor
from core.errors import NotFound
from people.models import ReadingAlarm, ReadingTally, ReadingWatch, TeamMembership, User
from people.policy import require
from people.reading import LOOKED_BACK

MOST_SHOWN = 100
MOST_TARGETS = 500


@dataclass(frozen=True)
class Evidence:
    """What an alarm stands on: the days before with their counts, and what was read on its own."""

    alarm: ReadingAlarm
    days: Sequence[tuple[date, int]]
    targets: Sequence[int]


def watch(*, actor: Actor) -> ReadingWatch:
    """From when on reading is unusual. Raises Forbidden."""
    require(actor, "audit.read")
    return ReadingWatch.objects.filter(pk=1).first() or ReadingWatch()


def alarms(*, actor: Actor) -> list[ReadingAlarm]:
    """What was unusual, the open ones first. Raises Forbidden."""
    require(actor, "audit.read")
    rows = ReadingAlarm.objects.select_related("user").order_by("-pk")
    return [*rows.filter(decided_at=None)[:MOST_SHOWN], *rows.exclude(decided_at=None)[:MOST_SHOWN]]


def evidence(*, actor: Actor, alarm_id: int) -> Evidence:
    """What an alarm stands on. Raises Forbidden, NotFound."""
    require(actor, "audit.read")
    alarm = ReadingAlarm.objects.select_related("user").filter(pk=alarm_id).first()
    if alarm is None:
        raise NotFound("There is no such alarm.")
    same = ReadingTally.objects.filter(user=alarm.user_id, kind=alarm.kind, via=alarm.via)
    days = same.filter(day__lte=alarm.day, day__gte=alarm.day - LOOKED_BACK).order_by("day")
    row = same.filter(day=alarm.day).first()
    return Evidence(
        alarm, list(days.values_list("day", "count")), (row.targets if row else [])[:MOST_TARGETS]
    )


def teammates_of(user_id: int) -> set[int]:
    """The people of somebody's teams and they themselves; everybody where they are in no team."""
    teams = TeamMembership.objects.filter(user=user_id).values("team")
    found = set(TeamMembership.objects.filter(team__in=teams).values_list("user_id", flat=True))
    return found | {user_id} if found else set(User.objects.values_list("pk", flat=True))
