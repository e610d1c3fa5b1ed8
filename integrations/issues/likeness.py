"""
Whether two reports are about the same defect: by error codes, product area, words, letters and meaning.

Pure. Words tell which report names the same things; runs of four letters do too where a word is bent, joined
or misspelt, in any language; meaning where other words are used. docs/quality.md has how well that works.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.reading.sentences import STOP

LIKELY = 0.62
"""From this score on a candidate with the same error code is offered as the same; others only as similar."""
SHOWN = 0.2
NOTHING, CERTAIN = 0.2, 1.4
"""Cosines together that say nothing, and those that leave no doubt."""
CODE, AREA = 0.6, 0.08
MOST_WORDS = 4
RUN, LONGEST = 4, 30
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
        """Whether it is offered as the same: only a shared error code makes that sure enough."""
        return self.score >= LIKELY and any(reason.kind == "code" for reason in self.reasons)


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


def letters_of(text: str) -> Counter[str]:
    """The runs of four letters of its words, with how often they stand there."""
    found: Counter[str] = Counter()
    for word in text.lower().split():
        padded = f" {word[:LONGEST]} "
        found.update(padded[start : start + RUN] for start in range(len(padded) - RUN + 1))
    return found


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


@dataclass(frozen=True, slots=True)
class Cosines:
    """How near two reports are by each sign; `sentence` is that of the encoder, None without it."""

    words: float = 0.0
    letters: float = 0.0
    meaning: float = 0.0
    sentence: float | None = None

    @property
    def whole(self) -> float:
        """All of them together, words and letters as one."""
        sentence = self.meaning if self.sentence is None else self.sentence
        return 0.5 * (self.words + self.letters) + 0.5 * self.meaning + 0.5 * sentence


def judged(new: Report, old: Report, near: Cosines, *, shared: Sequence[str]) -> Likeness:
    """How alike two reports are. Different error codes on both sides speak against it."""
    codes = sorted(new.codes & old.codes)
    meaning, words = near.meaning if near.sentence is None else near.sentence, near.words
    base = _scaled(near.whole, NOTHING, CERTAIN)
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
