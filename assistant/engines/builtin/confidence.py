"""
How likely an extractive answer is to resolve the question: a logistic model over the reader's figures.

The weights are fitted by `manage.py evaluate confidence` on questions with known articles and on questions
that no article answers (docs/quality.md has the data and how well they transfer).
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from math import exp
from pathlib import Path

NAMES = (
    "posterior", "similarity", "score_margin", "similarity_margin", "head_margin", "head_coverage_margin",
    "article", "articles", "code_met", "code_missed",
)  # fmt: skip
"""The figures that enter the model."""
FIGURES = {"words": NAMES, "sentences": NAMES[:4]}
"""Those that enter each kind's; the others weigh nothing. Few figures carry over to articles never seen."""
FILE = Path(__file__).with_name("confidence.json")


def kind_of(features: Mapping[str, float]) -> str:
    """
    Which weights judge these figures.

    With the vectors of sentences scores mean something else than without, when the encoders are off or away.
    """
    return "sentences" if features.get("by_sentences") else "words"


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    loaded: dict[str, dict[str, float]] = json.loads(FILE.read_text())["weights"]
    return loaded


def confidence_of(features: Mapping[str, float]) -> float:
    """The probability from 0 to 1; 0 without features, i.e. without an answer."""
    if not features:
        return 0.0
    weights = _weights()[kind_of(features)]
    total = weights["offset"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + exp(-max(min(total, 30.0), -30.0)))


def threshold() -> float:
    """The confidence from which the assistant answers on its own, unless an admin sets another."""
    return float(json.loads(FILE.read_text())["threshold"])
