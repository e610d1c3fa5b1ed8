"""
Whether a phrase that an admin wrote stands in a message: whole words, in any language.

Case, accents and the usual endings of a word do not matter: `Anwalt` is found in "Anwälte", `lawyer` in
"LAWYERS", `resiliation` in "résiliations". Short words, and phrases with signs, must stand as written.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from assistant.reading.sentences import stem
from core.search.words import folded, tokens_of

SHORT = 4
"""Up to so many letters a word has no other forms: too many words are alike."""
_PLAIN = re.compile(r"[\w\s'\u2019-]{1,200}")
# Of English, German, French, Spanish, Italian and Portuguese, the longer ones first.
_ENDINGS = (
    "ments", "innen", "aux", "ern", "ten", "ing", "ed", "em", "en", "er", "es", "in", "os", "as", "te", "is",
    "a", "e", "i", "n", "o", "s", "t", "x",
)  # fmt: skip


class Words:
    """A text, ready to be searched for several phrases."""

    def __init__(self, text: str) -> None:
        self._text = text

    # Most installations have no words of their own: nothing is read before there is one to look for.
    @cached_property
    def _plain(self) -> str:
        return folded(self._text)

    @cached_property
    def _tokens(self) -> Sequence[str]:
        return [token.text for token in tokens_of(self._text) if not token.is_last]

    def first_of(self, phrases: Iterable[str]) -> str:
        """The first of these phrases that stands in the text; empty if none does."""
        return next((phrase for phrase in phrases if self.has(phrase)), "")

    def has(self, phrase: str) -> bool:
        """Whether a phrase stands in the text."""
        phrase = phrase.strip()
        if not phrase:
            return False
        if re.search(rf"(?<!\w){re.escape(folded(phrase))}(?!\w)", self._plain):
            return True
        if not _PLAIN.fullmatch(phrase):
            return False
        wanted = [_forms(token.text) for token in tokens_of(phrase) if not token.is_last]
        if not wanted:
            return False
        here = self._tokens
        return any(
            all(not wanted[step].isdisjoint(_forms(here[at + step])) for step in range(len(wanted)))
            for at in range(len(here) - len(wanted) + 1)
        )


@lru_cache(maxsize=20_000)
def _forms(word: str) -> frozenset[str]:
    """A folded word and what is left of it without endings; two words are one if they share any."""
    if len(word) <= SHORT or not word.isalpha():
        return frozenset((word,))
    return frozenset((word, _base(stem(word)), _base(word)))


def _base(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORT:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > SHORT and word[-1] == word[-2] else word
