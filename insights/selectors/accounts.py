"""Companies for success and sales: who may leave, who renews soon, and who may grow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from core.actors import Actor
from insights.health import FALL, WINDOW_DAYS
from insights.models import CompanyHealth, HealthDay, Signal
from insights.selectors.figures import SEE
from insights.selectors.health import clock_day, require_whole_sight, rules_in_force
from people import selectors as people_selectors
from people.models import Company
from people.policy import require

RENEWAL_DAYS = 90
MOST_SHOWN = 50
MOST_READ = 5_000
_OPEN = (Signal.State.NEW, Signal.State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Account:
    """
    A company with what there is to know about it.

    `before` is the score 28 days ago, `reason` what costs it the most; `churn` and `expansion` are its open
    signals.
    """

    company: Company
    score: int | None
    before: int | None
    reason: str
    is_at_risk: bool
    churn: int | None
    expansion: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the companies: how many, their yearly revenue as far as it is known, and the first of them."""

    count: int
    arr: Decimal
    rows: list[Account]


@dataclass(frozen=True, slots=True)
class Accounts:
    """
    `at_risk` are below the limit or have fallen by FALL, or have an open signal of churn; `renewing` renew
    within RENEWAL_DAYS, `renewing_at_risk` are in both; `growing` have an open signal of expansion.
    """

    scored: int
    unscored: int
    at_risk: Part
    renewing: Part
    renewing_at_risk: Part
    growing: Part
    limit: int
    is_partial: bool


def accounts(*, actor: Actor, now: datetime) -> Accounts:
    """The companies that the actor sees. Raises Forbidden, also for who sees only some tickets."""
    require(actor, SEE)
    require_whole_sight(actor)
    today = clock_day(now)
    limit = rules_in_force().rules.weights.at_risk
    seen = people_selectors.companies(actor=actor)
    signals = _signals(actor)
    named = [pk for pk, _ in signals]
    soon = Q(company__renewal_on__gte=today, company__renewal_on__lte=today + timedelta(days=RENEWAL_DAYS))
    risk = Q(score__lt=limit) | Q(before__gte=F("score") + FALL)
    health = _health(seen, today)
    rows = list(
        health.filter(risk | soon | Q(pk__in=named))
        .select_related("company__csm")
        .order_by(F("company__arr").desc(nulls_last=True), "pk")[: MOST_READ + 1]
    )
    known = {row.pk for row in rows}
    found = [_account(row, limit, signals) for row in rows[:MOST_READ]]
    # Whoever was never worked out has no score, and may still renew soon.
    ends = today + timedelta(days=RENEWAL_DAYS)
    others = seen.filter(Q(renewal_on__gte=today, renewal_on__lte=ends) | Q(pk__in=named)).exclude(
        pk__in=CompanyHealth.objects.values("pk")
    )
    bare = others.select_related("csm").order_by(F("arr").desc(nulls_last=True), "pk")[:MOST_READ]
    found += [_bare(company, signals) for company in bare if company.pk not in known]
    scored = health.exclude(score=None).count()
    is_soon = [one for one in found if _is_soon(one.company, today)]
    at_risk = [one for one in found if one.is_at_risk]
    return Accounts(
        scored=scored,
        unscored=seen.count() - scored,
        at_risk=_part(at_risk),
        renewing=_part(is_soon),
        renewing_at_risk=_part(one for one in is_soon if one.is_at_risk),
        growing=_part(one for one in found if one.expansion is not None),
        limit=limit,
        is_partial=len(rows) > MOST_READ,
    )


def _health(seen: QuerySet[Company], today: date) -> QuerySet[CompanyHealth]:
    then = today - timedelta(days=WINDOW_DAYS)
    days = HealthDay.objects.filter(company=OuterRef("pk"), on__lte=then, on__gt=then - timedelta(days=14))
    before = Subquery(days.order_by("-on").values("score")[:1])
    return CompanyHealth.objects.filter(company__in=seen.order_by().values("pk")).annotate(before=before)


def _signals(actor: Actor) -> dict[tuple[int, str], int]:
    """The open signals of companies, by company and kind."""
    kinds = (Signal.Kind.CHURN, Signal.Kind.EXPANSION)
    rows = Signal.objects.visible_to(actor).filter(state__in=_OPEN, kind__in=kinds, company__isnull=False)
    return {(company, kind): pk for company, kind, pk in rows.values_list("company_id", "kind", "pk")}


def _account(row: CompanyHealth, limit: int, signals: dict[tuple[int, str], int]) -> Account:
    before: int | None = getattr(row, "before", None)
    score = row.score
    has_fallen = score is not None and before is not None and before - score >= FALL
    churn = signals.get((row.pk, Signal.Kind.CHURN))
    costs = [one for one in row.told if one["points"] < 0]
    return Account(
        company=row.company,
        score=score,
        before=before,
        reason=costs[0]["reason"] if costs else "",
        is_at_risk=(score is not None and score < limit) or has_fallen or churn is not None,
        churn=churn,
        expansion=signals.get((row.pk, Signal.Kind.EXPANSION)),
    )


def _bare(company: Company, signals: dict[tuple[int, str], int]) -> Account:
    churn = signals.get((company.pk, Signal.Kind.CHURN))
    expansion = signals.get((company.pk, Signal.Kind.EXPANSION))
    return Account(company, None, None, "", churn is not None, churn, expansion)


def _is_soon(company: Company, today: date) -> bool:
    on = company.renewal_on
    return on is not None and today <= on <= today + timedelta(days=RENEWAL_DAYS)


def _part(of: Iterable[Account]) -> Part:
    rows = list(of)
    arr = sum((one.company.arr for one in rows if one.company.arr is not None), Decimal(0))
    return Part(len(rows), arr, rows[:MOST_SHOWN])
