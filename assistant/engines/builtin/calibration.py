"""
How often answers of a confidence were right where the engine was measured before it shipped.

The counts are those of docs/quality.md ("How sure and how right").
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with a confidence from `start` up to `end`, and how many of them were right."""

    start: float
    end: float
    answers: int
    right: int

    @property
    def wrong_rate(self) -> float:
        """The share that was wrong."""
        return 1 - self.right / self.answers


@lru_cache(maxsize=1)
def shipped_bins() -> tuple[Bin, ...]:
    """The bins in rising order; together they cover 0 to 1."""
    rows = json.loads(FILE.read_text())["bins"]
    return tuple(Bin(row["from"], row["to"], row["answers"], row["right"]) for row in rows)
