"""The formulas of money, with the worked examples of the requirements."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.money import MONTH_DAYS, Measured, Own, money_of, shown

D = Decimal


def counted(**more: object) -> Measured:
    values = {"days": 28, "deflected": 750, "solved_by_people": 526, "drafts_used": 1108, "ai_cost": D(1380)}
    return Measured(**(values | more))  # type: ignore[arg-type]  # whatever the test says


def test_the_worked_example_of_the_saving() -> None:
    own = Own(assisted_cost=D("30.00"), self_service_cost=D("1.84"))
    assert shown(money_of(counted(), own).saving) == "21120.00"


def test_the_self_service_cost_is_measured_where_none_is_told() -> None:
    found = money_of(counted(), Own(assisted_cost=D(30)))
    assert shown(found.self_service_cost) == "1.84"
    assert shown(found.saving) == "21120.00"


def test_deflection_is_of_what_could_have_become_a_ticket() -> None:
    found = money_of(counted(), Own())
    assert found.potential == 1276
    assert found.deflection is not None
    assert round(found.deflection, 1) == D("58.8")


def test_the_cost_of_a_ticket_is_total_cost_by_tickets() -> None:
    own = Own(support_cost_monthly=D(15_780) * MONTH_DAYS / 28)
    found = money_of(counted(), own)
    assert shown(found.cost_per_ticket) == "30.00"
    assert shown(found.assisted_cost) == "30.00"
    assert shown(found.saving) == "21120.00"


def test_the_return_of_a_month_with_every_part() -> None:
    own = Own(
        assisted_cost=D(30),
        self_service_cost=D("1.84"),
        hourly_cost=D(52),
        minutes_per_draft=D("4.875"),
        churn_reduction_monthly=D(500),
        licence_monthly=D(1150),
        implementation_once=D(18_000),
    )
    found = money_of(counted(drafts_used=1108), own)
    assert shown(found.productivity) == "4681.30"
    by_hand = (D(21_120) + D("4681.30")) * D("30.4375") / 28 + 500 - 1150 - 1500
    assert shown(found.monthly_return) == shown(by_hand) == "25897.40"


@pytest.mark.parametrize(
    ("more", "own"),
    [
        ({}, Own()),
        ({"solved_by_people": 0}, Own(support_cost_monthly=D(100), self_service_cost=D(1))),
    ],
)
def test_what_is_missing_is_not_made_up(more: dict[str, object], own: Own) -> None:
    found = money_of(counted(**more), own)
    assert (found.cost_per_ticket, found.saving, found.monthly_return) == (None, None, None)


def test_nothing_at_all_is_no_division_by_zero() -> None:
    found = money_of(Measured(28, 0, 0, 0, D(0)), Own(assisted_cost=D(30)))
    assert found.deflection is None
    assert (found.saving, found.monthly_return) == (D(0), D(0))


AMOUNT = st.decimals(0, 10_000, places=2)


@given(st.integers(1, 400), st.integers(0, 5_000), st.integers(0, 5_000), AMOUNT, AMOUNT)
def test_the_saving_is_what_each_one_saves_times_how_many(
    days: int, deflected: int, people: int, assisted: Decimal, alone: Decimal
) -> None:
    found = money_of(
        Measured(days, deflected, people, 0, D(0)), Own(assisted_cost=assisted, self_service_cost=alone)
    )
    assert found.saving == sum(((assisted - alone) for _ in range(deflected)), D(0))
    assert found.deflection is None or 0 <= found.deflection <= 100
