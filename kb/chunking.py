"""
Articles to passages: each chunk keeps its heading path and stays within a token budget.

Markdown is converted to HTML first, so that both kinds of source share one path. Every part of a table keeps
the header row, code blocks are split only between lines, and neighbors within a section overlap by a
sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.search.words import MARKS
from kb.outline import Block, blocks_of

MAX_TOKENS = 160
"""About one paragraph per passage: longer ones blur into the mean of everything they say."""
OVERLAP_TOKENS = 24
MIN_TOKENS = 24

_TOKEN = re.compile(rf"[\w{MARKS}]+|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9À-Þ])|\n+")
_BREAK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One chunk; `headings` from the outermost inward, without the article's title."""

    position: int
    headings: tuple[str, ...]
    anchor: str
    text: str


def count_tokens(text: str) -> int:
    """Words and punctuation marks; within a fifth of the embedding tokenizers' count for English prose."""
    return len(_TOKEN.findall(text))


def chunk_html(
    source: str, *, max_tokens: int = MAX_TOKENS, overlap_tokens: int = OVERLAP_TOKENS
) -> list[Passage]:
    """
    The passages of sanitized HTML in reading order.

    No passage exceeds `max_tokens`; a single longer word is cut. The end of a passage, up to
    `overlap_tokens`, is repeated at the start of the next one in its section. Headings without text of their
    own survive in the path of what follows; a document of headings only yields one passage of them.
    """
    passages: list[Passage] = []
    blocks = blocks_of(source)
    for section in _sections(blocks):
        for text in _pack(section.blocks, max_tokens, overlap_tokens):
            passages.append(Passage(len(passages), section.headings, section.anchor, text))
    headings = [block for block in blocks if block.kind == "heading"]
    if not passages and headings:
        text = _cut("\n".join(block.text for block in headings), max_tokens)[0]
        passages.append(Passage(0, (), headings[0].anchor, text))
    return passages


@dataclass(frozen=True, slots=True)
class _Section:
    headings: tuple[str, ...]
    anchor: str
    blocks: Sequence[Block]


def _sections(blocks: Sequence[Block]) -> Iterator[_Section]:
    path: list[tuple[int, str]] = []
    anchor = ""
    content: list[Block] = []
    for block in blocks:
        if block.kind != "heading":
            content.append(block)
            continue
        if content:
            yield _Section(tuple(text for _, text in path), anchor, content)
            content = []
        while path and path[-1][0] >= block.level:
            path.pop()
        path.append((block.level, block.text))
        anchor = block.anchor
    if content:
        yield _Section(tuple(text for _, text in path), anchor, content)


def _pack(blocks: Sequence[Block], max_tokens: int, overlap_tokens: int) -> list[str]:
    """Fill passages up to the budget; a short remainder joins the previous passage if there is room."""
    packed: list[str] = []
    parts: list[str] = []
    size = 0
    carried = 0
    for piece, joiner, is_prose in _pieces(blocks, max_tokens):
        tokens = count_tokens(piece)
        if parts and size + tokens > max_tokens:
            whole = "".join(parts).strip()
            packed.append(whole)
            # Rows and lines of code stand on their own; a repeated one would end up above its header.
            tail = _tail(whole, min(overlap_tokens, max_tokens - tokens)) if is_prose else ""
            parts, size = ([tail], count_tokens(tail)) if tail else ([], 0)
            carried = size
        parts.append((joiner if parts else "") + piece)
        size += tokens
    if parts and size > carried:
        packed.append("".join(parts).strip())
    return packed


def _pieces(blocks: Sequence[Block], max_tokens: int) -> Iterator[tuple[str, str, bool]]:
    """The smallest indivisible units: each with what joins it to the next, and whether it is prose."""
    for block in blocks:
        if block.kind == "table":
            yield from ((piece, joiner, False) for piece, joiner in _table_pieces(block, max_tokens))
        elif block.kind == "code":
            lines = _fit(block.text.split("\n"), max_tokens, joiner="\n")
            yield from ((piece, joiner, False) for piece, joiner in lines)
        elif count_tokens(block.text) <= max_tokens // 2:
            yield block.text, "\n", True
        else:
            first, *rest = [part for part in _SENTENCE_END.split(block.text) if part.strip()] or [""]
            yield from ((piece, joiner, True) for piece, joiner in _fit([first], max_tokens, joiner="\n"))
            yield from ((piece, joiner, True) for piece, joiner in _fit(rest, max_tokens, joiner=" "))


def _table_pieces(block: Block, max_tokens: int) -> Iterator[tuple[str, str]]:
    head, *rows = block.text.split("\n")
    room = max_tokens - count_tokens(head)
    if not rows or room < max_tokens // 2:
        yield from _fit([head, *rows], max_tokens, joiner="\n")
        return
    part: list[str] = []
    size = 0
    for row in rows:
        for cut in _cut(row, room):
            tokens = count_tokens(cut)
            if part and size + tokens > room:
                yield "\n".join([head, *part]), "\n"
                part, size = [], 0
            part.append(cut)
            size += tokens
    yield "\n".join([head, *part]), "\n"


def _fit(lines: Sequence[str], max_tokens: int, *, joiner: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        for cut in _cut(line, max_tokens):
            yield cut, joiner


def _cut(text: str, max_tokens: int) -> list[str]:
    """Pieces of at most `max_tokens`, cut between tokens; the text itself if it fits."""
    ends = [match.end() for match in _TOKEN.finditer(text)]
    if len(ends) <= max_tokens:
        return [text] if text.strip() else []
    cuts = [0, *ends[max_tokens - 1 : -1 : max_tokens], len(text)]
    return [text[start:end].strip() for start, end in pairwise(cuts)]


def _tail(text: str, tokens: int) -> str:
    """The last whole sentences or lines of a text within a number of tokens; often nothing."""
    if tokens <= 0:
        return ""
    kept: list[str] = []
    room = tokens
    for part in reversed([part for part in _SENTENCE_END.split(text) if part.strip()]):
        room -= count_tokens(part)
        if room < 0:
            break
        kept.append(_BREAK.sub(" ", part).strip())
    return " ".join(reversed(kept))
