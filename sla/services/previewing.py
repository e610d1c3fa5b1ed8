"""What a change of service levels would do to the open tickets, told before it is made."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from core.actors import Actor
from people.policy import require
from sla import configuration
from sla.clock import BREACH_FRACTION, Measure, Step, Target, replay
from sla.clock import Clock as ClockNoun
from sla.clock import ClockEvent as Happening
from sla.configuration import Assignment, Configuration
from sla.measures import Fact, Plan, plan
from sla.models import Calendar, Clock, ClockEvent, Policy, TicketFact
from sla.reading import read_calendars, read_policies
from sla.services.clocking import is_wanted
from sla.services.drafting import check_reachable, content_to_restore, with_calendars, with_policies
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
class StepEffect:
    """
    A step whose share of a target some open tickets have used up, and what publishing makes of it there.

    It acts on them at once where their target is shortened; where the step is new or changed, it never does.
    """

    measure: str
    fraction: float
    actions: tuple[str, ...]
    acts: bool


@dataclass(frozen=True)
class Preview:
    """
    The effect on open tickets; `open_by_policy` counts them in the order of the proposed policies.

    `steps` counts the open tickets that are past a step which acts on them at once, or not any more.

    `moved` holds one clock for each changed ticket that the actor may see, those that become late first.
    `is_partial` tells that there are more open tickets than were looked at.
    """

    open_by_policy: list[int]
    changed: int
    late: int
    due_soon: int
    steps: list[tuple[StepEffect, int]]
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


def version_preview(*, actor: Actor, number: int, now: datetime) -> Preview:
    """
    What going back to a version would do to open tickets; changes nothing.

    `open_by_policy` is in the order of its policies. Raises NotFound, Forbidden, Invalid.
    """
    require(actor, "sla.write")
    content = content_to_restore(number)
    known = set(Calendar.objects.values_list("pk", flat=True))
    calendars = read_calendars(content["calendars"], known_ids=known, used={})
    policies = read_policies(
        content["policies"],
        known_ids=set(Policy.objects.values_list("pk", flat=True)),
        calendar_ids=known,
    )
    proposed = with_policies(with_calendars(configuration.current(), calendars), policies)
    return preview(actor=actor, proposed=proposed, now=now)


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
    moved: list[Moved] = []
    past: defaultdict[StepEffect, set[int]] = defaultdict(set)
    for ticket, found_clocks in compared_clocks(others, in_force, proposed, now=now):
        moved += sorted(filter(None, (moved_of(ticket, one, now=now) for one in found_clocks)), key=by_alarm)[
            :1
        ]
        for one in found_clocks:
            for effect in effects_of(one, now=now):
                past[effect].add(ticket.pk)
    seen = set(
        tickets_visible(actor).filter(pk__in=[one.ticket.pk for one in moved]).values_list("pk", flat=True)
    )
    shown = [one for one in sorted(moved, key=by_alarm) if one.ticket.pk in seen]
    return Preview(
        open_by_policy=[counts[policy.pk] for policy in proposed.policies],
        changed=len(moved),
        late=sum(one.becomes_late for one in moved),
        due_soon=sum(one.due_after is not None and now <= one.due_after < now + SOON for one in moved),
        steps=[(effect, len(past[effect])) for effect in sorted(past, key=in_sequence)],
        moved=shown[:MAX_SHOWN],
        is_partial=len(found) > MAX_TICKETS,
    )


def terms(assignment: Assignment, within: Configuration) -> tuple[Any, ...]:
    """What decides about a ticket besides its history: due times, and what happens until then."""
    row, calendar = assignment.row, assignment.calendar
    seconds = tuple(assignment.seconds(measure) for measure in Measure) if row else ()
    noun = within.target(None, calendar.pk if calendar else None).calendar
    hours = (noun.zone, noun.week, noun.region, tuple(sorted(noun.holidays)))
    steps = tuple(sorted(steps_of(assignment).items()))
    return seconds, hours, tuple(sorted(assignment.pause_on)), steps


def steps_of(assignment: Assignment) -> dict[float, tuple[str, ...]]:
    """What a ticket's policy asks for, by the share of the target at which it does."""
    steps = assignment.policy.steps if assignment.policy else []
    return {float(step["fraction"]): tuple(step["actions"]) for step in steps}


@dataclass(frozen=True)
class Compared:
    """
    A clock as it is and as it would be, each with its policy's steps; `fired` are the shares told of so far.

    One that is decided, because its target was missed, stays as it is.
    """

    measure: str
    was: ClockNoun
    becomes: ClockNoun
    is_decided: bool
    steps_before: Mapping[float, tuple[str, ...]]
    steps_after: Mapping[float, tuple[str, ...]]
    fired: frozenset[float]


