"""What people type to find something: words, "phrases", -exclusions, and OR between two of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.search import terms
from core.search.spelling import Known, can_be_corrected, correction
from core.search.terms import Node
from core.search.words import folded

MAX_LENGTH = 500
QUOTES = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\uff02", '"')
)
# Prefixes that mail programs put before a subject.
_REPLY = re.compile(
    r"\s{0,9}(?:re|aw|antw|antwort|sv|vs|res|rif|odp|ynt|ref|réf|vá|ots|atb|на|отв|отг|rv|fw|fwd|wg|tr|enc|doorst"
    r"|pd|vb|vl|ilt|пересл|fs|yönl|回复|答复|回覆|答覆|回信|返信|转发|轉寄|転送|답장|회신|전달)"
    r"\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?(?::|：)(?=\s|\[|[^\x00-\x7f]|$|[A-Z])",  # noqa: RUF001 (an East Asian colon)
    re.IGNORECASE,
)
_PART = re.compile(r'(?P<negated>-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Text:
    """One word or phrase; `others` are joined to it by `OR`."""

    text: str
    is_phrase: bool = False
    is_negated: bool = False
    others: tuple["Text", ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether this is a single word, searched as it is."""
        return not (self.is_phrase or self.is_negated or self.others)

    @property
    def node(self) -> Node | None:
        """Its query for the search terms; None if it contains no word."""
        own = terms.phrase(self.text) if self.is_phrase else terms.words(self.text)
        if self.is_negated:
            own = terms.none_of(own)
        return terms.any_of([own, *(other.node for other in self.others)])


def plain_source(source: str) -> str:
    """
    The normalized text of a query: typographic quotes become plain ones, and prefixes that mail programs put
    before a subject (`Re:`, `AW:`, `Fwd:`) are left out.
    """
    source = source.translate(QUOTES)
    for _ in range(4):
        match = _REPLY.match(source)
        if match is None:
            break
        source = source[match.end() :]
    return source.strip()


def texts_of(source: str) -> list[Text]:
    """The words and phrases of a query; never fails."""
    found: list[Text] = []
    joins = False
    for match in _PART.finditer(plain_source(source[:MAX_LENGTH])):
        if is_or(match[0]):
            joins = bool(found)
            continue
        is_phrase = match["phrase"] is not None
        text = Text(match["phrase"] if is_phrase else match["word"], is_phrase, match["negated"] is not None)
        if not text.text.strip():
            continue
        if joins:
            before = found.pop()
            text = replace(before, others=(*before.others, text))
        joins = False
        found.append(text)
    return found


def is_or(word: str | None) -> bool:
    """Whether a word of a query joins its neighbors."""
    return word in ("OR", "or")


def node_of(texts: Iterable[Text]) -> Node | None:
    """All of these as a query for the search terms; None when they contain no word."""
    listed = list(texts)
    # Together, so that a telephone number with blanks is seen as one.
    plain = " ".join(text.text for text in listed if text.is_plain)
    return terms.all_of([terms.words(plain), *(text.node for text in listed if not text.is_plain)])


def correctable(texts: Iterable[Text]) -> list[str]:
    """Plain words that may be misspelled, in folded form."""
    words = (folded(text.text) for text in texts if text.is_plain)
    return [word for word in words if can_be_corrected(word)]


def corrected(texts: Iterable[Text], instead: Mapping[str, str]) -> list[Text]:
    """The same texts with some words (in folded form) replaced by others."""
    return [
        replace(text, text=instead.get(folded(text.text), text.text)) if text.is_plain else text
        for text in texts
    ]


def shown(texts: Iterable[Text]) -> str:
    """The words and phrases as a person would type them."""
    return " ".join(_shown(text) for text in texts)


def _shown(text: Text) -> str:
    own = f'"{text.text}"' if text.is_phrase else text.text
    whole = f"-{own}" if text.is_negated else own
    return " OR ".join([whole, *(_shown(other) for other in text.others)])


def instead_of(words: Sequence[str], vocabulary: Mapping[str, int]) -> dict[str, str]:
    """
    For each word that no word of the vocabulary begins with, the word most likely meant, if there is one.
    """
    known = [Known(word, word, count) for word, count in vocabulary.items()]
    found: dict[str, str] = {}
    for word in words:
        if any(candidate.startswith(word) for candidate in vocabulary):
            continue
        if best := correction(word, known):
            found[word] = best.word
    return found
