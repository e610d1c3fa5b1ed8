"""
The language of a message as a two-letter code, judged with everything known around it.

A short text says little, so the verdict is a posterior: the evidence of letters and small words, times how
likely each language was beforehand. The customer's earlier messages, the language of their browser or
profile, and the languages the brand serves set that likelihood; only evidence in the text itself can change
it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log
from typing import Any

from core.function_words import languages_by_word

MAX_READ = 1500
CHANGES_FROM = 0.8
"""How sure the verdict must be before it departs from the expected language."""
LETTERS_ALONE = 40
"""With fewer letters than these, letter statistics alone change nothing: a small word must support them."""
UNKNOWN, UNSUPPORTED = 0.5, 0.75
ENGLISH = "en"

_CODE = re.compile(
    r"```.*?```|`[^`\n]*`|https?://\S+|(?<!\S)\S{1,100}@\S{1,250}|\b[A-Z]{2,6}-\d+\b"
    r"|\b[^\W\d]{0,40}\d\w{0,40}|[<>{}\[\]|=_/\\]+",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_ACRONYM = re.compile(r"[A-Z]{2,}s?")
_ELISION = re.compile(r"^(?:l|d|j|c|n|s|m|t|qu)['\u2019]", re.IGNORECASE)
_NAMES: Mapping[str, str] = {
    "en": "ENGLISH", "de": "GERMAN", "fr": "FRENCH", "es": "SPANISH", "it": "ITALIAN", "pt": "PORTUGUESE",
    "nl": "DUTCH", "pl": "POLISH", "sv": "SWEDISH", "da": "DANISH", "no": "BOKMAL", "cs": "CZECH",
    "tr": "TURKISH", "fi": "FINNISH", "hu": "HUNGARIAN", "ro": "ROMANIAN", "id": "INDONESIAN",
    "vi": "VIETNAMESE", "ru": "RUSSIAN", "uk": "UKRAINIAN", "ar": "ARABIC", "fa": "PERSIAN",
}  # fmt: skip
_CODES = {name: code for code, name in _NAMES.items()}
_BY_SCRIPT: Mapping[str, tuple[str, ...]] = {
    "HIRAGANA": ("ja",), "KATAKANA": ("ja",), "HANGUL": ("ko",), "CJK": ("zh",), "HEBREW": ("he",),
    "DEVANAGARI": ("hi",), "GREEK": ("el",), "THAI": ("th",), "CYRILLIC": ("ru", "uk"),
    "ARABIC": ("ar", "fa"),
}  # fmt: skip
# In these scripts one letter is a syllable or a word.
_DENSE = {"HIRAGANA", "KATAKANA", "HANGUL", "CJK"}
_LATIN = tuple(code for code in _NAMES if code not in ("ru", "uk", "ar", "fa"))

# Weights in natural logarithms, chosen on the data sets in docs/quality.md.
LETTERS = 0.45
LETTERS_LONG = 1.0
WORD, WORD_OF_FEW = 1.5, 2.4
COMMON = 1.2
"""Most people write English, and those who do use product names that no statistics know."""
RARE = -1.0
BRAND = 1.0
LOCALE = 2.2
EARLIER = 2.6
_RARE = frozenset(["no", "fi", "hu", "ro", "id", "vi", "tr", "cs", "da", "sv", "pl"])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What is known before a message is read.

    `earlier`: the customer's earlier messages in this conversation, oldest first. `locale`: the language of
    their browser or profile, such as `de-AT`. `served`: the languages of the brand's articles and staff.
    """

    earlier: Sequence[str] = ()
    locale: str = ""
    served: Iterable[str] = field(default_factory=tuple)


NOTHING_KNOWN = Surroundings()


def language_of(text: str, around: Surroundings = NOTHING_KNOWN) -> tuple[str, float]:
    """
    The code and the probability that it is right.

    A text without any sign of a language (a code, a name, "ok") gets the expected one, with low certainty.
    """
    priors = _priors(around)
    expected = max(priors, key=lambda code: priors[code])
    read = _Read.of(text[:MAX_READ])
    if read.by_script:
        return _of_script(read)
    if not read.words:
        return expected, UNKNOWN
    scores = _scores(read)
    found = _normalised({code: scores[code] + priors.get(code, 0.0) for code in scores})
    best = max(found, key=lambda code: found[code])
    if best != expected and not _may_change(read, best, expected, found[best]):
        return (ENGLISH if _speaks_for(read, ENGLISH, expected) else expected), UNKNOWN
    if best == expected and best not in read.known:
        # Nothing in the text speaks for it, only evidence against it.
        if best != ENGLISH and ENGLISH in read.known:
            return ENGLISH, UNKNOWN
        return best, found[best] if read.letters >= LETTERS_ALONE else min(found[best], UNSUPPORTED)
    return best, found[best]


