"""Routing settings besides the rules."""

from typing import Any

import pytest

from routing.preferences import Preferences, read_preferences
from routing.rules import InvalidRule


def test_what_is_left_out_stays() -> None:
    found = read_preferences({"relax_after_seconds": 60}, Preferences(assigns=False))
    assert (found.relax_after_seconds, found.assigns) == (60, False)
    assert found.thresholds == Preferences().thresholds


@pytest.mark.parametrize(
    "data",
    [
        [],
        "x",
        {"speed": 9},
        {"assigns": 1},
        {"relax_after_seconds": 0},
        {"relax_after_seconds": True},
        {"relax_after_seconds": 60.5},
        {"hold_for_assistant_seconds": 10**9},
        {"thresholds": {"P1": 70}},
        {"thresholds": {"P1": 40, "P2": 50, "P3": 20}},
        {"thresholds": {"P1": "70", "P2": 45, "P3": 20}},
        {"tier_hours": {"T1": 0, "T2": 8, "T3": 48}},
        {"tier_hours": None},
    ],
)
def test_nonsense_is_refused(data: Any) -> None:
    with pytest.raises(InvalidRule):
        read_preferences(data, Preferences())
