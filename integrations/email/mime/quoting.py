"""
Separating what the sender just wrote from quotes and the signature.

Works line by line in linear time. When in doubt, words stay visible: interleaved answers keep the quotes they
answer, a forwarded message is the subject of the mail, and a first letter quotes only what is marked as a
quote.
"""

import re
from dataclasses import dataclass
from enum import Enum

from integrations.email.mime import html_cutting, quote_headers, signatures
from integrations.email.mime.headers import Address
from integrations.email.mime.html_lines import HtmlLine
from integrations.email.mime.html_marks import CONTAINER, SEPARATOR

_QUOTE = re.compile(r"(?:[ \t]{0,3}>){1,50}")
_RULE = re.compile(r"[-_=*~#\u2014\u2013\u2015\u2500\u2501 ]{3,}")
_LINK = re.compile(r"[(<\[]?https?://")
_LONG_LINE = 55
MAX_LINES = 20_000
VISIBLE, QUOTED, SIGNATURE = "v", "q", "s"


class Letter(Enum):
    """
    What the headers say about a mail: that it answers another one, or that it does not.

    A forwarded mail counts as a first one. If headers are missing, only the text can tell.
    """

    ANSWER = "answer"
    FIRST = "first"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Split:
    """A text in parts, which together hold all its lines. `visible_html` is "" without HTML."""

    visible: str
    visible_html: str
    quoted: str
    signature: str


@dataclass(slots=True)
class _Line:
    text: str
    bare: str
    depth: int
    marks: frozenset[str] = frozenset()
    is_signature: bool = False
    is_soft: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.bare


def split(
    text: str,
    *,
    rich: list[HtmlLine],
    html: str,
    sender: Address,
    is_forward: bool,
    letter: Letter = Letter.UNKNOWN,
    machine: list[str] | None = None,
    is_of_html: bool = False,
) -> Split:
    """
    Split the text of a mail whose HTML has the lines `rich`.

    `is_forward`: the subject says that it is forwarded. `machine`: stretches of the text that are files.
    `is_of_html`: the text was derived from the HTML, which knows more about itself.
    """
    plain_lines = [_plain_line(line) for line in text.split("\n")]
    labels = _labels(plain_lines, sender=sender, is_forward=is_forward, letter=letter)
    _hide_files(plain_lines, labels, machine or [])
    visible, quoted, signature = _joined([line.text for line in plain_lines], labels)
    if not rich:
        return Split(visible, "", quoted, signature)
    rich_labels = _labels(
        [_rich_line(line) for line in rich], sender=sender, is_forward=is_forward, letter=letter
    )
    if is_of_html or (QUOTED in rich_labels and QUOTED not in labels and visible):
        # The program marked the quote in the HTML but not in the text.
        shown, hidden, signed = _joined([line.text for line in rich], rich_labels)
        if shown:
            visible, quoted, signature = shown, hidden, signed
    return Split(
        visible,
        html_cutting.without(html, rich, [label != VISIBLE for label in rich_labels]),
        quoted,
        signature,
    )


def _plain_line(text: str) -> _Line:
    match = _QUOTE.match(text)
    depth = match[0].count(">") if match else 0
    return _Line(text, text[match.end() :].strip() if match else text.strip(), depth)


def _rich_line(line: HtmlLine) -> _Line:
    inner = _plain_line(line.text)
    depth = line.depth + inner.depth
    return _Line(line.text, inner.bare, depth, line.marks, line.is_signature, line.is_soft)


def _joined(texts: list[str], labels: list[str]) -> tuple[str, str, str]:
    parts: dict[str, list[str]] = {VISIBLE: [], QUOTED: [], SIGNATURE: []}
    for text, label in zip(texts, labels, strict=True):
        parts[label].append(text)
    visible, quoted, signature = (_trimmed(parts[label]) for label in (VISIBLE, QUOTED, SIGNATURE))
    return visible, quoted, signature


