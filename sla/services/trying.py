"""Which policy an example ticket would get, when it would be due, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.actors import Actor
from people.policy import require
from sla import configuration
from sla.clock import Clock, ClockEvent, Measure, Step, replay
from sla.configuration import Assignment, Configuration
from sla.explaining import Stretch, stretches
from sla.matching import Subject, failing
from sla.services.previewing import proposed_policies


@dataclass(frozen=True)
class Tried:
    """A policy that was looked at; `failed` names the conditions that do not hold."""

    name: str
    failed: list[str]


@dataclass(frozen=True)
class ExampleClock:
    """One clock of the example, with the working time that leads to its due time."""

    measure: Measure
    clock: Clock
    stretches: list[Stretch]


@dataclass(frozen=True)
class Example:
    """An example ticket under policies: those tried up to the one that took it, and its clocks."""

    assignment: Assignment
    within: Configuration
    tried: list[Tried] = field(default_factory=list)
    clocks: list[ExampleClock] = field(default_factory=list)


def example_try(
    *, actor: Actor, subject: Subject, team_id: int | None, at: datetime, data: Any = None, now: datetime
) -> Example:
    """
    What a ticket like this, opened at `at`, would be promised; under the policies in `data` if given.

    Raises Invalid, Forbidden.
    """
    require(actor, "sla.write")
    within = configuration.current() if data is None else proposed_policies(data)
    assignment = within.assign_subject(subject, team_id=team_id)
    example = Example(assignment, within)
    for policy in within.policies:
        example.tried.append(Tried(policy.name, failing(policy.conditions, subject)))
        if policy == assignment.policy:
            break
    calendar = assignment.calendar
    for measure in Measure:
        seconds = assignment.seconds(measure)
        if seconds is None:
            continue
        target = within.target(seconds, calendar.pk if calendar else None)
        clock = replay([ClockEvent(Step.START, at)], target)
        example.clocks.append(ExampleClock(measure, clock, stretches(clock, now)))
    return example
