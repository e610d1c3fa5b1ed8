"""
One SLA clock: an append-only list of events, from which its state and due time are derived.

Only the events are stored. A due time depends on when the clock ran and on the current target, never on
earlier targets: raising a priority and lowering it again leaves no trace in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sla.calendar import ALWAYS, Calendar, NeverOpen


class Measure(StrEnum):
    """What a clock measures; `sla.measures` has the definitions."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"
    PERIODIC_UPDATE = "periodic_update"
    AGENT_WORK_TIME = "agent_work_time"
    REQUESTER_WAIT_TIME = "requester_wait_time"


class Step(StrEnum):
    """What can happen to a clock."""

    APPLY = "apply"
    RETARGET = "retarget"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    FULFIL = "fulfil"
    CANCEL = "cancel"
    WARN = "warn"
    BREACH = "breach"


class State(StrEnum):
    """Where a clock stands at a moment."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


BREACH_FRACTION = 1.0


@dataclass(frozen=True)
class Target:
    """How much working time a clock has; `seconds` is None when the policy makes no promise."""

    seconds: int | None
    calendar: Calendar = ALWAYS


@dataclass(frozen=True)
class ClockEvent:
    """One event; `fraction` and `generation` (the target concerned) belong to warnings and breaches."""

    step: Step
    at: datetime
    fraction: float = 0.0
    generation: int = 0


@dataclass(frozen=True)
class Run:
    """A stretch during which the clock ran; `end` is None while it still runs."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class Clock:
    """
    A clock as derived from its events.

    `generation` counts the targets the clock has had, and `targeted_at` is when the current one took effect;
    `fired` holds (fraction, generation) for each warning and breach sent.
    """

    target: Target
    runs: tuple[Run, ...] = ()
    fulfilled_at: datetime | None = None
    cancelled_at: datetime | None = None
    generation: int = 0
    targeted_at: datetime | None = None
    fired: frozenset[tuple[float, int]] = field(default_factory=frozenset)

    @property
    def started_at(self) -> datetime | None:
        """When the clock first ran."""
        return self.runs[0].start if self.runs else None

    @property
    def is_running(self) -> bool:
        """Whether time is counting now."""
        return bool(self.runs) and self.runs[-1].end is None

    @property
    def due_at(self) -> datetime | None:
        """When the target is used up; None while the clock is stopped before that, or without a target."""
        return self.crossing(BREACH_FRACTION)

    def elapsed(self, now: datetime) -> float:
        """Working seconds counted up to `now`."""
        calendar = self.target.calendar
        return sum(
            calendar.business_seconds_between(run.start, min(run.end or now, now))
            for run in self.runs
            if run.start < now
        )

    def crossing(self, fraction: float) -> datetime | None:
        """The first instant at which `fraction` of the target has elapsed; None if it never comes."""
        if self.target.seconds is None:
            return None
        try:
            return self._crossing(self.target.seconds * fraction)
        except NeverOpen:
            # Holidays may close a calendar for good; then nothing can be late.
            return None

    def _crossing(self, left: float) -> datetime | None:
        calendar = self.target.calendar
        for run in self.runs:
            if run.end is None:
                return calendar.add_business_seconds(run.start, left)
            span = calendar.business_seconds_between(run.start, run.end)
            if span >= left:
                return calendar.add_business_seconds(run.start, left)
            left -= span
        return None

    def breached_at(self, now: datetime) -> datetime | None:
        """When the target was missed, if that was by `now`; a reply at the due instant is on time."""
        due = self.due_at
        if due is None or self.cancelled_at is not None:
            return None
        last = self.runs[-1].end if self.runs else None
        stopped = min(last, now) if last is not None else now
        return due if stopped > due else None

    def state(self, now: datetime) -> State:
        """The state at `now`; a missed target stays missed whether or not work continues."""
        if self.cancelled_at is not None:
            return State.CANCELLED
        if self.breached_at(now) is not None:
            return State.BREACHED
        if self.fulfilled_at is not None:
            return State.MET
        return State.RUNNING if self.is_running else State.PAUSED

    def may_fire(self, fraction: float) -> bool:
        """
        Whether a warning or breach at `fraction` may still be sent for the current target.

        Each is sent once per target. One sent under an earlier target is sent again only if
        the new target moved it into the future.
        """
        if (fraction, self.generation) in self.fired:
            return False
        if not any(known == fraction for known, _ in self.fired):
            return True
        crossing = self.crossing(fraction)
        return crossing is not None and self.targeted_at is not None and crossing > self.targeted_at

    def passed(self, fractions: Iterable[float], by: datetime) -> list[tuple[datetime, float]]:
        """Those of `fractions` used up by a moment that may still fire, with when, earliest first."""
        found = [(self.crossing(fraction), fraction) for fraction in fractions if self.may_fire(fraction)]
        return sorted((at, fraction) for at, fraction in found if at is not None and at <= by)

    def pending(self, fractions: Iterable[float], now: datetime) -> list[tuple[datetime, float]]:
        """
        When each of `fractions` is to fire, earliest first, including those in the past.

        For a stopped clock only the breach is left to report: a warning would come too late to help.
        """
        if self.cancelled_at is not None:
            return []
        if not self.is_running:
            missed = self.breached_at(now)
            return [(missed, BREACH_FRACTION)] if missed and self.may_fire(BREACH_FRACTION) else []
        found = [(self.crossing(fraction), fraction) for fraction in fractions if self.may_fire(fraction)]
        return sorted((at, fraction) for at, fraction in found if at is not None)


def replay(events: Sequence[ClockEvent], target: Target) -> Clock:
    """Derive a clock from its current target and its events, in the order in which they were appended."""
    clock = Clock(target=target)
    for event in events:
        clock = advance(clock, event)
    return clock


def advance(clock: Clock, event: ClockEvent) -> Clock:
    """The clock after one more event; events that change nothing (pausing while paused) are harmless."""
    match event.step:
        case Step.APPLY | Step.RETARGET:
            return replace(clock, generation=clock.generation + 1, targeted_at=event.at)
        case Step.START | Step.RESUME:
            runs = clock.runs if clock.is_running else (*clock.runs, Run(event.at))
            return replace(clock, runs=runs, fulfilled_at=None, cancelled_at=None)
        case Step.PAUSE:
            return replace(stopped(clock, event.at), fulfilled_at=None, cancelled_at=None)
        case Step.FULFIL:
            return replace(stopped(clock, event.at), fulfilled_at=event.at)
        case Step.CANCEL:
            return replace(stopped(clock, event.at), cancelled_at=event.at)
        case Step.WARN | Step.BREACH:
            return replace(clock, fired=clock.fired | {(event.fraction, event.generation)})


def stopped(clock: Clock, at: datetime) -> Clock:
    """The clock with its current run ended at `at`; a run never ends before it began."""
    if not clock.is_running:
        return clock
    last = clock.runs[-1]
    return replace(clock, runs=(*clock.runs[:-1], Run(last.start, max(at, last.start))))


def urgency(clock: Clock, now: datetime) -> tuple[int, float]:
    """A sort key for a ticket's clocks: running ones by due time, then those with the least time left."""
    due = clock.due_at
    if clock.is_running and due is not None:
        return 0, due.timestamp()
    left = (clock.target.seconds or 0) - clock.elapsed(now)
    return (1 if clock.state(now) == State.PAUSED else 2), left
