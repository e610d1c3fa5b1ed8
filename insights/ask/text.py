"""A question while it is being read: what was understood is taken out, and what is left was not."""

import re
from decimal import Decimal
from functools import lru_cache

MAX_QUESTION = 300
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "once": 1, "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30,
    "fifty": 50, "hundred": 100,
    "ein": 1, "eine": 1, "einer": 1, "einem": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
    "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "zwanzig": 20,
    "dreißig": 30, "fünfzig": 50, "zweimal": 2, "dreimal": 3, "einmal": 1,
}  # fmt: skip
NUMBER = rf"(?:[0-9]{{1,9}}(?:[.,][0-9]{{1,3}})*|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_POSSESSIVE = "'s"
_ARTICLE = re.compile(r"\b(as|by|for|from|had|has|have|in|is|of|over|than|via|was|with) an (?=[aeiou])")
"""In German "an" is "to", and so a condition."""
_SEAM = "|"
"""Stands where something was taken out, so that no phrase reaches across."""


class Question:
    """
    The words of a question that are not understood yet; in lower case, each between single blanks.

    `whole` are all of them, as they came; `directions` the fields of values after "by", "from" or the like,
    `joins` the "and" and "or" between tags, `unclear` what was taken, but is in no query.
    """

    def __init__(self, text: str) -> None:
        plain = text[:MAX_QUESTION].casefold().replace("\u2019", "'")
        plain = re.sub('["\u201c\u201d\u201e\u00ab\u00bb()?!;:|]', " ", plain).replace("ß", "ss")
        plain = _ARTICLE.sub(r"\1 ", plain.replace("wieviel", "wie viel"))
        # The point of a German day, as in "1. März", ends no sentence.
        plain = re.sub(r"(?<![0-9])\.(?=\s|$)|,(?=\s|$)|\.$", " , ", plain)
        # "P1- und P2-Tickets": the hyphen stands for what comes later.
        plain = re.sub(r"(?<=\w)-(?=\s)", "", plain)
        plain = re.sub(r"(?<=\w)-(?=(?:tickets?|anfragen|kunden|fragen)\b)", " ", plain)
        self.words = self.whole = f" {' '.join(plain.split())} "
        self.directions: list[tuple[str, str]] = []
        self.joins: set[str] = set()
        self.unclear: list[str] = []

    def has(self, pattern: str) -> re.Match[str] | None:
        """Where whole words match."""
        return _compiled(pattern).search(self.words)

    def had(self, pattern: str) -> bool:
        """Whether whole words matched before anything was taken."""
        return _compiled(pattern).search(self.whole) is not None

    def had_what(self, pattern: str) -> str | None:
        """What matched before anything was taken."""
        found = _compiled(pattern).search(self.whole)
        return None if found is None else found[0]

    def say(self, found: re.Match[str], instead: str) -> None:
        """Put other words in the place of some."""
        self.words = f"{self.words[: found.start()]}{instead}{self.words[found.end() :]}"

    def holds(self, said: str) -> bool:
        """Whether a name could stand in it: a quick look before patterns are made."""
        return said in self.whole.replace("-", " ").replace("_", " ")

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first place where whole words match, taken out."""
        found = self.has(pattern)
        if found is not None:
            rest = self.words[found.end() :].removeprefix(_POSSESSIVE)
            self.words = f"{self.words[: found.start()]}{_SEAM}{rest}"
        return found

    def left(self) -> list[str]:
        """What nobody has taken, but for seams and commas."""
        return [word for word in self.words.split() if word not in (_SEAM, ",", "-", "&", ".")]


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    plain = pattern.replace("ß", "ss")
    return re.compile(rf"(?<= )(?:{plain})(?=(?:{_POSSESSIVE})? )")


def number_of(text: str) -> Decimal:
    """A number in digits or words; `1,000` and `1.5`."""
    text = text.replace("ß", "ss")
    if text in _BY_FORM:
        return Decimal(_BY_FORM[text])
    if re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]{3})+", text):
        return Decimal(re.sub(r"[.,]", "", text))
    return Decimal(text.replace(",", ".")) if text.count(",") + text.count(".") <= 1 else Decimal(0)


_BY_FORM = {word.replace("ß", "ss"): value for word, value in _NUMBERS.items()}
