"""
Whether two reports are about the same defect: by error codes, product area, words and meaning.

Pure. The weights and thresholds are chosen by hand and not measured yet, which is why a person decides.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.reading.sentences import STOP

LIKELY = 0.62
"""From this score on a candidate is offered as the same issue; below it only as similar."""
SHOWN = 0.34
CODE, AREA = 0.6, 0.08
MOST_WORDS = 4
_WORD = re.compile(r"[a-z][a-z0-9_.-]{2,30}")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two reports are alike: `code`, `area`, `words`, `meaning`; `value` says which, or how much."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """From 0 to 1, with its reasons, the strongest first."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_likely(self) -> bool:
        """Whether it is offered as the same."""
        return self.score >= LIKELY


@dataclass(frozen=True, slots=True)
class Report:
    """A report to compare."""

    title: str
    text: str
    codes: frozenset[str] = frozenset()
    area: str = ""


def words_of(text: str) -> Counter[str]:
    """The words that may tell reports apart, with how often they stand there."""
    found = (word.strip(".-_") for word in _WORD.findall(text.lower()))
    return Counter(word for word in found if word not in STOP)


def weights(texts: Iterable[Counter[str]]) -> Mapping[str, float]:
    """How much each word tells: the rarer among these texts, the more (inverse document frequency)."""
    seen: Counter[str] = Counter()
    count = 0
    for words in texts:
        count += 1
        seen.update(set(words))
    return {word: math.log((count + 1) / (times + 0.5)) for word, times in seen.items()}


def overlap(one: Counter[str], other: Counter[str], by: Mapping[str, float]) -> tuple[float, list[str]]:
    """The cosine of two texts by weighted words, and the shared words that tell most."""
    norm_one = math.sqrt(sum((by.get(word, 1.0) * _damped(times)) ** 2 for word, times in one.items()))
    norm_other = math.sqrt(sum((by.get(word, 1.0) * _damped(times)) ** 2 for word, times in other.items()))
    if not norm_one or not norm_other:
        return 0.0, []
    shared = {
        word: by.get(word, 1.0) ** 2 * _damped(one[word]) * _damped(other[word])
        for word in one
        if word in other
    }
    best = sorted(shared, key=lambda word: (-shared[word], word))
    return min(1.0, sum(shared.values()) / (norm_one * norm_other)), best[:MOST_WORDS]


def _damped(times: int) -> float:
    return 1.0 + math.log(times)


def judged(new: Report, old: Report, *, meaning: float, words: float, shared: Sequence[str]) -> Likeness:
    """
    How alike two reports are.

    `meaning` is the cosine of their vectors, `words` that of their weighted words. Different error codes on
    both sides speak against it.
    """
    codes = sorted(new.codes & old.codes)
    base = 0.55 * _scaled(meaning, 0.25, 0.9) + 0.45 * _scaled(words, 0.05, 0.55)
    score = base
    if codes:
        score = CODE + (1 - CODE) * base
    elif new.codes and old.codes:
        score *= 0.6
    reasons = [Reason("code", code) for code in codes[:2]]
    if new.area and new.area == old.area:
        score += AREA * (1 - score)
        reasons.append(Reason("area", new.area))
    if shared and words >= 0.08:
        reasons.append(Reason("words", ", ".join(shared)))
    if meaning >= 0.5:
        reasons.append(Reason("meaning", f"{meaning:.2f}"))
    return Likeness(round(min(1.0, score), 3), tuple(reasons))


def _scaled(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
