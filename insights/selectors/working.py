"""How much of the time in which people took work was taken up by tickets, of everybody's tickets."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Q

from insights.models import HeldSpan, PresenceTurn
from insights.periods import Period
from insights.times import Measure, Stretch, joined, within, without
from people.models import Presence, User
from people.selectors import internal as everybody
from people.selectors.hours import absences_between
from routing.selectors import Person, takers
from routing.selectors.availability import calendar_of

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Worked:
    """Seconds in which people took work, how many of them tickets took up, and which tickets."""

    free: float = 0.0
    taken: float = 0.0
    tickets: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Span:
    user_id: int
    ticket_id: int
    share: float
    start: float
    end: float


@dataclass(frozen=True)
class Desk:
    """The people who take tickets, when each of them did in a period, and what they had in hand."""

    people: Sequence[Person] = ()
    _times: dict[int, Measure] = field(default_factory=dict)
    _spans: Sequence[_Span] = ()

    def worked(self, user_ids: Collection[int], bounds: Sequence[datetime]) -> list[Worked]:
        """Of these people, from each bound to the next."""
        marks = [at.timestamp() for at in bounds]
        times = {user_id: self._times[user_id] for user_id in user_ids if user_id in self._times}
        free = [sum(one.between(start, end) for one in times.values()) for start, end in pairwise(marks)]
        taken = [0.0] * len(free)
        tickets: list[set[int]] = [set() for _ in free]
        for span in self._spans:
            measure = times.get(span.user_id)
            if measure is None:
                continue
            for place in range(max(bisect_right(marks, span.start) - 1, 0), len(free)):
                if marks[place] >= span.end:
                    break
                seconds = measure.between(max(span.start, marks[place]), min(span.end, marks[place + 1]))
                if seconds > 0:
                    taken[place] += seconds * span.share
                    tickets[place].add(span.ticket_id)
        return [Worked(one[0], one[1], frozenset(one[2])) for one in zip(free, taken, tickets, strict=True)]


def desk_of(*, period: Period, now: datetime) -> Desk:
    """Everything of a period up to now; at most eight statements."""
    start, end = period.start, min(period.end, now)
    people = takers()
    online = _online(start, end)
    known = [person for person in people if person.user.pk in online]
    if not known:
        return Desk(people)
    absent, weeks = absences_between(start, end), everybody.working_weeks()
    times: dict[int, Measure] = {}
    for person in known:
        user_id = person.user.pk
        found = without(online[user_id], joined(_seconds(absent.get(user_id, ()))))
        if user_id in weeks:
            found = within(found, _own_hours(person.user, weeks[user_id], period))
        times[user_id] = Measure(found)
    return Desk(people, times, list(_spans(known, start, end)))


def _seconds(pairs: Iterable[tuple[datetime, datetime]]) -> list[Stretch]:
    return [(start.timestamp(), end.timestamp()) for start, end in pairs]


def _online(start: datetime, end: datetime) -> dict[int, list[Stretch]]:
    """When each person was online. Before the first turn that is known of somebody nothing is."""
    rows = PresenceTurn.objects.order_by("user_id", "-at", "-event_id")
    before = rows.filter(at__lt=start).distinct("user_id").values_list("user_id", "presence")
    turns: dict[int, list[tuple[float, bool]]] = {
        user_id: [(start.timestamp(), presence == Presence.ONLINE)] for user_id, presence in before
    }
    later = PresenceTurn.objects.filter(at__gte=start, at__lt=end).order_by("at", "event_id")
    for user_id, presence, at in later.values_list("user_id", "presence", "at"):
        turns.setdefault(user_id, []).append((at.timestamp(), presence == Presence.ONLINE))
    last = (end.timestamp(), False)
    return {
        user_id: joined((at, until) for (at, is_online), (until, _) in pairwise([*of, last]) if is_online)
        for user_id, of in turns.items()
    }


def _own_hours(user: User, week: Iterable[tuple[int, int, int]], period: Period) -> list[Stretch]:
    calendar = calendar_of(user.hours_timezone or "UTC", tuple(week))
    days = (period.since + timedelta(days=number) for number in range(-1, period.days + 1))
    return joined(_seconds(pair for day in days for pair in calendar.intervals_on(day)))


def _spans(people: Iterable[Person], start: datetime, end: datetime) -> Iterator[_Span]:
    shares = {
        person.user.pk: (1 / max(person.user.capacity_email, 1), 1 / max(person.user.capacity_chat, 1))
        for person in people
    }
    rows = HeldSpan.objects.filter(facts__is_counted=True, user_id__in=shares, started_at__lt=end)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=start))
    for user_id, ticket_id, is_live, since, until in rows.values_list(
        "user_id", "facts_id", "is_live", "started_at", "ended_at"
    ):
        last = end if until is None else min(until, end)
        yield _Span(
            user_id, ticket_id, shares[user_id][is_live], max(since, start).timestamp(), last.timestamp()
        )
