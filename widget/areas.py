"""Which product area a page belongs to, by the admin's address patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MAX_PATTERN = 200


@dataclass(frozen=True, slots=True)
class AreaRule:
    """One row of the admin's table: a path pattern, in which `*` matches anything, and its area."""

    pattern: str
    area: str


def matches(pattern: str, path: str) -> bool:
    """Whether a path matches a pattern, ignoring case; linear in both, whatever the pattern."""
    pattern, path = pattern[:MAX_PATTERN].lower(), path.lower()
    at = mark = 0
    star = -1
    for_path = 0
    while for_path < len(path):
        if at < len(pattern) and pattern[at] == "*":
            star, mark = at, for_path
            at += 1
        elif at < len(pattern) and pattern[at] == path[for_path]:
            at += 1
            for_path += 1
        elif star >= 0:
            mark += 1
            at, for_path = star + 1, mark
        else:
            return False
    return pattern[at:].strip("*") == ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule that was asked: the part of the address that it is about, and whether it fits."""

    target: str
    has_matched: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    The rule that an address falls to, counted from 0, and the text that was compared with it.

    `tried` are the rules in order, up to that one: later rules are not asked.
    """

    index: int | None
    area: str
    target: str
    tried: tuple[Tried, ...] = ()


def area_of(url: str, rules: Sequence[AreaRule]) -> str:
    """The area of the first rule that matches the address; empty if none does."""
    return verdict_of(url, rules).area


def verdict_of(url: str, rules: Sequence[AreaRule]) -> Verdict:
    """
    Which rule an address falls to, and why.

    A rule is about the path (`/settings/*`), or with a host in front about one host only
    (`app.example.com/settings/*`). Hash routes (`#/exports`) count as the path, without their parameters.
    """
    parts = urlsplit(url)
    path = unquote(parts.path) or "/"
    route = parts.fragment.removeprefix("!").partition("?")[0]
    if route.startswith("/"):
        path = unquote(route)
    tried: list[Tried] = []
    for index, rule in enumerate(rules):
        target = path if rule.pattern.startswith(("/", "*")) else f"{parts.netloc}{path}"
        tried.append(Tried(target, matches(rule.pattern, target)))
        if tried[-1].has_matched:
            return Verdict(index, rule.area, target, tuple(tried))
    return Verdict(None, "", path, tuple(tried))
