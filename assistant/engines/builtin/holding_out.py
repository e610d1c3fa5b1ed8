"""How a classifier does on unseen texts: of known labels, of unknown labels, and of none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.builtin.by_sentences import Vectors
from assistant.engines.builtin.scoring import SEED, Floats, Models

MANY_ROWS = 1500
"""
Small sets are cut into five parts, of which three are held out in turn; large ones give up a fifth once.
"""
PARTS = 5
UNKNOWN_LABELS = 0.12
LABELS_TO_SPARE = 12
ENOUGH_OUTSIDERS = 40
MAX_REFUSED = 0.03
STRANGER_SHARE = 0.03
"""The assumed share of traffic with a label nobody has named yet, where there are no real outsiders."""
DEFAULT_THRESHOLD = 0.35


@dataclass(frozen=True, slots=True)
class Trial:
    """
    The gate's training rows: signals, and for each whether the label was right and the text in scope.

    `share` weighs the rows for the probability that a label is right: labels left out on purpose are far more
    frequent here than they will be in use.
    """

    signs: Floats
    is_right: NDArray[np.bool_]
    is_inside: NDArray[np.bool_]
    share: Floats
    accuracy: float

    def threshold(self, scope: Floats) -> float:
        """
        The point where refusing pays most: accuracy with refusals counted as wrong, plus outsiders
        recognized.

        It never refuses more than MAX_REFUSED of the texts that were labeled correctly.
        """
        right = scope[self.is_inside & self.is_right]
        outside = scope[~self.is_inside]
        if len(outside) == 0 or len(right) == 0:
            return DEFAULT_THRESHOLD
        inside = max(int(self.is_inside.sum()), 1)
        highest = float(np.quantile(right, MAX_REFUSED))
        candidates = np.unique(np.concatenate([outside, right]))
        candidates = candidates[candidates <= highest]
        if len(candidates) == 0:
            return highest
        kept = (right[None, :] >= candidates[:, None]).sum(axis=1) / inside
        refused = (outside[None, :] < candidates[:, None]).mean(axis=1)
        return float(candidates[int(np.argmax(kept + refused))])


def held_out(
    texts: Sequence[str], labels: Sequence[str], outsiders: Sequence[str], vectors: Vectors
) -> list[Trial]:
    """
    Train on one part and evaluate on the rest: without vectors of sentences, and with them if there are any.
    """
    generator = np.random.default_rng(SEED)
    names = np.asarray(labels)
    part_of = _parts(names, generator)
    unknown = _unknown(names, generator, spare=len(outsiders) < ENOUGH_OUTSIDERS)
    parts = range(3) if len(texts) < MANY_ROWS else range(1)
    ways: list[Vectors] = [{}, vectors] if vectors else [{}]
    seen: list[list[_Seen]] = [[] for _ in ways]
    for part in parts:
        is_unknown = np.isin(names, unknown[part]) if unknown else np.zeros(len(names), dtype=bool)
        train = np.flatnonzero((part_of != part) & ~is_unknown)
        if len(set(names[train])) < 2:
            continue
        test = np.flatnonzero((part_of == part) & np.isin(names, names[train]) & ~is_unknown)
        strange = np.flatnonzero(is_unknown)[: max(3 * len(test), 50)]
        models = Models.fit([texts[int(i)] for i in train], [labels[int(i)] for i in train], vectors)
        looked_at = [texts[int(i)] for i in test] + [texts[int(i)] for i in strange] + list(outsiders)
        if not looked_at:
            continue
        for way, known in enumerate(ways):
            seen[way].append(_seen(models, looked_at, names[test], len(strange), known))
    return [_trial(found) for found in seen]


_Seen = tuple[Floats, NDArray[np.bool_], NDArray[np.bool_], Floats]


def _seen(
    models: Models, looked_at: Sequence[str], names: NDArray[np.str_], strangers: int, vectors: Vectors
) -> _Seen:
    """Signs, whether right, whether inside, and share of texts: those with `names` first, then strangers."""
    count = len(names)
    shares, found = models.scores(looked_at, vectors)
    guessed = models.classes[shares.argmax(axis=1)]
    is_right = np.zeros(len(looked_at), dtype=bool)
    is_right[:count] = guessed[:count] == names
    share = np.ones(len(looked_at))
    share[count : count + strangers] = STRANGER_SHARE * count / max(strangers, 1)
    return found, is_right, np.arange(len(looked_at)) < count, share


def _trial(seen: Sequence[_Seen]) -> Trial:
    signs, right, inside, share = (np.concatenate(column) for column in zip(*seen, strict=True))
    return Trial(signs, right, inside, share, float(right[inside].mean()))


def _parts(names: NDArray[np.str_], generator: np.random.Generator) -> NDArray[np.int64]:
    """A part for each row, with every label spread over all parts as evenly as possible."""
    part_of = np.zeros(len(names), dtype=np.int64)
    for label in Counter(names.tolist()):
        rows = generator.permutation(np.flatnonzero(names == label))
        part_of[rows] = (np.arange(len(rows)) + generator.integers(PARTS)) % PARTS
    return part_of


def _unknown(names: NDArray[np.str_], generator: np.random.Generator, *, spare: bool) -> list[list[str]]:
    """For each part, the labels its models never see; none if there are real outsiders or few labels."""
    known = np.unique(names)
    if not spare or len(known) < LABELS_TO_SPARE:
        return []
    size = max(1, round(UNKNOWN_LABELS * len(known)))
    return [[str(name) for name in generator.choice(known, size, replace=False)] for _ in range(PARTS)]
