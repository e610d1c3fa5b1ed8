"""
The HTML of a mail as lines of text, each with its position in the source and its program's marks.

One pass over the source, in linear time.
"""

import re
from dataclasses import dataclass

from core.html import plain
from integrations.email.mime.html_marks import (
    ANSWERED_WITHIN,
    CITE,
    CONTAINER,
    RULE,
    SEPARATOR,
    SIGNATURE,
    SOFT,
    mark_of,
)
from integrations.email.mime.html_tokens import VOID, Token, attributes, tokens, unescaped

_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul", "o:p",
}  # fmt: skip
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol"}
_LOOK_BACK = 40
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class HtmlLine:
    """
    A line of text: `depth` counts the quoting blocks around it, `marks` what begins right before it.

    `start` and `end` are offsets in the source, without the tags around the line.
    """

    text: str
    depth: int
    marks: frozenset[str]
    start: int
    end: int
    is_signature: bool = False
    is_soft: bool = False


@dataclass(slots=True)
class _Open:
    name: str
    mark: str = ""
    is_hidden: bool = False
    ends_with_quote: bool = False
    """A block that contains the quote and, below it, the sender's answer, such as Gmail's."""
    quotes: int = 0


def lines(source: str) -> list[HtmlLine]:
    """The lines of a document, including blank ones, as a reader sees them. Never raises."""
    builder = _Builder(source)
    for token in tokens(source):
        if token.kind == "text":
            builder.text(token)
        elif token.kind == "open":
            builder.opened(token)
        elif token.kind == "close":
            builder.closed(token)
    builder.line_break()
    return builder.lines


def text_of(found: list[HtmlLine]) -> str:
    """Lines as text, with at most one blank line in a row."""
    parts: list[str] = []
    for line in found:
        if line.text or (parts and parts[-1]):
            parts.append(line.text)
    return "\n".join(parts).strip("\n")


class _Builder:
    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: list[HtmlLine] = []
        self.stack: list[_Open] = []
        self.words: list[str] = []
        self.start = self.end = -1
        self.marks: set[str] = set()
        self.containers: list[_Open] = []
        self.counts = dict.fromkeys((CITE, CONTAINER, SIGNATURE, SOFT, "pre", "hidden", "silent"), 0)
        self.state = (0, False, False)

    def text(self, token: Token) -> None:
        if self.counts["hidden"] or self.counts["silent"]:
            return
        if self.counts["pre"]:
            start = token.start
            for number, piece in enumerate(self.source[token.start : token.end].split("\n")):
                end = start + len(piece)
                if number:
                    self.line_break() if self.words else self._blank()
                if piece.strip("\r"):
                    self._add(plain(unescaped(piece)), start, end)
                start = end + 1
            return
        words = plain(unescaped(self.source[token.start : token.end]))
        words = _SPACES.sub(" ", words)
        if not words.strip(" ") and not self.words:
            return
        self._add(words, token.start, token.end)

    def _add(self, words: str, start: int, end: int) -> None:
        if not self.words:
            self.start = start
            self.state = (
                self.counts[CITE] + self.counts[CONTAINER],
                self.counts[SIGNATURE] > 0,
                self.counts[SOFT] > 0,
            )
        self.words.append(words)
        self.end = end

    def line_break(self, *, at_least_one_blank: bool = False) -> None:
        if self.words:
            text = "".join(self.words).replace("\xa0", " ")
            text = text.rstrip() if self.counts["pre"] else " ".join(text.split())
            depth, is_signature, is_soft = self.state
            self.lines.append(
                HtmlLine(text, depth, frozenset(self.marks), self.start, self.end, is_signature, is_soft)
            )
            self.marks.clear()
            self.words = []
        if at_least_one_blank and self.lines and self.lines[-1].text:
            self._blank()

    def _blank(self) -> None:
        if len(self.lines) > 1 and not self.lines[-1].text and not self.lines[-2].text:
            return
        depth = self.counts[CITE] + self.counts[CONTAINER]
        place = self.end
        self.lines.append(HtmlLine("", depth, frozenset(), place, place, self.counts[SIGNATURE] > 0))

    def opened(self, token: Token) -> None:
        name = token.name
        if name == "br":
            if self.words:
                self.line_break()
            else:
                self._blank()
            return
        tag = self.source[token.start : token.end]
        if name in _BLOCKS:
            self.line_break(at_least_one_blank=name in _SPACED)
        if name == "hr":
            self.marks.add(RULE)
        elif name == "li":
            self._add("- ", token.start, token.end)
        elif name in ("td", "th") and self.words:
            self._add("  ", token.start, token.end)
        elif name == "img":
            self._image(tag, token)
        if name in VOID or (tag.endswith("/>") and name not in _BLOCKS):
            self._note(tag)
            return
        self._push(name, tag)

    def _image(self, tag: str, token: Token) -> None:
        alternative = unescaped(attributes(tag).get("alt", ""))
        # Emoji that a program sends as images.
        if 0 < len(alternative) <= 4 and not alternative.isascii():
            self._add(alternative, token.start, token.end)

    def _note(self, tag: str) -> None:
        mark = mark_of("", attributes(tag)) if "id" in tag or "class" in tag else ""
        if mark == SEPARATOR:
            self.marks.add(SEPARATOR)

    def _push(self, name: str, tag: str) -> None:
        found = attributes(tag) if len(tag) > len(name) + 2 else {}
        mark = mark_of(name, found) if found or name == "blockquote" else ""
        if mark == CITE and not self.containers and "gmail_quote" in found.get("class", ""):
            mark = SOFT
        if mark:
            self.line_break()
        style = found.get("style", "").replace(" ", "")
        is_hidden = "display:none" in style or "mso-hide:all" in style
        entry = _Open(
            name, mark, is_hidden, mark == CONTAINER and any(word in tag for word in ANSWERED_WITHIN)
        )
        if mark == CONTAINER:
            self.containers.append(entry)
        elif mark == CITE and self.containers:
            self.containers[-1].quotes += 1
        self.stack.append(entry)
        if mark in self.counts:
            self.counts[mark] += 1
        elif mark:
            self.marks.add(mark)
        if mark == SOFT:
            self.counts[CITE] += 1
        if mark in (CITE, CONTAINER, SOFT):
            self.marks.add(mark)
        self.counts["hidden"] += is_hidden
        self.counts["pre"] += name == "pre"

    def closed(self, token: Token) -> None:
        name = token.name
        if name in _BLOCKS:
            self.line_break(at_least_one_blank=name in _SPACED)
        if name in ("td", "th", "br"):
            return
        # Only the innermost elements can be meant: a closing tag without an opening one has no effect.
        for back in range(1, min(len(self.stack), _LOOK_BACK) + 1):
            if self.stack[-back].name == name:
                for _ in range(back):
                    self._pop()
                return

    def _pop(self) -> None:
        entry = self.stack.pop()
        if entry.mark:
            self.line_break()
        if entry.mark in self.counts:
            self.counts[entry.mark] -= 1
        if entry.mark == SOFT:
            self.counts[CITE] -= 1
        if self.containers and self.containers[-1] is entry:
            self.containers.pop()
        elif entry.mark == CITE and self.containers:
            self._quote_ended(self.containers[-1])
        self.counts["hidden"] -= entry.is_hidden
        self.counts["pre"] -= entry.name == "pre"

    def _quote_ended(self, container: _Open) -> None:
        container.quotes -= 1
        if container.ends_with_quote and container.quotes == 0 and container.mark == CONTAINER:
            container.mark = "ended"
            self.counts[CONTAINER] -= 1
