"""
Where the words of a text begin and end, and the one form in which all their spellings are compared.

Python's `\\w` excludes combining marks and PostgreSQL's parser treats them as gaps, so that Hindi, Tamil or
Thai would fall apart into letters. All splitting into words happens here.
"""

# ruff: noqa: RUF001 - letters that look alike are what this file is about

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_WORD = 64
"""Longer words are known by their beginning."""
MAX_JOINED = 40
MAX_PARTS = 6
MAX_KEPT = 8_000
"""Characters of a text whose tokens are kept: a question is read several times for one search."""
PHONE_DIGITS = range(7, 16)


def _ranges(points: list[int]) -> str:
    """Ascending code points as the inside of a character class."""
    found: list[list[int]] = []
    for point in points:
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in found)


def _by_category() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    # Beyond this plane the only marks and digits are variation selectors, listed below.
    for point in range(0x1F000):
        found.setdefault(unicodedata.category(chr(point)), []).append(point)
    return found


_CATEGORIES = _by_category()
MARKS = _ranges(sorted([*_CATEGORIES["Mn"], *_CATEGORIES["Mc"], *_CATEGORIES["Me"]]))
"""Combining marks, as the inside of a character class."""

_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0ece\u0edc-\u0edf"  # Lao
    "\u1000-\u103f\u1050-\u109d\ua9e0-\ua9fe\uaa60-\uaa7f"  # Myanmar
    "\u1780-\u17d3\u17d7\u17dc\u17dd"  # Khmer
    "\u3005-\u3007\u3021-\u3029\u3041-\u309f\u30a1-\u30fa\u30fc-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u1100-\u11ff\uac00-\ud7ff"  # Hangul has spaces, but its words take all kinds of endings.
)
_TOKEN = re.compile(rf"(?P<run>[{_UNSPACED}]+)|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{MARKS}])*")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_JOINTS = frozenset("-_./:#")
_CODE = re.compile(r"([^\W\d_]{2,8})(\d{2,8})")
_V_NUMBER = re.compile(r"v\d{1,4}")
_PHONE = re.compile(r"(?<![^\W_])(?P<plus>\+|00)?\(?\d[\d ()./\-]{5,24}\d(?![^\W_])")
_NOT_A_DIGIT = re.compile(r"\D")
_ENDS = frozenset(" \n")
"""What no compound goes on after."""

# Marks that some people write and others leave out: accents on Latin, Greek and Cyrillic letters, the vowel
# points of Hebrew and Arabic, and the dot that only marks a borrowed sound in Hindi.
_OPTIONAL = (
    (0x0300, 0x0370), (0x0483, 0x0488), (0x0591, 0x05BE), (0x05BF, 0x05C0), (0x05C1, 0x05C3),
    (0x05C4, 0x05C6), (0x05C7, 0x05C8), (0x0610, 0x061B), (0x0640, 0x0641), (0x064B, 0x0660),
    (0x0670, 0x0671), (0x06D6, 0x06DD), (0x093C, 0x093D), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00),
    (0x20D0, 0x2100), (0xFE00, 0xFE30),
)  # fmt: skip
_LETTERS = {
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ŧ": "t",
    "ŋ": "n", "ĸ": "k", "ک": "ك", "ی": "ي", "ى": "ي", "ة": "ه",
}  # fmt: skip
_FOLDS: dict[int, str | None] = {
    **{point: None for first, last in _OPTIONAL for point in range(first, last)},
    # Joiners, soft hyphens and direction marks are invisible.
    **dict.fromkeys(_CATEGORIES["Cf"]),
    **dict.fromkeys(range(917504, 918000)),
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
    **{point: str(unicodedata.decimal(chr(point))) for point in _CATEGORIES["Nd"] if point > 0x7F},
}


def folded(text: str) -> str:
    """
    The text as it is compared: `CAFÉ`, `cafe` and `ｃａｆé` are one, so are `STRASSE` and `straße`.

    Compatibility forms and case are folded (NFKC, casefold), optional marks left out, digits of every
    script made ASCII. Two texts that look alike come out alike; the length may change.
    """
    if text.isascii():
        return text.lower()
    open_form = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", open_form.translate(_FOLDS))


def is_word(text: str) -> bool:
    """Whether a text is one word of letters and their marks, with no digits, symbols or gaps."""
    return bool(text) and all(
        char.isalpha() or (at > 0 and unicodedata.category(char)[0] == "M") for at, char in enumerate(text)
    )


