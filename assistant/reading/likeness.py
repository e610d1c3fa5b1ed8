"""How much of a draft is in what was sent."""

import re
from difflib import SequenceMatcher

MAX_WORDS = 500
_WORD = re.compile(r"\w+")


def likeness(draft: str, sent: str) -> float:
    """The share of words that two texts have in common, in order, from 0 to 1 (Ratcliff and Obershelp)."""
    mine, theirs = _words(draft), _words(sent)
    if not mine or not theirs:
        return 0.0
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())[:MAX_WORDS]
