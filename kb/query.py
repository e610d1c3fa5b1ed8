"""A question in parts: words with weights, exact tokens, phrases, and the earlier conversation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.search.words import folded, words_of
from kb.codes import codes_of

MAX_LENGTH = 4000
MAX_TURNS = 8
MAX_WORDS = 400

# Tuned on conversations of kb_doc2dial, see docs/quality.md: the latest message matters most, and a short
# question ("and for teams?") depends almost entirely on what came before it.
CUSTOMER_TURN = 0.5
OTHER_TURN = 0.4
DECAY = 0.85
OPENING_TURN = 0.5

_VOWEL = re.compile(r"[aeiouy]")
_SPLIT_CODE = re.compile(r"\b([^\W\d_]{2,8}) (\d{2,8})\b")
_PHRASE = re.compile(r"[\"“”„]([^\"“”„]{3,200})[\"“”]")
_CUSTOMER = {"user", "customer", "contact", "visitor"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation and its weight in the question; the question itself has weight 1."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for lookup: `words` in folded form, with the sum of their turns' weights."""

    turns: tuple[Turn, ...]
    words: Mapping[str, float]
    codes: tuple[str, ...]
    phrases: tuple[str, ...]

    @property
    def text(self) -> str:
        """The question without the earlier conversation."""
        return self.turns[0].text if self.turns else ""


def may_mean(word: str) -> bool:
    """Whether an unknown word may still mean something: not `2135bf`, not `bdbcp`."""
    if any(char.isdigit() for char in word):
        return False
    return not word.isascii() or bool(_VOWEL.search(word))


def question_of(text: str, history: Sequence[Any] = ()) -> Question:
    """
    Parse a question and the conversation before it, oldest first.

    `history` holds pairs of role and text, or mappings with `role` and `text` (or `content`); anything else
    in it is ignored. Overlong text is cut, keeping the latest.
    """
    turns = [Turn(_clean(text), 1.0), *_earlier(history)]
    words: dict[str, float] = {}
    room = MAX_WORDS
    for turn in turns:
        for word in words_of(turn.text)[: max(room, 0)]:
            words[word] = words.get(word, 0.0) + turn.weight
            room -= 1
    question = turns[0].text
    return Question(
        turns=tuple(turn for turn in turns if turn.text),
        words=words,
        codes=_codes(question),
        phrases=tuple(" ".join(phrase.split()) for phrase in _PHRASE.findall(question))[:5],
    )


def _codes(text: str) -> tuple[str, ...]:
    """The codes in a question, including those typed with a space: `hly 4012` is `hly4012`."""
    joined = (f"{letters}{digits}" for letters, digits in _SPLIT_CODE.findall(folded(text)))
    return tuple(dict.fromkeys([*codes_of(text), *joined]))


def _clean(text: str) -> str:
    kept = text.replace("\x00", " ").encode("utf-8", "ignore").decode()
    return " ".join(kept[:MAX_LENGTH].split())


def _earlier(history: Sequence[Any]) -> list[Turn]:
    said = [turn for turn in (_role_and_text(item) for item in history) if turn is not None]
    turns: list[Turn] = []
    for age, (role, text) in enumerate(reversed(said)):
        is_opening = age == len(said) - 1
        if age >= MAX_TURNS and not is_opening:
            continue
        weight = (CUSTOMER_TURN if role in _CUSTOMER else OTHER_TURN) * DECAY**age
        turns.append(Turn(text, max(weight, OPENING_TURN) if is_opening else weight))
    return turns


def _role_and_text(item: Any) -> tuple[str, str] | None:
    if isinstance(item, Mapping):
        role, text = item.get("role"), item.get("text") or item.get("content")
    elif isinstance(item, Sequence) and not isinstance(item, str) and len(item) == 2:
        role, text = item
    else:
        return None
    if not isinstance(role, str) or not isinstance(text, str) or not text.strip():
        return None
    return role.lower(), _clean(text)
