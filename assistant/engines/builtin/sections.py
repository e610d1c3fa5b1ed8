"""
Which sections of the best article answer: the one whose role fits the question, and what it depends on.

The reader chooses the article. Here its sections are compared by what the question wants (how, why, what, how
much), and the chosen one is completed: by what it refers to ("the grant above"), by the remedy when only a
code was named, and by a separate section for each further part of the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.engines.builtin.meaning import Matrix, meanings
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
    YES_NO,
    acts,
    clauses_of,
    kind_of,
    place_in,
    refers,
    role_of,
)
from assistant.reading.parts import in_full, leans, parts_of
from assistant.reading.sentences import codes_in, content_words, covered

MAX_SECTIONS = 3
_ALIKE = {
    CODE: {WHAT, HOW}, PROBLEM: {HOW, WHAT, WHY}, WHAT: {WHAT, WHICH}, WHICH: {WHAT, WHICH},
    WHEN: {WHEN, AMOUNT}, AMOUNT: {AMOUNT, WHEN},
}  # fmt: skip
ABOUT_AS_NEAR = 0.08
TOLD_BY_TITLE = 0.35
"""How close a section must be when the article's title has already matched the question."""
OWN_SECTION, NEAR_SECTION = 0.55, 0.3
"""How similar a heading and a part of the question must be: alone, and with half of its words in common."""

SPOKEN_OF = 0.75
"""The share of a part's words that a section must contain to answer it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """
    The answering sections, the main one first; `misses` says that one depends on text that was not found.

    `open_parts` are those of several questions that no section of this article answers.
    """

    sections: tuple[Passage, ...]
    fits: bool
    misses: bool
    open_parts: tuple[str, ...] = ()


def choose(question: str, best: Passage, sections: Sequence[Passage]) -> Choice:
    """The sections of the best passage's article that answer `question`; just `best` without others."""
    kind = kind_of(question)
    if not sections:
        return Choice((best,), _fits(best, kind), refers(best.text) < 0, _answered(question, [best], ())[1])
    asked = meanings([question])[0]
    near = nearness(question, asked, sections)
    first = (
        _own_sentence(question, kind, sections)
        or _beyond_introduction(question, kind, best, sections, near)
        or _fitting(best, kind, sections, near)
    )
    chosen = [first]
    misses = _complete(chosen, sections)
    if kind in (CODE, PROBLEM) and codes_in(question):
        _add(chosen, _remedy(question, first, sections, near))
        misses = _complete(chosen, sections) or misses
    for part in clauses_of(question):
        _add(chosen, _own(part, sections))
    chosen, open_parts = _answered(question, chosen, sections)
    chosen = chosen[:MAX_SECTIONS]
    _place(chosen, sections)
    return Choice(tuple(chosen), _fits(first, kind), misses, open_parts)


def is_own_sentence(question: str, section: Passage) -> bool:
    """Whether a question is the section's heading, apart from words the article's title has anyway."""
    head = set(content_words(last_heading(section)))
    asked = set(content_words(question))
    return (
        len(head) > 1
        and head <= asked <= head | set(content_words(section.title))
        and kind_of(last_heading(section)) == kind_of(question) != ""
    )


def _own_sentence(question: str, kind: str, sections: Sequence[Passage]) -> Passage | None:
    """The section whose heading asks exactly this; words that the title has do not distinguish it."""
    asked = set(content_words(question))
    if not kind or not asked:
        return None
    found: list[tuple[int, int, Passage]] = []
    for section in sections:
        if not section.heading or kind_of(last_heading(section)) != kind:
            continue
        head, titled = set(content_words(last_heading(section))), set(content_words(section.title))
        if head & asked and head <= asked | titled and asked <= head | titled:
            found.append((len(head & asked), -len(head - asked), section))
    return max(found, key=lambda row: row[:2])[2] if found else None


def _beyond_introduction(
    question: str, kind: str, best: Passage, sections: Sequence[Passage], near: dict[int, float]
) -> Passage | None:
    """Instead of an introduction that merely says "yes", the section on what the title leaves out."""
    if best.heading or kind not in (YES_NO, HOW, ""):
        return None
    beyond = set(content_words(question)) - set(content_words(best.title))
    found = [
        section
        for section in sections
        if section.heading
        and beyond
        and beyond <= set(content_words(last_heading(section)))
        and role_of(section.heading, "") & {HOW, YES_NO}
    ]
    return max(found, key=lambda section: near[section.key], default=None)


def _answered(
    question: str, chosen: Sequence[Passage], sections: Sequence[Passage]
) -> tuple[list[Passage], tuple[str, ...]]:
    """The choice, with a section for each of several questions, and the questions that have none."""
    parts = parts_of(question)
    found = list(chosen)
    if not parts:
        return found, ()
    here = [section for section in chosen if section.heading] or list(chosen)
    likeness = meanings(parts) @ meanings([f"{last_heading(here[0])} {here[0].text}"])[0]
    main = int(likeness.argmax())
    still_open: list[str] = []
    for place, part in enumerate(parts):
        own = _own_part(part, parts, sections)
        if own is not None:
            _add(found, own)
        elif place != main and not _speaks_of(part, found, sections):
            still_open.append(part)
    return found, tuple(still_open)