def _trimmed(lines: list[str]) -> str:
    """Without surrounding blank lines; the first line keeps its indentation."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end]).rstrip()


def _labels(lines: list[_Line], *, sender: Address, is_forward: bool, letter: Letter) -> list[str]:
    """For each line, whether it is visible, quoted or signature."""
    head = lines[:MAX_LINES]
    labels = _Folder(head, is_forward=is_forward, letter=letter).labels()
    # Nobody writes that many lines, so the rest gets the label of the last one.
    labels += labels[-1:] * (len(lines) - len(head))
    _sign(lines, labels, sender, is_first=letter is Letter.FIRST)
    if not any(label == VISIBLE and not line.is_blank for line, label in zip(lines, labels, strict=True)):
        return [VISIBLE] * len(lines)
    return labels


@dataclass(slots=True)
class _Block:
    """Consecutive marked lines, with the introduction above them if there is one."""

    start: int
    end: int
    is_introduced: bool
    is_final: bool = False
    """It extends to the end, marked or not."""


class _Folder:
    def __init__(self, lines: list[_Line], *, is_forward: bool, letter: Letter) -> None:
        self.lines = lines
        self.is_forward = is_forward
        self.is_first = letter is Letter.FIRST
        self.headers = quote_headers.find(
            [line.text for line in lines],
            is_candidate=[line.depth == 0 for line in lines],
            is_reply=letter is Letter.ANSWER,
        )
        if self.is_first:
            self.headers = {at: one for at, one in self.headers.items() if self._may_introduce(one)}

    def _may_introduce(self, header: quote_headers.Header) -> bool:
        """
        Whether a line in a first letter really introduces a quote: below it is a mail or a marked quote.
        """
        match header.kind:
            case quote_headers.BLOCK:
                return False
            case quote_headers.WROTE:
                return self._is_marked(header.end)
            case quote_headers.ORIGINAL:
                place = self._next(header.end)
                below = self.headers.get(place)
                return below is not None and below.kind in (quote_headers.BLOCK, quote_headers.WROTE)
            case _:
                return True

    def labels(self) -> list[str]:
        labels = [VISIBLE] * len(self.lines)
        for block in self._folded(self._blocks()):
            start = block.start
            if block.is_introduced:
                while start and (
                    self.lines[start - 1].is_blank or _RULE.fullmatch(self.lines[start - 1].bare)
                ):
                    start -= 1
            labels[start : block.end] = [QUOTED] * (block.end - start)
        return labels

    def _blocks(self) -> list[_Block]:
        blocks: list[_Block] = []
        at, end = 0, len(self.lines)
        while at < end:
            line = self.lines[at]
            header = self.headers.get(at)
            if header is not None and header.kind == quote_headers.FORWARDED:
                break
            if header is not None and (not header.needs_marks or self._is_marked(header.end)):
                if self.is_forward and header.kind in (quote_headers.BLOCK, quote_headers.ORIGINAL):
                    break
                at = self._introduced(blocks, header)
            elif (
                SEPARATOR in line.marks
                and not line.is_blank
                and line.depth == 0
                and not self.is_forward
                and at
            ):
                at = self._introduced(blocks, quote_headers.Header(quote_headers.WROTE, at, at + 1))
            elif line.depth:
                stop = self._marked_end(at)
                if self._holds_forwarded(at, stop):
                    break
                blocks.append(_Block(at, stop, CONTAINER in line.marks))
                at = stop
            else:
                at += 1
        return blocks

    def _introduced(self, blocks: list[_Block], header: quote_headers.Header) -> int:
        if header.kind != quote_headers.ABOVE and self._is_marked(header.end):
            stop = self._marked_end(self._next(header.end))
            blocks.append(_Block(header.first, stop, is_introduced=True))
            return stop
        end = len(self.lines)
        blocks.append(_Block(header.first, end, is_introduced=True, is_final=True))
        return end

    def _next(self, at: int) -> int:
        while at < len(self.lines) and self.lines[at].is_blank and not self.lines[at].depth:
            at += 1
        return at

    def _is_marked(self, at: int) -> bool:
        place = self._next(at)
        return place < len(self.lines) and self.lines[place].depth > 0

    def _marked_end(self, at: int) -> int:
        """The end of the marked lines starting at `at`, including lines that lost their mark in wrapping."""
        end = at
        while at < len(self.lines):
            line = self.lines[at]
            if line.depth:
                end = at + 1
            elif not line.is_blank and not self._is_wrapped(at, end):
                break
            elif not line.is_blank:
                end = at + 1
            at += 1
        return end

    def _is_wrapped(self, at: int, end: int) -> bool:
        if at != end or at + 1 >= len(self.lines) or at in self.headers:
            return False
        before, after = self.lines[at - 1], self.lines[at + 1]
        is_torn = len(before.text) >= _LONG_LINE and before.depth == after.depth
        is_link = _LINK.match(self.lines[at].bare) is not None
        is_rest = "http" in before.bare and " " not in self.lines[at].bare
        return before.depth > 0 and after.depth > 0 and (is_torn or is_link or is_rest)

    def _is_introduced(self, block: _Block) -> bool:
        """Whether something introduces the quote: above it, or inside, as on Apple's phones."""
        if not block.is_introduced:
            lines = [line.bare for line in self.lines[block.start : min(block.end, block.start + 6)]]
            block.is_introduced = bool(quote_headers.find(lines, is_candidate=[True] * len(lines)))
        return block.is_introduced

    def _holds_forwarded(self, at: int, stop: int) -> bool:
        """Gmail wraps forwarded mail the same way as a quote."""
        return self.lines[at].text.lstrip()[:1] != ">" and any(
            quote_headers.is_forwarded(line.bare) for line in self.lines[at : min(stop, at + 4)]
        )

    def _folded(self, blocks: list[_Block]) -> list[_Block]:
        """Which blocks to fold: not those between which the sender answers."""
        if not blocks:
            return []
        after = [
            self._has_words(
                block.end, blocks[place + 1].start if place + 1 < len(blocks) else len(self.lines)
            )
            for place, block in enumerate(blocks)
        ]
        has_before = self._has_words(0, blocks[0].start)
        answered = [place for place, is_answered in enumerate(after) if is_answered]
        if self.is_first:
            # The quote at the end of the letter; any other is what it is about.
            final = blocks[-1]
            is_quote = has_before and not answered and self._is_introduced(final)
            return [final] if is_quote and self._is_lesser_part(final) else []
        if not answered:
            return self._unanswered(blocks, has_before)
        if len(answered) == 1 and len(blocks) == 1:
            block = blocks[0]
            return blocks if self._is_introduced(block) or (not has_before and self._is_worth(block)) else []
        last = answered[-1]
        kept = [block for block in blocks[last + 1 :] if self._is_introduced(block) or self._is_worth(block)]
        if answered == [len(blocks) - 1] and self._is_introduced(blocks[last]):
            return [*blocks[: last + 1], *kept]
        return kept

    def _unanswered(self, blocks: list[_Block], has_before: bool) -> list[_Block]:
        """Quotes at the end: one without an introduction, above one with it, was inserted by hand."""
        last = blocks[-1]
        return [
            block
            for block in blocks
            if self._is_introduced(block)
            or not has_before
            or (self._is_worth(block) and (block is last or not last.is_introduced))
        ]

    def _is_worth(self, block: _Block) -> bool:
        lines = self.lines[block.start : block.end]
        if all(line.is_soft for line in lines if not line.is_blank):
            return False
        return sum(not line.is_blank for line in lines) >= 2 or any(line.marks for line in lines)

    def _is_lesser_part(self, block: _Block) -> bool:
        """Whether a quote at the end holds no more text than what precedes it."""
        start = block.start
        while start in self.headers:
            start = self._next(self.headers[start].end)
        quoted, written = (
            sum(len(line.bare) for line in part)
            for part in (self.lines[start : block.end], self.lines[: block.start])
        )
        return quoted <= written

    def _has_words(self, start: int, end: int) -> bool:
        return any(not line.is_blank and not _RULE.fullmatch(line.bare) for line in self.lines[start:end])


def _sign(lines: list[_Line], labels: list[str], sender: Address, *, is_first: bool) -> None:
    """Find the signature at the end of each visible stretch that is followed by a quote or the end."""
    at, end = 0, len(lines)
    has_words = False
    while at < end:
        if labels[at] != VISIBLE:
            at += 1
            continue
        stop = at
        while stop < end and labels[stop] == VISIBLE:
            stop += 1
        run = lines[at:stop]
        start = at + signatures.start_of(
            [line.text for line in run],
            sender=sender,
            is_marked=[line.is_signature for line in run],
            may_be_all=has_words,
            is_first=is_first,
        )
        has_words = has_words or any(not line.is_blank for line in lines[at:start])
        labels[start:stop] = [SIGNATURE] * (stop - start)
        at = stop


def _hide_files(lines: list[_Line], labels: list[str], machine: list[str]) -> None:
    for block in machine:
        count = block.count("\n") + 1
        head = block.split("\n", 1)[0]
        for at, line in enumerate(lines):
            if line.text == head:
                labels[at : at + count] = [QUOTED] * len(labels[at : at + count])
                break
