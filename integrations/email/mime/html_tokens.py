"""
HTML split into tags and text, in linear time.

Strangers may craft input to slow a parser down; this one never looks back, whatever is nested, left open or
never closed.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:_-]{0,40})")
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_STOP = re.compile(r"[\"'>]")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][a-zA-Z_:-]{0,40})\s?=\s?(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_ENDLESS_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}")
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class Token:
    """A piece of the source: text ("text"), a tag ("open", "close") or something invisible ("none")."""

    kind: str
    name: str
    start: int
    end: int


def tokens(source: str) -> Iterator[Token]:
    """Split HTML into text and tags. Linear: an unclosed construct is searched for only once."""
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
    """The well-formed attributes of an opening tag; names and values in lower case."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(_SPACES.sub(" ", tag[:4_000])):
        value = match[2] if match[2] is not None else match[3] if match[3] is not None else match[4]
        found.setdefault(match[1].lower(), value.lower())
    return found


def unescaped(text: str) -> str:
    """Decode entities; numbers that are no character are dropped, as Python refuses to parse long ones."""
    if "&" not in text:
        return text
    return html.unescape(_ENDLESS_NUMBER.sub("", text))
