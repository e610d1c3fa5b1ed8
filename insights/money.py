"""
What answering without a person saves, by the formulas of the requirements (N3).

- deflection = (self-service resolutions) / (potential tickets) x 100, where potential tickets are the
  self-service resolutions and the tickets that people solved
- cost per ticket = (total cost) / (tickets that people solved)
- self-service saving = deflected x (assisted cost - self-service cost)
- productivity = drafts used x minutes saved by each / 60 x cost of an hour
- return a month = (saving + productivity) x (365.25 / 12) / days + churn reduction - licence
  - implementation / 12

Amounts are decimals in the installation's currency, rounded to cents only when they are shown.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MONTH_DAYS = Decimal("365.25") / 12


@dataclass(frozen=True, slots=True)
class Measured:
    """What is counted in a period of `days`: nobody can type over it; `ai_cost` in the own currency."""

    days: int
    deflected: int
    solved_by_people: int
    drafts_used: int
    ai_cost: Decimal


@dataclass(frozen=True, slots=True)
class Own:
    """The installation's own figures; None where it has told none."""

    assisted_cost: Decimal | None = None
    self_service_cost: Decimal | None = None
    hourly_cost: Decimal | None = None
    minutes_per_draft: Decimal | None = None
    support_cost_monthly: Decimal | None = None
    churn_reduction_monthly: Decimal = Decimal(0)
    licence_monthly: Decimal = Decimal(0)
    implementation_once: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Money:
    """
    The results; None where a figure that they need is missing or nothing counts.

    `deflection` is in percent; `saving` and `productivity` are of the period, `monthly_return` of a month.
    """

    potential: int
    deflection: Decimal | None
    cost_per_ticket: Decimal | None
    assisted_cost: Decimal | None
    self_service_cost: Decimal | None
    saving: Decimal | None
    productivity: Decimal | None
    monthly_return: Decimal | None


def money_of(measured: Measured, own: Own) -> Money:
    """Every formula; the assisted cost that is not told is the measured cost of a ticket."""
    potential = measured.deflected + measured.solved_by_people
    deflection = Decimal(100 * measured.deflected) / potential if potential else None
    cost_per_ticket = _cost_per_ticket(measured, own)
    assisted = own.assisted_cost if own.assisted_cost is not None else cost_per_ticket
    alone = own.self_service_cost
    if alone is None and measured.deflected:
        alone = measured.ai_cost / measured.deflected
    saving = _saving(measured.deflected, assisted, alone)
    productivity = _productivity(measured.drafts_used, own)
    return Money(
        potential=potential,
        deflection=deflection,
        cost_per_ticket=cost_per_ticket,
        assisted_cost=assisted,
        self_service_cost=alone,
        saving=saving,
        productivity=productivity,
        monthly_return=_return(saving, productivity, measured.days, own),
    )


def _cost_per_ticket(measured: Measured, own: Own) -> Decimal | None:
    if own.support_cost_monthly is None or not measured.solved_by_people:
        return None
    return own.support_cost_monthly * measured.days / MONTH_DAYS / measured.solved_by_people


def _saving(deflected: int, assisted: Decimal | None, alone: Decimal | None) -> Decimal | None:
    if not deflected and assisted is not None:
        return Decimal(0)
    if assisted is None or alone is None:
        return None
    return deflected * (assisted - alone)


def _productivity(drafts: int, own: Own) -> Decimal | None:
    if own.hourly_cost is None or own.minutes_per_draft is None:
        return None
    return drafts * own.minutes_per_draft / 60 * own.hourly_cost


def _return(saving: Decimal | None, productivity: Decimal | None, days: int, own: Own) -> Decimal | None:
    """None without a saving; hours saved that nobody can price count as nothing."""
    if saving is None:
        return None
    gained = (saving + (productivity or 0)) * MONTH_DAYS / days
    return gained + own.churn_reduction_monthly - own.licence_monthly - own.implementation_once / 12


def shown(amount: Decimal | None) -> str | None:
    """An amount to the cent, half up."""
    return None if amount is None else str(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))
