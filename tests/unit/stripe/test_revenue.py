"""The yearly revenue of subscriptions, and amounts of currencies with other decimals."""

from decimal import Decimal

import pytest

from integrations.stripe.money import decimals_of, major, shown
from integrations.stripe.revenue import Item, dollars, item_of, yearly_of


def item(unit: int | str | None, interval: str = "month", every: int = 1, **more: int | bool) -> Item:
    return Item(
        product="prod_1",
        nickname="",
        unit=None if unit is None else Decimal(unit),
        interval=interval,
        every=every,
        **({"quantity": 1} | more),  # type: ignore[arg-type]  # numbers and yes or no, by name
    )


@pytest.mark.parametrize(
    ("one", "yearly"),
    [
        (item(2000), 24_000),
        (item(2000, quantity=7), 168_000),
        (item(120_000, "year"), 120_000),
        (item(120_000, "year", 2), 60_000),
        (item(9000, "month", 3), 36_000),
        (item(100, "week"), 5200),
        (item(10, "day"), 3650),
        (item("0.5", quantity=1000), 6000),
        # Packs of ten: 25 seats are three packs upwards, two downwards.
        (item(1000, quantity=25, divide_by=10, rounds_up=True), 36_000),
        (item(1000, quantity=25, divide_by=10), 24_000),
        (item(None), None),
        (item(1000, "fortnight"), None),
    ],
)
def test_a_price_is_worth_its_periods_a_year(one: Item, yearly: int | None) -> None:
    assert one.yearly == yearly
    assert item_of(one.to_json()) == one


def test_a_subscription_is_the_sum_of_its_prices_less_what_never_ends() -> None:
    both = [item(2000), item(120_000, "year")]
    assert yearly_of(both, percent_off=None, amount_off=None).amount == 144_000
    assert yearly_of(both, percent_off=Decimal(25), amount_off=None).amount == 108_000
    assert yearly_of(both, percent_off=None, amount_off=Decimal(200_000)).amount == 0
    partial = yearly_of([item(2000), item(None)], percent_off=None, amount_off=None)
    assert partial.amount == 24_000
    assert partial.is_partial


def test_revenue_is_said_in_dollars_or_not_at_all() -> None:
    assert dollars([("usd", Decimal(24_050)), ("USD", Decimal(100))]) == Decimal("241.50")
    assert dollars([("usd", Decimal(24_050)), ("eur", Decimal(100))]) is None
    assert dollars([]) is None


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert major(1250, "usd") == Decimal("12.50")
    assert major(500, "JPY") == 500
    assert major(5124, "kwd") == Decimal("5.124")
    # Both are written with two decimals there, although nothing smaller is charged.
    assert major(500, "ugx") == 5
    assert decimals_of("isk") == 2
    assert shown(123_450, "usd") == "USD 1,234.50"
    assert shown(123_450, "jpy") == "JPY 123,450"
