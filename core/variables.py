"""Reading what the environment says, without Django."""

import math
import os
from collections.abc import Mapping
from typing import overload

_YES = frozenset({"1", "true", "yes", "on"})


@overload
def number(name: str, default: int, environment: Mapping[str, str] = os.environ) -> int: ...
@overload
def number(name: str, default: float, environment: Mapping[str, str] = os.environ) -> float: ...
def number(name: str, default: float, environment: Mapping[str, str] = os.environ) -> float:
    """
    A number of the default's type; unset or empty means the default.

    Raises ValueError, which names the variable and what to do, for anything else.
    """
    text = environment.get(name, "").strip()
    if not text:
        return default
    kind, words = (int, "a whole number") if isinstance(default, int) else (float, "a number")
    try:
        found = kind(text)
        if math.isfinite(found):
            return found
    except ValueError:
        pass
    raise ValueError(
        f"{name} is “{text[:80]}”, which is not {words}. Set it to one, such as {default}, or leave it out."
    )


def flag(name: str, *, default: bool, environment: Mapping[str, str] = os.environ) -> bool:
    """A yes or no: `1 true yes on` (any case) mean yes; unset or empty means the default."""
    text = environment.get(name, "").strip().lower()
    return text in _YES if text else default
