"""
Which sections of the best article answer: the one whose role fits the question, and what it leans on.

The article is chosen by the reader. Here its sections are compared by what the question wants (to know how,
why, what, how much), and the chosen one is completed: by what it points at ("the grant above"), by the remedy
when only a code was named, and by a section of its own for each further part of the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.builtin.features import Matrix, meanings
from assistant.engines.protocol import Passage
from assistant.reading.asking import (
    AMOUNT,
    CODE,
    HOW,
    PROBLEM,
    WHAT,
    WHEN,
    WHICH,
    WHY,
    clauses_of,
    kind_of,
    refers,
    role_of,
)
from assistant.reading.sentences import codes_in, content_words, covered

MAX_SECTIONS = 3
_ALIKE = {
    CODE: {WHAT, HOW}, PROBLEM: {HOW, WHAT, WHY}, WHAT: {WHAT, WHICH}, WHICH: {WHAT, WHICH},
    WHEN: {WHEN, AMOUNT}, AMOUNT: {AMOUNT, WHEN},
}  # fmt: skip
ABOUT_AS_NEAR = 0.08
TOLD_BY_TITLE = 0.35
"""How near a section must be where the article's title has said that the question is at home here."""
OWN_SECTION, NEAR_SECTION = 0.55, 0.3
"""How alike a heading and a part of the question must be to answer it: alone, and with half of its words."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The sections that answer, the first one first; `misses` tells that one leans on what was not found."""

    sections: tuple[Passage, ...]
    fits: bool
    misses: bool


def choose(question: str, best: Passage, sections: Sequence[Passage]) -> Choice:
    """The sections of the best passage's article that answer `question`; `best` alone without others."""
    kind = kind_of(question)
    if not sections:
        return Choice((best,), _fits(best, kind), refers(best.text) < 0)
    asked = meanings([question])[0]
    near = nearness(question, asked, sections)
    first = _fitting(best, kind, sections, near)
    chosen = [first]
    misses = _complete(chosen, sections)
    if kind in (CODE, PROBLEM) and codes_in(question):
        _add(chosen, _remedy(question, first, sections, near))
        misses = _complete(chosen, sections) or misses
    for part in clauses_of(question):
        _add(chosen, _own(part, sections))
    return Choice(tuple(chosen[:MAX_SECTIONS]), _fits(first, kind), misses)


def _fits(section: Passage, kind: str) -> bool:
    wanted = _ALIKE.get(kind, {kind})
    return bool(wanted & role_of(section.heading, section.text, section.code))


def nearness(question: str, asked: Matrix, sections: Sequence[Passage]) -> dict[int, float]:
    """How near the heading alone, and the section with it, are to the question."""
    words = set(content_words(question))
    heads = meanings([_last(section) for section in sections]) @ asked
    texts = meanings([f"{_last(section)} {section.text}" for section in sections]) @ asked
    found: dict[int, float] = {}
    for place, section in enumerate(sections):
        share = len(covered(sorted(words), _last(section))) / len(words) if words else 0.0
        found[section.key] = 0.45 * float(heads[place]) + 0.3 * float(texts[place]) + 0.25 * share
    return found


def _last(section: Passage) -> str:
    return section.heading.rsplit("\u203a", 1)[-1].strip() or section.title


def _fitting(best: Passage, kind: str, sections: Sequence[Passage], near: dict[int, float]) -> Passage:
    """The section of the wanted kind, unless the search's own is clearly nearer to what was asked."""
    top = max(sections, key=lambda section: near[section.key])
    if not kind:
        return top if near[top.key] > near.get(best.key, 0.0) + 2 * ABOUT_AS_NEAR else best
    fitting = [section for section in sections if _fits(section, kind)]
    if not fitting or (_fits(best, kind) and near[top.key] <= near.get(best.key, 0.0) + ABOUT_AS_NEAR):
        return best
    nearest = max(fitting, key=lambda section: near[section.key])
    if kind == HOW and not best.heading:
        # An introduction tells what a thing is; it is near by its article's title, which all sections share.
        return nearest if near[nearest.key] >= TOLD_BY_TITLE else best
    return nearest if near[nearest.key] >= near.get(best.key, 0.0) - ABOUT_AS_NEAR else best


def _complete(chosen: list[Passage], sections: Sequence[Passage]) -> bool:
    """Add what a chosen section points at; returns whether one points at what cannot be found."""
    misses = False
    for section in list(chosen):
        where = refers(section.text)
        if not where or _holds_itself(section, where):
            continue
        places = [place for place, other in enumerate(sections) if other.key == section.key]
        if not places:
            misses = misses or where < 0
            continue
        others = sections[: places[0]][::-1] if where < 0 else sections[places[0] + 1 :]
        told = [other for other in others if _is_instructive(other)] or list(others[:1])
        if told:
            _add(chosen, told[0])
        else:
            misses = True
    return misses


def _holds_itself(section: Passage, where: int) -> bool:
    # "The following query:" with the query right behind it points at nothing else.
    return where > 0 and _is_instructive(section)


def _is_instructive(section: Passage) -> bool:
    return HOW in role_of("", section.text, section.code)


def _remedy(
    question: str, first: Passage, sections: Sequence[Passage], near: dict[int, float]
) -> Passage | None:
    codes = set(codes_in(question))
    found = [
        section
        for section in sections
        if section.key != first.key
        and section.heading
        and HOW in role_of(_last(section), "", frozenset())
        and codes & set(codes_in(_last(section)))
    ]
    return max(found, key=lambda section: near[section.key], default=None)


def _own(part: str, sections: Sequence[Passage]) -> Passage | None:
    headed = [section for section in sections if section.heading]
    if not headed:
        return None
    words = content_words(part)
    likeness = meanings([_last(section) for section in headed]) @ meanings([part])[0]
    place = int(likeness.argmax())
    share = len(covered(words, _last(headed[place]))) / len(words)
    alike = float(likeness[place])
    return headed[place] if alike >= OWN_SECTION or (alike >= NEAR_SECTION and share >= 0.5) else None


def _add(chosen: list[Passage], section: Passage | None) -> None:
    if section is not None and all(section.key != other.key for other in chosen):
        chosen.append(section)
