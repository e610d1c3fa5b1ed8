"""The words of many languages by which mail programs mark what they add; see `words.toml`."""

import tomllib
from pathlib import Path

_BY_LANGUAGE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)


def words(kind: str) -> frozenset[str]:
    """The words of a kind in all languages."""
    return frozenset(word for language in _BY_LANGUAGE.values() for word in language.get(kind, ()))


LABELS = {word: kind for kind in ("other", "cc", "to", "subject", "date", "from") for word in words(kind)}
"""Labels of a header block, and which header each means. The rarer meaning gives way."""
