"""A clock while a ticket is derived: its row, its stored events, and what they mean."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sla.clock import Clock as ClockNoun
from sla.clock import ClockEvent as Happening
from sla.clock import Step, replay
from sla.configuration import Configuration
from sla.models import Clock, ClockEvent

STRUCTURE = frozenset({Step.START, Step.PAUSE, Step.RESUME, Step.FULFIL, Step.CANCEL})


@dataclass
class LiveClock:
    """A clock's row, its stored events and what they mean now; `stored` are the row's columns as saved."""

    row: Clock
    events: list[ClockEvent]
    noun: ClockNoun
    stored: dict[str, Any] = field(default_factory=dict)

    @property
    def structure(self) -> list[ClockEvent]:
        """The events that start and stop it, of the current revision."""
        return [e for e in self.events if e.step in STRUCTURE and e.revision == self.row.revision]

    @property
    def targets(self) -> list[ClockEvent]:
        """When it got its policy, and every later change of target."""
        return [event for event in self.events if event.step in (Step.APPLY, Step.RETARGET)]

    def happenings(self) -> list[Happening]:
        """The events in the form that the arithmetic takes."""
        kept = [e for e in self.events if e.step not in STRUCTURE] + self.structure
        return [Happening(Step(e.step), e.at, e.fraction, e.generation) for e in kept]

    def derive(self, in_force: Configuration) -> ClockNoun:
        """What the events mean, under the target that the last of them gave."""
        given = self.targets[-1:]
        target = in_force.target_then(given[0].detail, given[0].recorded_at) if given else None
        self.noun = replay(self.happenings(), target or in_force.target(None, None))
        return self.noun


def append(clock: LiveClock, events: list[ClockEvent], *, now: datetime) -> None:
    """Add new events to a clock; `save_clocks` stores them."""
    for event in events:
        event.revision, event.recorded_at = clock.row.revision, now
    clock.events += events