def is_unspaced(text: str) -> bool:
    """Whether a text begins in a script that puts no spaces between words, or endings on every word."""
    return bool(_IS_UNSPACED.match(text))


@dataclass(frozen=True, slots=True)
class Token:
    """
    One word, or one pair of letters in a script without spaces, in folded form, with its place in the text.

    `joined` are further forms of the compound that begins here: `hly4012` for `HLY-4012`, and a telephone
    number backwards. `length` is the number of tokens in that compound. `is_last` marks the single letter
    that ends a run of pairs; queries leave it out.
    """

    text: str
    start: int
    end: int
    joined: tuple[str, ...] = ()
    length: int = 1
    is_pair: bool = False
    is_last: bool = False


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text in reading order, each with its further forms."""
    return list(_kept_tokens(text) if len(text) <= MAX_KEPT else _tokens(text))


@lru_cache(maxsize=16)
def _kept_tokens(text: str) -> tuple[Token, ...]:
    return tuple(_tokens(text))


def _tokens(text: str) -> list[Token]:
    source = folded(text)
    parts = list(_parts(source))
    extra: dict[int, tuple[list[str], int]] = {}
    at = 0
    while at < len(parts):
        end = parts[at].end
        if source[end : end + 1] in _ENDS:
            # Nearly every word: nothing is joined to it.
            at += 1
            continue
        last = _compound_end(source, parts, at)
        if last > at:
            joined = "".join(part.text for part in parts[at : last + 1])
            if len(joined) <= MAX_JOINED:
                extra[at] = ([joined], last - at + 1)
        at = last + 1
    starts = {part.start: at for at, part in enumerate(parts)}
    for match in _PHONE.finditer(source):
        first = next((starts[at] for at in range(match.start(), match.end()) if at in starts), None)
        if first is not None and (number := phone_form(match.group(0))):
            forms, length = extra.get(first, ([], 1))
            extra[first] = ([*forms, number], length)
    return [
        Token(part.text, part.start, part.end, tuple(extra[at][0]), extra[at][1], part.is_pair, part.is_last)
        if at in extra
        else part
        for at, part in enumerate(parts)
    ]


def _parts(source: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(source):
        word, start = match.group(0), match.start()
        if match["run"]:
            for at in range(len(word) - 1):
                yield Token(word[at : at + 2], start + at, start + at + 2, is_pair=True)
            end = match.end()
            yield Token(word[-1], end - 1, end, is_pair=True, is_last=len(word) > 1)
            continue
        if word.isalpha():
            yield Token(word[:MAX_WORD], start, match.end())
            continue
        code = _CODE.fullmatch(word)
        if code:
            middle = start + len(code[1])
            yield Token(code[1], start, middle)
            yield Token(code[2], middle, match.end())
        elif _V_NUMBER.fullmatch(word) and source[match.end() : match.end() + 1] == ".":
            yield Token(word[1:], start + 1, match.end())
        else:
            yield Token(word[:MAX_WORD], start, match.end())


def _compound_end(source: str, parts: list[Token], first: int) -> int:
    """The last part of the compound that begins at `first`: joined by hyphens, or by dots between digits."""
    last = first
    while last + 1 < len(parts) and last - first + 1 < MAX_PARTS:
        here, following = parts[last], parts[last + 1]
        joint = source[here.end : following.start]
        if here.is_pair or following.is_pair or joint not in ("", *_JOINTS, ",", "'"):
            break
        has_digits = here.text[-1].isdigit() and following.text[0].isdigit()
        if (
            joint in ("", "-", "_")
            or has_digits
            or (joint in _JOINTS - {"."} and following.text[0].isdigit())
        ):
            last += 1
        else:
            break
    return last


def phone_form(text: str) -> str:
    """
    `tel` and a telephone number's digits in reverse; "" for anything that is not one.

    Reversed, a number with its country code begins like the same number without it.
    """
    digits = _NOT_A_DIGIT.sub("", text.replace("(0)", ""))
    if len(digits) not in PHONE_DIGITS:
        return ""
    return f"tel{digits.lstrip('0')[::-1]}"


def words_of(text: str, *, is_indexed: bool = False) -> list[str]:
    """
    The folded words of a text for counting and ranking, with the joined forms of its compounds.

    With `is_indexed` also tokens that exist only in the index: the last letter of each run of pairs.
    """
    return [
        form
        for token in tokens_of(text)
        if is_indexed or not token.is_last
        for form in (token.text, *token.joined)
    ]
