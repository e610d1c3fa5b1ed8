"""What changed between two texts, block by block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.outline import blocks_of

MAX_LINES = 4000
CONTEXT = 2
"""So many unchanged lines are kept on either side of a change."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison; `kind` is `same`, `added`, `removed`, or `gap` for unchanged lines left out."""

    kind: str
    text: str


def compared(old_html: str, new_html: str) -> list[Line]:
    """The lines of two cleaned texts in reading order, with what surrounds each change."""
    old, new = lines_of(old_html), lines_of(new_html)
    found: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=len(old) > 1000).get_opcodes():
        if tag == "equal":
            found += _same(old[a:b], is_first=a == 0, is_last=b == len(old) and d == len(new))
        else:
            found += [Line("removed", text) for text in old[a:b]]
            found += [Line("added", text) for text in new[c:d]]
    return found


def lines_of(html: str) -> list[str]:
    """A cleaned text as lines: headings with their signs, items with a dash."""
    return list(_lines(html))[:MAX_LINES]


def _lines(html: str) -> Iterator[str]:
    for block in blocks_of(html):
        sign = "#" * block.level + " " if block.kind == "heading" else "- " if block.kind == "item" else ""
        for at, line in enumerate(block.text.split("\n")):
            if line.strip():
                yield f"{sign}{line}" if at == 0 else line


def _same(lines: Sequence[str], *, is_first: bool, is_last: bool) -> list[Line]:
    before = 0 if is_first else CONTEXT
    after = 0 if is_last else CONTEXT
    if len(lines) <= before + after + 1:
        return [Line("same", text) for text in lines]
    head, tail = lines[:before], lines[len(lines) - after :]
    return [
        *(Line("same", text) for text in head),
        Line("gap", ""),
        *(Line("same", text) for text in tail),
    ]
