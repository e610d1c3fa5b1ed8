"""
Scores that follow from facts alone. Whatever the facts do not tell is not judged.

Pure: no database, no clock, no model.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from assistant.reading.likeness import likeness
from assistant.reading.parts import parts_of

BACK_WITHIN = timedelta(days=7)
SAME_QUESTION = 0.6
"""The share of words, in order, from which on a question counts as asked again."""
LEAST_WORDS = 4
LONGEST_TEXT = 4_000
LONGEST_QUOTE = 300
LOW_SCORE = 2
ME, CUSTOMER, OTHER = "me", "customer", "other"

# What people say of a manner, not of a product: "user-friendly" and "an unfriendly error page" are no sign.
_MANNER = (
    r"(?:you (?:are|were|sound|sounded|have been)|agent|support|reply|replies|tone|colleague"
    r"|sie (?:sind|waren)|ton|mitarbeiter(?:in)?|kolleg(?:e|in))"
)
_RUDE = (
    r"(?:rude|impolite|condescending|patroni[sz]ing|dismissive|arrogant|disrespectful|unhöflich|herablassend"
    r"|respektlos|patzig|(?:un|not |nicht )(?:friendly|freundlich)|unfreundlich)\w{0,3}"
)
_KIND = r"(?:friendly|polite|courteous|understanding|freundlich|höflich|zuvorkommend|verständnisvoll)\w{0,3}"
_COMPLAINT, _PRAISE = (
    re.compile(
        rf"\b{_MANNER}\b[^.!?\n]{{0,60}}(?<![\w-]){word}\b|(?<![\w-]){word}\s{_MANNER}\b", re.IGNORECASE
    )
    for word in (_RUDE, _KIND)
)
_NEGATED = re.compile(r"\b(?:not|never|isn't|wasn't|nicht|nie|kein\w?|wenig)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A public message; `by` is ME for the side under review, CUSTOMER, or OTHER."""

    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What is known of a conversation of one side.

    `is_assistants`: the assistant's. `state` is that of the ledger, `verdict` what a person said of its
    answer in the review queue. `reopened_at` and `repeated_at` are the first time after it ended. `score` and
    `comment` are of the customer's last rating.
    """

    is_assistants: bool
    ended_at: datetime
    said: Sequence[Said] = ()
    state: str = ""
    verdict: str = ""
    reopened_at: datetime | None = None
    repeated_at: datetime | None = None
    score: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A level of a criterion, None for not judged, with the name of the reason and words that show it."""

    criterion: str
    level: int | None
    why: str
    quotes: tuple[str, ...] = field(default=())
    note: str = ""


def marks_of(facts: Facts, *, now: datetime) -> list[Mark]:
    """What facts say of each shipped criterion. Whether anybody felt with the customer people have to say."""
    return [
        _solved_by_assistant(facts) if facts.is_assistants else _solved(facts, now),
        _accurate(facts),
        Mark("empathetic", None, "people_only"),
        _tone(facts),
        _complete(facts),
    ]


def known_at(ended_at: datetime) -> datetime:
    """From when on it is known whether a customer came back."""
    return ended_at + BACK_WITHIN


def risks_of(facts: Facts) -> list[str]:
    """What speaks for looking at a conversation, the most urgent first."""
    found = {
        "judged_wrong": facts.verdict in ("wrong", "not_for_it"),
        "low_rated": facts.score is not None and facts.score <= LOW_SCORE,
        "complained": _tone(facts).level == 0,
        "came_back": facts.state == "came_back" or _back(facts) != "",
        "unanswered": _complete(facts).why == "unanswered",
    }
    return [name for name, is_so in found.items() if is_so]


def _back(facts: Facts) -> str:
    until = known_at(facts.ended_at)
    if facts.reopened_at is not None and facts.reopened_at <= until:
        return "reopened"
    if facts.repeated_at is not None and facts.repeated_at <= until:
        return "repeated"
    return ""


def _solved(facts: Facts, now: datetime) -> Mark:
    if back := _back(facts):
        return Mark("solved", 0, back)
    return (
        Mark("solved", 2, "stayed") if now >= known_at(facts.ended_at) else Mark("solved", None, "too_early")
    )


