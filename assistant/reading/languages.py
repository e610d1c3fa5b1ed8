"""The language of a message, as a two-letter code."""

import re
from functools import lru_cache
from typing import Any

MIN_LETTERS = 12
_CODE = re.compile(
    r"```.*?```|`[^`]*`|https?://\S+|(?<!\S)\S{1,100}@\S{1,250}|\b[A-Z]{2,6}-\d+\b|[<>{}\[\]|=_/\\]+",
    re.DOTALL,
)
_NAMES = (
    "ENGLISH", "GERMAN", "FRENCH", "SPANISH", "ITALIAN", "PORTUGUESE", "DUTCH", "POLISH", "SWEDISH", "DANISH",
    "CZECH", "TURKISH", "RUSSIAN", "UKRAINIAN", "JAPANESE", "CHINESE", "KOREAN", "ARABIC", "HEBREW", "HINDI",
)  # fmt: skip


@lru_cache(maxsize=1)
def _detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _NAMES]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


def language_of(text: str, *, default: str = "en") -> tuple[str, float]:
    """The code and how sure it is; short or coded text gets `default` with little certainty."""
    prose = " ".join(_CODE.sub(" ", text[:1500]).split())
    if sum(map(str.isalpha, prose)) < MIN_LETTERS:
        return default, 0.5
    values = _detector().compute_language_confidence_values(prose)
    best = values[0]
    code = best.language.iso_code_639_1.name.lower()
    if code != default and (best.value < 0.6 or len(prose) < 20):
        # A few words of English full of product names look like anything.
        return default, 0.5
    return code, float(best.value)
