"""
What changed from one period to the next: only what is more than the ups and downs of chance.

A comparison of two counts takes them as Poisson distributed, one of two shares is the usual test of two
proportions; of medians and means, whose spread figures do not tell, a step is asked that somebody feels.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from insights.measures import BY_NAME, FEW, Definition, Kind
from insights.selectors.figures import Figure

SURELY = 2.0
"""So many standard deviations apart: by chance alone one comparison in twenty."""
LONGER = 0.2
"""A median that is longer or shorter by this part of what it was."""
STEPS: Mapping[str, float] = {"csat": 0.2, "ces": 0.3, "nps": 10, "utilisation": 10}
"""A mean of a survey, or a share of hours, that is so many points apart."""
RIPENING = frozenset(
    {
        "first_contact", "reopen_rate", "repeat_contact", "escalation_rate", "reassignments", "csat_response",
        "ces_response", "nps_response", "ai_solved", "ai_quality", "backlog_age",
    }
)  # fmt: skip
"""What still becomes of a period later, or is always of now: the newest days would seem to differ."""


@dataclass(frozen=True, slots=True)
class Change:
    """A measure that moved, with its figure and the one of the same days before."""

    now: Figure
    before: Figure
    is_up: bool


def changes(now: Iterable[Figure], before: Iterable[Figure]) -> list[Change]:
    """The measures that moved, in order."""
    earlier = {one.measure: one for one in before}
    found = []
    for one in now:
        if one.measure in RIPENING:
            continue
        was, definition = earlier[one.measure], BY_NAME[one.measure]
        value, then = compared(one, definition), compared(was, definition)
        if value is not None and then is not None and value != then and _is_clear(one, was, definition):
            found.append(Change(one, was, value > then))
    return found


def compared(one: Figure, definition: Definition) -> float | None:
    """What two figures are compared by: a time in business hours where its aim is one."""
    return one.business if definition.is_business else one.value


def _is_clear(one: Figure, was: Figure, definition: Definition) -> bool:
    if definition.kind in (Kind.COUNT, Kind.STATE):
        return abs(one.whole - was.whole) >= SURELY * sqrt(one.whole + was.whole)
    if one.whole < FEW or was.whole < FEW:
        return False
    if definition.kind == Kind.SHARE and definition.name not in STEPS:
        both = (one.part + was.part) / (one.whole + was.whole)
        spread = sqrt(both * (1 - both) * (1 / one.whole + 1 / was.whole))
        return abs(one.part / one.whole - was.part / was.whole) >= SURELY * spread
    value, then = compared(one, definition) or 0.0, compared(was, definition) or 0.0
    if definition.kind == Kind.TIME:
        return abs(value - then) >= LONGER * then
    # Means come rounded to two places; so is their difference.
    return round(abs(value - then), 2) >= STEPS[definition.name]
