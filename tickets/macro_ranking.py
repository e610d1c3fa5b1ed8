"""
Which macros have solved tickets like this one.

Two tickets are alike by what they share: the product area counts 3, each tag 2 (at most two of them), each
word of the subject 1 (at most three), the type 1; from 3 on they count as similar. A macro is ranked by the
lower end of the 90% Wilson interval (Wilson 1927, eq. 1) of how often it solved similar tickets, so that one
lucky use does not overtake many good ones.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

FLOOR = 3
MAX_EXAMPLES = 3
_Z = 1.645
_WORD = re.compile(r"\w{4,40}")
_COMMON = frozenset({
    "about", "after", "again", "auch", "been", "cannot", "could", "does", "doesn", "eine", "einen", "from",
    "have", "help", "hilfe", "kann", "keine", "mehr", "need", "nicht", "oder", "please", "problem",
    "question", "frage", "sind", "since", "this", "that", "ticket", "unsere", "when", "werden", "what",
    "wird", "with", "without", "your",
})  # fmt: skip


@dataclass(frozen=True)
class Traits:
    """What a ticket is compared by."""

    area: str
    type: str
    tags: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Use:
    """A macro was used on a ticket; `is_solved` is None as long as that is open."""

    macro_id: int
    number: int
    traits: Traits
    is_solved: bool | None


@dataclass(frozen=True)
class Record:
    """How a macro did on similar tickets; `shared` is what they have in common with this one, most first."""

    similar: int
    solved: int
    shared: tuple[str, ...]
    examples: tuple[int, ...]

    @property
    def score(self) -> float:
        """The lower end of the interval, from 0 to 1."""
        return lower_bound(self.solved, self.similar)


def words_of(subject: str) -> frozenset[str]:
    """The words of a subject that say something."""
    return frozenset(_WORD.findall(subject[:300].lower())) - _COMMON


def likeness(one: Traits, other: Traits) -> tuple[int, tuple[str, ...]]:
    """How alike two tickets are, and by what: the area, tags, words or the type."""
    shared: list[str] = []
    score = 0
    if one.area and one.area == other.area:
        score += 3
        shared.append(one.area)
    tags = sorted(one.tags & other.tags)[:2]
    score += 2 * len(tags)
    words = sorted(one.words & other.words)[:3]
    score += len(words)
    if one.type and one.type == other.type:
        score += 1
    return score, tuple(dict.fromkeys([*shared, *tags, *words]))


def lower_bound(hits: int, tries: int) -> float:
    """The lower end of the 90% Wilson interval of a share."""
    if tries == 0:
        return 0.0
    share, z2 = hits / tries, _Z * _Z
    middle = share + z2 / (2 * tries)
    spread = _Z * math.sqrt((share * (1 - share) + z2 / (4 * tries)) / tries)
    return max(0.0, (middle - spread) / (1 + z2 / tries))


def records(ticket: Traits, uses: Iterable[Use]) -> dict[int, Record]:
    """By macro, how it did on tickets like this one; each ticket counts once, by the newest use."""
    seen: set[tuple[int, int]] = set()
    found: dict[int, list[Use]] = defaultdict(list)
    common: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for use in uses:
        if use.is_solved is None or (use.macro_id, use.number) in seen:
            continue
        score, shared = likeness(ticket, use.traits)
        if score < FLOOR:
            continue
        seen.add((use.macro_id, use.number))
        found[use.macro_id].append(use)
        for name in shared:
            common[use.macro_id][name] += 1
    return {
        macro_id: Record(
            similar=len(similar),
            solved=sum(1 for use in similar if use.is_solved),
            shared=tuple(sorted(common[macro_id], key=lambda name: (-common[macro_id][name], name))[:3]),
            examples=tuple(use.number for use in similar if use.is_solved)[:MAX_EXAMPLES],
        )
        for macro_id, similar in found.items()
    }
