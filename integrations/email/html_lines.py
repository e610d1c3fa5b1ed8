"""
HTML of mail as lines of text, each of which knows where in the source it stands and what marks its program
left.

One pass over the source with no look back, since what strangers write may be built to make a parser slow:
time grows with the length only, whatever is nested, left open or never closed.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.html import plain

_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul", "o:p",
}  # fmt: skip
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol"}
VOID = {
    "br",
    "hr",
    "img",
    "wbr",
    "col",
    "input",
    "meta",
    "link",
    "area",
    "base",
    "embed",
    "source",
    "track",
    "param",
}
_SILENT = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "xml"}
_LOOK_BACK = 40
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:_-]{0,40})")
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_STOP = re.compile(r"[\"'>]")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][a-zA-Z_:-]{0,40})\s?=\s?(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_ENDLESS_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}")
_SPACES = re.compile(r"[ \t\r\n\f]+")

CITE, CONTAINER, SEPARATOR, SIGNATURE, RULE, SOFT = (
    "cite",
    "container",
    "separator",
    "signature",
    "rule",
    "soft",
)
"""
What a program marked: a quoted block; a block that holds quote and attribution; the place from which on all
is quoted; a signature; a line across; a block that people set themselves.
"""
_CONTAINER_CLASSES = (
    "gmail_quote", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra", "yahooquoted",
    "ymail_quoted", "gmail_quote_container", "quoted-text", "mailru-blockquote", "freebirdquote", "wmquote",
)  # fmt: skip
_SEPARATOR_CLASSES = (
    "outlookmessageheader",
    "moz-cite-prefix",
    "gmail_attr",
    "reply-separator",
    "moz-email-headers-table",
)
_SIGNATURE_CLASSES = (
    "gmail_signature",
    "moz-signature",
    "protonmail_signature_block",
    "apple-mail-signature",
    "ymail_android_signature",
)
_CONTAINER_IDS = ("olk_src_body_section", "isforwardcontent", "replybody", "isreplycontent", "qt")
_SEPARATOR_IDS = (
    "divrplyfwdmsg",
    "appendonsend",
    "stopspelling",
    "ms-outlook-mobile-body-separator-line",
    "mail-editor-reference-message-container",
)
_SIGNATURE_IDS = (
    "signature",
    "ms-outlook-mobile-signature",
    "applemailsignature",
    "ymail_android_signature",
    "divtagdefaultsignature",
)


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
class Token:
    """A piece of the source: text ("text"), a tag ("open", "close") or what shows nothing ("none")."""

    kind: str
    name: str
    start: int
    end: int


def tokens(source: str) -> Iterator[Token]:
    """Cut HTML in text and tags. Linear: what is never closed is searched for only once."""
    at, length = 0, len(source)
    missing: set[str] = set()

    def find(what: str, start: int) -> int:
        if what in missing:
            return -1
        place = source.find(what, start)
        if place == -1:
            missing.add(what)
        return place

    silent_until: dict[str, re.Pattern[str]] = {}
    while at < length:
        found = _MARKUP.search(source, at)
        if found is None:
            yield Token("text", "", at, length)
            return
        start = found.start()
        if start > at:
            yield Token("text", "", at, start)
        match = _TAG_NAME.match(source, start)
        if match is None:
            at = _declaration_end(source, start, find)
            yield Token("text" if at == start + 1 else "none", "", start, at)
            continue
        end = _tag_end(source, match.end(), find)
        name = match[1].lower()
        closes = source[start + 1] == "/"
        yield Token("close" if closes else "open", name, start, end)
        at = end
        if not closes and name in _SILENT and name not in missing and source[end - 2 : end] != "/>":
            pattern = silent_until.setdefault(
                name, re.compile(rf"</{re.escape(name)}(?![a-z])", re.IGNORECASE)
            )
            silent_end = pattern.search(source, at)
            if silent_end is None:
                missing.add(name)
            elif silent_end.start() > at:
                yield Token("none", "", at, silent_end.start())
                at = silent_end.start()


def _declaration_end(source: str, start: int, find: Callable[[str, int], int]) -> int:
    if source.startswith("<!--", start):
        end = find("-->", start + 4)
        return end + 3 if end != -1 else start + 4
    if source.startswith(("<!", "<?", "</"), start):
        end = find(">", start)
        return end + 1 if end != -1 else start + 2
    return start + 1


def _tag_end(source: str, at: int, find: Callable[[str, int], int]) -> int:
    while True:
        stop = _STOP.search(source, at)
        if stop is None:
            return len(source)
        if stop[0] == ">":
            return stop.end()
        is_value = source[max(0, stop.start() - 3) : stop.start()].rstrip().endswith("=")
        closing = find(stop[0], stop.end()) if is_value else -1
        at = closing + 1 if closing != -1 else stop.end()


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an opening tag, as far as they are well formed; names and values in lower case."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(_SPACES.sub(" ", tag[:4_000])):
        value = match[2] if match[2] is not None else match[3] if match[3] is not None else match[4]
        found.setdefault(match[1].lower(), value.lower())
    return found


def unescaped(text: str) -> str:
    """Entities as letters; numbers that no letter has are left out: Python refuses to read long ones."""
    if "&" not in text:
        return text
    return html.unescape(_ENDLESS_NUMBER.sub("", text))


@dataclass(slots=True)
class _Open:
    name: str
    mark: str = ""
    is_hidden: bool = False


def lines(source: str) -> list[HtmlLine]:
    """The lines of a document, blank ones included, as a reader sees them. Never raises."""
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
        # Emoji that a program sends as pictures.
        if 0 < len(alternative) <= 4 and not alternative.isascii():
            self._add(alternative, token.start, token.end)

    def _note(self, tag: str) -> None:
        mark = _mark_of("", attributes(tag)) if "id" in tag or "class" in tag else ""
        if mark == SEPARATOR:
            self.marks.add(SEPARATOR)

    def _push(self, name: str, tag: str) -> None:
        found = attributes(tag) if len(tag) > len(name) + 2 else {}
        mark = _mark_of(name, found) if found or name == "blockquote" else ""
        if mark == CITE and self.counts[CONTAINER] == 0 and "gmail_quote" in found.get("class", ""):
            mark = SOFT
        if mark:
            self.line_break()
        style = found.get("style", "").replace(" ", "")
        is_hidden = "display:none" in style or "mso-hide:all" in style
        entry = _Open(name, mark, is_hidden)
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
        # Only the innermost elements can be meant: a closing tag without an opening one ends nothing.
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
        self.counts["hidden"] -= entry.is_hidden
        self.counts["pre"] -= entry.name == "pre"


def _mark_of(name: str, found: dict[str, str]) -> str:
    """What an element is for a mail program. Outlook puts "x_" before names that it takes over."""
    if name == "blockquote":
        return CITE
    classes = [word.removeprefix("x_") for word in found.get("class", "").split()]
    identity = found.get("id", "").removeprefix("x_")
    if found.get("name", "") == "messagereplysection" or found.get("data-marker", "") == "__quoted_text__":
        return CONTAINER
    for word in classes:
        if word.startswith(_CONTAINER_CLASSES):
            return CONTAINER
        if word in _SEPARATOR_CLASSES:
            return SEPARATOR
        if word in _SIGNATURE_CLASSES:
            return SIGNATURE
    if identity.startswith(_SEPARATOR_IDS):
        return SEPARATOR
    if identity in _CONTAINER_IDS:
        return CONTAINER
    if identity.startswith(_SIGNATURE_IDS):
        return SIGNATURE
    if found.get("data-smartmail", "") == "gmail_signature":
        return SIGNATURE
    style = found.get("style", "").replace(" ", "")
    tops = ("border-top:solid", "border-top:1", "border-top-style:solid")
    if name in ("div", "p") and any(top in style for top in tops):
        return RULE
    return ""
