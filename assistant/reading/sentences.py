# ruff: noqa: E501 - one list of words
"""Splitting texts: sentences and steps, the words that carry meaning, and exact tokens."""

import re
from collections.abc import Sequence

_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[*`]?[A-Z0-9À-Þ])")
_STEP = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_CODE = re.compile(r"\b[A-Z]{2,6}[-_ ]?\d{3,6}\b|\b\d{3}\b(?= error)|\berror \d{3}\b", re.IGNORECASE)
_EXACT = re.compile(r"\b[A-Za-z]{2,6}[-_]?\d{3,6}\b|\b[A-Z]{2,6} \d{3,6}\b")
CELL = " | "
"""The separator between the cells of a row where a table has become text."""
STOP = frozenset(
    ["a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "being", "but", "by", "can", "cannot", "could", "did", "do", "does", "doing", "don't", "down", "during", "each", "few", "for", "from", "further", "get", "gets", "got", "had", "has", "have", "having", "he", "hello", "help", "her", "here", "hers", "hi", "him", "his", "how", "i", "i'd", "i'm", "if", "in", "into", "is", "isn't", "it", "it's", "its", "just", "like", "me", "more", "most", "my", "myself", "need", "no", "nor", "not", "now", "of", "off", "on", "once", "one", "only", "or", "other", "our", "ours", "out", "over", "own", "please", "same", "say", "says", "she", "should", "so", "some", "still", "such", "than", "thank", "thanks", "that", "that's", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "us", "use", "used", "using", "very", "want", "wants", "was", "we", "we're", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "without", "won't", "would", "you", "your", "yours", "yes", "ok"]
)  # fmt: skip


def sentences_of(text: str) -> list[str]:
    """Sentences of prose; each list item and each line of a table or of code stays whole."""
    found: list[str] = []
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped:
            continue
        if _STEP.match(line) or CELL in line:
            found.append(stripped)
        else:
            found.extend(part.strip() for part in _END.split(stripped) if part.strip())
    return found


def is_step(sentence: str) -> bool:
    """Whether this is one item of a list."""
    return bool(_STEP.match(sentence))


def stem(word: str) -> str:
    """A rough English stem, enough to match a word's other forms."""
    word = word.lower().replace("\u2019", "'").removesuffix("'s")
    for ending in (
        "ingly",
        "edly",
        "ations",
        "ation",
        "ings",
        "ing",
        "ies",
        "ied",
        "ers",
        "ed",
        "es",
        "er",
        "ly",
        "s",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            if ending in ("ies", "ied"):
                return base + "i"
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            return base.rstrip("e") or base
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word.rstrip("e") or word


def content_words(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, with repetitions."""
    return [stem(word) for word in _WORD.findall(text) if word.lower() not in STOP and len(word) > 1]


def plain_words(text: str) -> list[str]:
    """The words that carry meaning, in lower case, unstemmed."""
    return [word.lower() for word in _WORD.findall(text) if word.lower() not in STOP and len(word) > 1]


def codes_in(text: str) -> list[str]:
    """Error codes and the like, in capitals without separators: `hly 4012` gives `HLY4012`."""
    return [re.sub(r"[-_ ]", "", match.group(0)).upper() for match in _CODE.finditer(text)]


def exact_codes(text: str) -> list[str]:
    """Codes that can be nothing else: `get 401` and `after 10000` are not among them."""
    return [re.sub(r"[-_ ]", "", match.group(0)).upper() for match in _EXACT.finditer(text)]


def covered(words: Sequence[str], text: str) -> set[str]:
    """Which of these stems occur in a text."""
    return set(words) & set(content_words(text))
