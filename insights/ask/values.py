"""The conditions in a question: words of the house, names of the installation, renewals and revenue."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from insights.ask import words
from insights.ask.names import Names, form
from insights.ask.text import NUMBER, Question, number_of
from insights.ask.times import renewal_of
from insights.ask.tree import Bound, Filter

MAX_MEANINGS = 6
SIGNS = {
    "at least": ">=", "or more": ">=", "mindestens": ">=", "oder mehr": ">=",
    "more than": ">", "over": ">", "above": ">", "mehr als": ">", "über": ">", "longer than": ">",
    "slower than": ">", "faster than": "<", "quicker than": "<",
    "länger als": ">", "higher than": ">", "better than": ">",
    "less than": "<", "fewer than": "<", "under": "<", "below": "<", "weniger als": "<", "unter": "<",
    "lower than": "<", "worse than": "<",
    "at most": "<=", "up to": "<=", "or less": "<=", "or fewer": "<=", "höchstens": "<=",
    "no more than": "<=", "exactly": "=", "genau": "=",
}  # fmt: skip


def names_of_several_words(question: Question, names: Names) -> list[list[Filter]]:
    """Names of two words and more go first, so that no word of theirs means something else."""
    found = []
    for field, value in _longest_first(names):
        said = form(value)
        if " " not in said or not question.holds(said) or re.search(r"[^\w .&']", said) is not None:
            continue
        pattern = _plain(said)
        if field == "tag":
            pattern = words.AROUND["tag"][0] + pattern
        if not question.has(pattern):
            continue
        alike = [
            (one, other)
            for one, other in _longest_first(names)
            if form(other) == said and (one == "tag") == (field == "tag")
        ]
        found += _taken(question, pattern, alike)
    return found


def _longest_first(names: Names) -> list[tuple[str, str]]:
    every = [(field, value) for field, known in names.own.items() for value in known]
    return sorted(every, key=lambda one: (-len(one[1]), one[1], one[0]))


def _taken(question: Question, pattern: str, meant: list[tuple[str, str]]) -> list[list[Filter]]:
    """The filters that a stretch of words may mean; said to be something, only that."""
    for field, value in meant:
        explicit = words.EXPLICIT.get(field)
        if len(meant) > 1 and explicit and question.had(explicit.format(f"(?:{pattern})")):
            meant = [(field, value)]
            break
    before, after = words.AROUND.get(meant[0][0], ("", "")) if len(meant) == 1 else ("", "")
    if len(meant) == 1 and meant[0][0] == "tag":
        before = ""
    is_not = question.has(f"{words.IS_NOT} {before}(?:{pattern}){after}") is not None
    start = f"{words.IS_NOT} " if is_not else ""
    taken = question.take(f"{start}{before}(?:{pattern}){after}")
    if taken is not None:
        _note(question, taken, f"{start}{before or _lead(meant, pattern)}", [field for field, _ in meant])
    return [[Filter(field, (value,), is_not) for field, value in meant]]


def _lead(meant: list[tuple[str, str]], pattern: str) -> str:
    """What stands before a tag is in its pattern."""
    return next((one for one in words.BEFORE_TAG if meant[0][0] == "tag" and pattern.startswith(one)), "")


def _note(question: Question, taken: re.Match[str], before: str, fields: list[str]) -> None:
    """Who something is by, or where it is from, is judged when the measure is known."""
    lead = re.match(before, taken[0])
    said = set() if lead is None else set(lead[0].split())
    if not said & words.HELD:
        question.directions += [(field, word) for field in fields for word in sorted(said & words.DIRECTIONS)]
    if "tag" in fields:
        question.joins |= said & words.JOINS


_COMPARED = "more than|over|above|at least|under|below|less than|über|mehr als|mindestens|unter|weniger als"
_PAYING = r"(?:with |having |who pay |paying |that pay |mit )?(?:an |a )?(?:arr |contract |value )?(?:of )?"
_AMOUNT = rf"(?:\$|€|usd |eur )?({NUMBER})(k|m)?"
_A_YEAR = r"(?:arr|a year|per year|annually|im jahr)"


def renewals(question: Question) -> list[list[Filter]]:
    found: list[list[Filter]] = []
    days = renewal_of(question)
    if days is not None:
        found.append([Filter("renewal", bound=Bound("<=", Decimal(days)))])
    money = question.take(
        rf"{_PAYING}({_COMPARED}) {_AMOUNT}(?: ?(?:usd|eur|\$|€))? (?:in )?{_A_YEAR}"
        rf"|(?:with |mit )?(?:an |a )?arr (?:of )?({_COMPARED}) {_AMOUNT}"
        rf"|({_COMPARED}) (?:\$|€)({NUMBER})(k|m)?"
    )
    if money is not None:
        sign, number, factor = (one for one in _third(money.groups()))
        amount = number_of(number or "0") * {"k": 1000, "m": 1_000_000}.get(factor or "", 1)
        found.append([Filter("arr", bound=Bound(SIGNS[sign or ""], amount))])
    return found


def _third(groups: tuple[str | None, ...]) -> tuple[str | None, ...]:
    return next(groups[at : at + 3] for at in range(0, len(groups), 3) if groups[at] is not None)


def values_in(question: Question, names: Names) -> list[list[Filter]]:
    """The filters that words stand for; those with several meanings as alternatives."""
    found: list[list[Filter]] = []
    if question.take(words.URGENT):
        found.append([Filter("priority", ("P1",)), Filter("priority", ("P1", "P2"))])
    patterns = list(_patterns(question, names))
    # What goes on after "or" is known by what stands before it.
    for _ in range(2):
        for pattern, meant in patterns:
            while question.has(pattern):
                found += _taken(question, pattern, meant)
    return found


Meanings = list[tuple[str, str]]


def _patterns(question: Question, names: Names) -> Iterator[tuple[str, Meanings]]:
    """Patterns with all that they may mean: words of the house, and the installation's own names."""
    own: dict[str, Meanings] = {}
    for field, value in _longest_first(names):
        own.setdefault(form(value), []).append((field, value))
    for field, others in names.also.items():
        for said, value in others.items():
            own.setdefault(form(said), []).append((field, value))
    tags = {said: [one for one in many if one[0] == "tag"] for said, many in own.items()}
    rest = {said: [one for one in many if one[0] != "tag"] for said, many in own.items()}
    yield from _tag_patterns(question, tags)
    for field, value, pattern in words.VALUES:
        alike = [one for said, many in rest.items() if re.fullmatch(pattern, said) for one in many]
        yield pattern, [(field, value), *alike]
    yield from _name_patterns(question, names, rest)


