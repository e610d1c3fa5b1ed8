"""How a conversation with the assistant ended: a pure function of what happened in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.models import State, Why
from assistant.rendering import HIGH

QUIET = timedelta(hours=72)
BACK_WITHIN = timedelta(days=7)
GOOD, BAD = 4, 2
"""From this rating on, and up to this one, a customer says that it was solved, or not."""
RESOLVED = (State.CONFIRMED, State.VERIFIED, State.ASSUMED)
"""What coming back takes away."""


class Heard(StrEnum):
    """What can happen in a conversation."""

    ASKED = "asked"
    THANKED = "thanked"
    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    HANDED_OVER = "handed_over"
    STEPPED_IN = "stepped_in"
    HELPED = "helped"
    UNHELPED = "unhelped"
    RATED = "rated"
    WORKS = "works"
    FAILS_ON = "fails_on"
    ASKED_ELSEWHERE = "asked_elsewhere"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Happening:
    """
    One thing that happened; `ref` is its timeline entry, or the other ticket.

    `score` is a rating, `confidence` that of an answer, `state` what a person corrected it to.
    """

    at: datetime
    what: Heard
    ref: int = 0
    score: int = 0
    confidence: float = 0.0
    state: State = State.OPEN


@dataclass(frozen=True, slots=True)
class Ending:
    """One line of the ledger; `key` is the same whenever it is worked out."""

    state: State
    why: Why
    at: datetime
    ref: int

    @property
    def key(self) -> str:
        return f"{self.state}:{self.why}:{self.ref}"


@dataclass(frozen=True, slots=True)
class Told:
    """
    The endings of a conversation in order, and when to look again (None: only when something happens).

    Those that a person entered are not among `endings`, but count for `state`.
    """

    endings: tuple[Ending, ...]
    state: State
    ended_at: datetime | None
    due_at: datetime | None
    is_ours: bool
    is_silent: bool
    has_low_rating: bool
    answer: Happening | None


def told_by(history: Sequence[Happening], *, now: datetime) -> Told:
    """
    The ledger of a conversation up to `now`.

    What is worked out for a moment never depends on what came after it, so that a longer history only adds
    lines; a person owns the conversation from the moment they answer or get it.
    """
    walk = _Walk()
    for one in sorted(history, key=lambda one: (one.at, one.ref)):
        if one.at > now:
            break
        walk.pass_time(one.at)
        walk.hear(one)
    walk.pass_time(now)
    return walk.told()


@dataclass
class _Walk:
    endings: list[Ending] = field(default_factory=list)
    state: State = State.OPEN
    ended_at: datetime | None = None
    answer: Happening | None = None
    # The last word was a question of the assistant's.
    waits_for_customer: bool = False
    quiet_since: datetime | None = None
    said_ref: int = 0
    is_persons: bool = False
    is_ours: bool = False
    is_silent: bool = False
    has_low_rating: bool = False
    unhelped: bool = False
    works: bool = False
    fails_on: bool = False
    # Nothing that has been answered since it was asked stands open.
    has_answer: bool = False

    def hear(self, one: Happening) -> None:
        match one.what:
            case Heard.ASKED | Heard.THANKED:
                self._wrote(one)
            case Heard.ANSWERED | Heard.ASKED_BACK if not self.is_persons:
                self._spoke(one)
            case Heard.HANDED_OVER if not self.is_persons:
                self.is_ours = self.is_persons = True
                self._end(State.HANDED_OVER, Why.HANDOFF, one)
            case Heard.STEPPED_IN if not self.is_persons:
                self.is_persons = True
                if self.is_ours and self.state not in RESOLVED:
                    self._end(State.HANDED_OVER, Why.STEPPED_IN, one)
                self.quiet_since = None
            case Heard.HELPED | Heard.UNHELPED | Heard.RATED if self.has_answer and not self.is_persons:
                self._judged(one)
            case Heard.WORKS:
                self.works = True
            case Heard.FAILS_ON:
                self.fails_on = True
            case Heard.ASKED_ELSEWHERE:
                self._back(Why.ASKED_AGAIN, one)
            case Heard.CORRECTED:
                self.state, self.ended_at, self.quiet_since = one.state, one.at, None

    def pass_time(self, moment: datetime) -> None:
        """What follows from silence alone."""
        if self.quiet_since is None or moment < self.quiet_since + QUIET:
            return
        at = Happening(self.quiet_since + QUIET, Heard.ASKED, self.said_ref)
        if self.waits_for_customer or self.answer is None:
            self._end(State.ABANDONED, Why.UNANSWERED, at)
        elif self.unhelped:
            self._fail(Why.UNHELPED, at)
        elif self.fails_on:
            self._fail(Why.FAILS_ON, at)
        elif self.works:
            self._end(State.VERIFIED, Why.WORKS, at)
        elif self.answer.confidence >= HIGH:
            self._end(State.VERIFIED, Why.RELEVANT, at)
        else:
            self._end(State.ASSUMED, Why.QUIET, at)

    def told(self) -> Told:
        due = None if self.quiet_since is None else self.quiet_since + QUIET
        return Told(
            tuple(self.endings), self.state, self.ended_at, due,
            self.is_ours, self.is_silent, self.has_low_rating, self.answer,
        )  # fmt: skip

    def _wrote(self, one: Happening) -> None:
        is_thanks = one.what == Heard.THANKED
        if is_thanks and self.has_answer and not self.is_persons:
            self._end(State.CONFIRMED, Why.WORDS, one)
        if is_thanks:
            return
        self.quiet_since = None
        self._back(Why.WROTE_AGAIN, one)
        self.has_answer = False

    def _spoke(self, one: Happening) -> None:
        self.is_ours = True
        self.waits_for_customer = one.what == Heard.ASKED_BACK
        if one.what == Heard.ANSWERED:
            self.answer, self.has_answer = one, True
            self.unhelped = self.works = self.fails_on = False
        if self.state not in RESOLVED or one.what == Heard.ANSWERED:
            self.quiet_since, self.said_ref = one.at, one.ref

    def _judged(self, one: Happening) -> None:
        if one.what == Heard.HELPED:
            self._end(State.CONFIRMED, Why.HELPED, one)
        elif one.what == Heard.UNHELPED:
            self.unhelped = True
            if self.state in RESOLVED:
                self._fail(Why.UNHELPED, one)
        elif one.score >= GOOD:
            self._end(State.CONFIRMED, Why.RATED, one)
        elif one.score <= BAD:
            self.has_low_rating = True
            self._fail(Why.LOW_RATED, one)

    def _fail(self, why: Why, one: Happening) -> None:
        self.is_silent = True
        self._end(State.ABANDONED, why, one)

    def _back(self, why: Why, one: Happening) -> None:
        is_soon = self.ended_at is not None and one.at - self.ended_at <= BACK_WITHIN
        if self.state in RESOLVED and is_soon:
            self._end(State.CAME_BACK, why, one)

    def _end(self, state: State, why: Why, one: Happening) -> None:
        self.quiet_since = None
        if state == self.state:
            return
        self.state, self.ended_at = state, one.at
        self.endings.append(Ending(state, why, one.at, one.ref))
