"""Why a clock is due when it is: the stretches of working time it counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.clock import Clock

MAX_STRETCHES = 40


@dataclass(frozen=True)
class Stretch:
    """A piece of working time that counts toward a clock."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """Its length."""
        return (self.end - self.start).total_seconds()


def stretches(clock: Clock, now: datetime) -> list[Stretch]:
    """
    The working stretches from the start to the due time, or else to the last stop or `now`.

    They add up to the target when the clock has a due time. At most the first MAX_STRETCHES.
    """
    due = clock.due_at
    found: list[Stretch] = []
    calendar = clock.target.calendar
    for run in clock.runs:
        end = run.end or max(now, due or now)
        if due is not None:
            end = min(end, due)
        if calendar.is_always_open:
            if run.start < end:
                found.append(Stretch(run.start, end))
            continue
        day = calendar.day_of(run.start)
        last = calendar.day_of(end)
        while day <= last and len(found) < MAX_STRETCHES:
            for opens, closes in calendar.intervals_on(day):
                start, stop = max(opens, run.start), min(closes, end)
                if start < stop:
                    found.append(Stretch(start, stop))
            day += timedelta(days=1)
    return found[:MAX_STRETCHES]