def compared_clocks(
    others: Sequence[tuple[Ticket, Assignment, Assignment]],
    in_force: Configuration,
    proposed: Configuration,
    *,
    now: datetime,
) -> Iterator[tuple[Ticket, list[Compared]]]:
    """Each ticket that would be judged otherwise, with those of its clocks that are not over."""
    for start in range(0, len(others), BATCH):
        batch = others[start : start + BATCH]
        ids = [ticket.pk for ticket, _, _ in batch]
        facts: dict[int, list[TicketFact]] = {pk: [] for pk in ids}
        for fact in TicketFact.objects.filter(ticket_id__in=ids):
            facts[fact.ticket_id].append(fact)
        clocks: dict[int, dict[tuple[str, int], Clock]] = {pk: {} for pk in ids}
        for row in Clock.objects.filter(Q(ticket_id__in=ids)):
            clocks[row.ticket_id][row.measure, row.number] = row
        fired: defaultdict[int, set[float]] = defaultdict(set)
        told = ClockEvent.objects.filter(clock__ticket_id__in=ids, step__in=(Step.WARN, Step.BREACH))
        for clock_id, fraction in told.values_list("clock_id", "fraction"):
            fired[clock_id].add(fraction)
        for ticket, old, new in batch:
            history = history_of(ticket, facts[ticket.pk])
            rows = clocks[ticket.pk]
            yield ticket, list(compare(history, rows, (old, in_force), (new, proposed), fired, now=now))


def compare(
    history: list[Fact],
    rows: dict[tuple[str, int], Clock],
    old: tuple[Assignment, Configuration],
    new: tuple[Assignment, Configuration],
    fired: Mapping[int, Iterable[float]],
    *,
    now: datetime,
) -> Iterator[Compared]:
    """Each clock of a ticket as it is and as it would be; what is over keeps its result."""
    before = {(item.measure, item.number): item for item in plan(history, old[0].pause_on)}
    for item in plan(history, new[0].pause_on):
        row = rows.get((item.measure.value, item.number))
        if row is None and not is_wanted(item, new[0], set()):
            continue
        if item.is_over or (row is not None and (row.fulfilled_at or row.cancelled_at)):
            continue
        was = noun_of(before[item.measure, item.number], *old) if row is not None else ClockNoun(Target(None))
        if row is not None and row.breached_at is not None:
            # It may have been missed under a target that is no longer in force.
            was = replace(was, target=old[1].target(row.target_seconds, row.calendar_id))
        is_decided = was.breached_at(now) is not None or (row is not None and row.breached_at is not None)
        yield Compared(
            item.measure.value,
            was,
            was if is_decided else noun_of(item, *new),
            is_decided,
            steps_of(old[0]) if was.target.seconds is not None else {},
            steps_of(new[0]),
            frozenset(fired.get(row.pk, ()) if row is not None else ()),
        )


def moved_of(ticket: Ticket, one: Compared, *, now: datetime) -> Moved | None:
    """The change of a clock that would be due at another time; a missed target keeps its result."""
    if one.is_decided:
        return None
    is_late = one.becomes.breached_at(now) is not None
    if (one.was.due_at, False) == (one.becomes.due_at, is_late):
        return None
    return Moved(ticket, one.measure, one.was.due_at, one.becomes.due_at, False, is_late)


def effects_of(one: Compared, *, now: datetime) -> Iterator[StepEffect]:
    """The steps that this clock is past by then, and whether each acts on it at once or not any more."""
    known = {BREACH_FRACTION, *one.steps_before}
    for fraction, actions in one.steps_after.items():
        crossing = one.becomes.crossing(fraction)
        if crossing is None or crossing > now or (fraction == BREACH_FRACTION and crossing == now):
            continue
        is_reached_anew = (one.was.crossing(fraction) or now) >= now
        acts = fraction in known - one.fired and is_reached_anew and not one.is_decided
        acts = acts and (one.becomes.is_running or fraction == BREACH_FRACTION)
        if acts or one.steps_before.get(fraction) != actions:
            yield StepEffect(one.measure, fraction, actions, acts)


def in_sequence(effect: StepEffect) -> tuple[bool, str, float, tuple[str, ...]]:
    """Sorts what acts first."""
    return not effect.acts, effect.measure, effect.fraction, effect.actions


def noun_of(item: Plan, assignment: Assignment, within: Configuration) -> ClockNoun:
    """A planned clock under the target that an assignment gives it."""
    calendar = assignment.calendar
    target = within.target(assignment.seconds(item.measure), calendar.pk if calendar else None)
    return replay([Happening(event.step, event.at) for event in item.events], target)


def by_alarm(moved: Moved) -> tuple[bool, bool, float]:
    """Sorts what becomes late first, then what has a due time, the earliest first."""
    due = moved.due_after
    return not moved.becomes_late, due is None, due.timestamp() if due else 0.0
