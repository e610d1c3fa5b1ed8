"""
Answered against wrong, by the confidence that is asked for.

Each bin of confidence has a rate of wrong answers: a Beta distribution whose prior is what was measured
before shipping, weighed like PRIOR answers, and whose evidence are the installation's own judged answers. How
many questions fall into a bin is counted from its own tickets, or taken from that measurement where there are
few. What a threshold leads to is the sum over the bins above it, with a band of 95% of what the bins allow.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.builtin.calibration import shipped_bins

PRIOR = 20.0
"""Of how many answers the shipped measurement counts as much in each bin."""
ENOUGH_JUDGED, ENOUGH_ASKED = 20, 30
"""Judged answers from which they move the curve; questions from which their confidence is counted."""
STEPS = tuple(round(0.50 + step / 100, 2) for step in range(50))
"""The thresholds of the curve."""
_EDGES = np.arange(0.0, 1.0001, 0.05)
_DRAWS = 2000
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer that was sent, and whether what followed says that it was right."""

    confidence: float
    is_right: bool
    category: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """
    What a threshold leads to.

    `answered` is the share of the questions that reach the engine; `wrong` the share of the answers, with
    the ends of its band.
    """

    threshold: float
    answered: float
    wrong: float
    wrong_low: float
    wrong_high: float


def curve(
    judged: Sequence[Judged], asked: Sequence[float], *, around: Sequence[Judged] | None = None
) -> list[Point]:
    """
    The points in rising order of the threshold.

    `asked` are the confidences of all questions that reached the engine, answered or not. For one category,
    `around` are the judged answers of all others: what they come to, with the shipped measurement, is then
    the prior, weighed like PRIOR answers as that is.
    """
    own = judged if len(judged) >= ENOUGH_JUDGED else ()
    wrong_of, right_of = _evidence(own)
    prior = _prior_rates()
    if around is not None and len(around) >= ENOUGH_JUDGED:
        wrong_around, right_around = _evidence(around)
        prior = (prior * PRIOR + wrong_around) / (PRIOR + wrong_around + right_around)
    alpha = prior * PRIOR + wrong_of
    beta = (1 - prior) * PRIOR + right_of
    rates = alpha / (alpha + beta)
    # The same draws each time: a curve must not move without new data.
    draws = np.random.default_rng(20).beta(alpha, beta, size=(_DRAWS, len(alpha)))
    places, weights = _asked(asked)
    bins = np.clip(np.digitize(places, _EDGES) - 1, 0, len(rates) - 1)
    total = float(weights.sum())
    points = []
    for step in STEPS:
        above = places >= step - 1e-9
        by_bin = np.bincount(bins[above], weights=weights[above], minlength=len(rates))
        count = float(by_bin.sum())
        share = by_bin / count if count else _last(len(rates))
        low, high = np.quantile(draws @ share, (0.025, 0.975))
        points.append(Point(step, count / total, float(rates @ share), float(low), float(high)))
    return points


def threshold_for(points: Sequence[Point], max_wrong: float) -> float | None:
    """The lowest threshold of which at most this share is wrong, also above it; None if there is none."""
    found = None
    for point in reversed(points):
        if point.wrong > max_wrong:
            break
        found = point.threshold
    return found


def _evidence(judged: Sequence[Judged]) -> tuple[Floats, Floats]:
    count = len(_EDGES) - 1
    wrong, right = np.zeros(count), np.zeros(count)
    for one in judged:
        place = min(max(int(np.digitize(one.confidence, _EDGES)) - 1, 0), count - 1)
        (right if one.is_right else wrong)[place] += 1
    return wrong, right


def _prior_rates() -> Floats:
    middles = (_EDGES[:-1] + _EDGES[1:]) / 2
    bins = shipped_bins()
    return np.array([next(one.wrong_rate for one in bins if one.start <= at < one.end) for at in middles])


def _asked(asked: Sequence[float]) -> tuple[Floats, Floats]:
    """Confidences and their weights: one's own, or the shipped ones, spread evenly within their bins."""
    if len(asked) >= ENOUGH_ASKED:
        return np.asarray(asked, dtype=np.float64), np.ones(len(asked))
    places, weights = [], []
    for one in shipped_bins():
        steps = round((one.end - one.start) * 100)
        places += [one.start + (step + 0.5) / 100 for step in range(steps)]
        weights += [one.answers / steps] * steps
    return np.array(places), np.array(weights)


def _last(count: int) -> Floats:
    found = np.zeros(count)
    found[-1] = 1
    return found
