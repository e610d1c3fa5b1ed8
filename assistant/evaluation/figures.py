"""Figures shared by several measurements."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BINS = 10


def calibration_error(confidences: Sequence[float], is_right: Sequence[bool]) -> float:
    """
    The expected calibration error: the mean distance, over ten bins of equal width and weighted by their
    size, between how sure the answers were and how often they were right.
    """
    sure, right = np.asarray(confidences, dtype=np.float64), np.asarray(is_right, dtype=np.float64)
    if len(sure) == 0:
        return 0.0
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    error = 0.0
    for place in range(BINS):
        inside = places == place
        if inside.any():
            error += float(inside.mean()) * abs(float(sure[inside].mean()) - float(right[inside].mean()))
    return error


def area_under_curve(scores: Sequence[float], is_positive: Sequence[bool]) -> float | None:
    """The probability that a positive scores higher than a negative; None unless there are both."""
    values, positive = np.asarray(scores, dtype=np.float64), np.asarray(is_positive, dtype=bool)
    count, others = int(positive.sum()), int((~positive).sum())
    if not count or not others:
        return None
    ranks = _mean_ranks(values)
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * others))


def _mean_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray(((ends - counts + 1 + ends) / 2)[places])


def share(part: int, whole: int) -> float:
    """A rounded share; 0 of nothing."""
    return round(part / whole, 4) if whole else 0.0
