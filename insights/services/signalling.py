"""
Signals: one for each cause while it is open, with what speaks for and against it, and an owner.

Owners are told of the strongest first, within the budget of a week; the others wait. What ended is not raised
again for four weeks.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from insights.health import FALL, WINDOW_DAYS, Assessment, Observed, Told, named
from insights.models import Signal, SignalStep
from insights.rules import Rules
from insights.selectors.health import clock_day, rules_in_force, score_at
from insights.wishes import wants_more
from notices.models import Kind as NoticeKind
from notices.services import notice_tell
from people.actors import staff_actor
from people.models import Company, User
from people.selectors import internal as everybody
from tickets.selectors import internal as all_tickets

QUIET = timedelta(days=28)
WEEK = timedelta(days=7)
KINDS_OF_EVIDENCE = 2
WISHES = 2
MOST_TEXTS = 50
OPEN = (Signal.State.NEW, Signal.State.ACCEPTED)
_LOCK = 7_401_153_004
Evidence = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Raised:
    """What a rule has found; `cause` says what it is about, once for all times."""

    kind: str
    rule: str
    cause: str
    strength: float
    company: Company | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    pro: Sequence[Evidence] = ()
    con: Sequence[Evidence] = ()


def evidence(name: str, tickets: Iterable[int] = (), **figures: Any) -> Evidence:
    """One piece: its name, its figures, and the tickets that it is made of."""
    numbers = list(tickets)
    return {"name": name, "figures": figures, "tickets": named(numbers), "count": len(numbers)}


def company_signals(
    *, company: Company, observed: Observed, found: Assessment, rules: Rules, now: datetime
) -> None:
    """Raise what a company gives reason for, and note what is no longer so; in the caller's transaction."""
    for cause, raised in (
        (f"churn:{company.pk}", _churn(company, observed, found, rules, now)),
        (f"expansion:{company.pk}", _expansion(company, observed, found, rules)),
    ):
        if raised is None:
            signal_fade(cause=cause, now=now)
        else:
            signal_raise(raised=raised, rules=rules, now=now)


def _churn(
    company: Company, observed: Observed, found: Assessment, rules: Rules, now: datetime
) -> Raised | None:
    score = found.score
    against = [one for one in found.told if one.points < 0]
    if score is None or len(against) < KINDS_OF_EVIDENCE:
        return None
    before = score_at(company.pk, clock_day(now) - timedelta(days=WINDOW_DAYS))
    has_fallen = before is not None and before - score >= FALL
    if score >= rules.weights.at_risk and not has_fallen:
        return None
    return Raised(
        kind=Signal.Kind.CHURN,
        rule="health",
        cause=f"churn:{company.pk}",
        strength=(100 - score) * _size(company.arr),
        company=company,
        data={"score": score, "before": before, "reason": against[0].reason, "companies": 1},
        pro=[_piece(one) for one in against],
        con=_good(observed, found, before),
    )


def _piece(one: Told) -> Evidence:
    return evidence(one.reason, one.tickets, points=one.points, **one.figures)


def _good(observed: Observed, found: Assessment, before: int | None) -> list[Evidence]:
    pieces = []
    if observed.well_rated:
        pieces.append(evidence("well_rated", count=observed.well_rated, rated=observed.rated))
    if observed.open == 0:
        pieces.append(evidence("none_open"))
    if observed.used and observed.used_before and observed.used > observed.used_before:
        pieces.append(evidence("used_more", now=observed.used, before=observed.used_before))
    if before is not None and found.score is not None and found.score > before:
        pieces.append(evidence("rising", now=found.score, before=before))
    return pieces


def _expansion(company: Company, observed: Observed, found: Assessment, rules: Rules) -> Raised | None:
    texts = all_tickets.first_texts(observed.recent[:MOST_TEXTS])
    wishes = [pk for pk, (title, text) in texts.items() if wants_more(f"{title}\n{text}")]
    is_growing = bool(observed.used and observed.used_before and observed.used >= observed.used_before * 1.2)
    if len(wishes) + is_growing < WISHES or not wishes:
        return None
    pro = [evidence("wishes", wishes, count=len(wishes))]
    if is_growing:
        pro.append(evidence("used_more", now=observed.used, before=observed.used_before))
    con = []
    if found.score is not None and found.score < rules.weights.at_risk:
        con.append(evidence("low_health", score=found.score))
    if observed.bugs:
        con.append(evidence("bugs", observed.bugs, count=len(observed.bugs)))
    return Raised(
        kind=Signal.Kind.EXPANSION,
        rule="wishes",
        cause=f"expansion:{company.pk}",
        strength=10 * len(wishes) * _size(company.arr),
        company=company,
        data={"count": len(wishes), "companies": 1},
        pro=pro,
        con=con,
    )


