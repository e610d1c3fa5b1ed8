"""
The yearly revenue of a subscription: pure arithmetic, without a database.

    item = unit amount x quantity x periods a year / interval count
    subscription = sum of its items, less a discount that never ends
    company = sum of its subscriptions that count, in US dollars

A year has 365 days, 52 weeks, 12 months. Prices by usage or by tiers say no amount ahead: a subscription with
one is counted without it, and says so. Taxes are as the price has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from integrations.stripe.money import major

PERIODS: Mapping[str, int] = {"day": 365, "week": 52, "month": 12, "year": 1}
COUNTED = frozenset(("active", "past_due"))
"""
Of these states a subscription is worth its revenue: it runs, even if a payment is late.

A trial pays nothing yet; an unpaid, incomplete, cancelled or paused one pays nothing any more.
"""
HOME = "usd"
"""The currency of a company's revenue here; nothing is converted, as no rate is ours to choose."""


@dataclass(frozen=True)
class Item:
    """One price of a subscription; `unit` is in the smallest unit of the currency, None where it has none."""

    product: str
    nickname: str
    quantity: int
    unit: Decimal | None
    interval: str
    every: int
    divide_by: int = 1
    rounds_up: bool = False

    @property
    def yearly(self) -> Decimal | None:
        """Its revenue a year in the smallest unit; None for a price by usage or tiers."""
        if self.unit is None or self.interval not in PERIODS:
            return None
        packs = Decimal(self.quantity) / self.divide_by
        if self.divide_by > 1:
            packs = packs.to_integral_value(ROUND_CEILING if self.rounds_up else ROUND_FLOOR)
        return self.unit * packs * PERIODS[self.interval] / self.every

    @property
    def is_term(self) -> bool:
        """Whether it runs for at least a year, so that its end is a renewal."""
        return (self.interval == "year") or (self.interval == "month" and self.every >= 12)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "product": self.product,
            "nickname": self.nickname,
            "quantity": self.quantity,
            "unit": None if self.unit is None else str(self.unit),
            "interval": self.interval,
            "every": self.every,
            "divide_by": self.divide_by,
            "rounds_up": self.rounds_up,
        }


@dataclass(frozen=True)
class Yearly:
    """A revenue in the smallest unit, and whether something could not be counted."""

    amount: Decimal
    is_partial: bool


def item_of(kept: Mapping[str, Any]) -> Item:
    """An item as it was kept."""
    unit = kept["unit"]
    return Item(**{**kept, "unit": None if unit is None else Decimal(unit)})


def yearly_of(items: Sequence[Item], *, percent_off: Decimal | None, amount_off: Decimal | None) -> Yearly:
    """
    The revenue a year of one subscription.

    `percent_off` (0 to 100) and `amount_off` (a year, in the smallest unit) are of a discount that never
    ends; one that ends takes nothing from what the next years bring.
    """
    known = [one.yearly for one in items]
    total = sum((one for one in known if one is not None), Decimal(0))
    if percent_off is not None:
        total = total * (100 - percent_off) / 100
    if amount_off is not None:
        total -= amount_off
    return Yearly(max(total, Decimal(0)), any(one is None for one in known))


def dollars(amounts: Sequence[tuple[str, Decimal]]) -> Decimal | None:
    """
    The sum of revenues (currency, smallest unit) in dollars, with two decimals.

    None without any, and where one is in another currency: half of a revenue would be a wrong one.
    """
    if not amounts or any(currency.lower() != HOME for currency, _ in amounts):
        return None
    return major(sum((amount for _, amount in amounts), Decimal(0)), HOME)
