"""Every pattern in the product takes time linear in the text, whatever it contains."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from itertools import pairwise
from re import _constants, _parser  # type: ignore[attr-defined]  # how Python itself reads patterns
from typing import Any

import pytest

from tests.architecture.modules import packages

PACKAGES = tuple(path.name for path in packages())
# Short texts first: a pattern that doubles with every character would never come back from a long one.
SIZES = (16, 24, 32, 256, 2_048, 6_144)
SLOW = 0.02
"""Seconds of the processor for a text; quicker than this nothing has grown."""
MOST = 3.0
"""How much longer twice the text may take: a linear pattern needs 2, a quadratic one 4."""
LEAST = 2.5
"""How much longer the second doubling alone may take: a bound of the pattern ends growth there."""
HOPELESS = 2.0
"""Seconds of the processor after which nobody needs to know more."""
CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_WORD": "-"}


def modules() -> Iterator[Any]:
    for package in PACKAGES:
        root = importlib.import_module(package)
        yield root
        for found in pkgutil.walk_packages(root.__path__, prefix=f"{package}."):
            if ".migrations" not in found.name and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def held(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value, also in lists, dicts, dataclasses and classes."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for item in [*value.keys(), *value.values()]:
            yield from held(item, depth + 1)
    elif depth < 4 and isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from held(item, depth + 1)
    elif depth < 2 and isinstance(value, type) and value.__module__.split(".")[0] in PACKAGES:
        yield from held(dict(vars(value)), depth + 1)
    elif depth < 3 and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        yield from held([getattr(value, name, None) for name in value.__dataclass_fields__], depth + 1)


def all_patterns() -> dict[str, re.Pattern[Any]]:
    found: dict[str, re.Pattern[Any]] = {}
    seen: set[Any] = set()
    for module in modules():
        for name, value in list(vars(module).items()):
            for number, pattern in enumerate(held(value)):
                if pattern not in seen:
                    seen.add(pattern)
                    found[f"{module.__name__}.{name}[{number}]"] = pattern
    return found


def pieces(tree: Any) -> Iterator[str]:  # noqa: C901 (one branch for each kind of node)
    """The literal runs of a parsed pattern, and one letter for each set of letters."""
    run = ""
    for code, argument in tree:
        if code is _constants.LITERAL:
            run += chr(argument)
            continue
        if run:
            yield run
            run = ""
        if code is _constants.IN:
            for kind, inner in argument:
                if kind is _constants.LITERAL:
                    yield chr(inner)
                elif kind is _constants.RANGE:
                    yield chr(inner[0])
                elif kind is _constants.CATEGORY:
                    yield CATEGORIES.get(str(inner), "\u00e9")
        elif code in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            yield from pieces(argument[2])
            yield "".join(pieces(argument[2]))[:20]
        elif code is _constants.SUBPATTERN:
            yield from pieces(argument[3])
        elif code is _constants.BRANCH:
            for branch in argument[1]:
                yield from pieces(branch)
        elif code in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from pieces(argument[1])
        elif code is _constants.ATOMIC_GROUP:
            yield from pieces(argument)
        elif code in (_constants.ANY, _constants.NOT_LITERAL):
            yield "a"
        elif code is _constants.CATEGORY:
            yield CATEGORIES.get(str(argument), "\u00e9")
    if run:
        yield run


def units(pattern: re.Pattern[Any]) -> list[str]:
    """What a hostile text may be made of: the pattern's own words, alone, in pairs and all in a row."""
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    own = list(dict.fromkeys(piece for piece in pieces(_parser.parse(text, pattern.flags)) if piece))
    pairs = [left + right for left, right in pairwise(own)]
    long = sorted(own, key=len)[-6:]
    chosen = [*own[:10], *pairs[:6], *long[-3:], "".join(own)[:60], "a", " ", "1", "a "]
    return list(dict.fromkeys(chosen))


def seconds(pattern: re.Pattern[Any], unit: str, size: int) -> float:
    text: Any = (unit * (size // len(unit) + 1))[:size] + "\x01"
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    best = 1e9
    for _ in range(3):
        started = time.process_time()
        # As `sub` and `finditer` do: on from every match.
        for _match in pattern.finditer(text):
            pass
        best = min(best, time.process_time() - started)
        if best < SLOW:
            break
    return best


def grows(pattern: re.Pattern[Any], unit: str) -> str:
    """What is wrong, in words. One doubling may meet a bound of the pattern or a busy machine; two do not."""
    for size in SIZES:
        first = seconds(pattern, unit, size)
        if first < SLOW:
            continue
        if size <= 64:
            return f"{unit!r} to {size}: {first:.3f} s"
        if first > HOPELESS:
            return f"{unit!r} to {size}: {first:.1f} s"
        twice, four = seconds(pattern, unit, size * 2), 0.0
        if twice <= HOPELESS:
            four = seconds(pattern, unit, size * 4)
            if four <= LEAST * twice or four <= MOST**2 * first:
                continue
        elif twice <= MOST * first:
            continue
        return f"{unit!r} to {size}, twice, four times: {first:.3f}, {twice:.3f}, {four:.3f} s"
    return ""


PATTERNS = all_patterns()


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 100
    assert {name.split(".")[0] for name in PATTERNS} >= {"widget", "kb", "integrations", "core", "tickets"}


def test_growth_is_seen() -> None:
    quadratic, doubling = re.compile(r"eyJ[\w-]{5,}(?:\.[\w-]*){1,2}"), re.compile(r"(?:a+)+b")
    for pattern in (quadratic, doubling):
        assert any(grows(pattern, unit) for unit in units(pattern))


@pytest.mark.parametrize("name", PATTERNS)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    pattern = PATTERNS[name]
    slow = [found for unit in units(pattern) if (found := grows(pattern, unit))]
    assert not slow, f"{pattern.pattern!r}: {slow[:3]}"
