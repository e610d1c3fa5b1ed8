# ruff: noqa: E501 - patterns read better whole
"""
Personal data out of a text before it leaves for a model, and back into what the model says.

Mail and postal addresses, telephone numbers, cards and accounts, keys and passwords, and the names of the
contact become `[EMAIL_1]` and so on; the same value has the same mark within one request. What is recognized
is a matter of patterns: a name of somebody else, or an address in a form of its own, goes through.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Any

_names: ContextVar[tuple[str, ...]] = ContextVar("masked_names", default=())
MIN_NAME = 3
"""Shorter parts of a name are too often words."""
_MARK = re.compile(r"\[(?:NAME|EMAIL|PHONE|CARD|ACCOUNT|KEY|ADDRESS)_\d{1,4}\]")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_PHONE = re.compile(r"(?<![\w.:/-])(?:\+|00)?\(?\d[\d ()./-]{5,24}\d(?![\w:])")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_KNOWN_KEY = re.compile(
    r"(?<!\w)(?:sk|pk|rk|whsec|ghp|gho|ghs|glpat|xox[abprs]|shpat|SG)[-_.][\w.-]{8,200}|(?<!\w)(?:AKIA|ASIA|AIza|ya29\.)[\w-]{12,200}|(?<!\w)eyJ[\w-]{8,2000}\.[\w-]{4,4000}(?:\.[\w-]{0,2000})?"
)
_STATED = re.compile(
    r"\b(?:password|passphrase|passwort|kennwort|mot de passe|contrase(?:ñ|n)a|senha|api[ _-]?key|secret|token|bearer)\b(?:\s{0,3}(?:is|ist|lautet|est|es)\b|\s{0,3}[:=]|(?<=bearer))\s{0,3}[\"'`]?([^\s\"'`,;]{4,400})",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w/+=.-])[\w+=-]{28,400}(?![\w+=-])")
_STREET = re.compile(
    r"\b\d{1,5}[a-z]? (?:[A-Z][\w'.-]{1,30} ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Boulevard|Blvd|Drive|Court|Square|Terrace)\b\.?"
    r"|\b[A-ZÄÖÜ][\wäöüß-]{1,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{1,4} ?[a-z]?\b"
    r"|\b\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|chemin|impasse) (?:[\w'\u2019-]{1,30} ){0,4}[A-ZÀ-Þ][\w'\u2019-]{1,30}"
    r"|\b(?:[Cc]alle|[Aa]venida|[Pp]laza|[Vv]ia|[Rr]ua) (?:[\w'-]{1,30} ){1,4}\d{1,4}\b"
)


@contextmanager
def about(*names: str) -> Iterator[None]:
    """Whose names are masked in what is asked of a model meanwhile."""
    token = _names.set(tuple(name for name in names if name))
    try:
        yield
    finally:
        _names.reset(token)


class Mask:
    """
    The marks of one request.

    One that is off changes nothing. `names` are those of `about` if not given.
    """

    def __init__(self, *, is_on: bool, names: Iterable[str] | None = None) -> None:
        self._is_on = is_on
        self._names = _pattern_of(_names.get() if names is None else names)
        self._marks: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self._taken: set[str] = set()

    @property
    def found(self) -> int:
        """How many values were masked so far."""
        return len(self._marks)

    def hidden(self, value: Any) -> Any:
        """A text, or a list or object of texts, without personal data."""
        if not self._is_on:
            return value
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {name: self.hidden(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.hidden(one) for one in value]
        return value

    def restored(self, value: Any) -> Any:
        """What the model said, with the values in place of their marks."""
        if not self._values:
            return value
        if isinstance(value, str):
            return _MARK.sub(lambda match: self._values.get(match[0], match[0]), value)
        if isinstance(value, Mapping):
            return {name: self.restored(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.restored(one) for one in value]
        return value

    def _text(self, text: str) -> str:
        # Somebody may write a mark themselves; it must not turn into a value on the way back.
        self._taken.update(_MARK.findall(text))
        text = _STATED.sub(
            lambda match: match[0][: match.start(1) - match.start()] + self._mark("KEY", match[1]), text
        )
        for kind, pattern, is_one in _KINDS:
            text = pattern.sub(lambda m, k=kind, ok=is_one: self._mark(k, m[0]) if ok(m[0]) else m[0], text)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        if self._names is not None:
            text = self._names.sub(lambda match: self._mark("NAME", match[0]), text)
        return text

    def _mark(self, kind: str, value: str) -> str:
        if _MARK.fullmatch(value):
            return value
        known = self._marks.get((kind, value))
        if known is not None:
            return known
        number = 1
        while (mark := f"[{kind}_{number}]") in self._values or mark in self._taken:
            number += 1
        self._marks[kind, value], self._values[mark] = mark, value
        return mark


def _pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """The whole names in any case, and their parts as they are written."""
    whole = {" ".join(name.split()) for name in names if len(name.strip()) >= MIN_NAME}
    parts = {part for name in whole for part in name.split() if len(part) >= MIN_NAME}
    if not whole:
        return None
    options = [rf"(?i:{re.escape(name)})" for name in sorted(whole, key=len, reverse=True)]
    options += [re.escape(part) for part in sorted(parts, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(options)})(?!\w)")


def _always(text: str) -> bool:
    return True


def _is_card(text: str) -> bool:
    """By the check digit of ISO/IEC 7812 (Luhn)."""
    digits = [int(char) for char in text if char.isdigit()]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return (sum(digits[::-2]) + sum(doubled)) % 10 == 0


def _is_phone(text: str) -> bool:
    if _DATE.match(text) or _IP.fullmatch(text):
        return False
    digits = sum(char.isdigit() for char in text)
    if text.startswith(("+", "00", "(", "0")):
        return 7 <= digits <= 15
    groups = [part for part in re.split(r"[ ()./-]+", text) if part]
    return 9 <= digits <= 15 and len(groups) >= 3 and min(map(len, groups)) >= 2


def _is_key(text: str) -> bool:
    """Long, without words in it: letters and digits mixed."""
    switches = sum(a.isdigit() != b.isdigit() for a, b in pairwise(text))
    return switches >= 6


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("KEY", _KNOWN_KEY, _always),
    ("EMAIL", _EMAIL, _always),
    ("ACCOUNT", _IBAN, _always),
    ("CARD", _CARD, _is_card),
    ("KEY", _LONG, _is_key),
    ("PHONE", _PHONE, _is_phone),
    ("ADDRESS", _STREET, _always),
)
