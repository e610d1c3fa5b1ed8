"""Which target a clock has, and which steps of a policy act on it."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sla import configuration
from sla.clock import BREACH_FRACTION, Measure, Step
from sla.configuration import Assignment, Configuration, fractions_of, subject_of
from sla.live import LiveClock, append
from sla.matching import Subject
from sla.measures import Plan
from sla.models import ClockEvent, TicketSla
from sla.wording import PASSED_OVER, changes_between, ends_promise
from tickets.models import Ticket

# Of two clocks of a ticket whose steps come due together, only one may ask for these.
_MOVING = ("raise_priority", "escalate_tier", "reassign_")


def take_target(
    clock: LiveClock,
    item: Plan,
    assignment: Assignment,
    in_force: Configuration,
    ticket: Ticket,
    *,
    now: datetime,
) -> None:
    """Give the clock the current target; one that was decided keeps the target by which it was judged."""
    clock.derive(in_force)
    targets = clock.targets
    if targets and (clock.noun.fulfilled_at is not None or clock.noun.cancelled_at is not None):
        return
    detail = detail_of(item.measure, ticket, assignment, in_force)
    # A ticket that is again what it was gets its miss back, also where the target is the same.
    if targets and (differs(targets[-1].detail, detail) or _is_another(targets[-1].detail, detail)):
        detail = decided_by(clock, ticket, assignment, in_force, now=now) or detail
    if targets and not differs(targets[-1].detail, detail):
        return
    event = ClockEvent(
        step=Step.RETARGET if targets else Step.APPLY,
        key=f"target:{len(targets) + 1}",
        at=now if targets else item.events[0].at,
        generation=len(targets) + 1,
        label=target_label(targets[-1].detail if targets else {}, detail),
        detail=detail,
    )
    append(clock, [event], now=now)
    clock.row.policy_id = detail["policy_id"]
    clock.row.target_seconds = detail["target_seconds"]
    clock.row.calendar_id = detail["calendar_id"]
    clock.derive(in_force)


def detail_of(
    measure: Measure, ticket: Ticket, assignment: Assignment, in_force: Configuration
) -> dict[str, Any]:
    """What the event of a target says: the target, and the ticket and version that it came from."""
    seconds = assignment.seconds(measure)
    # Without a promise the calendar is irrelevant, and a change of it is not worth recording.
    calendar = assignment.calendar if seconds is not None else None
    subject = asdict(subject_of(ticket))
    return {
        "policy_id": assignment.policy.pk if assignment.policy else None,
        "policy": assignment.policy.name if assignment.policy else "",
        "target_seconds": seconds,
        "calendar_id": calendar.pk if calendar else None,
        "calendar": calendar.name if calendar else "24x7",
        "calendar_version": calendar.version if calendar else 0,
        "priority": ticket.priority,
        "segment": subject["segment"],
        "channel": ticket.channel,
        "subject": {**subject, "tags": list(subject["tags"]), "team": ticket.team_id},
        "pause_on": assignment.pause_on,
        "version_id": in_force.version_id,
    }


def decided_by(
    clock: LiveClock, ticket: Ticket, assignment: Assignment, in_force: Configuration, *, now: datetime
) -> dict[str, Any] | None:
    """
    The detail of the target that this clock missed, if only a publication would now give it another one.

    None if it missed none, or if the ticket itself is no longer what it was then: that is judged anew, from
    the clock's beginning.
    """
    told = {event.generation for event in clock.events if event.step == Step.BREACH}
    before_publication = min(now, in_force.published_at or now)
    for event in reversed(clock.targets):
        if event is clock.targets[-1]:
            noun = clock.noun
            is_missed = noun.breached_at(now if event.generation in told else before_publication) is not None
        else:
            noun = replace(clock.noun, target=in_force.target_then(event.detail, event.recorded_at))
            is_missed = event.generation in told and noun.breached_at(now) is not None
        if is_missed and assigned_then(event.detail, ticket, in_force) == assignment:
            detail: dict[str, Any] = event.detail
            return detail
    return None


def pauses_of(
    clock: LiveClock | None, ticket: Ticket, assignment: Assignment, in_force: Configuration, *, now: datetime
) -> list[str]:
    """The statuses that stop the clock of the resolution; once it was decided, those that did so then."""
    given = clock.targets[-1:] if clock is not None else []
    if clock is None or not given or given[0].detail.get("pause_on") in (None, assignment.pause_on):
        return assignment.pause_on
    is_over = clock.noun.fulfilled_at is not None
    detail = given[0].detail if is_over else decided_by(clock, ticket, assignment, in_force, now=now)
    kept: list[str] = (detail or {}).get("pause_on", assignment.pause_on)
    return kept


def assigned_then(detail: dict[str, Any], ticket: Ticket, in_force: Configuration) -> Assignment:
    """What the policies in force would give to the ticket as it was when it got this target."""
    known = detail.get("subject")
    if known is None:
        # Events of before know these three, and nothing of the rest.
        now = subject_of(ticket)
        names = ("priority", "segment", "channel")
        return in_force.assign_subject(
            replace(now, **{name: detail.get(name, getattr(now, name)) for name in names}),
            team_id=ticket.team_id,
        )
    values = {**known, "tags": tuple(known["tags"])}
    team_id = values.pop("team")
    return in_force.assign_subject(Subject(**values), team_id=team_id)


def differs(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether the clock must now be judged differently."""
    names = ("policy_id", "target_seconds", "calendar_id", "calendar_version")
    return any(old.get(name) != new[name] for name in names)


