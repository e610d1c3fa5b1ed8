"""Who wins when a field has one value in the CRM and another here: pure rules, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Rule(StrEnum):
    """Who wins where both have a value."""

    CRM = "crm"
    CANDOR = "candor"
    NEWEST = "newest"
    ASK = "ask"


class Verdict(StrEnum):
    """What happens to our value."""

    SAME = "same"
    TAKE = "take"
    KEEP = "keep"
    ASK = "ask"


@dataclass(frozen=True)
class Sides:
    """
    Both values of one field as JSON primitives (None is empty), and when each last changed, if that is known.

    `base` are both values as they were when they were last compared or settled; None for the first time.
    """

    theirs: Any
    ours: Any
    theirs_at: datetime | None = None
    ours_at: datetime | None = None
    base: Mapping[str, Any] | None = None

    @property
    def theirs_changed(self) -> bool:
        """Whether the CRM's value is another than when both were compared."""
        return self.base is None or self.base["theirs"] != self.theirs

    @property
    def ours_changed(self) -> bool:
        """Whether our value is another than when both were compared."""
        return self.base is None or self.base["ours"] != self.ours

    @property
    def agreed(self) -> bool:
        """Whether both were the same when they were compared."""
        return self.base is not None and self.base["theirs"] == self.base["ours"]


def decide(rule: Rule, sides: Sides) -> Verdict:
    """
    What becomes of our value.

    An empty side never wins over a value by being empty, only by having been emptied since both agreed.
    """
    if sides.theirs == sides.ours:
        return Verdict.SAME
    if sides.theirs is None:
        follows = sides.agreed and not sides.ours_changed and rule in (Rule.CRM, Rule.NEWEST)
        return Verdict.TAKE if follows else Verdict.KEEP
    if sides.ours is None:
        was_emptied = sides.base is not None and sides.ours_changed and not sides.theirs_changed
        return Verdict.KEEP if was_emptied and rule != Rule.CRM else Verdict.TAKE
    if rule == Rule.CRM:
        return Verdict.TAKE
    if rule == Rule.CANDOR:
        return Verdict.KEEP
    if rule == Rule.NEWEST:
        return _newest(sides)
    return _asking(sides)


def _newest(sides: Sides) -> Verdict:
    if sides.base is not None and not sides.theirs_changed:
        return Verdict.KEEP
    if sides.base is not None and not sides.ours_changed:
        return Verdict.TAKE
    if sides.theirs_at is None or sides.ours_at is None:
        return Verdict.ASK
    return Verdict.TAKE if sides.theirs_at > sides.ours_at else Verdict.KEEP


def _asking(sides: Sides) -> Verdict:
    if sides.base is None:
        return Verdict.ASK
    if not sides.theirs_changed and not sides.ours_changed:
        return Verdict.KEEP
    # Who only follows what they agreed on before contradicts nobody.
    return Verdict.TAKE if sides.agreed and not sides.ours_changed else Verdict.ASK
