"""The baseline: figures as they were before, which never change."""

from dataclasses import dataclass
from datetime import date, datetime

from core.actors import Actor
from insights.models import Progress
from insights.selectors.figures import Figure


@dataclass(frozen=True, slots=True)
class Baseline:
    """The figures of the days from `since` to `until`, as they were at `at`."""

    since: date
    until: date
    at: datetime
    figures: dict[str, Figure]


def progress() -> Progress:
    """How far the insights are."""
    return Progress.objects.filter(pk=1).first() or Progress(pk=1)


def baseline(*, actor: Actor) -> Baseline | None:
    """
    The baseline, once it is taken; it is of all tickets, so that those who see only some get none.
    """
    row = progress()
    since, until, at = row.baseline_since, row.baseline_until, row.baseline_at
    if not actor.sees_all_tickets or since is None or until is None or at is None:
        return None
    return Baseline(since, until, at, {name: Figure(**one) for name, one in (row.baseline or {}).items()})
