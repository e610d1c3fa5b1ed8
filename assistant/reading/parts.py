"""Splitting a message with several questions into its parts."""

import re
from collections.abc import Sequence

from assistant.reading.asking import CODE, kind_of
from assistant.reading.intents import intents_of, is_vague
from assistant.reading.sentences import codes_in, content_words, plain_words
from assistant.reading.topics import plain_text

MAX_PARTS = 4
_ASK = r"how|what(?:'s)?|why|when|where|who|which|can|could|do|does|did|is|are|will|would|should|may"
_ASK += r"|must|am|has|have"
_LEAD = r"(?:(?:and|but|also|so|then|plus|or|please|hi|hello|hey)[,\s]{1,9}){0,3}"
_BREAK = re.compile(
    rf"(?P<end>[?!;\n]+|\.(?=\s|$))|(?P<comma>,\s{{1,9}})"
    rf"|(?P<joint>\s{{1,9}}(?:and|but|also|plus)\s{{1,9}}(?=(?:{_ASK})\b))",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"^{_LEAD}(?:{_ASK})\b", re.IGNORECASE)
_WISHES = re.compile(rf"^{_LEAD}(?:i|we)(?:'d| would)? (?:need|want|like)\b", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?:i|we|it|they|you|he|she|this|that|these|those|is|are|was|were|am|be|been|have|has|had|get|gets|got"
    r"|don't|doesn't|didn't|can't|cannot|won't|not|says?|since|because|after|before)\b",
    re.IGNORECASE,
)
# "Can you help?" adds nothing to the questions next to it.
_FILLER = re.compile(
    rf"^{_LEAD}(?:(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody)|do you|does anyone)"
    r"(?: please| kindly)? (?:help|explain|tell|advise|assist|check|look|know|say|clarify|confirm)"
    r"(?: (?:me|us|it|this|that|please|how|why|more|into)){0,4}\W*$"
    r"|^what (?:should|can|could|do|must) (?:i|we) do\W*$",
    re.IGNORECASE,
)
_LEANS = re.compile(r"\b(?:it|its|them|they|their|this|that|these|those|he|she|him|her|one)\b", re.IGNORECASE)


def parts_of(question: str) -> list[str]:
    """
    The questions and requests in a message, in order, if it has more than one; otherwise nothing.

    Plain statements ("since Monday it is red") are no parts, nor is "can you help?".
    """
    pieces = _pieces(question)
    asks = [bool(_ASKS.match(piece)) for piece, _ in pieces]
    if not any(asks) or len(pieces) < 2:
        return []
    found = [
        piece
        for place, (piece, is_set_off) in enumerate(pieces)
        if asks[place]
        or _WISHES.match(piece)
        or (place == 0 and asks[1] and is_set_off and _is_named_only(piece))
    ]
    return found[:MAX_PARTS] if len(found) > 1 else []


def leans(part: str) -> bool:
    """Whether a part can only be understood with the others: "do I lose them?"."""
    return bool(_LEANS.search(part)) or len(content_words(part)) < 2


def in_full(part: str, parts: Sequence[str]) -> str:
    """A part, with the words of the others if it needs them."""
    if not leans(part):
        return part
    words = dict.fromkeys(
        word for other in parts if other != part for word in plain_words(other) if not codes_in(word)
    )
    return f"{part} {' '.join(words)}".strip()


def _pieces(question: str) -> list[tuple[str, bool]]:
    text = question.replace("\u2019", "'")
    found: list[tuple[str, bool]] = []
    start = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        # A line of its own is a subject or a greeting; a comma continues the sentence.
        is_set_off = match is not None and (bool(match.group("joint")) or "?" in match.group())
        piece = plain_text(text[start:end]).strip(" .,:-")
        if piece and says_something(piece):
            found.append((piece, is_set_off))
        if match is not None:
            start = match.end()
    return found


def says_something(piece: str) -> bool:
    """Whether a piece is neither courtesy nor filler, such as "can you help?"."""
    if _FILLER.match(piece) or not content_words(piece) or is_vague(piece):
        return False
    intents = intents_of(piece)
    return not (intents.is_closing or intents.is_greeting or intents.is_small_talk)


def _is_named_only(piece: str) -> bool:
    # "nonprofit discount" next to a question asks about it; a code or a sentence says what happened.
    words = content_words(piece)
    return 2 <= len(words) <= 5 and not _SPOKEN.search(piece) and kind_of(piece) != CODE
