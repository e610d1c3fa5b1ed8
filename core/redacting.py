"""
Taking words out of what is kept: out of text, of HTML and of JSON.

White space does not matter, nor do the marks of a quote: a mail program breaks lines elsewhere and puts `>`
before them. Nor does how a letter is stored (`core.folding`). Every pattern is linear in the text.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from core.folding import ACCENTS, Folded, folded
from core.html import clean_html, html_to_text, is_tame, text_to_html
from core.pieces import Piece, Span, pieces_of
from core.quotes import CLOSING, MARKS, OPENING, quotes_in

MARK = "█████"
"""What stands in place of words that were taken out; it tells neither what they were nor how many."""
SHORTEST = 3
"""Letters and digits that words must have: fewer would take pieces out of other words everywhere."""
CODES = frozenset({
    "kind", "visibility", "channel", "state", "status", "type", "step", "priority", "handler", "reply_by",
    "segment", "slug", "code", "outcome", "engine", "id", "public_id", "topic", "content_type",
    "sentiment", "language", "clock", "field", "category", "key", "origin", "system", "change", "boundary",
    "created_at", "at", "due_at", "url", "ref", "by_ref", "rule", "tier", "timezone", "locale",
})  # fmt: skip
"""Members of our JSON whose values are ours, whatever words somebody takes out."""
MADE = frozenset({
    "text", "excerpt", "summary", "question", "quote", "wants", "why", "detail", "reason", "params",
})  # fmt: skip
"""Members of our JSON that the product composes of what somebody wrote."""
_THEIRS = ("page", "custom")
# The address of the customer's page, and fields that an admin named: of these no member is a code.
_CODE = re.compile(r"[a-z]{1,40}(?:_[a-z]{1,40}){0,9}")
_GAP = r"[\s\u00a0>]{1,60}"
_LETTER = re.compile(r"\w")
# Letters and digits, but of scripts that put no spaces between words.
_SIGN = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_SIGN_OR_ACCENT = rf"(?:{_SIGN}|[{ACCENTS}])"
_IS_SIGN = re.compile(_SIGN)
_IS_OF_WORD = re.compile(_SIGN_OR_ACCENT)
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
    return " ".join(MARKS.sub("", folded(text)).split()).casefold()


class Needles:
    """
    Words to find wherever they stand and are no part of a longer word; with `is_anywhere` there as well.

    `said` are words that somebody else may write too: they go only where another's words are quoted.
    `quoted` are lines that go only from quotes that consist of nothing else: too short to say whose they are
    elsewhere. What is too short counts for nothing.
    """

    def __init__(
        self,
        words: Iterable[str],
        *,
        said: Iterable[str] = (),
        quoted: Iterable[str] = (),
        is_anywhere: bool = False,
    ) -> None:
        pattern_of = _pattern_of if is_anywhere else _alone
        self._set(_patterns(words, pattern_of), frozenset(filter(None, map(line_of, quoted))))
        self._said = {one: kept for one, kept in _patterns(said, _alone).items() if one not in self._patterns}
        self._said_pattern = _compiled(self._said)

    def _set(self, patterns: dict[str, str], quoted: frozenset[str]) -> None:
        self.words = sorted(patterns, key=lambda one: (-len(one), one))
        self._patterns, self._quoted = patterns, quoted
        self._pattern = _compiled(patterns)

    @classmethod
    def marked(cls, words: str, text: str) -> "Needles":
        """
        Words that somebody marked in a text.

        Where they stand there only inside longer words, they are found in just these, as the same part.
        """
        found, kept = cls([words]), " ".join(words.split())
        if not found or found.stand_in(text):
            return found
        text = folded(text)
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

    @cached_property
    def everywhere(self) -> "Needles":
        """The same, with what was only said: for what the product made of somebody's words."""
        if not self._said:
            return self
        found = Needles(())
        found._set(self._patterns | self._said, self._quoted)
        return found

    def __bool__(self) -> bool:
        return self._pattern is not None or self._said_pattern is not None or bool(self._quoted)

    def stand_in(self, text: str) -> bool:
        """Whether one of them is in a text."""
        return bool(self._spans(text))

    def in_text(self, text: str) -> tuple[str, int]:
        """The text without them, and how often they stood there."""
        spans = self._spans(text)
        if not spans:
            return text, 0
        kept, at = [], 0
        for begin, end in spans:
            kept += [text[at:begin], MARK]
            at = end
        return "".join([*kept, text[at:]]), len(spans)

    def _spans(self, text: str, quotes: Sequence[Span] = ()) -> list[Span]:
        """Where they stand, in order and apart; `quotes` are quotes besides those that the text shows."""
        if not self or not text:
            return []
        known = Folded(text)
        found: list[Span] = []
        if self._pattern is not None:
            found += [known.span(*one.span()) for one in self._pattern.finditer(known.text)]
        if self._quoted or self._said_pattern is not None:
            shown = list(quotes_in(text))
            if self._quoted:
                found += [_within(text, *one) for one in shown if self._is_quote(text[slice(*one)])]
            found += self._said_in(known, text, _apart([*shown, *quotes]))
        return _apart(found)

    def _said_in(self, known: Folded, text: str, quotes: list[Span]) -> list[Span]:
        """Where words stand that go from quotes alone."""
        found: list[Span] = []
        at = number = 0
        while self._said_pattern is not None and (one := self._said_pattern.search(known.text, at)):
            begin, end = known.span(*one.span())
            while number < len(quotes) and quotes[number][1] <= begin:
                number += 1
            is_in = number < len(quotes) and quotes[number][0] <= begin
            is_cited = text[begin - 1 : begin] in OPENING and text[end : end + 1] in CLOSING
            if is_in or (is_cited and begin > 0 and end < len(text)):
                size = len(one[0])
                if is_in and end > quotes[number][1]:
                    # Its last line may have been broken without a mark; rather what ends with the quote.
                    inner = Folded(text[begin : quotes[number][1]])
                    if shorter := self._said_pattern.match(inner.text):
                        size, end = shorter.end(), begin + inner.span(*shorter.span())[1]
                found.append((begin, end))
                at = one.start() + size
            else:
                at = one.start() + 1
        return found

    def _is_quote(self, text: str) -> bool:
        lines = [line for line in map(line_of, text.split("\n")) if line.strip(MARK)]
        return bool(lines) and self._quoted.issuperset(lines)

    def _quotes_emptied(self, root: Any) -> int:
        count = 0
        for quote in list(root.iter("blockquote")) if self._quoted else ():
            if self._is_quote("".join(piece.text for piece in pieces_of(quote)[0])):
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
        pieces, quotes = pieces_of(root)
        count += self._in_pieces(pieces, quotes) + self._in_attributes(root)
        if not count:
            return source, 0
        inner = (root.text and _escaped(root.text)) or ""
        inner += "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
        return clean_html(inner), count

    def _in_pieces(self, pieces: list[Piece], quotes: Sequence[Span]) -> int:
        whole = "".join(piece.text for piece in pieces)
        spans = self._spans(whole, quotes)
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

    def in_json(
        self, value: Any, codes: frozenset[str] = CODES, stays: "Stays" = lambda value: False
    ) -> tuple[Any, int]:
        """
        The same structure without them in its texts; names, the values of `codes` and what `stays` do.

        What the product composed of somebody's words (`MADE`) loses what was only said as well.
        """
        if isinstance(value, str):
            return self.in_text(value)
        if isinstance(value, list):
            parts = [self.in_json(one, codes, stays) for one in value]
            return [part for part, _ in parts], sum(count for _, count in parts)
        if isinstance(value, dict) and not stays(value):
            read = {name: self._in_member(name, one, codes, stays) for name, one in value.items()}
            return {name: part for name, (part, _) in read.items()}, sum(count for _, count in read.values())
        return value, 0

    def _in_member(self, name: str, value: Any, codes: frozenset[str], stays: "Stays") -> tuple[Any, int]:
        if is_code(name, value, codes):
            return value, 0
        if name == "body_html" and isinstance(value, str):
            return self.in_html(value)
        if name in _THEIRS:
            return self.in_json(value, frozenset(), stays)
        return (self.everywhere if name in MADE else self).in_json(value, codes, stays)


