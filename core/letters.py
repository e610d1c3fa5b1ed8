"""Which characters make up words, in all scripts, for patterns and for manual scanning."""

import re
import unicodedata


def _marks() -> str:
    ranges: list[list[int]] = []
    for code in range(0x300, 0x20000):
        if unicodedata.category(chr(code))[0] == "M":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in ranges)


WORD = rf"\w{_marks()}"
"""What words consist of, within brackets of a pattern: `\\w` alone breaks off at vowel signs."""

SPACELESS = (
    "\u0e00-\u0fff"  # Thai, Lao, Tibetan
    "\u1000-\u109f\u1100-\u11ff\u1780-\u17ff"  # Burmese, Hangul letters, Khmer
    "\u3005-\u3007\u3040-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"  # Chinese, Japanese
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"  # Hangul, compatibility, wide and narrow forms
    "\U00020000-\U0003ffff"
)
"""Scripts whose words follow a link without a space, or Korean's particles; within brackets of a pattern."""


def is_of_word(sign: str) -> bool:
    """Whether a character is part of a word: a letter, or a mark on one."""
    return sign.isalpha() or (sign >= "\u0300" and unicodedata.category(sign)[0] == "M")


_JOINERS = "\u200c\u200d"  # Persian and Indic scripts need them, and so do families of emoji.
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TURNS = re.compile(f"[{_TURNING}]")


def without_turns(text: str) -> str:
    """The text without characters that turn the direction of what stands after them on somebody's screen."""
    return _TURNS.sub("", text)


def hidden_in(name: str) -> str:
    """The first character that nobody sees and that is no space, control or joiner; empty if none."""
    for sign in name:
        if sign not in _JOINERS and unicodedata.category(sign) in ("Cf", "Co", "Cn", "Zl", "Zp"):
            return sign
    return ""


def can_be_seen(name: str) -> bool:
    """Whether anything of the name leaves ink."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in name)
