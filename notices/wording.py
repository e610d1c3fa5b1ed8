"""
The sentences of notices that the server words.

Each has a code, by which the workspace says the same in its reader's language (`reasons` of
`frontend/src/shared/locales`) and others too (`said_…` of `notices/page_words`).
"""

from collections.abc import Iterable, Mapping

from core.wording import Worded
from tickets.models import TicketType

WORDS: dict[str, str] = {
    "readers_still_ask": "{followed} of {known} readers asked within a day of reading it.",
    "demoted": "{type}: {came_back} of {resolved} came back within 7 days. An agent approves answers now.",
    "demoted_also": "{type}: {came_back} of {resolved} came back within 7 days, {wrong} more were judged "
    "wrong. An agent approves answers now.",
    "answer_waits": "{waiting} waits for a review: {why}",
    "answers_wait": "{waiting} wait for a review: {why}",
    # Why conversations are reviewed, by `ReviewReason`.
    "review_came_back": "{count} came back within 7 days",
    "review_low_rated": "{count} rated 1 or 2",
    "review_silent": "{count} silent failure",
    "review_missed": "{count} missed: no article fits",
    "review_sensitive": "{count} sensitive category",
}


def say(code: str, **params: int) -> Worded:
    """The sentence of a code with its parameters."""
    return Worded(WORDS[code].format(**params), code, **params)


def demoted(category: str, evidence: Mapping[str, int]) -> Worded:
    """Which category went down the ladder, and why."""
    code, names = "demoted", ["came_back", "resolved"]
    if evidence.get("wrong"):
        code, names = "demoted_also", [*names, "wrong"]
    params = {name: evidence.get(name, 0) for name in names}
    label = TicketType(category).label if category in TicketType.values else category
    return Worded(WORDS[code].format(type=label, **params), code, type=category, **params)


def waiting(number: int, reasons: Iterable[tuple[str, int]]) -> Worded:
    """How many conversations wait for a review, and for what most of all."""
    why = [say(f"review_{reason}", count=count) for reason, count in reasons]
    code = "answer_waits" if number == 1 else "answers_wait"
    return Worded(WORDS[code].format(waiting=number, why=", ".join(why)), code, waiting=number, why=why)
