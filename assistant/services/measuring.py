"""What the assistant's answers led to, and what models cost: the figures behind its settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Q, Sum, Window
from django.db.models.functions import Lead

from assistant.curve import ENOUGH_ASKED, ENOUGH_JUDGED, Judged, Point, curve
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.engines.openai import budget
from assistant.in_force import in_force
from assistant.models import Handoff, ModelUse, Outcome, Reason, Run, RunState
from assistant.selectors import kind_of_run
from assistant.selectors.judged import judged_outcomes, tickets_judged
from assistant.services.replaying import uses_model
from core.actors import Actor
from people.policy import require
from tickets.models import Handler, TicketType
from tickets.selectors import internal as all_tickets

WINDOW = timedelta(days=90)
MONTH = timedelta(days=30)
MAX_RUNS = 20_000
SATISFIED, UNDECIDED = 4, (3,)
_DOUBTS = (Reason.LOOP, Reason.CUSTOMER_ASKED, Reason.SENTIMENT)
"""Why a conversation went to people when the answer before had not helped."""


@dataclass(frozen=True, slots=True)
class OfCategory:
    """
    The curve of one category, with the whole as its prior; without points where too few were judged.

    `reached` are its questions of the window that got as far as the engine.
    """

    category: str
    judged: int
    wrong: int
    reached: int
    points: list[Point]


@dataclass(frozen=True, slots=True)
class Measured:
    """
    The curve, and what it rests on.

    `source` is `shipped` while there are too few judged answers, else `own`. `asked` are the questions of the
    last 90 days that were the assistant's, `reached` those of them that got as far as the engine; a month is
    30 days of that time, or of as much of it as there is.
    """

    points: list[Point]
    source: str
    judged: int
    wrong: int
    asked: int
    reached: int
    days: int
    threshold: float
    has_own_volume: bool
    categories: tuple[OfCategory, ...] = ()

    def a_month(self, count: int) -> float:
        """So many of the window, in 30 days."""
        return count * MONTH.days / self.days

    @property
    def asked_a_month(self) -> float:
        """Questions in 30 days."""
        return self.a_month(self.asked)

    @property
    def reached_a_month(self) -> float:
        """Questions in 30 days that reach the engine."""
        return self.a_month(self.reached)


def confidence_measure(*, actor: Actor, now: datetime) -> Measured:
    """Answered against wrong, from own outcomes as far as there are any. Raises Forbidden."""
    require(actor, "assistant.read")
    since = now - WINDOW
    judged = judged_answers(since=since)
    runs = Run.objects.filter(state=RunState.DONE, finished_at__gte=since, finished_at__lte=now)
    ours = runs.exclude(outcome__in=(Outcome.NOT_OURS, Outcome.WITHHELD))
    first = ours.order_by("finished_at").values_list("finished_at", flat=True).first()
    tried = ours.filter(confidence__isnull=False).annotate(kind=kind_of_run()).order_by("-id")
    told = tried.values_list("kind", "confidence")[:MAX_RUNS]
    reached = [(kind or "", float(one)) for kind, one in told if one is not None]
    confidences = [one for _, one in reached]
    limit = in_force().policy.threshold
    return Measured(
        points=curve(judged, confidences),
        source="own" if len(judged) >= ENOUGH_JUDGED else "shipped",
        judged=len(judged),
        wrong=sum(not one.is_right for one in judged),
        asked=ours.count(),
        reached=len(confidences),
        days=max((now - first).days + 1, 1) if first is not None else WINDOW.days,
        threshold=shipped_threshold() if limit is None else limit,
        has_own_volume=len(confidences) >= ENOUGH_ASKED,
        categories=tuple(_of_category(name, judged, reached) for name in TicketType.values),
    )


def _of_category(name: str, judged: Sequence[Judged], reached: Sequence[tuple[str, float]]) -> OfCategory:
    own = [one for one in judged if one.category == name]
    asked = [confidence for kind, confidence in reached if kind == name]
    points: list[Point] = []
    if len(own) >= ENOUGH_JUDGED:
        others = [one for one in judged if one.category != name]
        # Of few questions the whole says better how sure answers are.
        sure = asked if len(asked) >= ENOUGH_ASKED else [confidence for _, confidence in reached]
        points = curve(own, sure, around=others)
    return OfCategory(name, len(own), sum(not one.is_right for one in own), len(asked), points)


def judged_answers(*, since: datetime) -> list[Judged]:
    """
    The answers since then of which it is known whether they were right; silence says nothing.

    A person's verdict counts before anything that followed, and so does what became of drafts. Else right is
    what the customer confirmed or rated with 4 or 5 while no person had stepped in, and wrong what was
    followed by "that did not help", by anger or by the wish for a person, or rated with 1 or 2.
    """
    known = tickets_judged(since=since)
    following = Run.objects.filter(state=RunState.DONE, queued_at__gte=since).annotate(
        then=Window(Lead("outcome"), partition_by="ticket_id", order_by="id"),
        why=Window(Lead("reason"), partition_by="ticket_id", order_by="id"),
        kind=kind_of_run(),
    )
    rows = following.values_list("ticket_id", "outcome", "confidence", "finished_at", "then", "why", "kind")
    found: list[Judged] = []
    waiting: dict[int, tuple[float, datetime, str]] = {}
    for ticket_id, outcome, confidence, at, then, why, kind in rows.order_by("-id")[:MAX_RUNS]:
        if outcome != Outcome.ANSWERED or confidence is None or at is None or ticket_id in known:
            continue
        if then == Outcome.CONFIRMED:
            found.append(Judged(confidence, is_right=True, category=kind or ""))
        elif then == Outcome.HANDED_OVER and why in _DOUBTS:
            found.append(Judged(confidence, is_right=False, category=kind or ""))
        elif then is None:
            waiting[ticket_id] = (confidence, at, kind or "")
    by_people = [
        Judged(one.probability, is_right=one.was_right, category=one.category)
        for one in judged_outcomes(since=since)
    ]
    return by_people + found + _judged_by_others(waiting)


def _judged_by_others(waiting: dict[int, tuple[float, datetime, str]]) -> list[Judged]:
    """Last answers, judged by a wish for a person without a message, or by a rating."""
    ids = list(waiting)
    asked = Handoff.objects.filter(
        ticket_id__in=ids, run__isnull=True, reason=Reason.CUSTOMER_ASKED
    ).order_by()
    called = dict(asked.values_list("ticket_id").annotate(Max("created_at")))
    alone = set(
        all_tickets.tickets().filter(pk__in=ids, handler=Handler.ASSISTANT).values_list("pk", flat=True)
    )
    rated = all_tickets.rated_at_most(5).filter(ticket_id__in=alone)
    scores = {pk: (score, at) for pk, score, at in rated.values_list("ticket_id", "score", "answered_at")}
    found: list[Judged] = []
    for pk, (confidence, at, kind) in waiting.items():
        called_at = called.get(pk)
        score, rated_at = scores.get(pk, (None, None))
        if called_at is not None and called_at >= at:
            found.append(Judged(confidence, is_right=False, category=kind))
        elif score is not None and rated_at is not None and rated_at >= at and score not in UNDECIDED:
            found.append(Judged(confidence, is_right=score >= SATISFIED, category=kind))
    return found


@dataclass(frozen=True, slots=True)
class Spending:
    """Money and tokens of models: by day and capability, the newest first, and how today stands in USD."""

    rows: Sequence[ModelUse]
    spent_today: Decimal
    limit: Decimal
    is_own_limit: bool
    is_spent: bool
    uses_model: bool
    total: Decimal


def spending(*, actor: Actor, since: date, until: date) -> Spending:
    """What models cost from one day to another, both included, in UTC. Raises Forbidden."""
    require(actor, "assistant.read")
    rows = ModelUse.objects.filter(Q(on__gte=since), on__lte=until).order_by("-on", "capability", "engine")
    spent, limit = budget.spent_today(), budget.limit_today()
    return Spending(
        rows=list(rows),
        spent_today=spent,
        limit=limit,
        is_own_limit=in_force().daily_usd is not None,
        is_spent=spent >= limit,
        uses_model=uses_model(),
        total=rows.aggregate(total=Sum("cost_usd"))["total"] or Decimal(0),
    )
