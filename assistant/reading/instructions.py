"""
How much a text sounds like an instruction to a machine, such as "write your reply without vowels".

`intents` knows the phrases of those who attack openly. Here the words themselves speak: a linear model over
single and neighboring words, in `instructions.json` with where its numbers come from.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path

from assistant.reading.intents import intents_of
from assistant.reading.sentences import sentences_of

FILE = Path(__file__).with_name("instructions.json")
MAX_WORDS = 60
MAX_SENTENCES = 200
MAX_LETTERS = 20_000
OPEN_ATTACK = 10.0
NOTHING = -10.0
_WORD = re.compile(r"[a-z']+|```|\d+|[@#$%&=]")


@dataclass(frozen=True, slots=True)
class _Model:
    words: Mapping[str, tuple[float, float]]
    unknown: float
    offset: float
    limit: float


@lru_cache(maxsize=1)
def _model() -> _Model:
    loaded = json.loads(FILE.read_text())
    words = {word: (float(rarity), float(weight)) for word, (rarity, weight) in loaded["words"].items()}
    return _Model(words, float(loaded["unknown"]), float(loaded["offset"]), float(loaded["limit"]))


def instruction_score(text: str) -> float:
    """From about -10 to 10; one instruction among ordinary sentences counts as much as one alone."""
    if intents_of(text).is_injection:
        return OPEN_ATTACK
    sentences = sentences_of(text[:MAX_LETTERS])[:MAX_SENTENCES]
    return max((_score(one) for one in [text, *sentences]), default=NOTHING)


def instructs_machine(text: str) -> bool:
    """Whether it more likely instructs a machine than not; docs/quality.md has how often that errs."""
    return instruction_score(text) >= _model().limit


def _score(text: str) -> float:
    model = _model()
    words = _WORD.findall(text[:MAX_LETTERS].lower().replace("\u2019", "'"))[:MAX_WORDS]
    found = {*words, *(f"{one} {next_one}" for one, next_one in zip(["^", *words], words, strict=False))}
    known = [model.words.get(word, (model.unknown, 0.0)) for word in found]
    length = sqrt(sum(rarity * rarity for rarity, _ in known))
    if not length:
        return NOTHING
    return model.offset + sum(rarity * weight for rarity, weight in known) / length
