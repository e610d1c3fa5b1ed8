"""
Exact tokens: error codes, form numbers, ids and identifiers, which must match literally.

Stems and vectors blur them (`HLY-4012` is close to `HLY-4107` for both), so passages store them separately.
"""

import re

from core.search.words import MARKS, folded

_TOKEN = re.compile(rf"[^\W_](?:[\w{MARKS}]|[-./#:](?=\w))*")
_JOINTS = re.compile(r"[-_./#:]")
_NUMBER_PART = re.compile(r"\d{3,}")
_VERSION = re.compile(r"v?\d{1,20}(?:\.\d{1,20}){1,20}")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}|\d{1,2}:\d{2}(?::\d{2})?")

MAX_LENGTH = 64
MAX_CODES = 200


def codes_of(text: str) -> list[str]:
    """
    The codes in a text, in lower case without separators, each once: `HLY-4012` gives `hly4012` and `4012`.

    A code mixes letters and digits, or joins words with underscores, or is a number of at least three digits.
    Dates, times and web addresses are not codes.
    """
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(folded(text)):
        token = match.group(0).rstrip(".:/-#")
        if token.isalpha():
            # Nearly all of a text: no code without a digit or an underscore.
            continue
        if len(token) > MAX_LENGTH or _DATE.fullmatch(token):
            continue
        for code in _forms(token):
            found[code] = None
        if len(found) >= MAX_CODES:
            break
    return list(found)


def is_strong(code: str) -> bool:
    """Whether a code is unambiguous on its own; a bare number may be an amount or a year."""
    return not code.isdigit()


def _forms(token: str) -> list[str]:
    has_digit = any(char.isdigit() for char in token)
    has_letter = any(char.isalpha() for char in token)
    compact = _JOINTS.sub("", token)
    if not has_digit:
        # snake_case names a setting or a column; words joined by hyphens or slashes are prose.
        return [compact] if "_" in token else []
    if _VERSION.fullmatch(token) or not has_letter:
        return [compact] if len(compact) >= 3 else []
    if "/" in token and "." in token:
        return []
    return [compact, *_NUMBER_PART.findall(token)]
