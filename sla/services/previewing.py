"""What a change of service levels would do to the open tickets, told before it is made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from core.actors import Actor
from people.policy import require
from sla import configuration
from sla.clock import Clock as ClockNoun
from sla.clock import ClockEvent as Happening
from sla.clock import Measure, Target, replay
from sla.configuration import Assignment, Configuration
from sla.measures import Fact, Plan, plan
from sla.models import Calendar, Clock, Policy, TicketFact
from sla.reading import read_calendars, read_policies
from sla.services.clocking import is_wanted
from sla.services.drafting import check_reachable, with_calendars, with_policies
from sla.services.noting import history_of
from tickets.models import OPEN_STATUSES, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors import tickets_visible

MAX_TICKETS = 20_000
MAX_SHOWN = 100
BATCH = 500
SOON = timedelta(hours=24)
_COLUMNS = (
    "subject", "status", "created_at", "brand_id", "channel", "priority", "type", "tags", "team_id",
    "company_id", "company__name", "company__segment",
)  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """One clock of an open ticket whose due time, or whether it is missed, would be another."""

    ticket: Ticket
    measure: str
    due_before: datetime | None
    due_after: datetime | None
    is_late_before: bool
    is_late_after: bool

    @property
    def becomes_late(self) -> bool:
        """Whether publishing would turn it into a miss."""
        return self.is_late_after and not self.is_late_before


@dataclass(frozen=True)
class Preview:
    """
    The effect on open tickets; `open_by_policy` counts them in the order of the proposed policies.

    `moved` holds one clock for each changed ticket that the actor may see, those that become late first.
    `is_partial` tells that there are more open tickets than were looked at.
    """

    open_by_policy: list[int]
    changed: int
    late: int
    due_soon: int
    moved: list[Moved]
    is_partial: bool


def policies_preview(*, actor: Actor, data: Any, now: datetime) -> Preview:
    """What these policies would do to open tickets; changes nothing. Raises Invalid, Forbidden."""
    require(actor, "sla.write")
    return preview(actor=actor, proposed=proposed_policies(data), now=now)


def calendars_preview(*, actor: Actor, data: Any, now: datetime) -> Preview:
    """What these calendars would do to open tickets; changes nothing. Raises Invalid, Forbidden."""
    require(actor, "sla.write")
    used = Policy.objects.filter(is_archived=False, calendar__isnull=False)
    inputs = read_calendars(
        data,
        known_ids=set(Calendar.objects.filter(is_archived=False).values_list("pk", flat=True)),
        used={policy.calendar_id: policy.name for policy in used if policy.calendar_id},
    )
    proposed = with_calendars(configuration.current(), inputs)
    check_reachable(proposed)
    return preview(actor=actor, proposed=proposed, now=now)


def proposed_policies(data: Any) -> Configuration:
    """What would be in force with these policies. Raises Invalid."""
    in_force = configuration.current()
    inputs = read_policies(
        data,
        known_ids={policy.pk for policy in in_force.policies},
        calendar_ids={pk for pk, row in in_force.rows.items() if not row.is_archived},
    )
    proposed = with_policies(in_force, inputs)
    check_reachable(proposed)
    return proposed


def preview(*, actor: Actor, proposed: Configuration, now: datetime) -> Preview:
    """
    Compare the configuration in force with `proposed` over the open tickets.

    Every open ticket is matched in memory; the history is read only of those that would be judged otherwise.
    """
    in_force = configuration.current()
    found = list(
        all_tickets.tickets()
        .present()
        .filter(status__in=OPEN_STATUSES)
        .select_related("company")
        .only(*_COLUMNS)
        .order_by("-pk")[: MAX_TICKETS + 1]
    )
    tickets = found[:MAX_TICKETS]
    counts: Counter[int] = Counter()
    others: list[tuple[Ticket, Assignment, Assignment]] = []
    for ticket in tickets:
        old, new = in_force.assign(ticket), proposed.assign(ticket)
        if new.policy is not None:
            counts[new.policy.pk] += 1
        if terms(old, in_force) != terms(new, proposed):
            others.append((ticket, old, new))
    moved = list(moved_clocks(others, in_force, proposed, now=now))
    seen = set(
        tickets_visible(actor).filter(pk__in=[one.ticket.pk for one in moved]).values_list("pk", flat=True)
    )
    shown = [one for one in sorted(moved, key=by_alarm) if one.ticket.pk in seen]
    return Preview(
        open_by_policy=[counts[policy.pk] for policy in proposed.policies],
        changed=len(moved),
        late=sum(one.becomes_late for one in moved),
        due_soon=sum(one.due_after is not None and now <= one.due_after < now + SOON for one in moved),
        moved=shown[:MAX_SHOWN],
        is_partial=len(found) > MAX_TICKETS,
    )


def terms(assignment: Assignment, within: Configuration) -> tuple[Any, ...]:
    """What decides the due times of a ticket besides its history."""
    row, calendar = assignment.row, assignment.calendar
    seconds = tuple(assignment.seconds(measure) for measure in Measure) if row else ()
    noun = within.target(None, calendar.pk if calendar else None).calendar
    hours = (noun.zone, noun.week, noun.region, tuple(sorted(noun.holidays)))
    return seconds, hours, tuple(sorted(assignment.pause_on))


def moved_clocks(
    others: Sequence[tuple[Ticket, Assignment, Assignment]],
    in_force: Configuration,
    proposed: Configuration,
    *,
    now: datetime,
) -> Iterator[Moved]:
    """For each ticket whose due times would change, the clock that says most about it."""
    for start in range(0, len(others), BATCH):
        batch = others[start : start + BATCH]
        ids = [ticket.pk for ticket, _, _ in batch]
        facts: dict[int, list[TicketFact]] = {pk: [] for pk in ids}
        for fact in TicketFact.objects.filter(ticket_id__in=ids):
            facts[fact.ticket_id].append(fact)
        clocks: dict[int, dict[tuple[str, int], Clock]] = {pk: {} for pk in ids}
        for row in Clock.objects.filter(Q(ticket_id__in=ids)):
            clocks[row.ticket_id][row.measure, row.number] = row
        for ticket, old, new in batch:
            history = history_of(ticket, facts[ticket.pk])
            found = changes_of(ticket, history, clocks[ticket.pk], (old, in_force), (new, proposed), now=now)
            yield from sorted(found, key=by_alarm)[:1]


def changes_of(
    ticket: Ticket,
    history: list[Fact],
    rows: dict[tuple[str, int], Clock],
    old: tuple[Assignment, Configuration],
    new: tuple[Assignment, Configuration],
    *,
    now: datetime,
) -> Iterator[Moved]:
    """Each clock of a ticket that would be due at another time; what is over keeps its result."""
    before = {(item.measure, item.number): item for item in plan(history, old[0].pause_on)}
    for item in plan(history, new[0].pause_on):
        row = rows.get((item.measure.value, item.number))
        if row is None and not is_wanted(item, new[0], set()):
            continue
        if item.is_over or (row is not None and (row.fulfilled_at or row.cancelled_at)):
            continue
        was = noun_of(before[item.measure, item.number], *old) if row is not None else ClockNoun(Target(None))
        becomes = noun_of(item, *new)
        found = Moved(
            ticket,
            item.measure.value,
            was.due_at,
            becomes.due_at,
            was.breached_at(now) is not None,
            becomes.breached_at(now) is not None,
        )
        if (found.due_before, found.is_late_before) != (found.due_after, found.is_late_after):
            yield found


def noun_of(item: Plan, assignment: Assignment, within: Configuration) -> ClockNoun:
    """A planned clock under the target that an assignment gives it."""
    calendar = assignment.calendar
    target = within.target(assignment.seconds(item.measure), calendar.pk if calendar else None)
    return replay([Happening(event.step, event.at) for event in item.events], target)


def by_alarm(moved: Moved) -> tuple[bool, bool, float]:
    """Sorts what becomes late first, then what has a due time, the earliest first."""
    due = moved.due_after
    return not moved.becomes_late, due is None, due.timestamp() if due else 0.0
