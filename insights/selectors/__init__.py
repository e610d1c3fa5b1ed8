"""Reads of the insights: figures of what the actor may see, the tickets behind each, money, the baseline."""

from insights.selectors.behind import MAX_SHOWN, Behind, tickets_behind
from insights.selectors.figures import (
    FILTERS,
    GROUPS,
    SEE,
    Figure,
    Series,
    Wanted,
    figures,
    grouped,
    series,
)
from insights.selectors.money import assumptions, measured, money
from insights.selectors.past import Baseline, baseline

__all__ = [
    "FILTERS",
    "GROUPS",
    "MAX_SHOWN",
    "SEE",
    "Baseline",
    "Behind",
    "Figure",
    "Series",
    "Wanted",
    "assumptions",
    "baseline",
    "figures",
    "grouped",
    "measured",
    "money",
    "series",
    "tickets_behind",
]
