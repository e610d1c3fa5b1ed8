"""
Card numbers and keys in what customers write, found before it is stored.

A card number has the beginning and length of a card brand, the usual grouping, and a right check digit (Luhn,
ISO/IEC 7812-1 annex B). Keys are those whose form their issuer publishes, as the rules of gitleaks list them:
a form alone, such as many letters and digits, is no proof. Every pattern is linear in the text.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found."""

    CARD = "card"
    KEY = "key"
    PRIVATE_KEY = "private_key"
    PASSWORD = "password"  # noqa: S105 (a kind, not a password)


@dataclass(frozen=True)
class Leak:
    """What should not be kept, as it stands in the text."""

    kind: Kind
    words: str


_RUN = re.compile(r"(?<![\w#])(?<![.,/=_-])\d(?:[ \u00a0.-]?\d){11,60}(?![\w/=_]|[.,-]\d)")
_PART = re.compile(r"\d+")
_GROUPS = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3)}
_NO_CARD = re.compile(
    r"(?:order|invoice|track|reference|ref|case|imei|serial|error|code|ticket|account|contract|customer|phone|tel"
    r"|shipment|parcel|bestell|rechnung|vorgang|sendung|auftrag|vertrag|kunde|konto|fehler|serien|telefon)"
    r"\w{0,12}[\s.:#=-]{0,4}(?:id|no|nr|number|num|nummer|code)?[\s.:#=-]{0,4}(?:is|ist)?[\s.:#=-]{0,4}$",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"(?<![A-Za-z0-9_])(?:"
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])"
    r"|AIza[\w-]{35}(?![\w-])"
    r"|ya29\.[\w-]{20,400}"
    r"|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255}"
    r"|glpat-[\w-]{20,60}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{20,250}|xapp-\d-[A-Z0-9]{8,20}-\d{8,16}-[a-f0-9]{40,80}"
    r"|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9+/=]{24,120}"
    r"|sk-ant-[\w-]{32,200}|sk-(?:proj-)?[\w-]{40,200}"
    r"|SG\.[\w-]{22}\.[\w-]{43}"
    r"|npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{50,400}|hf_[A-Za-z]{34}|dop_v1_[a-f0-9]{64}"
    r"|shp(?:at|ss|ca|pa)_[a-fA-F0-9]{32}|lin_(?:api|oauth)_[A-Za-z0-9]{32,80}"
    r"|pat-(?:na|eu)\d-[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}"
    r"|cdr_[\w-]{20,100}"
    r"|eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}"
    r")"
)
_PRIVATE = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[^-]|-(?!----END )){0,20000}(?:-----END (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----)?"
)
_PASSWORD = re.compile(
    r"\b(?:password|passwort|kennwort|passwd|pwd|passphrase)[\"']?"
    r"(?:[ \t]{0,3}[:=][ \t]{0,3}|[ \t]{1,3}(?:is|ist|lautet)[ \t]{0,3}:?[ \t]{1,3})[\"'\u201c\u201e]?"
    r"(?P<value>[^\s\"'\u201c\u201d\u201e,;<>]{6,100})",
    re.IGNORECASE,
)


def find(text: str, kinds: Collection[Kind] = frozenset(Kind)) -> list[Leak]:
    """All that a text leaks of these kinds, each once."""
    found: dict[str, Leak] = {}
    for kind in kinds:
        for words in _FINDERS[kind](text):
            found.setdefault(words, Leak(kind, words))
    return list(found.values())


def is_card(digits: str) -> bool:
    """Whether these digits are a card number: brand, length and check digit."""
    return _has_brand(digits) and luhn(digits)


def luhn(digits: str) -> bool:
    """Whether the last digit is the right one."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _has_brand(digits: str) -> bool:
    length, two, three, four = len(digits), int(digits[:2]), int(digits[:3]), int(digits[:4])
    if digits[0] == "4":
        return length in (13, 16, 19)
    if length == 16:
        return (
            51 <= two <= 55 or 2221 <= four <= 2720 or four == 6011 or two == 65 or 644 <= three <= 649
            or 3528 <= four <= 3589 or two == 62
        )  # fmt: skip
    if two in (34, 37):
        return length == 15
    if length == 14:
        return 300 <= three <= 305 or two in (36, 38, 39)
    return two == 62 and 17 <= length <= 19


def _cards(text: str) -> list[str]:
    found = []
    for run in _RUN.finditer(text):
        if _NO_CARD.search(text[max(run.start() - 50, 0) : run.start()]):
            continue
        parts = list(_PART.finditer(run[0]))
        at = 0
        while at < len(parts):
            end = _card_from(run[0], parts, at)
            if end:
                found.append(run[0][parts[at].start() : parts[end - 1].end()])
            at = end or at + 1
    return found


def _card_from(run: str, parts: list[re.Match[str]], at: int) -> int:
    """Where a card number that begins with this group ends; 0 if none does."""
    if len(parts[at][0]) != 4 and len(parts[at][0]) < 13:
        return 0
    for end in range(min(at + 5, len(parts)), at, -1):
        groups = [part[0] for part in parts[at:end]]
        digits = "".join(groups)
        is_usual = len(groups) == 1 or tuple(map(len, groups)) in _GROUPS
        # What a hyphen or a point joins to it is a part of a longer number.
        around = (run[parts[at].start() - 1 : parts[at].start()], run[parts[end - 1].end() :][:1])
        is_joined = "-" in around or "." in around
        if is_usual and not is_joined and 13 <= len(digits) <= 19 and is_card(digits):
            return end
    return 0


def _keys(text: str) -> list[str]:
    return [found[0] for found in _KEY.finditer(text)]


def _private_keys(text: str) -> list[str]:
    return [found[0] for found in _PRIVATE.finditer(text)]


def _passwords(text: str) -> list[str]:
    values = [found["value"].rstrip(".!?)") for found in _PASSWORD.finditer(text)]
    # A word of a language is not one: "the password is required".
    return [one for one in values if len(one) >= 6 and not one.isalpha()]


_FINDERS: dict[Kind, Callable[[str], list[str]]] = {
    Kind.CARD: _cards,
    Kind.KEY: _keys,
    Kind.PRIVATE_KEY: _private_keys,
    Kind.PASSWORD: _passwords,
}
