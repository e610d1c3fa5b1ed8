"""
The points of a ticket, as a pure function of its history.

Worked out anew from everything known each time, they cannot depend on the order in which events came, on how
often, or on what was known before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from insights.measures import BACK_WITHIN_DAYS, DETRACTOR, EASY_SCORE, GOOD_SCORE, PROMOTER
from tickets.surveys import CES, CSAT, NPS

GOOD = {CSAT: GOOD_SCORE, CES: EASY_SCORE, NPS: PROMOTER}

FINISHED = frozenset({"resolved", "closed"})
PEOPLE = frozenset({"staff", "token"})
Working = Callable[[datetime, datetime], float]
"""The seconds of business hours between two moments."""


@dataclass(frozen=True, slots=True)
class Said:
    """A public message: `by` is the kind of its author; what answers nothing and asks nothing is left out."""

    at: datetime
    by: str
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A field went from one value to another."""

    at: datetime
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey of a kind of `tickets.surveys`, and its score where it was answered."""

    id: int
    at: datetime
    answered_at: datetime | None = None
    score: int | None = None
    kind: str = CSAT


@dataclass(frozen=True, slots=True)
class Judged:
    """Something of this id was judged, and was good or not."""

    id: int
    at: datetime
    is_good: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """A conversation of the assistant; `at` is None while it has not ended."""

    state: str
    at: datetime | None
    has_been_solved: bool = False
    has_come_back: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """
    All that is known of a ticket; sequences are in order.

    `wrote_anew` is whether its requester opened another of its category within BACK_WITHIN_DAYS after it was
    last resolved.
    """

    created_at: datetime
    status: str
    finished_at: datetime | None = None
    last_message_at: datetime | None = None
    said: Sequence[Said] = ()
    statuses: Sequence[Turn] = ()
    holders: Sequence[int | None] = ()
    is_escalated: bool = False
    surveys: Sequence[Asked] = ()
    targets: Sequence[Judged] = ()
    conversation: Ended | None = None
    has_category: bool = False
    wrote_anew: bool = False
    drafts: Sequence[Judged] = ()
    verdicts: Sequence[Judged] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """
    One point of a measure, unique by its key in the ticket.

    `value` is in the unit of the measure, by the clock; `business` in business hours. `is_part` says whether
    it belongs to the part that the figure is a share of.
    """

    measure: str
    key: str
    at: datetime
    value: float | None = None
    business: float | None = None
    is_part: bool = False


def points_of(history: History, *, working: Working, now: datetime) -> list[Point]:
    """Every point of a ticket as of `now`."""
    turns = turns_of(history)
    return [
        *_volume(history, turns),
        *_replies(history, working),
        *_resolution(history, turns, working),
        *_repeat(history, turns, now),
        *_surveys(history),
        *(Point("sla", str(one.id), one.at, is_part=one.is_good) for one in history.targets),
        *_assistant(history, now),
    ]


def turns_of(history: History) -> list[tuple[datetime, bool]]:
    """
    When the ticket came to be finished (True) or open again (False), alternating.

    What its status now says and no change tells is added, as with imported tickets.
    """
    found: list[tuple[datetime, bool]] = []
    for turn in history.statuses:
        is_finished = turn.new in FINISHED
        if is_finished != (bool(found) and found[-1][1]):
            found.append((turn.at, is_finished))
    is_now = history.status in FINISHED
    if is_now != (bool(found) and found[-1][1]):
        at = history.finished_at if is_now else history.last_message_at
        last = found[-1][0] if found else history.created_at
        found.append((max(at or last, last), is_now))
    return found


def _volume(history: History, turns: Sequence[tuple[datetime, bool]]) -> Iterator[Point]:
    at = history.created_at
    yield Point("created", "", at)
    yield Point("backlog", "0", at, value=1)
    yield Point("escalation_rate", "", at, is_part=history.is_escalated)
    for number, (at, is_finished) in enumerate(turns, start=1):
        yield Point("backlog", str(number), at, value=-1 if is_finished else 1)
        if is_finished:
            yield Point("solved", str(number), at, is_part=_is_answered(history, at))
        else:
            yield Point("reopened", str(number), at)


def _is_answered(history: History, until: datetime) -> bool:
    return any(one.by in PEOPLE and one.at <= until for one in history.said)


def _asked_at(history: History) -> datetime | None:
    return next((one.at for one in history.said if one.by == "contact"), None)


def _replies(history: History, working: Working) -> Iterator[Point]:
    asked = _asked_at(history)
    if asked is None:
        return
    person = next((one.at for one in history.said if one.by in PEOPLE and one.at >= asked), None)
    answer = next((one.at for one in history.said if one.is_answer and one.at >= asked), None)
    for measure, at in (("first_reply", person), ("ai_first_reply", answer)):
        if at is not None:
            yield _took(measure, asked, at, working)


def _took(measure: str, start: datetime, end: datetime, working: Working) -> Point:
    value = max((end - start).total_seconds(), 0.0)
    return Point(measure, "", end, value=value, business=working(start, end))


def _resolution(
    history: History, turns: Sequence[tuple[datetime, bool]], working: Working
) -> Iterator[Point]:
    if not turns:
        return
    first = turns[0][0]
    was_reopened = len(turns) > 1
    yield Point("reopen_rate", "", first, is_part=was_reopened)
    before = [one for one in history.said if one.at <= first]
    replies = [one for one in before if one.by in PEOPLE]
    if replies and _asked_at(history) is not None:
        is_one = len(replies) == 1 and not any(one.is_answer for one in before)
        yield Point("first_contact", "", first, is_part=is_one and not was_reopened)
    held = [holder for holder in history.holders if holder is not None]
    if held:
        moves = sum(earlier != later for earlier, later in pairwise(held))
        yield Point("reassignments", "", first, value=moves, is_part=moves > 0)
    last, is_finished = turns[-1]
    if is_finished and _is_answered(history, last):
        yield _took("resolution", history.created_at, last, working)


def _repeat(history: History, turns: Sequence[tuple[datetime, bool]], now: datetime) -> Iterator[Point]:
    at = finished_last(turns)
    if at is not None and history.has_category and now >= quality_known_at(at):
        yield Point("repeat_contact", "", at, is_part=history.wrote_anew)


def finished_last(turns: Sequence[tuple[datetime, bool]]) -> datetime | None:
    """Since when a ticket is resolved or closed; None while it is open."""
    return turns[-1][0] if turns and turns[-1][1] else None


def _surveys(history: History) -> Iterator[Point]:
    for one in history.surveys:
        is_answered = one.answered_at is not None and one.score is not None
        yield Point(f"{one.kind}_response", str(one.id), one.at, is_part=is_answered)
        if one.answered_at is not None and one.score is not None:
            is_good = one.score >= GOOD[one.kind]
            value = _net(one.score) if one.kind == NPS else one.score
            yield Point(one.kind, str(one.id), one.answered_at, value=value, is_part=is_good)


def _net(score: int) -> int:
    """What an answer adds to the net promoter score, whose mean it is."""
    return 100 if score >= PROMOTER else -100 if score <= DETRACTOR else 0


def _assistant(history: History, now: datetime) -> Iterator[Point]:
    yield from (Point("ai_drafts_used", str(one.id), one.at, is_part=one.is_good) for one in history.drafts)
    yield from (Point("ai_wrong", str(one.id), one.at, is_part=not one.is_good) for one in history.verdicts)
    end = history.conversation
    if end is None or end.at is None or end.state == "open":
        return
    yield Point("ai_containment", "", end.at, is_part=end.state != "handed_over")
    yield Point("ai_solved", "", end.at, is_part=end.state in ("confirmed", "verified"))
    yield Point("ai_handoff", "", end.at, is_part=end.state == "handed_over")
    if end.has_been_solved and (end.has_come_back or now >= quality_known_at(end.at)):
        yield Point("ai_quality", "", end.at, is_part=not end.has_come_back)


def quality_known_at(ended_at: datetime) -> datetime:
    """From when on it is known that nobody came back."""
    return ended_at + timedelta(days=BACK_WITHIN_DAYS)