def _is_another(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether the ticket is no longer what it was when it got the target."""
    return "subject" in old and old["subject"] != new["subject"]


def target_label(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Why the clock has this target, as text."""
    changed = [
        f"{name} {old[name] or 'unknown'} to {new[name] or 'unknown'}".replace("_", " ")
        for name in changes_between(old, new)
    ]
    if ends_promise(old, new):
        changed.append("nothing is promised any more")
    if old and not changed:
        changed = ["policy or calendar edited"]
    why = ", ".join(changed) or f"{new['policy'] or 'No policy'}, {new['channel']}, {new['priority']}"
    return why[:1].upper() + why[1:]


def known_steps(state: TicketSla, in_force: Configuration) -> frozenset[float] | None:
    """
    The shares at which the ticket's policy did something before the last publication.

    None if nothing was published since its clocks were derived, or nobody knows what held before.
    """
    if state.version_id is None or state.version_id == in_force.version_id:
        return None
    before = configuration.content_then(state.version_id)
    if not before.steps:
        return None
    return fractions_of(before.steps.get(state.policy_id or 0, ()))


def has_promise(clock: LiveClock) -> bool:
    """Whether the clock has had a target to be measured by."""
    return bool(clock.targets) and clock.targets[-1].detail.get("target_seconds") is not None


def pass_over(
    clock: LiveClock,
    known: frozenset[float],
    assignment: Assignment,
    in_force: Configuration,
    *,
    now: datetime,
) -> None:
    """
    Note the steps that a publication brought when their share was used up: they do not act on this clock.

    `known` are the shares of the steps that it had before.
    """
    if clock.noun.fulfilled_at is not None:
        return
    fresh = acting_fractions(assignment) - known - {BREACH_FRACTION}
    generation = clock.noun.generation
    events = [
        ClockEvent(
            step=Step.WARN,
            key=f"pass:{generation}:{fraction}",
            at=at,
            fraction=fraction,
            generation=generation,
            label=f"{fraction:.0%} of the target was used before this step was published",
            detail={"actions": [], "asked": actions_at(assignment, fraction), PASSED_OVER: True},
        )
        for at, fraction in clock.noun.passed(fresh, in_force.published_at or now)
    ]
    append(clock, events, now=now)


def acting_fractions(assignment: Assignment) -> frozenset[float]:
    """The fractions at which something happens; the breach is always one of them."""
    steps = assignment.policy.steps if assignment.policy else []
    return fractions_of(steps) | {BREACH_FRACTION}


def actions_at(assignment: Assignment, fraction: float) -> list[str]:
    """The actions the policy asks for at a fraction."""
    steps = assignment.policy.steps if assignment.policy else []
    return [action for step in steps if float(step["fraction"]) == fraction for action in step["actions"]]


def without_repeats(actions: Iterable[str], done: set[str]) -> list[str]:
    """`actions` without those that give or raise the ticket and are in `done`, which takes in the rest."""
    kept = [action for action in actions if not (action in done and action.startswith(_MOVING))]
    done.update(kept)
    return kept
