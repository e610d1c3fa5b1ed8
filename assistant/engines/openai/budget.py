"""The daily budget for model calls, counted in the database so that all workers share it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Sum

from assistant.in_force import in_force
from assistant.models import ModelUse
from core import clock

# USD per million input and output tokens. Compatible endpoints report no prices; these err on the high side.
INPUT_PRICE, OUTPUT_PRICE = Decimal("0.60"), Decimal("2.40")
MILLION = Decimal(1_000_000)


@dataclass
class Purse:
    """What one piece of work may spend of the day's budget, and what it has spent, in USD."""

    limit: Decimal
    spent: Decimal = Decimal(0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it."""
        return self.spent >= self.limit


_purse: ContextVar[Purse | None] = ContextVar("assistant_purse", default=None)


@contextmanager
def spending_from(purse: Purse) -> Iterator[Purse]:
    """Meanwhile calls stop when this purse is empty, also if the day's budget is not spent."""
    token = _purse.set(purse)
    try:
        yield purse
    finally:
        _purse.reset(token)


def limit_today() -> Decimal:
    """USD that may be spent a day: what an admin published, else the installation's setting."""
    published = in_force().daily_usd
    return Decimal(str(settings.AI_DAILY_BUDGET_USD if published is None else published))


def spent_today() -> Decimal:
    """USD spent since midnight UTC."""
    total = ModelUse.objects.filter(on=clock.now().date()).aggregate(total=Sum("cost_usd"))["total"]
    return total or Decimal(0)


def left_today() -> Decimal:
    """USD that may still be spent before midnight UTC."""
    return max(limit_today() - spent_today(), Decimal(0))


def is_spent() -> bool:
    """Whether today's budget is used up, or the purse that is spent from."""
    purse = _purse.get()
    return (purse is not None and purse.is_empty) or spent_today() >= limit_today()


def note(
    *, engine: str, capability: str, input_tokens: int = 0, output_tokens: int = 0, has_failed: bool = False
) -> None:
    """Add one call to today's row."""
    cost = (INPUT_PRICE * input_tokens + OUTPUT_PRICE * output_tokens) / MILLION
    purse = _purse.get()
    if purse is not None:
        purse.spent += cost
    row, _ = ModelUse.objects.get_or_create(on=clock.now().date(), engine=engine[:120], capability=capability)
    ModelUse.objects.filter(pk=row.pk).update(
        calls=F("calls") + 1,
        failures=F("failures") + int(has_failed),
        input_tokens=F("input_tokens") + input_tokens,
        output_tokens=F("output_tokens") + output_tokens,
        cost_usd=F("cost_usd") + cost,
    )
