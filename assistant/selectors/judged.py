"""Answers that people have judged: what the calibration of confidence learns from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.models import DraftReply, Verdict

_RIGHT = {
    Verdict.Kind.RIGHT: True,
    Verdict.Kind.WRONG: False,
    Verdict.Kind.OTHER_QUESTION: False,
}
"""That it should not have answered says nothing about whether the answer was right."""
_Fate = DraftReply.Fate
HARDLY_EDITED = 0.85


@dataclass(frozen=True, slots=True)
class JudgedOutcome:
    """An answer's or draft's confidence when it was given, and whether a person found it right."""

    probability: float
    was_right: bool
    category: str
    channel: str
    at: datetime


def judged_outcomes(*, since: datetime | None = None, category: str = "") -> list[JudgedOutcome]:
    """
    What people judged, oldest first: verdicts of the review queue, and what became of drafts.

    A draft counts as right when it was sent as it was or hardly edited, as wrong when it was rejected for
    what it says; one that was edited more, or passed over, counts as neither.
    """
    found = [*_of_verdicts(since, category), *_of_drafts(since, category)]
    return sorted(found, key=lambda one: one.at)


def tickets_judged(*, since: datetime) -> set[int]:
    """The tickets on whose answer a person's verdict stands: what followed there need not be guessed at."""
    rows = Verdict.objects.filter(undone_at=None, at__gte=since)
    return set(rows.order_by().values_list("conversation__ticket_id", flat=True))


def _of_verdicts(since: datetime | None, category: str) -> Iterator[JudgedOutcome]:
    rows = Verdict.objects.filter(undone_at=None, confidence__isnull=False, kind__in=list(_RIGHT))
    if since is not None:
        rows = rows.filter(at__gte=since)
    if category:
        rows = rows.filter(category=category)
    for row in rows.order_by("at", "pk"):
        yield JudgedOutcome(
            row.confidence or 0.0, _RIGHT[Verdict.Kind(row.kind)], row.category, row.channel, row.at
        )


def _of_drafts(since: datetime | None, category: str) -> Iterator[JudgedOutcome]:
    rows = DraftReply.objects.filter(decided_at__isnull=False).select_related("ticket")
    if since is not None:
        rows = rows.filter(decided_at__gte=since)
    if category:
        rows = rows.filter(category=category)
    for row in rows.order_by("decided_at", "pk"):
        was_right = _was_right(row)
        if was_right is not None and row.decided_at is not None:
            yield JudgedOutcome(row.confidence, was_right, row.category, row.ticket.channel, row.decided_at)


def _was_right(row: DraftReply) -> bool | None:
    if row.fate == _Fate.SENT:
        return True
    if row.fate == _Fate.EDITED and (row.likeness or 0.0) >= HARDLY_EDITED:
        return True
    wrong = (DraftReply.Rejected.WRONG, DraftReply.Rejected.OTHER_QUESTION)
    return False if row.fate == _Fate.REJECTED and row.reason in wrong else None
