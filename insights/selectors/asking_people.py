"""How busy people were, as a query asks: by team, person and time."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from core.actors import Actor
from insights.ask.names import NONE, Names
from insights.ask.tree import Query, dates_of
from insights.periods import Period, midnight
from insights.selectors.figures import Figure, Wanted, busy, desk_seen
from insights.selectors.narrowing import number_of, of_person
from insights.selectors.working import Desk
from sla.selectors import installation_zone


class Busy:
    """The people whom a query names, and their hours in its period. Raises Forbidden."""

    def __init__(self, actor: Actor, query: Query, names: Names, now: datetime) -> None:
        zone = installation_zone()
        self.period = Period(*dates_of(query.when, now.astimezone(zone).date()), zone)
        self._desk: Desk = desk_seen(actor, Wanted(self.period, now))
        self._people = [
            one for one in self._desk.people if all(of_person(names, each, one) for each in query.filters)
        ]

    def whole(self) -> Figure:
        """Of all of them."""
        return self._figures(self._ids(), [self.period.start, self.period.end])[0]

    def groups(self, by: str) -> list[tuple[int | None, Figure]]:
        """Of each team or person in order of their numbers; None for people without a team."""
        keys = {team for one in self._people for team in one.team_ids or (None,)}
        if by == "assignee":
            keys = {one.user.pk for one in self._people}
        bounds = [self.period.start, self.period.end]
        each = [(key, self._figures(self._ids(by, key), bounds)[0]) for key in sorted(keys, key=str)]
        return [one for one in each if one[1].whole or one[1].tickets]

    def spans(self, spans: Iterable[tuple[date, date]]) -> list[Figure]:
        """Of each of these stretches of days, which follow on each other."""
        zone = self.period.zone
        bounds = [midnight(since, zone) for since, _ in spans]
        return self._figures(self._ids(), [*bounds, self.period.end])

    def tickets(
        self, *, by: str = "", group: str | None = None, since: date | None = None, until: date | None = None
    ) -> frozenset[int]:
        """What they had in hand, or one group of them, or in some days."""
        ids = self._ids()
        if group is not None and by in ("team", "assignee"):
            ids = self._ids(by, None if group == NONE else number_of(group))
        zone = self.period.zone
        start = self.period.start if since is None else midnight(since, zone)
        end = self.period.end if until is None else midnight(until + timedelta(days=1), zone)
        return self._desk.worked(ids, (start, end))[0].tickets

    def _ids(self, by: str = "", key: int | None = None) -> list[int]:
        return [
            one.user.pk
            for one in self._people
            if not by or (one.user.pk == key if by == "assignee" else key in (one.team_ids or (None,)))
        ]

    def _figures(self, ids: Collection[int], bounds: list[datetime]) -> list[Figure]:
        return [busy(one) for one in self._desk.worked(ids, bounds)]
