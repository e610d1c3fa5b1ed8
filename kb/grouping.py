"""Texts that ask the same, brought together by the vectors of their words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.search.words import words_of
from kb import embedding

Matrix = NDArray[np.float32]
ALIKE = 0.62
"""The cosine of meanings from which two short texts are brought together."""
HALF = 0.5
"""Of the words of the shorter text, as many must stand in the other where the vectors leave a doubt."""
SURE = 0.75
DIMENSION = embedding.DIMENSION


@dataclass
class Group:
    """Texts by their place among those given, the first of which began the group."""

    members: list[int] = field(default_factory=list)
    centre: Matrix = field(default_factory=lambda: np.zeros(DIMENSION, dtype=np.float32))


def vectors_of(texts: Sequence[str]) -> Matrix:
    """A unit vector for each text, one a row; zeros where nothing can be embedded."""
    empty = np.zeros(DIMENSION, dtype=np.float32)
    found = embedding.WORDLLAMA.embed(texts)
    rows = [empty if one is None else one for one in found]
    return np.stack(rows) if rows else np.zeros((0, DIMENSION), dtype=np.float32)


def unit(vector: Matrix) -> Matrix:
    """The vector with length 1; zeros stay."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 1e-9 else vector


def grouped(texts: Sequence[str]) -> list[Group]:
    """
    Texts in groups, the same for the same texts in the same order.

    Each text joins the group whose centre is nearest, if that is near enough, else it begins one of its own
    (leader clustering): one pass, texts times groups comparisons, and no number of groups to guess. A text
    that cannot be embedded joins only its equal.
    """
    vectors = vectors_of(texts)
    groups: list[Group] = []
    sums: list[Matrix] = []
    centres = np.zeros((0, DIMENSION), dtype=np.float32)
    leaders: list[frozenset[str]] = []
    equal: dict[str, int] = {}
    for index, text in enumerate(texts):
        folded = " ".join(words_of(text)) or text.strip()
        at = equal.get(folded)
        if at is None:
            at = _nearest(centres, vectors[index], leaders, frozenset(words_of(text)))
        if at is None:
            at = len(groups)
            groups.append(Group())
            sums.append(np.zeros(DIMENSION, dtype=np.float32))
            centres = np.vstack([centres, np.zeros((1, DIMENSION), dtype=np.float32)])
            leaders.append(frozenset(words_of(text)))
        equal.setdefault(folded, at)
        groups[at].members.append(index)
        sums[at] = sums[at] + vectors[index]
        centres[at] = groups[at].centre = unit(sums[at])
    return groups


def _nearest(
    centres: Matrix, vector: Matrix, leaders: Sequence[frozenset[str]], words: frozenset[str]
) -> int | None:
    if not len(centres) or not vector.any():
        return None
    likeness = centres @ vector
    best = int(likeness.argmax())
    if likeness[best] < ALIKE:
        return None
    if likeness[best] >= SURE:
        return best
    fewer = min(len(words), len(leaders[best])) or 1
    return best if len(words & leaders[best]) / fewer >= HALF else None
