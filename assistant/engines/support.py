"""
How well what is said rests on a passage, from 0 to 1; the same measure whoever wrote it.

Words are compared by spelling and by meaning, in both directions, and whole sentences by meaning. The weights
of these figures are in `support.json`, one set with the vectors of sentences and one for words alone;
`manage.py evaluate grounded` fits and measures them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp
from pathlib import Path

from assistant.engines.builtin.alignment import word_vectors
from assistant.engines.builtin.meaning import Matrix, meanings
from assistant.reading.sentences import content_words, plain_words, sentences_of
from kb.encoding.client import EncoderAway, is_on, question_vectors
from kb.encoding.kinds import SENTENCES

FILE = Path(__file__).with_name("support.json")
MAX_CHARACTERS = 4000
MAX_SENTENCES = 40
LIMIT = 0.5
"""Of a model's statement that is shown. Chosen so that as many true ones pass as by half of their words."""
NAMES = (
    "covered", "near", "answered", "alike", "alike_sentence", "strange_numbers", "strange_negation",
    "sentences",
)  # fmt: skip
"""The figures; `sentences` is 0 without the vectors of sentences."""
FIGURES = {"words": NAMES[:-1], "sentences": NAMES}
"""Those that enter each kind's model."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NOT = re.compile(
    r"\b(?:not?|never|none|neither|nor|without|cannot|unable|nicht|kein(?:e[mnrs]?)?|nie|niemals|ohne)\b|n['\u2019]t\b",
    re.IGNORECASE,
)


def statements_of(answer: str) -> str:
    """What an answer says: without questions and offers at its end, which rest on nothing."""
    kept = [part for part in sentences_of(answer[:MAX_CHARACTERS])[:MAX_SENTENCES] if not part.endswith("?")]
    return " ".join(kept) or answer[:MAX_CHARACTERS]


# A statement is measured when it is shown and again when the answer is complete.
@lru_cache(maxsize=64)
def support_of(answer: str, passage: str) -> float:
    """How likely the passage says what the answer says."""
    return support_from(figures_of(answer, passage))


def support_from(
    figures: Mapping[str, float], weights: Mapping[str, Mapping[str, float]] | None = None
) -> float:
    """The same from the figures, by the shipped weights unless others are given."""
    if not figures:
        return 0.0
    mine = (weights or _weights())[kind_of(figures)]
    total = mine["offset"] + sum(mine[name] * value for name, value in figures.items())
    return 1.0 / (1.0 + exp(-max(min(total, 30.0), -30.0)))


def kind_of(figures: Mapping[str, float]) -> str:
    """Which weights judge these figures."""
    return "sentences" if figures.get("sentences") else "words"


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    loaded: dict[str, dict[str, float]] = json.loads(FILE.read_text(encoding="utf-8"))["weights"]
    return loaded


def figures_of(answer: str, passage: str) -> dict[str, float]:
    """By name; empty where one of the two says nothing."""
    said, source = statements_of(answer), passage[:MAX_CHARACTERS]
    words, known = list(dict.fromkeys(plain_words(said))), list(dict.fromkeys(plain_words(source)))
    if not words or not known:
        return {}
    parts = [part for part in sentences_of(source)[:MAX_SENTENCES] if plain_words(part)] or [source]
    asked, given = word_vectors(words), word_vectors(known)
    likeness = asked @ given.T
    stems = set(content_words(said))
    vectors = meanings([said, source, *parts])
    numbers = set(_NUMBER.findall(said))
    best, answered = _best(parts, known, likeness)
    return {
        "covered": len(stems & set(content_words(source))) / len(stems) if stems else 0.0,
        "near": float(likeness.max(axis=1).mean()),
        "answered": answered,
        "alike": float(vectors[0] @ vectors[1]),
        "alike_sentence": float((vectors[2:] @ vectors[0]).max()),
        "strange_numbers": len(numbers - set(_NUMBER.findall(source))) / len(numbers) if numbers else 0.0,
        "strange_negation": float(bool(_NOT.search(said)) != bool(_NOT.search(best))),
        "sentences": _by_sentences(said, source),
    }


def _best(parts: Sequence[str], known: Sequence[str], likeness: Matrix) -> tuple[str, float]:
    """The sentence, no question, that the answer says most of, and how much it says of any sentence."""
    places = {word: place for place, word in enumerate(known)}
    nearest = likeness.max(axis=0)
    found = []
    for part in parts:
        inside = [places[word] for word in dict.fromkeys(plain_words(part)) if word in places]
        found.append(float(nearest[inside].mean()) if inside else 0.0)
    told = [place for place, part in enumerate(parts) if not part.endswith("?")] or range(len(parts))
    return parts[max(told, key=lambda place: found[place])], max(found)


def _by_sentences(said: str, source: str) -> float:
    """The cosine; 0 where the encoder is off or away."""
    if not is_on(SENTENCES):
        return 0.0
    try:
        one, other = question_vectors(SENTENCES, [said, source])
    except EncoderAway:
        return 0.0
    return float(one @ other)
