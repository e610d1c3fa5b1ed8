"""Reads behind starting narrow: what 90 days say of each category, and what is being watched."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.fields.json import KT

from assistant.ladder import WINDOW_DAYS
from assistant.models import Level, LevelChange, Outcome, Reason, Run, RunState, Triage
from assistant.narrow import Case, Watched, in_order
from assistant.selectors import kind_of_run
from assistant.selectors.autonomy import CATEGORIES, Rung, rung_of
from assistant.selectors.judged import judged_outcomes
from core.actors import Actor
from people.policy import require
from tickets.selectors import internal as all_tickets

SIMPLEST = "T1"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A category that does not answer by itself, with its case; `lacks` is empty for what may be proposed."""

    case: Case
    level: Level
    boundary: str
    lacks: str
    there: float
    needed: float
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Narrow:
    """
    How far the categories have been switched on.

    `is_narrow` says that some wait to be; `watched` is the one that the next proposal waits for.
    """

    is_narrow: bool
    automatic: tuple[str, ...]
    watched: Watched | None
    candidates: tuple[Candidate, ...]


def was_narrowed(category: str) -> bool:
    """Whether a category was ever taken down to be switched on again."""
    return LevelChange.objects.filter(category=category, cause=LevelChange.Cause.NARROWED).exists()


def narrow(*, actor: Actor, now: datetime) -> Narrow:
    """What to switch on next, and why. Raises Forbidden."""
    require(actor, "assistant.review")
    rungs = {category: rung_of(category, now=now) for category in CATEGORIES}
    narrowed = set(
        LevelChange.objects.filter(cause=LevelChange.Cause.NARROWED)
        .order_by()
        .values_list("category", flat=True)
    )
    waiting = [one for one in rungs.values() if one.level != Level.AUTOMATIC]
    watched = _watched(rungs.values(), now=now)
    cases = {case.category: case for case in cases_of(now=now)}
    ordered = in_order([cases[one.category] for one in waiting])
    return Narrow(
        is_narrow=any(one.category in narrowed for one in waiting),
        automatic=tuple(
            one.category for one in rungs.values() if one.level == Level.AUTOMATIC and not one.boundary
        ),
        watched=watched,
        candidates=tuple(_candidates(ordered, rungs, is_waiting=watched is not None)),
    )


def _candidates(ordered: Sequence[Case], rungs: Mapping[str, Rung], *, is_waiting: bool) -> list[Candidate]:
    """Only the first that lacks nothing is proposed, and none while the last one is being watched."""
    found: list[Candidate] = []
    is_taken = is_waiting
    for case in ordered:
        rung = rungs[case.category]
        lacks, there, needed = case.lacks
        if rung.boundary:
            lacks, there, needed = "boundary", 0.0, 0.0
        elif rung.changes and rung.changes[0].cause == LevelChange.Cause.DEMOTED:
            # What was taken back climbs by the figures of its drafts from there on.
            lacks, there, needed = "taken_back", 0.0, 0.0
        is_proposed = not lacks and not is_taken
        is_taken = is_taken or is_proposed
        found.append(Candidate(case, rung.level, rung.boundary, lacks, there, needed, is_proposed))
    return found


def _watched(rungs: Iterable[Rung], *, now: datetime) -> Watched | None:
    """What was switched on last, until it has stood."""
    started = [
        one
        for one in rungs
        if one.level == Level.AUTOMATIC and one.changes and one.changes[0].cause == LevelChange.Cause.STARTED
    ]
    if not started:
        return None
    last = max(started, key=lambda one: one.changes[0].at)
    days = (now - last.changes[0].at).days
    watched = Watched(last.category, last.evidence.resolved, last.evidence.bad, days)
    return None if watched.has_stood else watched


def cases_of(*, now: datetime) -> list[Case]:
    """Every category with what the last 90 days say of it."""
    since = now - timedelta(days=WINDOW_DAYS)
    tickets, simple = _volumes(since)
    asked, sure = _thought_of(since)
    judged: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for one in judged_outcomes(since=since):
        judged[one.category] += 1
        wrong[one.category] += not one.was_right
    return [
        Case(
            category=name,
            tickets=tickets[name],
            simple=simple[name],
            asked=asked[name],
            sure=sure[name],
            judged=judged[name],
            wrong=wrong[name],
        )
        for name in CATEGORIES
    ]


def _volumes(since: datetime) -> tuple[Counter[str], Counter[str]]:
    """By category: tickets, and those whose first message triage gave to the simplest tier."""
    read = Triage.objects.filter(created_at__gte=since)
    first = read.order_by("ticket", "entry_id").distinct("ticket").values("pk")
    rows = (
        Triage.objects.filter(pk__in=first)
        .annotate(kind=KT("fields__type__value"), tier=KT("fields__complexity__value"))
        .order_by()
        .values_list("kind")
        .annotate(all=Count("pk"), easy=Count("pk", filter=Q(tier=SIMPLEST)))
    )
    # What was imported was never read: there, the ticket's own type and tier count.
    unread = (
        all_tickets.tickets()
        .present()
        .filter(~Exists(Triage.objects.filter(ticket=OuterRef("pk"))), created_at__gte=since)
    )
    own = (
        unread.order_by()
        .values_list("type")
        .annotate(all=Count("pk"), easy=Count("pk", filter=Q(tier=SIMPLEST)))
    )
    tickets: Counter[str] = Counter()
    simple: Counter[str] = Counter()
    for kind, count, easy in [*rows, *own]:
        tickets[kind or ""] += count
        simple[kind or ""] += easy
    return tickets, simple


def _thought_of(since: datetime) -> tuple[Counter[str], Counter[str]]:
    """By category: questions that the assistant thought about, and those that it was sure enough of."""
    rows = (
        Run.objects.filter(state=RunState.DONE, finished_at__gte=since)
        .exclude(outcome__in=(Outcome.NOT_OURS, Outcome.WITHHELD))
        .annotate(kind=kind_of_run())
        .order_by()
        .values_list("kind")
        .annotate(
            all=Count("pk"),
            sure=Count(
                "pk",
                filter=Q(outcome=Outcome.ANSWERED)
                # Held back for its level alone, though it had an answer.
                | Q(reason=Reason.AUTONOMY, confidence__gte=F("threshold")),
            ),
        )
    )
    asked: Counter[str] = Counter()
    sure: Counter[str] = Counter()
    for name, count, known in rows:
        asked[name or ""], sure[name or ""] = count, known
    return asked, sure
