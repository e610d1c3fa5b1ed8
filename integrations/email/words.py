"""The words of many languages by which mail programs mark what they add; see `words.toml`."""

import re
import tomllib
import unicodedata
from pathlib import Path

_BY_LANGUAGE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
_RUN = re.compile(r"[^\W\d_]+")


def _marks() -> str:
    """Vowel signs, accents and other marks of all scripts as ranges of a character class."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x20000):
        if unicodedata.category(chr(code))[0] == "M":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in ranges)


WORD = rf"\w{_marks()}"
"""What words consist of, within brackets of a pattern: `\\w` alone breaks off at vowel signs."""


def words(kind: str) -> frozenset[str]:
    """The words of a kind in all languages."""
    return frozenset(
        unicodedata.normalize("NFC", word)
        for language in _BY_LANGUAGE.values()
        for word in language.get(kind, ())
    )


def composed(text: str) -> str:
    """Text in the form that our words have: one sign for a letter and its marks, where there is one."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_of_word(sign: str) -> bool:
    """Whether a sign belongs to a word: a letter, or a mark on one. Not for an empty text."""
    return sign.isalpha() or (sign >= "\u0300" and unicodedata.category(sign)[0] == "M")


def words_in(text: str) -> list[str]:
    """The words of a text, two letters or longer. Vowel signs and other marks are part of their word."""
    if text.isascii():
        return [word for word in _RUN.findall(text) if len(word) >= 2]
    lettered = "".join(sign if is_of_word(sign) else " " for sign in unicodedata.normalize("NFC", text))
    return [word for word in lettered.split() if len(word) >= 2]


LABELS = {word: kind for kind in ("other", "cc", "to", "subject", "date", "from") for word in words(kind)}
"""Labels of a header block, and which header each means. The rarer meaning gives way."""
