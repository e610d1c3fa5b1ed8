"""
Taking words out of what is kept: out of text, of HTML and of JSON.

White space does not matter, nor do the marks of a quote: a mail program breaks lines elsewhere and puts `>`
before them. Every pattern is linear in the text.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from core.html import clean_html, html_to_text, is_tame, text_to_html

MARK = "█████"
"""What stands in place of words that were taken out; it tells neither what they were nor how many."""
SHORTEST = 3
"""Letters and digits that words must have: fewer would take pieces out of other words everywhere."""
CODES = frozenset({
    "kind", "visibility", "channel", "state", "status", "type", "step", "priority", "handler", "reply_by",
    "segment", "slug", "code", "reason", "outcome", "engine", "id", "public_id", "topic", "content_type",
    "sentiment", "language", "clock", "field", "category", "key", "origin", "system", "change", "boundary",
    "created_at", "at", "due_at", "url", "ref", "by_ref", "rule", "tier", "timezone", "locale",
})  # fmt: skip
"""Members of our JSON whose values are ours, whatever words somebody takes out."""
_GAP = r"[\s\u00a0>]{1,60}"
_BLOCKS = {
    "p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul",
    "ol", "table", "hr", "dt", "dd", "figcaption", "caption", "summary", "details",
}  # fmt: skip
_LETTER = re.compile(r"\w")


def is_long_enough(words: str) -> bool:
    """Whether these words are worth looking for."""
    return len(_LETTER.findall(words)) >= SHORTEST


def is_distinctive(words: str) -> bool:
    """Whether nobody writes these words by chance: a code or key, an address, or a sentence."""
    signs = "".join(words.split())
    return len(signs) >= 20 or (len(signs) >= 6 and any(sign.isdigit() or sign == "@" for sign in signs))


class Needles:
    """
    Words to find wherever they stand; `names` only where they are no part of a longer word.

    Those that are too short count for nothing.
    """

    def __init__(self, words: Iterable[str], *, names: Iterable[str] = ()) -> None:
        alone = {" ".join(one.split()) for one in names}
        kept = alone | {" ".join(one.split()) for one in words}
        self.words = sorted((one for one in kept if is_long_enough(one)), key=lambda one: (-len(one), one))
        parts = [
            rf"(?<!\w){_pattern_of(one)}(?!\w)" if one in alone else _pattern_of(one) for one in self.words
        ]
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def stand_in(self, text: str) -> bool:
        """Whether one of them is in a text."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def in_text(self, text: str) -> tuple[str, int]:
        """The text without them, and how often they stood there."""
        if self._pattern is None or not text:
            return text, 0
        return self._pattern.subn(MARK, text)

    def in_html(self, source: str) -> tuple[str, int]:
        """
        Cleaned HTML without them, also where tags stand between their letters, and in addresses of links.

        Markup that cannot be read safely becomes text.
        """
        if self._pattern is None or not source:
            return source, 0
        if not is_tame(source):
            text, count = self.in_text(html_to_text(clean_html(source)))
            return (text_to_html(text), count) if count else (source, 0)
        root = lxml_html.fragment_fromstring(source, create_parent="div")
        count = self._in_pieces(_pieces(root)) + self._in_attributes(root)
        if not count:
            return source, 0
        inner = (root.text and _escaped(root.text)) or ""
        inner += "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
        return clean_html(inner), count

    def _in_pieces(self, pieces: "list[_Piece]") -> int:
        assert self._pattern is not None  # noqa: S101 (asked before)
        whole = "".join(piece.text for piece in pieces)
        spans = [found.span() for found in self._pattern.finditer(whole)]
        at = 0
        ahead = list(spans)
        for piece in pieces:
            begin, end = at, at + len(piece.text)
            at = end
            while ahead and ahead[0][1] <= begin:
                ahead.pop(0)
            if piece.put is None:
                continue
            kept, here = [], begin
            for first, last in ahead:
                if first >= end:
                    break
                kept.append(whole[here : max(first, begin)])
                kept.append(MARK if first >= begin else "")
                here = min(last, end)
            kept.append(whole[here:end])
            text = "".join(kept)
            if text != piece.text:
                piece.put(text)
        return len(spans)

    def _in_attributes(self, root: Any) -> int:
        count = 0
        for element in root.iter():
            for name, value in list(element.attrib.items()):
                if self.stand_in(value):
                    count += 1
                    del element.attrib[name]
        return count

    def in_json(self, value: Any) -> tuple[Any, int]:
        """The same structure without them in its texts; names and the values of `CODES` stay."""
        if isinstance(value, str):
            return self.in_text(value)
        if isinstance(value, list):
            parts = [self.in_json(one) for one in value]
            return [part for part, _ in parts], sum(count for _, count in parts)
        if isinstance(value, dict):
            read = {name: self._in_member(name, one) for name, one in value.items()}
            return {name: part for name, (part, _) in read.items()}, sum(count for _, count in read.values())
        return value, 0

    def _in_member(self, name: str, value: Any) -> tuple[Any, int]:
        if isinstance(value, str):
            if name in CODES:
                return value, 0
            if name == "body_html":
                return self.in_html(value)
        return self.in_json(value)


def _pattern_of(words: str) -> str:
    return _GAP.join(re.escape(one) for one in words.split(" "))


class _Piece:
    """A stretch of text in a tree, and how to put another there; None for what only divides words."""

    def __init__(self, text: str, put: Callable[[str], None] | None = None) -> None:
        self.text, self.put = text, put


def _pieces(root: Any) -> list[_Piece]:
    found: list[_Piece] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_block = isinstance(element.tag, str) and element.tag in _BLOCKS
        if event == "start":
            if is_block:
                found.append(_Piece("\n"))
            if isinstance(element.tag, str) and element.text:
                found.append(_Piece(element.text, _putting(element, "text")))
        else:
            if is_block:
                found.append(_Piece("\n"))
            if element is not root and element.tail:
                found.append(_Piece(element.tail, _putting(element, "tail")))
    return found


def _putting(element: Any, where: str) -> Callable[[str], None]:
    return lambda text: setattr(element, where, text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
