"""
Typing errors: which known word a misspelled one may have been meant to be.

Symmetric deletes (W. Garbe, SymSpell): two words within one edit share a form with at most one letter
deleted, so candidates are found by an ordinary index, without any extension of PostgreSQL.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.search.words import is_unspaced, is_word

MIN_LENGTH = 4
MAX_LENGTH = 24
LONG = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A word stem that occurs somewhere, a spelling of it, and the number of passages that contain it."""

    lexeme: str
    word: str
    count: int


def can_be_corrected(word: str) -> bool:
    """Whether a word is long enough, and a word at all: codes and numbers are taken literally."""
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and is_word(word) and not is_unspaced(word)


def deletes_of(word: str) -> list[str]:
    """The word and all its forms with one letter removed."""
    if not can_be_corrected(word):
        return []
    return sorted({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})


def correction(word: str, candidates: Iterable[Known]) -> Known | None:
    """
    The word that was most likely meant, or None.

    One edit is forgiven, two from eight letters on, where an edit is a letter added, left out, replaced
    or swapped with its neighbor. The nearest wins, then the most frequent, then the first by alphabet.
    """
    limit = 2 if len(word) >= LONG else 1
    best: tuple[int, int, str] | None = None
    chosen: Known | None = None
    for known in candidates:
        gap = min(distance(word, known.word, limit=limit), distance(word, known.lexeme, limit=limit))
        rank = (gap, -known.count, known.word)
        if gap <= limit and (best is None or rank < best):
            best, chosen = rank, known
    return chosen


def distance(left: str, right: str, *, limit: int) -> int:
    """Edits between two words, with neighbors swapped (optimal string alignment); `limit` + 1 when more."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    current = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        older, before, current = before, current, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, current[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
    return min(current[-1], limit + 1)
