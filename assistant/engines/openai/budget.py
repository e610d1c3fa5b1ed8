"""The daily budget for model calls, counted in the database so that all workers share it."""

from decimal import Decimal

from django.conf import settings
from django.db.models import F, Sum

from assistant.models import ModelUse
from core import clock

# USD per million input and output tokens. Compatible endpoints report no prices; these err on the high side.
INPUT_PRICE, OUTPUT_PRICE = Decimal("0.60"), Decimal("2.40")
MILLION = Decimal(1_000_000)


def spent_today() -> Decimal:
    """USD spent since midnight UTC."""
    total = ModelUse.objects.filter(on=clock.now().date()).aggregate(total=Sum("cost_usd"))["total"]
    return total or Decimal(0)


def is_spent() -> bool:
    """Whether today's budget is used up."""
    return spent_today() >= Decimal(str(settings.AI_DAILY_BUDGET_USD))


def note(
    *, engine: str, capability: str, input_tokens: int = 0, output_tokens: int = 0, has_failed: bool = False
) -> None:
    """Add one call to today's row."""
    cost = (INPUT_PRICE * input_tokens + OUTPUT_PRICE * output_tokens) / MILLION
    row, _ = ModelUse.objects.get_or_create(on=clock.now().date(), engine=engine[:120], capability=capability)
    ModelUse.objects.filter(pk=row.pk).update(
        calls=F("calls") + 1,
        failures=F("failures") + int(has_failed),
        input_tokens=F("input_tokens") + input_tokens,
        output_tokens=F("output_tokens") + output_tokens,
        cost_usd=F("cost_usd") + cost,
    )
