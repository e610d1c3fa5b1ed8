"""The words in many languages with which mail programs mark what they add; see `words.toml`."""

import re
import tomllib
import unicodedata
from pathlib import Path

from core.letters import is_of_word

_BY_LANGUAGE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
_RUN = re.compile(r"[^\W\d_]+")


def words(kind: str) -> frozenset[str]:
    """The words of a kind in all languages."""
    return frozenset(
        unicodedata.normalize("NFC", word)
        for language in _BY_LANGUAGE.values()
        for word in language.get(kind, ())
    )


def composed(text: str) -> str:
    """Text in the form our words have: a letter and its marks as one character if possible."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def words_in(text: str) -> list[str]:
    """The words of a text with at least two letters. Vowel signs and other marks are part of their word."""
    if text.isascii():
        return [word for word in _RUN.findall(text) if len(word) >= 2]
    lettered = "".join(sign if is_of_word(sign) else " " for sign in unicodedata.normalize("NFC", text))
    return [word for word in lettered.split() if len(word) >= 2]


LABELS = {word: kind for kind in ("other", "cc", "to", "subject", "date", "from") for word in words(kind)}
"""Labels of a header block and the header each stands for. The rarer meaning gives way."""