def _tag_patterns(question: Question, tags: dict[str, Meanings]) -> Iterator[tuple[str, Meanings]]:
    for said, many in tags.items():
        if many and question.holds(said):
            yield words.AROUND["tag"][0] + _plain(said), many
            if question.had(words.TAGGED):
                yield words.LISTED + _plain(said), many


def _name_patterns(
    question: Question, names: Names, rest: dict[str, Meanings]
) -> Iterator[tuple[str, Meanings]]:
    """Names in full; of people also the first one, where nobody else is called so, of teams the last word."""
    for said, many in rest.items():
        if not many or not any(question.holds(word) for word in said.split(" ")):
            continue
        yield _plain(said), many
        parts = said.split(" ")
        first, last = parts[0], parts[-1]
        if many[0][0] == "team" and first != last:
            yield rf"(?:the )?{re.escape(last)} (?:team|queue)", many
        if many[0][0] == "assignee" and first != last and len(_called(names, first)) == 1:
            yield re.escape(first), many


def _plain(said: str) -> str:
    """A name as a pattern."""
    return re.escape(said).replace(r"\ ", "[ _-]")


def _called(names: Names, first: str) -> list[str]:
    return [one for one in names.own.get("assignee", {}) if form(one).split(" ")[0] == first]


def combined(filters: list[list[Filter]], *, is_each_tag: bool) -> Iterator[tuple[Filter, ...]]:
    """Every choice of the meanings, at most as many as are shown; all tags where each is asked for."""
    chosen: list[tuple[Filter, ...]] = [()]
    for meanings in filters:
        chosen = [(*one, meaning) for one in chosen for meaning in meanings][:MAX_MEANINGS]
    for one in chosen:
        yield _merged(one, is_each_tag=is_each_tag)


def _merged(filters: tuple[Filter, ...], *, is_each_tag: bool) -> tuple[Filter, ...]:
    """Values of one field mean any of them, but for tags that are all asked for."""
    found: dict[tuple[str, bool], Filter] = {}
    alone = []
    for one in filters:
        if one.bound is not None or (one.field == "tag" and is_each_tag):
            alone.append(one)
            continue
        key = (one.field, one.is_not)
        before = found.get(key)
        found[key] = one if before is None else replace(one, values=(*before.values, *one.values))
    return (*found.values(), *alone)
