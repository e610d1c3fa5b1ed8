"""Whether an answer was already given in this conversation."""

import re
from collections.abc import Sequence

from assistant.engines.protocol import Turn

_WORD = re.compile(r"\w+")
PARAGRAPH_WORDS = 6
"""Shorter paragraphs, such as a line of code, do not show whether two answers differ."""


def is_told(text: str, history: Sequence[Turn]) -> bool:
    """Whether the first paragraph of an answer appears in something the assistant said before."""
    paragraphs = [words for part in text.split("\n") if len(words := _plain(part).split()) >= PARAGRAPH_WORDS]
    first = " ".join(paragraphs[0]) if paragraphs else _plain(text)
    if not first:
        return False
    return any(f" {first} " in f" {_plain(turn.text)} " for turn in history if turn.role == "assistant")


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
