"""Nothing a model says is trusted: quotes must be in their passage, and statements in their quote."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.engines.protocol import Citation, Passage
from assistant.engines.support import LIMIT, support_of
from assistant.reading.sentences import content_words

MIN_QUOTE = 8
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LINK = re.compile(r"(?:https?://|www\.|(?<![\w.-])[\w.-]{1,64}@)[^\s<>\"')\]]+", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_MARKS = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
)


@dataclass(frozen=True, slots=True)
class Grounded:
    """A model's answer after the check: what is supported, what is not, and the citations."""

    text: str
    citations: tuple[Citation, ...]
    uncited: tuple[str, ...]

    @property
    def supported(self) -> float:
        """The share of statements that are supported; 0 without any."""
        lines = len([line for line in self.text.split("\n") if line.strip()])
        return lines / (lines + len(self.uncited)) if lines else 0.0


def ground(
    statements: Sequence[Mapping[str, Any]], passages: Sequence[Passage], *, is_same_language: bool
) -> Grounded:
    """Keep the statements that their passage supports, in order."""
    lines: list[str] = []
    citations: dict[tuple[int, str], Citation] = {}
    uncited: list[str] = []
    for statement in statements:
        text = _one_line(str(statement.get("text", "")))
        if not text:
            continue
        citation = cited(statement, passages, is_same_language=is_same_language)
        if citation is None:
            uncited.append(text)
            continue
        lines.append(text)
        citations.setdefault((citation.article_id, citation.quote), citation)
    return Grounded("\n".join(lines), tuple(citations.values()), tuple(uncited))


def cited(
    statement: Mapping[str, Any], passages: Sequence[Passage], *, is_same_language: bool
) -> Citation | None:
    """The citation for one statement in the passage's own words, or None if nothing supports it."""
    number = statement.get("passage")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(passages):
        return None
    passage = passages[number]
    quote = find_quote(str(statement.get("quote", "")), passage.text)
    if quote is None:
        return None
    text = str(statement.get("text", ""))
    source = f"{passage.title} {passage.heading} {passage.text}"
    if not set(_NUMBER.findall(_without_list_mark(text))) <= set(_NUMBER.findall(source)):
        return None
    if any(link.rstrip(".,;") not in source for link in _LINK.findall(text)):
        return None
    if is_same_language and content_words(text) and support_of(text, source) < LIMIT:
        return None
    return Citation(passage.article_id, passage.title, passage.url, quote, passage.heading)


def find_quote(quote: str, text: str) -> str | None:
    """
    The words of `text` that a quote repeats, verbatim from `text`; None if it does not contain them.

    Case, white space and the style of quotation marks may differ; words may not.
    """
    wanted = _SPACE.sub(" ", quote.translate(_MARKS)).strip().strip('".')
    if len(wanted) < MIN_QUOTE:
        return None
    pattern = r"\s+".join(re.escape(word) for word in wanted.split(" "))
    # Every mark is replaced by one character, so that positions stay the same in the translated text.
    match = re.search(pattern, text.translate(_MARKS), re.IGNORECASE)
    return text[match.start() : match.end()] if match is not None else None


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _without_list_mark(text: str) -> str:
    return re.sub(r"^\s*\d{1,2}[.)]\s+", "", text)


class StatementReader:
    """Finds statements in a JSON answer that is still being written, each as soon as it is complete."""

    _HEAD = re.compile(
        r'^\s*\{\s*"answers_question"\s*:\s*(true|false)\s*,\s*"confidence"\s*:\s*([0-9.eE+-]+)\s*,'
    )
    _START = re.compile(r'"statements"\s*:\s*\[')

    def __init__(self) -> None:
        self._at: int | None = None
        self._decoder = json.JSONDecoder()

    def confidence(self, content: str) -> float:
        """The model's own confidence; 0 while unknown or when it says it has no answer."""
        match = self._HEAD.match(content)
        if match is None or match.group(1) != "true":
            return 0.0
        try:
            return float(match.group(2))
        except ValueError:
            return 0.0

    def more(self, content: str) -> list[dict[str, Any]]:
        """The statements completed since the last call; `content` is the whole answer so far."""
        if self._at is None:
            start = self._START.search(content)
            if start is None:
                return []
            self._at = start.end()
        found: list[dict[str, Any]] = []
        while True:
            rest = content[self._at :]
            offset = len(rest) - len(rest.lstrip(" \t\r\n,"))
            try:
                value, end = self._decoder.raw_decode(content, self._at + offset)
            except ValueError:
                return found
            if not isinstance(value, dict):
                return found
            found.append(value)
            self._at = end
