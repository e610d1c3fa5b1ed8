"""
One form for letters that may be written in several, so that words are found however they are stored.

Accents apart from their letter, wide letters and ligatures, Arabic vowel signs and signs that nobody sees do
not matter. A place in the folded text leads back to the one in the text itself.
"""

import re
from bisect import bisect_right
from functools import lru_cache
from unicodedata import normalize

ACCENTS = "\u0300-\u036f\u0653-\u065f\u0670"
"""Signs that belong to the letter before them and are left once a text is folded."""
_SIGNS = (
    f"{ACCENTS}\u0610-\u061a\u064b-\u0652\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# Bounded: to put signs in order takes more than linear time.
_LETTER = re.compile(rf"(?:[^\x00-\x7f]|[\x00-\x7f](?=[{_SIGNS}]))[{_SIGNS}]{{0,20}}")
# Arabic vowel signs and the stroke that lengthens a word; what only divides lines, joins or hides.
_DROPPED = re.compile("[\u064b-\u0652\u0640\u00ad\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f]")


@lru_cache(maxsize=8_192)
def _folded(letter: str) -> str:
    return _DROPPED.sub("", normalize("NFKD", letter))


class Folded:
    """`text` is the folded form; `span` leads from it to the text that it was made from."""

    def __init__(self, source: str) -> None:
        self.text = source
        self._begins: list[int] = []
        self._changed: list[tuple[int, int, int]] = []
        if not source.isascii():
            self._fold(source)

    def _fold(self, source: str) -> None:
        parts: list[str] = []
        at = size = 0
        for found in _LETTER.finditer(source):
            folded = _folded(found[0])
            if folded == found[0]:
                continue
            begin, end = found.span()
            parts += [source[at:begin], folded]
            size += begin - at
            self._begins.append(size)
            size += len(folded)
            self._changed.append((size, begin, end))
            at = end
        self.text = "".join([*parts, source[at:]]) if parts else source

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text stands in the source; a letter of which it has a part whole."""
        return self._source_of(begin, is_end=False), self._source_of(end, is_end=True)

    def _source_of(self, at: int, *, is_end: bool) -> int:
        # The end belongs to the letter before it, with the signs of that letter.
        number = bisect_right(self._begins, at) - 1
        if number < 0:
            return at
        end, first, last = self._changed[number]
        if at >= end:
            return last + at - end
        if is_end and at > self._begins[number]:
            return last
        return first


def folded(text: str) -> str:
    """The folded form of a text."""
    return Folded(text).text
