"""
Taking personal data and keys out of what people wrote, for texts that others will read.

Deliberately eager: a number too many that is gone costs a word, one too few costs trust. Every pattern is
linear in the text.
"""

import re
from collections.abc import Iterable

_URL = re.compile(r"\b(https?://)(?:[^\s/@]{1,200}@)?([^\s?#]{1,500})[?#]?\S{0,2000}")
_MAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_NAMED = re.compile(
    r"(?P<name>\b(?:api[ _-]?key|access[ _-]?key|secret|token|passwor[dt]|passwd|pwd|kennwort|bearer|pin)\b"
    r"[\"']?\s{0,3}(?:[:=]|\bis\b|\bist\b|\blautet\b)?\s{0,3}[\"']?)(?P<value>[^\s\"',;]{4,200})",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?<![\w./-])[A-Za-z0-9_+=-]{20,400}(?![\w])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")
_IP = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b")
_NUMBER = re.compile(r"(?<!\w)[+(]?\d(?:[ ()./-]{0,2}\d){6,24}(?!\w)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|liebe[rs]?"
    r"|sehr geehrte[rs]?|moin)\b[^.?!:]{0,60}[,!.:]?",
    re.IGNORECASE,
)
_PARTING = re.compile(
    r"(?:best|kind|warm)?\s?(?:regards|wishes)|best|cheers|sincerely|yours|thanks(?: again)?|thank you"
    r"|many thanks|(?:viele|beste|liebe|freundliche|herzliche) gr(?:ü|ue)(?:ß|ss)e"
    r"|mit freundlichen gr(?:ü|ue)(?:ß|ss)en|mfg|vg|danke(?: und .{0,30})?|vielen dank",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_PARTICLES = {
    "von", "van", "der", "den", "the", "and", "und", "inc", "ltd", "llc", "gmbh", "corp", "company",
}  # fmt: skip
_LAST = 8


class Names:
    """People and companies that a text may mention; parts of their names count alone."""

    def __init__(self, people: Iterable[str], companies: Iterable[str]) -> None:
        self._people = self._pattern(people)
        self._companies = self._pattern(companies)

    @staticmethod
    def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
        words: set[str] = set()
        for name in names:
            plain = " ".join(name.split())
            parts = [
                part for part in _WORD.findall(plain) if len(part) > 2 and part.lower() not in _PARTICLES
            ]
            words |= {plain, *parts} if parts else set()
        if not words:
            return None
        longest = sorted(words, key=lambda word: (-len(word), word))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)

    def without(self, text: str) -> str:
        """The text with names replaced by what they name."""
        if self._companies is not None:
            text = self._companies.sub("[company]", text)
        return self._people.sub("[name]", text) if self._people is not None else text


def redacted(text: str, names: Names) -> str:
    """
    The text without greetings and partings, names, addresses, long numbers and keys.

    What stood there is told in brackets. Dates and short numbers such as error codes stay.
    """
    text = _URL.sub(lambda found: f"{found[1]}{found[2]}", _body(text))
    text = names.without(_MAIL.sub("[address]", text))
    text = _NAMED.sub(lambda found: f"{found['name']}[key]", text)
    text = _IBAN.sub("[number]", text)
    text = _TOKEN.sub(lambda found: "[key]" if _is_key(found[0]) else found[0], text)
    text = _IP.sub("[address]", text)
    return _NUMBER.sub(lambda found: found[0] if _DATE.fullmatch(found[0].strip()) else "[number]", text)


def _is_key(word: str) -> bool:
    digits = sum(letter.isdigit() for letter in word)
    return digits >= 2 and len(word) - digits >= 4


def _body(text: str) -> str:
    """Without the greeting at the beginning, and from a parting near the end on."""
    lines = text.strip().split("\n")
    if lines and _GREETING.fullmatch(lines[0].strip()[:200]):
        lines = lines[1:]
    for at in range(max(len(lines) - _LAST, 1), len(lines)):
        if _PARTING.fullmatch(lines[at].strip().rstrip(",!. ")[:200]):
            lines = lines[:at]
            break
    return "\n".join(lines).strip()