def _size(arr: Decimal | None) -> float:
    """Weight by revenue: 1 for none, 3 for $100,000 a year; ten times the revenue adds 1."""
    return 1 + math.log10(1 + float(arr or 0) / 1_000)


@transaction.atomic
def signal_raise(*, raised: Raised, rules: Rules, now: datetime) -> Signal | None:
    """
    Raise a signal, or bring the open one of the same cause up to date.

    None where the last one of this cause ended within four weeks.
    """
    row = Signal.objects.select_for_update(of=("self",)).filter(cause=raised.cause, state__in=OPEN).first()
    if row is None:
        if Signal.objects.filter(cause=raised.cause, ended_at__gt=now - QUIET).exists():
            return None
        owner = owner_of(raised, rules)
        row = Signal(
            kind=raised.kind, rule=raised.rule, cause=raised.cause, company=raised.company, owner=owner,
            raised_at=now,
        )  # fmt: skip
    is_new = row.pk is None
    more = 0 if is_new else len(_tickets(raised.pro) - _tickets(row.pro))
    row.seen_at, row.holds = now, True
    # What passes is told as it was at its worst.
    if is_new or raised.rule != "spike" or raised.strength >= row.strength:
        row.data, row.pro, row.con = dict(raised.data), list(raised.pro), list(raised.con)
        row.strength = raised.strength
    row.save()
    if is_new:
        step_add(row, "raised", now=now)
    elif more:
        step_add(row, "joined", text=str(more), now=now)
    return row


def _tickets(pieces: Iterable[Evidence]) -> set[int]:
    return {pk for one in pieces for pk in one["tickets"]}


@transaction.atomic
def signal_fade(*, cause: str, now: datetime) -> None:
    """It is no longer so. What nobody has been told of ends by itself; the rest is for its owner to end."""
    row = (
        Signal.objects.select_for_update(of=("self",)).filter(cause=cause, state__in=OPEN, holds=True).first()
    )
    if row is None:
        return
    row.holds = False
    if row.state == Signal.State.NEW and row.alerted_at is None:
        row.state, row.ended_at = Signal.State.DONE, now
    row.save()
    step_add(row, "faded", now=now)


def step_add(row: Signal, what: str, *, now: datetime, by_id: int | None = None, text: str = "") -> None:
    """One line of what happened."""
    SignalStep.objects.create(signal=row, at=now, by_id=by_id, what=what, text=text[:300])


def owner_of(raised: Raised, rules: Rules) -> User | None:
    """The company's CSM, else the lead of the kind; whoever does not see all tickets cannot own one."""
    candidates = [raised.company.csm_id if raised.company is not None else None, rules.leads.get(raised.kind)]
    for user_id in candidates:
        user = everybody.user_find(user_id)
        if user is not None and sees_all(user):
            return user
    return None


def sees_all(user: User) -> bool:
    """Whether somebody may own signals."""
    return staff_actor(user, ()).sees_all_tickets


@transaction.atomic
def alerts_send(*, now: datetime) -> int:
    """
    Tell owners of their new signals, the strongest first, within the budget of seven days; returns how many.

    Signals given by hand were told at once, and count.
    """
    with connection.cursor() as cursor:
        # Two who count at once would both find room.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    budget = rules_in_force().rules.alerts_a_week
    waiting: dict[int, list[Signal]] = {}
    rows = Signal.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=Signal.State.NEW, holds=True, alerted_at=None, owner__isnull=False
    )
    for row in rows.select_related("company").order_by("-strength", "pk"):
        waiting.setdefault(row.owner_id or 0, []).append(row)
    told = 0
    for owner_id, own in sorted(waiting.items()):
        used = Signal.objects.filter(owner_id=owner_id, alerted_at__gt=now - WEEK).count()
        for row in own[: max(0, budget - used)]:
            alert(row, now=now)
            told += 1
    return told


def alert(row: Signal, *, now: datetime) -> None:
    """Tell the owner, in the caller's transaction."""
    row.alerted_at = now
    row.save(update_fields=["alerted_at"])
    step_add(row, "alerted", now=now)
    if row.owner_id is not None:
        text = row.company.name if row.company is not None else str(row.data.get("name", ""))
        notice_tell(kind=NoticeKind.SIGNAL, user_id=row.owner_id, text=text, now=now)
