"""Who cannot take work now because of their hours or an absence, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.wording import Worded
from people.models import User
from people.selectors import internal as everybody
from routing.wording import say
from sla import selectors as sla_selectors
from sla.calendar import MICROSECOND, Calendar, NeverOpen

_SOON = timedelta(hours=20)


@dataclass(frozen=True)
class Availability:
    """
    Absences and hours as they stand at `now`.

    `absent` maps user ids to the end of the absence, `weeks` to own calendars, `closed` are the teams whose
    calendars are closed.
    """

    now: datetime
    absent: Mapping[int, datetime] = field(default_factory=dict)
    weeks: Mapping[int, tuple[tuple[int, int, int], ...]] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()

    def why_not(self, user: User, team_ids: Iterable[int]) -> str:
        """Why somebody cannot take work now; empty if they can. Own hours replace those of the teams."""
        if user.pk in self.absent:
            return self.absence_of(user)
        if user.pk in self.weeks:
            return self._own_hours(user)
        teams = set(team_ids)
        return say("out_of_hours") if teams and teams <= self.closed else ""

    def absence_of(self, user: User) -> str:
        """Until when somebody is absent, in their own time; empty if they are not."""
        ends = self.absent.get(user.pk)
        if ends is None:
            return ""
        return say("absent", until=moment(ends, user.hours_timezone or user.timezone, self.now))

    def _own_hours(self, user: User) -> str:
        zone = user.hours_timezone or "UTC"
        calendar = calendar_of(zone, self.weeks[user.pk])
        if calendar.is_open(self.now):
            return ""
        try:
            # The first instant that counts as working time lies at the end of its first microsecond.
            opens = calendar.add_business_seconds(self.now, 1e-6) - MICROSECOND
        except NeverOpen:
            return say("out_of_hours")
        return say("out_of_hours_until", until=moment(opens, zone, self.now))


def availability(now: datetime) -> Availability:
    """What decides who is there now; three queries, and what the calendars of teams take."""
    return Availability(
        now,
        everybody.absent_until(now),
        {user_id: tuple(week) for user_id, week in everybody.working_weeks().items()},
        frozenset(sla_selectors.closed_teams(now)),
    )


def absences(now: datetime) -> Availability:
    """The absences alone, for whom hours do not matter: who is told, and who is on call; one query."""
    return Availability(now, everybody.absent_until(now))


@lru_cache(maxsize=2000)
def calendar_of(zone: str, week: tuple[tuple[int, int, int], ...]) -> Calendar:
    """Somebody's own week as a calendar."""
    days = tuple(tuple((a, b) for day, a, b in week if day == weekday) for weekday in range(7))
    return Calendar(zone, days)


def moment(at: datetime, zone: str, now: datetime) -> str:
    """A moment as colleagues say it: the time if it is soon, else also the day."""
    local = at.astimezone(ZoneInfo(zone))
    text = f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"
    if at - now < _SOON and local.date() == now.astimezone(ZoneInfo(zone)).date():
        text = f"{local:%H:%M}"
    return Worded(text, "moment", at=at.astimezone(UTC).isoformat(), zone=zone)
