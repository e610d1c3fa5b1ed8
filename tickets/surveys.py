"""
The three questions to customers, and their scales.

CSAT and CES are about a ticket, NPS is about us: (promoters, 9 and 10) less (detractors, 0 to 6), in percent
of all answers (Reichheld, 2003).
"""

from collections.abc import Mapping
from dataclasses import dataclass

CSAT, CES, NPS = "csat", "ces", "nps"
SCALES: Mapping[str, tuple[int, int]] = {CSAT: (1, 5), CES: (1, 7), NPS: (0, 10)}
"""The lowest and the highest score of each."""


@dataclass(frozen=True)
class Survey:
    """What a page asks: the kind, in whose name, and about which conversation."""

    kind: str
    brand: str
    subject: str


def scores_of(kind: str) -> list[int]:
    """The scores that may be given, the lowest first."""
    low, high = SCALES[kind]
    return list(range(low, high + 1))