Stays = Callable[[dict[str, Any]], bool]
"""Whether an object of JSON is left as it is."""


def is_code(name: str, value: Any, codes: frozenset[str] = CODES) -> bool:
    """Whether a member of our JSON is ours, whatever words somebody takes out; also as what it was and is."""
    if isinstance(value, list):
        return name in codes and all(one is None or isinstance(one, str) for one in value)
    if not isinstance(value, str):
        return False
    # A reason is a code for programs, or a sentence.
    return name in codes or (bool(codes) and name == "reason" and _CODE.fullmatch(value) is not None)


def emptied(value: Any, ours: Container[str] = (), name: str = "") -> Any:
    """The same JSON with the mark in place of every text but codes and members of `ours`."""
    if name in ours or is_code(name, value):
        return value
    if isinstance(value, dict):
        return {member: emptied(one, ours, member) for member, one in value.items()}
    if isinstance(value, list):
        return [emptied(one, ours, name) for one in value]
    return MARK if isinstance(value, str) and value else value


def texts_in(value: Any) -> Iterator[str]:
    """The texts in JSON, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def _patterns(words: Iterable[str], pattern_of: Callable[[str], str]) -> dict[str, str]:
    kept = {" ".join(one.split()) for one in words}
    return {one: pattern_of(one) for one in kept if is_long_enough(one)}


def _compiled(patterns: dict[str, str]) -> re.Pattern[str] | None:
    parts = [patterns[one] for one in sorted(patterns, key=lambda one: (-len(one), one))]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _apart(spans: Iterable[Span]) -> list[Span]:
    """In order, and those that overlap as one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > begin:
            found.append((begin, end))
    return found


def _within(text: str, begin: int, end: int) -> Span:
    """A quote without the mark and spaces before it, and the lines without words after it."""
    marks = MARKS.match(text[begin:end])
    said = text[begin:end].rstrip("> \t\n")
    return begin + (marks.end() if marks else 0), begin + len(said)


def _pattern_of(words: str) -> str:
    return _GAP.join(re.escape(one) for one in folded(words).split())


def _alone(words: str) -> str:
    return _part(words, "", "")


def _part(words: str, before: str, after: str) -> str:
    """The pattern of words inside a longer word, whose other letters are these."""
    begins = rf"(?<=(?<!{_SIGN_OR_ACCENT}){re.escape(before)})" if before else rf"(?<!{_SIGN_OR_ACCENT})"
    ends = rf"(?={re.escape(after)}(?!{_SIGN_OR_ACCENT}))" if after else rf"(?!{_SIGN_OR_ACCENT})"
    found, bare = _pattern_of(words), folded(words).strip()
    is_open, is_closed = _IS_SIGN.match(bare[:1]), _IS_OF_WORD.match(bare[-1:])
    return (begins if is_open else "") + found + (ends if is_closed else "")


def _around(text: str, begin: int, end: int) -> tuple[str, str]:
    """The letters and digits right before and after a stretch of text."""
    first, last = begin, end
    while first > 0 and _IS_OF_WORD.match(text[first - 1]):
        first -= 1
    while last < len(text) and _IS_OF_WORD.match(text[last]):
        last += 1
    return text[first:begin], text[end:last]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
