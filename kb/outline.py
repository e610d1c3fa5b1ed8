"""The structure of a document: headings, paragraphs, tables and code as plain blocks."""

import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from core.search.words import MARKS

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKING = {
    "p", "div", "li", "ul", "ol", "blockquote", "dt", "dd", "dl", "figure", "figcaption", "hr", "section",
    "article", "header", "footer", "aside", "main", "details", "summary", "address", "form", "fieldset",
}  # fmt: skip
_SILENT = {"script", "style", "template", "noscript", "head", "title", "svg", "math", "iframe", "object"}
_SPACE = re.compile(r"[ \t\xa0\r\f\v]+")
_BETWEEN_WORDS = re.compile(rf"[^\w{MARKS}]+")
_MARKDOWN = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])

MAX_IMPLIED_HEADING = 110


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document; `kind` is `heading`, `text`, `item`, `table` or `code`.

    `anchor` is the id of a heading on its page, or of the nearest preceding heading that has one.
    """

    kind: str
    text: str
    level: int = 0
    anchor: str = ""


def markdown_to_html(source: str) -> str:
    """CommonMark with tables as HTML, including raw HTML: sanitize it before anybody sees it."""
    return str(_MARKDOWN.render(source.replace("\x00", "")))


def slug_of(text: str, *, limit: int = 80) -> str:
    """A readable part of an address in lower case, in any script; `section` if nothing is left."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("'", "")
    return _BETWEEN_WORDS.sub("-", folded).strip("-_")[:limit].rstrip("-_") or "section"


class Anchors:
    """Assigns the ids of a page's headings: the slug, with a number appended if it is taken."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def of(self, text: str) -> str:
        """The id for the next heading with this text."""
        slug = slug_of(text)
        count = self._used[slug] = self._used.get(slug, 0) + 1
        if count == 1:
            return slug
        return self.of(f"{slug}-{count}") if f"{slug}-{count}" in self._used else f"{slug}-{count}"


def blocks_of(source: str) -> list[Block]:
    """
    The blocks of an HTML document in reading order.

    A table is one block with a line per row and ` | ` between cells. A short first line set off from its
    paragraph by a line break, or a paragraph entirely in bold, counts as a heading: pasted and imported text
    often has no other.
    """
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.flush()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._anchors = Anchors()
        self._heading = 0
        self._anchor = ""
        self._silent = 0
        self._pre = 0
        self._tables = 0
        self._rows: list[list[str]] = []
        self._bold = 0
        self._has_plain = False
        self._item = False
        self._last_level = 1
        self._last_anchor = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._text.append("\n")
        elif tag in ("b", "strong"):
            self._bold += 1
        elif tag == "img":
            # What an image shows is text of the document, and no heading.
            self.handle_data(f" {dict(attrs).get('alt') or ''} ")
        elif tag == "table":
            if not self._tables:
                self.flush()
            self._tables += 1
        elif self._tables:
            self._start_in_table(tag)
        elif tag in _HEADINGS:
            self.flush()
            self._heading = _HEADINGS[tag]
            self._anchor = dict(attrs).get("id") or ""
        elif tag == "pre":
            self.flush()
            self._pre += 1
        elif tag in _BREAKING:
            self.flush()
            self._item = tag == "li"

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in ("b", "strong"):
            self._bold = max(self._bold - 1, 0)
        elif tag == "table":
            self._end_table()
        elif self._tables:
            if tag in ("p", "li", "div"):
                self._text.append(" ")
        elif tag in _HEADINGS or tag in _BREAKING or tag == "pre":
            self.flush()
            self._heading = 0
            if tag == "pre":
                self._pre = max(self._pre - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if not self._bold and data.strip():
            self._has_plain = True
        self._text.append(data)

    def _start_in_table(self, tag: str) -> None:
        if tag == "tr":
            self._end_cell()
            self._rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append("")

    def _end_cell(self) -> None:
        text = _one_line("".join(self._text))
        self._text.clear()
        if text and self._rows:
            if not self._rows[-1]:
                self._rows[-1].append("")
            self._rows[-1][-1] = _one_line(f"{self._rows[-1][-1]} {text}")

    def _end_table(self) -> None:
        if not self._tables:
            return
        self._end_cell()
        self._tables -= 1
        if self._tables:
            return
        lines = [" | ".join(row) for row in self._rows if any(row)]
        self._rows = []
        self._has_plain = False
        if lines:
            self.blocks.append(Block("table", "\n".join(lines)))

    def flush(self) -> None:
        """End the current block."""
        if self._tables:
            self._end_table()
        raw, is_bold = "".join(self._text), not self._has_plain
        self._text.clear()
        self._has_plain = False
        if self._pre:
            code = raw.strip("\n").rstrip()
            if code.strip():
                self.blocks.append(Block("code", code))
            return
        lines = [line for line in (_one_line(part) for part in raw.split("\n")) if line]
        if not lines:
            return
        if self._heading:
            text = " ".join(lines)
            self._last_anchor = self._anchor or self._anchors.of(text)
            self._add_heading(text, self._heading)
            self._last_level = self._heading
            return
        if not self._item and (heading := implied_heading(lines, is_bold=is_bold)):
            self._add_heading(heading, self._last_level + 1 if self._last_level < 6 else 6)
            lines = lines[1:]
        if lines:
            self.blocks.append(Block("item" if self._item else "text", "\n".join(lines)))
        self._item = False

    def _add_heading(self, text: str, level: int) -> None:
        # An implied heading has no id on the page, so a link to it goes to the real heading before it.
        self.blocks.append(Block("heading", text[:300], level, self._last_anchor))


def implied_heading(lines: list[str], *, is_bold: bool) -> str:
    """The first of these lines if it reads as a heading for the rest or for what follows; else nothing."""
    first = lines[0]
    if len(first) > MAX_IMPLIED_HEADING or not any(char.isalpha() for char in first):
        return ""
    if len(lines) == 1:
        return first if is_bold and not first.endswith((".", ",", ";", "!")) else ""
    is_open = first.endswith((".", ",", ";", "!", "-"))
    return first if not is_open and first[0].isupper() and len(lines[1]) > len(first) else ""


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text.replace("\n", " ")).strip()
