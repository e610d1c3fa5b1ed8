"""Speaking for the customer of a former ticket: nothing but what they wrote themselves, where it fits."""

from collections.abc import Sequence

from assistant.engines.protocol import PlayRequest
from core.folding import folded
from core.html import one_line
from kb.embedding import WORDLLAMA

FITS = 0.35
"""The cosine from which something that the customer once wrote answers what they are asked."""


FEWEST = 2
"""Words that ask for something; "Hm." does not."""


def said_by(request: PlayRequest) -> str:
    """
    What of the customer's own messages answers the newest words of the agent; empty if nothing is left.

    The nearest in meaning of what they have not said here yet; without one that fits, the next in order.
    """
    known = {_key(turn.text) for turn in request.turns if turn.role == "customer"}
    left = [text for text in request.said if _key(text) not in known]
    asked = next((turn.text for turn in reversed(request.turns) if turn.role == "agent"), "")
    if not left:
        return ""
    return left[_nearest(asked, left)]


def _nearest(asked: str, left: Sequence[str]) -> int:
    if len(asked.split()) < FEWEST:
        return 0
    vectors = WORDLLAMA.embed([asked, *left])
    question = vectors[0]
    if question is None:
        return 0
    scores = [float(question @ one) if one is not None else 0.0 for one in vectors[1:]]
    best = max(range(len(scores)), key=lambda at: (scores[at], -at))
    return best if scores[best] >= FITS else 0


def _key(text: str) -> str:
    return folded(one_line(text)).lower()
