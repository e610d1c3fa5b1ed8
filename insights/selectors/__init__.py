"""Reads of the insights: figures of what the actor may see, the tickets behind each, money, the baseline."""

from insights.selectors.asked import questions
from insights.selectors.asking import Told, tickets_told, told
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
    "Told",
    "Wanted",
    "assumptions",
    "baseline",
    "figures",
    "grouped",
    "measured",
    "money",
    "questions",
    "series",
    "tickets_behind",
    "tickets_told",
    "told",
]