def _own_part(part: str, parts: Sequence[str], sections: Sequence[Passage]) -> Passage | None:
    """The section for one of several questions: by heading, or by the heading's kind and a shared word."""
    found = _own(part, sections)
    if found is not None:
        return found
    kind, words = kind_of(part), content_words(part)
    if not kind or not words:
        return None
    whole = meanings([in_full(part, parts)])[0]
    alike = [
        (float(meanings([last_heading(section)])[0] @ whole), section)
        for section in sections
        if section.heading
        and kind_of(last_heading(section)) == kind
        and set(words) & (set(content_words(last_heading(section))) - set(content_words(section.title)))
    ]
    return max(alike, key=lambda row: row[0])[1] if alike else None


def _speaks_of(part: str, found: list[Passage], sections: Sequence[Passage]) -> bool:
    """Whether the choice answers a part that has no section of its own; adds the section that does."""
    kind = kind_of(part)
    words = set(content_words(part))
    told = {word for section in found for word in content_words(f"{section.heading} {section.text}")}
    if words and len(words & told) / len(words) >= SPOKEN_OF and len(words) > 1:
        return True
    if not leans(part):
        return False
    if kind in ("", WHAT):
        # "And what is that?" next to the subject itself asks for the same thing.
        return True
    if kind not in (HOW, WHY):
        return False
    if any(_fits(section, kind) for section in found):
        return True
    fitting = [section for section in sections if section.heading and _fits(section, kind)]
    if len(fitting) == 1:
        _add(found, fitting[0])
    return len(fitting) == 1


def _place(chosen: list[Passage], sections: Sequence[Passage]) -> None:
    """Add the sentence that says where, for steps that name no place: they are incomplete without it."""
    first = chosen[0]
    if not acts(first.text) or any(place_in(section.text) for section in chosen):
        return
    at = next((place for place, section in enumerate(sections) if section.key == first.key), 0)
    for section in sections[:at][::-1]:
        sentence = place_in(section.text)
        if sentence and HOW in role_of(section.heading, "") and sentence in section.text:
            _add(chosen, replace(section, text=sentence))
            return


def _fits(section: Passage, kind: str) -> bool:
    wanted = _ALIKE.get(kind, {kind})
    return bool(wanted & role_of(section.heading, section.text, section.code))


def nearness(question: str, asked: Matrix, sections: Sequence[Passage]) -> dict[int, float]:
    """How close the heading alone, and the section with it, are to the question."""
    words = set(content_words(question))
    heads = meanings([last_heading(section) for section in sections]) @ asked
    texts = meanings([f"{last_heading(section)} {section.text}" for section in sections]) @ asked
    found: dict[int, float] = {}
    for place, section in enumerate(sections):
        share = len(covered(sorted(words), last_heading(section))) / len(words) if words else 0.0
        found[section.key] = 0.45 * float(heads[place]) + 0.3 * float(texts[place]) + 0.25 * share
    return found


def last_heading(section: Passage) -> str:
    """The section's own heading without its parents; the title for an introduction."""
    return section.heading.rsplit("\u203a", 1)[-1].strip() or section.title


def _fitting(best: Passage, kind: str, sections: Sequence[Passage], near: dict[int, float]) -> Passage:
    """The section of the wanted kind, unless the search's choice is clearly closer to the question."""
    top = max(sections, key=lambda section: near[section.key])
    if not kind:
        return top if near[top.key] > near.get(best.key, 0.0) + 2 * ABOUT_AS_NEAR else best
    fitting = [section for section in sections if _fits(section, kind)]
    if not fitting or (_fits(best, kind) and near[top.key] <= near.get(best.key, 0.0) + ABOUT_AS_NEAR):
        return best
    nearest = max(fitting, key=lambda section: near[section.key])
    if kind == HOW and not best.heading:
        # An introduction says what a thing is; it scores high through its article's title, which all sections
        # share.
        return nearest if near[nearest.key] >= TOLD_BY_TITLE else best
    return nearest if near[nearest.key] >= near.get(best.key, 0.0) - ABOUT_AS_NEAR else best


def _complete(chosen: list[Passage], sections: Sequence[Passage]) -> bool:
    """Add what a chosen section refers to; returns whether a reference could not be found."""
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
    # "The following query:" with the query right behind it refers to nothing else.
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
        and HOW in role_of(last_heading(section), "", frozenset())
        and codes & set(codes_in(last_heading(section)))
    ]
    return max(found, key=lambda section: near[section.key], default=None)


def _own(part: str, sections: Sequence[Passage]) -> Passage | None:
    headed = [section for section in sections if section.heading]
    if not headed:
        return None
    words = content_words(part)
    likeness = meanings([last_heading(section) for section in headed]) @ meanings([part])[0]
    place = int(likeness.argmax())
    share = len(covered(words, last_heading(headed[place]))) / len(words)
    alike = float(likeness[place])
    return headed[place] if alike >= OWN_SECTION or (alike >= NEAR_SECTION and share >= 0.5) else None


def _add(chosen: list[Passage], section: Passage | None) -> None:
    if section is not None and all(section.key != other.key for other in chosen):
        chosen.append(section)