def _solved_by_assistant(facts: Facts) -> Mark:
    """As the ledger has it: silence proves nothing, and a handoff is no failure."""
    levels = {"confirmed": 2, "verified": 2, "came_back": 0}
    if facts.state in levels:
        return Mark("solved", levels[facts.state], facts.state)
    return Mark("solved", None, facts.state or "unknown")


def _accurate(facts: Facts) -> Mark:
    """Only where a person has judged the answer already."""
    levels = {"right": 2, "other_question": 1, "wrong": 0}
    if facts.verdict in levels:
        return Mark("accurate", levels[facts.verdict], f"judged_{facts.verdict}")
    return Mark("accurate", None, "people_only")


def _tone(facts: Facts) -> Mark:
    """What customers say of our manner in words; nothing is read into moods."""
    praise: Mark | None = None
    for text in _after_ours(facts):
        for sentence in _sentences(text):
            if _COMPLAINT.search(sentence) or (_PRAISE.search(sentence) and _NEGATED.search(sentence)):
                return Mark("tone", 0, "complained", (sentence[:LONGEST_QUOTE],))
            if _PRAISE.search(sentence) and praise is None:
                praise = Mark("tone", 2, "praised", (sentence[:LONGEST_QUOTE],))
    return praise or Mark("tone", None, "unsaid")


def _sentences(text: str) -> Iterator[str]:
    for line in re.split(r"(?<=[.!?])\s|\n", text[:LONGEST_TEXT]):
        if words := line.strip():
            yield words


def _after_ours(facts: Facts) -> Iterator[str]:
    is_after = False
    for one in facts.said:
        is_after = is_after or one.by == ME
        if is_after and one.by == CUSTOMER:
            yield one.text
    if facts.comment:
        yield facts.comment


def _complete(facts: Facts) -> Mark:
    """
    Whether every question got a reply, and none had to be asked again.

    A message with several questions has a reply, but not necessarily to each: that is not judged.
    """
    said = [one for one in facts.said if one.at <= facts.ended_at]
    asked = [at for at, one in enumerate(said) if one.by == CUSTOMER and _is_question(one.text)]
    if not asked:
        return Mark("complete", None, "no_question")
    last = max((at for at, one in enumerate(said) if one.by != CUSTOMER), default=-1)
    if asked[-1] > last:
        # What somebody else then took over, or answered late, was not left open.
        if facts.is_assistants and facts.state == "handed_over":
            return Mark("complete", None, "handed_over")
        if any(one.by != CUSTOMER for one in facts.said[len(said) :]):
            return Mark("complete", None, "answered_later")
        return Mark("complete", 0, "unanswered", (_question(said[asked[-1]].text),))
    for earlier, later in pairwise(asked):
        if _is_again(said[earlier].text, said[later].text) and any(
            one.by == ME for one in said[earlier:later]
        ):
            return Mark("complete", 1, "asked_again", (_question(said[later].text),))
    if any(len(parts_of(said[at].text[:LONGEST_TEXT])) > 1 for at in asked):
        return Mark("complete", None, "several")
    return Mark("complete", 2, "answered")


def _is_question(text: str) -> bool:
    return "?" in text


def _question(text: str) -> str:
    return next((one for one in _sentences(text) if "?" in one), text)[:LONGEST_QUOTE]


def _is_again(earlier: str, later: str) -> bool:
    first, second = _question(earlier), _question(later)
    is_long = min(len(first.split()), len(second.split())) >= LEAST_WORDS
    return is_long and likeness(first, second) >= SAME_QUESTION


def grounded(marks: Sequence[Mark], said: Sequence[Said]) -> list[Mark]:
    """
    A model's marks, each with the quotes that do occur in the conversation.

    Without one of the side under review a mark is not judged: what a customer writes about themselves, or to
    the machine, can give nobody a level.
    """
    own = [_plain(one.text) for one in said if one.by == ME]
    all_texts = [_plain(one.text) for one in said]
    found = []
    for mark in marks:
        quotes = tuple(quote for quote in mark.quotes if _occurs(quote, all_texts))
        if mark.level is not None and not any(_occurs(quote, own) for quote in quotes):
            found.append(Mark(mark.criterion, None, "no_evidence"))
        else:
            found.append(Mark(mark.criterion, mark.level, mark.why, quotes, mark.note))
    return found


def _occurs(quote: str, texts: Sequence[str]) -> bool:
    plain = _plain(quote)
    return len(plain) >= LEAST_WORDS and any(plain in text for text in texts)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