def _may_change(read: "_Read", best: str, expected: str, sure: float) -> bool:
    """Whether a text shows enough to depart from the expected language."""
    if _speaks_for(read, best, expected) and not _speaks_for(read, expected, best):
        return sure >= UNKNOWN
    if _speaks_for(read, best, expected) or read.letters >= LETTERS_ALONE or read.has_own_letters:
        return sure >= CHANGES_FROM
    return False


def _speaks_for(read: "_Read", one: str, other: str) -> bool:
    return any(one in codes and other not in codes for codes in read.small)


def _priors(around: Surroundings) -> dict[str, float]:
    weights = dict.fromkeys(_LATIN, 0.0) | dict.fromkeys(_RARE, RARE)
    weights[ENGLISH] = COMMON
    for code in {code[:2].lower() for code in around.served if code}:
        weights[code] = weights.get(code, 0.0) + BRAND
    locale = around.locale[:2].lower()
    if locale:
        weights[locale] = weights.get(locale, 0.0) + LOCALE
    earlier = " \n".join(around.earlier)[-MAX_READ:]
    if earlier.strip():
        code, sure = language_of(earlier, Surroundings(locale=around.locale, served=around.served))
        weights[code] = weights.get(code, 0.0) + EARLIER * max(0.0, 2 * sure - 1)
    return weights


@dataclass(frozen=True, slots=True)
class _Read:
    """A parsed text: its words without names and codes, and the languages of each small word."""

    words: str
    letters: int
    small: tuple[frozenset[str], ...]
    by_script: tuple[str, ...]
    has_own_letters: bool

    @property
    def known(self) -> frozenset[str]:
        return frozenset().union(*self.small) if self.small else frozenset()

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, text: str) -> "_Read":
        prose = " ".join(_CODE.sub(" ", text).split())
        words = _WORD.findall(prose)
        if not prose.isupper():
            words = [word for word in words if not _ACRONYM.fullmatch(word)]
        by_word = _by_word()
        small: dict[str, frozenset[str]] = {}
        for word in words:
            lowered = word.lower().replace("\u2019", "'")
            for form in (lowered, _ELISION.sub("", lowered), *lowered.split("-")):
                if form in by_word:
                    small[form] = by_word[form]
        joined = " ".join(words)
        # Product names mislead the statistics; a sentence shows its language better without them.
        plain = [word for at, word in enumerate(words) if at == 0 or not word[0].isupper()]
        return cls(
            words=" ".join(plain) if len(plain) > 2 else joined,
            letters=sum(map(len, plain)),
            small=tuple(small.values()),
            by_script=_scripts_of(joined),
            has_own_letters=any(ord(letter) > 0xBF for letter in joined),
        )


@lru_cache(maxsize=1)
def _by_word() -> dict[str, frozenset[str]]:
    return languages_by_word()


def _scripts_of(text: str) -> tuple[str, ...]:
    """The languages that a script other than Latin allows, when most of a text is written in it."""
    if text.isascii():
        return ()
    counts: dict[str, float] = {}
    for letter in text:
        if letter.isalpha():
            script = unicodedata.name(letter, "LATIN").split()[0].split("-")[0]
            counts[script] = counts.get(script, 0.0) + (3.0 if script in _DENSE else 1.0)
    total = sum(counts.values())
    foreign = {script: count for script, count in counts.items() if script in _BY_SCRIPT}
    if not total or sum(foreign.values()) < 0.35 * total:
        return ()
    # Japanese mixes its own letters with Chinese ones.
    if foreign.get("HIRAGANA", 0.0) + foreign.get("KATAKANA", 0.0) > 0:
        return ("ja",)
    return _BY_SCRIPT[max(foreign, key=lambda script: foreign[script])]


def _of_script(read: _Read) -> tuple[str, float]:
    codes = read.by_script
    if len(codes) == 1:
        return codes[0], 0.98
    found = _normalised({code: value for code, value in _letters(read.words).items() if code in codes})
    best = max(found, key=lambda code: found[code])
    return best, found[best]


def _scores(read: _Read) -> dict[str, float]:
    weight = LETTERS + (LETTERS_LONG - LETTERS) * min(read.letters / 200, 1.0)
    letters = _letters(read.words)
    return {
        code: weight * letters[code] + sum(_worth(codes) for codes in read.small if code in codes)
        for code in _LATIN
    }


def _worth(codes: frozenset[str]) -> float:
    """The weight of a small word: greater if few languages have it."""
    return WORD_OF_FEW if len(codes) <= 2 else WORD


# A message is read by several: triage, the answer, the handoff.
@lru_cache(maxsize=64)
def _letters(words: str) -> Mapping[str, float]:
    """The evidence of letter statistics: the logarithm of each language's share, never hopeless."""
    values = _detector().compute_language_confidence_values(words)
    return {_CODES[value.language.name]: log(max(value.value, 1e-5)) for value in values}


def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values())
    odds = {code: exp(score - top) for code, score in scores.items()}
    total = sum(odds.values())
    return {code: value / total for code, value in odds.items()}


@lru_cache(maxsize=1)
def _detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _NAMES.values()]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
