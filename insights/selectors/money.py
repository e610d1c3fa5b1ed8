"""Money: what is measured, what the installation told, and what comes of both."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from assistant.selectors.measured import cost_between
from core.actors import Actor
from core.errors import Forbidden
from insights.models import Assumptions
from insights.money import Measured, Money, Own, money_of
from insights.periods import Period
from insights.selectors.figures import SEE, Wanted, figures
from people.policy import require


def assumptions() -> Assumptions:
    """The installation's own figures; without any, those that nothing follows from."""
    return Assumptions.objects.filter(pk=1).first() or Assumptions(pk=1)


def own_of(row: Assumptions) -> Own:
    """The same as the formulas take them."""
    return Own(
        assisted_cost=row.assisted_cost,
        self_service_cost=row.self_service_cost,
        hourly_cost=row.hourly_cost,
        minutes_per_draft=row.minutes_per_draft,
        support_cost_monthly=row.support_cost_monthly,
        churn_reduction_monthly=row.churn_reduction_monthly,
        licence_monthly=row.licence_monthly,
        implementation_once=row.implementation_once,
    )


def measured(*, actor: Actor, period: Period, usd_rate: Decimal, now: datetime) -> Measured:
    """
    What a period counts, of all tickets.

    Raises Forbidden to those who see only some tickets, since costs are of all of them.
    """
    require(actor, SEE)
    if not actor.sees_all_tickets:
        raise Forbidden("Money is told of all tickets, and you see only some. Ask somebody who sees all.")
    found = {one.measure: one for one in figures(actor=actor, wanted=Wanted(period, now))}
    last = (period.end - timedelta(microseconds=1)).astimezone(UTC).date()
    cost = cost_between(period.start.date(), last)
    return Measured(
        days=period.days,
        deflected=found["ai_solved"].part,
        solved_by_people=found["solved"].part,
        drafts_used=found["ai_drafts_used"].part,
        ai_cost=cost * usd_rate,
    )


def money(*, actor: Actor, period: Period, now: datetime) -> tuple[Measured, Assumptions, Money]:
    """What is measured, what was told, and the results. Raises Forbidden."""
    row = assumptions()
    counted = measured(actor=actor, period=period, usd_rate=row.usd_rate, now=now)
    return counted, row, money_of(counted, own_of(row))
