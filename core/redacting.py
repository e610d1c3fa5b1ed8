"""
Taking words out of what is kept: out of text, of HTML and of JSON.

White space does not matter, nor do the marks of a quote: a mail program breaks lines elsewhere and puts `>`
before them. Every pattern is linear in the text.
"""

import re
from collections.abc import Callable, Iterable
from itertools import groupby
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
# Letters and digits, but of scripts that put no spaces between words.
_SIGN = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_SIGN_OR_ACCENT = rf"(?:{_SIGN}|[\u0300-\u036f])"
_IS_SIGN = re.compile(_SIGN)
_MARKS = re.compile(r"^[>\s]+")
_MOST_PARTS = 50
_COURTESY = re.compile(
    r"(?:(?:hi|hello|hallo|dear|thanks?|thank you|many|a lot|very much|so much|in advance|for (?:your|the) "
    r"(?:help|reply|answer|support)|(?:kind|best|warm)(?:est)? (?:regards|wishes)|yours (?:sincerely|"
    r"faithfully)|sincerely|cheers|(?:mit )?(?:freundlichen?|besten?|vielen?|herzlichen?|liebe) "
    r"(?:gr[uü](?:ß|ss)en?|dank)|danke|im voraus|und|and|sehr geehrte damen und herren|"
    r"guten (?:tag|morgen)|sent from my \w{1,20}|von meinem \w{1,20} gesendet)[\s,.!-]{0,9}){1,9}",
    re.IGNORECASE,
)


def is_long_enough(words: str) -> bool:
    """Whether these words are worth looking for."""
    return len(_LETTER.findall(words)) >= SHORTEST


def is_distinctive(words: str) -> bool:
    """Whether nobody writes these words by chance: a code or key, an address, or a sentence."""
    signs = "".join(words.split())
    return len(signs) >= 20 or (len(signs) >= 6 and any(sign.isdigit() or sign == "@" for sign in signs))


def is_telling(words: str) -> bool:
    """
    Whether words of somebody who goes are worth looking for in what others wrote.

    Three words and more of some length, or a key; not what everybody writes, such as a greeting.
    """
    signs = "".join(words.split())
    if len(words) <= 120 and _COURTESY.fullmatch(words.strip()):
        return False
    if len(signs) >= 20 or (len(signs) >= 12 and any(sign.isdigit() or sign == "@" for sign in signs)):
        return True
    return len(words) >= 16 and len(words.split()) >= 3


def line_of(text: str) -> str:
    """A line as it is compared with others: without marks of quotes, case and spaces."""
    return " ".join(_MARKS.sub("", text).split()).casefold()


class Needles:
    """
    Words to find wherever they stand and are no part of a longer word; with `is_anywhere` there as well.

    `quoted` are lines that go only from quotes that consist of nothing else: too short to say whose they are
    elsewhere. What is too short counts for nothing.
    """

    def __init__(
        self, words: Iterable[str], *, quoted: Iterable[str] = (), is_anywhere: bool = False
    ) -> None:
        kept = {" ".join(one.split()) for one in words}
        self._set(
            {one: _pattern_of(one) if is_anywhere else _alone(one) for one in kept if is_long_enough(one)},
            frozenset(filter(None, map(line_of, quoted))),
        )

    def _set(self, patterns: dict[str, str], quoted: frozenset[str]) -> None:
        self.words = sorted(patterns, key=lambda one: (-len(one), one))
        self._patterns, self._quoted = patterns, quoted
        parts = [patterns[one] for one in self.words]
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    @classmethod
    def marked(cls, words: str, text: str) -> "Needles":
        """
        Words that somebody marked in a text.

        Where they stand there only inside longer words, they are found in just these, as the same part.
        """
        found, kept = cls([words]), " ".join(words.split())
        if not found or found.stand_in(text):
            return found
        parts = dict.fromkeys(
            _part(kept, *_around(text, *one.span()))
            for one in re.finditer(_pattern_of(kept), text, re.IGNORECASE)
        )
        if parts:
            found._set({kept: "|".join(list(parts)[:_MOST_PARTS])}, frozenset())
        return found

    def only(self, wanted: Callable[[str], bool]) -> "Needles":
        """Those of the words for which it holds."""
        found = Needles(())
        found._set({one: pattern for one, pattern in self._patterns.items() if wanted(one)}, frozenset())
        return found

    def __bool__(self) -> bool:
        return self._pattern is not None or bool(self._quoted)

    def stand_in(self, text: str) -> bool:
        """Whether one of them is in a text."""
        if self._pattern is not None and self._pattern.search(text) is not None:
            return True
        return self._without_quotes(text)[1] > 0

    def in_text(self, text: str) -> tuple[str, int]:
        """The text without them, and how often they stood there."""
        if not self or not text:
            return text, 0
        text, quotes = self._without_quotes(text)
        if self._pattern is None:
            return text, quotes
        text, count = self._pattern.subn(MARK, text)
        return text, count + quotes

    def _is_quote(self, lines: Iterable[str]) -> bool:
        said = [line for line in map(line_of, lines) if line]
        return bool(said) and self._quoted.issuperset(said)

    def _without_quotes(self, text: str) -> tuple[str, int]:
        if not self._quoted or ">" not in text:
            return text, 0
        kept: list[str] = []
        count = 0
        for is_quote, group in groupby(text.split("\n"), key=lambda line: line.lstrip().startswith(">")):
            lines = list(group)
            if is_quote and self._is_quote(lines):
                lines = [f"> {MARK}"]
                count += 1
            kept += lines
        return ("\n".join(kept), count) if count else (text, 0)

    def _quotes_emptied(self, root: Any) -> int:
        count = 0
        for quote in list(root.iter("blockquote")) if self._quoted else ():
            if self._is_quote("".join(piece.text for piece in _pieces(quote)).split("\n")):
                for child in list(quote):
                    quote.remove(child)
                quote.text = MARK
                count += 1
        return count

    def in_html(self, source: str) -> tuple[str, int]:
        """
        Cleaned HTML without them, also where tags stand between their letters, and in addresses of links.

        Markup that cannot be read safely becomes text.
        """
        if not self or not source:
            return source, 0
        if not is_tame(source):
            text, count = self.in_text(html_to_text(clean_html(source)))
            return (text_to_html(text), count) if count else (source, 0)
        root = lxml_html.fragment_fromstring(source, create_parent="div")
        count = self._quotes_emptied(root)
        if self._pattern is not None:
            count += self._in_pieces(_pieces(root)) + self._in_attributes(root)
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


def _alone(words: str) -> str:
    return _part(words, "", "")


def _part(words: str, before: str, after: str) -> str:
    """The pattern of words inside a longer word, whose other letters are these."""
    begins = rf"(?<=(?<!{_SIGN}){re.escape(before)})" if before else rf"(?<!{_SIGN})"
    ends = rf"(?={re.escape(after)}(?!{_SIGN_OR_ACCENT}))" if after else rf"(?!{_SIGN_OR_ACCENT})"
    found = _pattern_of(words)
    return (begins if _IS_SIGN.match(words[0]) else "") + found + (ends if _IS_SIGN.match(words[-1]) else "")


def _around(text: str, begin: int, end: int) -> tuple[str, str]:
    """The letters and digits right before and after a stretch of text."""
    first, last = begin, end
    while first > 0 and _IS_SIGN.match(text[first - 1]):
        first -= 1
    while last < len(text) and _IS_SIGN.match(text[last]):
        last += 1
    return text[first:begin], text[end:last]


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
