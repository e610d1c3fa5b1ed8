"""
Values that actions take from a customer's message.

Whoever finds them, the built-in engine or a model, they are checked here: a value must stand in the message
as it is, in the form that the admin gave. A mask says that form without a regular expression
of anybody's own: `#` is a digit, `@` a letter, `*` either, everything else itself; `+` repeats what stands
before it.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from assistant.actions.configured import AMOUNT, CHOICE, INTEGER, Input

MAX_VALUE, MAX_MASK, MAX_READ = 80, 60, 4000
_CLASSES = {"#": "[0-9]", "@": "[A-Za-z]", "*": "[A-Za-z0-9]"}
_TOKEN = re.compile(r"[^\s,;!?()\[\]{}<>\"'\u2018-\u201f\u00ab\u00bb]{1,100}")
_INTEGER = re.compile(r"[0-9]{1,9}")
_AMOUNT = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")
_MONEY = "$€£¥"


@lru_cache(maxsize=256)
def mask_pattern(mask: str) -> re.Pattern[str]:
    """A mask as a pattern. Raises ValueError for one that says nothing or nearly everything."""
    if not mask or len(mask) > MAX_MASK:
        raise ValueError(f"A mask has 1 to {MAX_MASK} signs.")
    parts: list[str] = []
    for sign in mask:
        if sign == "+":
            if not parts or parts[-1].endswith("}"):
                raise ValueError("A + repeats the sign before it, and there is none.")
            parts[-1] += f"{{1,{MAX_VALUE}}}"
        else:
            parts.append(_CLASSES.get(sign) or re.escape(sign))
    if sum(part.endswith("}") for part in parts) > 3:
        raise ValueError("A mask repeats at most three signs.")
    if not any(sign in _CLASSES for sign in mask):
        raise ValueError("A mask needs a #, @ or *.")
    return re.compile("".join(parts))


def inputs_in(text: str, inputs: Sequence[Input]) -> dict[str, str] | None:
    """The values that a message gives for all inputs; None if one is missing or could be several."""
    found: dict[str, str] = {}
    for one in inputs:
        values = _candidates(text[:MAX_READ], one)
        if len(values) != 1:
            return None
        found[one.name] = values[0]
    return found


def input_fault(text: str, inputs: Sequence[Input], given: Mapping[str, object]) -> str:
    """Why given values may not be used, in words; empty if each stands in the message as the admin allows."""
    strange = set(given) - {one.name for one in inputs}
    if strange:
        return f"There is no input called {min(strange)[:60]}."
    for one in inputs:
        value = given.get(one.name)
        if not isinstance(value, str) or value not in _candidates(text[:MAX_READ], one):
            return f"The message does not give {one.name} in the form it must have."
    return ""


def _candidates(text: str, one: Input) -> list[str]:
    """The different values in a text that this input may have, as they stand there."""
    if one.kind == CHOICE:
        folded = text.casefold()
        return [
            value
            for value in one.choices
            if re.search(rf"(?<!\w){re.escape(value.casefold())}(?!\w)", folded) is not None
        ]
    found: dict[str, None] = {}
    for token in _TOKEN.findall(text):
        word = token.rstrip(".:…") if one.kind != AMOUNT else token.strip(_MONEY + ".:…")
        if len(word) <= MAX_VALUE and _fits(word, one):
            found.setdefault(word, None)
    return list(found)


def _fits(word: str, one: Input) -> bool:
    if one.kind not in (INTEGER, AMOUNT):
        try:
            return mask_pattern(one.mask).fullmatch(word) is not None
        except ValueError:
            return False
    pattern = _AMOUNT if one.kind == AMOUNT else _INTEGER
    if pattern.fullmatch(word) is None:
        return False
    return one.largest is None or amount_of(word) <= Decimal(str(one.largest))


def amount_of(word: str) -> Decimal:
    """The number that an input's value is. Raises ValueError."""
    try:
        return Decimal(word.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(f"{word[:20]} is not a number.") from error
