"""
What happened on a ticket, translated into the events of its clocks.

- First reply: from creation to the first public reply by a person, or to a resolving answer by the
  assistant. Acknowledgements, the assistant's other messages and notes never count. When staff open a ticket
  with a public message, nobody is waiting yet: the clock starts when the customer writes.
- Next reply: after the first reply, from the oldest unanswered customer message to the next public reply;
  further customer messages do not restart it.
- Resolution: from creation to resolved; pausing statuses stop it, reopening resumes it.
- Periodic update: from each public reply to the next one, in every status; resolving ends the last one.
- Agent work time: the time in new and open, until resolved; pending and on hold never count.
- Requester wait time: the time in new, open and on hold, until resolved; only pending does not count.

Spam, merging and deletion cancel all running clocks; a restored ticket resumes them. Resolving a ticket
without a reply ends the wait for a next reply and stops the first-reply clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sla.clock import Measure, Step

FINISHED = frozenset({"resolved", "closed"})
WORK_PAUSES_ON = frozenset({"pending", "on_hold"})
WAIT_PAUSES_ON = frozenset({"pending"})


class FactKind(StrEnum):
    """The kinds of facts in a ticket's history that matter to its clocks."""

    CREATED = "created"
    CUSTOMER = "customer"
    REPLY = "reply"
    ANSWER = "answer"
    STATUS = "status"
    VOIDED = "voided"
    RESTORED = "restored"
    LEFT = "left"
    IMPORTED = "imported"


@dataclass(frozen=True)
class Fact:
    """
    One thing that happened; `key` identifies it permanently, `order` breaks ties within one instant.

    `value` is the status, or why the ticket is void; `label` describes the fact to people. LEFT takes another
    fact back, and IMPORTED says that a ticket has a past elsewhere; clocks are made of neither.
    """

    kind: FactKind
    at: datetime
    key: str
    order: int = 0
    value: str = ""
    label: str = ""


@dataclass(frozen=True)
class PlannedEvent:
    """An event that a clock must have; `key` is unique within the clock."""

    step: Step
    at: datetime
    key: str
    label: str = ""


@dataclass
class Plan:
    """One clock with all the events its facts imply; `number` counts next replies and periodic updates."""

    measure: Measure
    number: int = 1
    events: list[PlannedEvent] = field(default_factory=list)
    mode: Step | None = None

    @property
    def is_over(self) -> bool:
        """Whether its last event fulfilled or cancelled it."""
        return self.mode in (Step.FULFIL, Step.CANCEL)

    @property
    def started_by(self) -> str:
        """The key of the fact that started it."""
        return self.events[0].key.removeprefix(f"{Step.START}:") if self.events else ""

    def move(self, mode: Step, fact: Fact) -> None:
        """Enter `mode` (RESUME, PAUSE, FULFIL or CANCEL) because of `fact`, unless already there."""
        if mode == self.mode:
            return
        if not self.events:
            self.append(Step.START, fact)
        if self.mode is not None or mode != Step.RESUME:
            self.append(mode, fact)
        self.mode = mode

    def append(self, step: Step, fact: Fact) -> None:
        """Add an event caused by `fact`."""
        self.events.append(PlannedEvent(step, fact.at, f"{step}:{fact.key}", fact.label))


def plan(facts: Iterable[Fact], pause_on: Iterable[str] = ("pending",)) -> list[Plan]:
    """
    A ticket's clocks and their events, as a pure function of what happened.

    `pause_on` are the statuses that stop the resolution clock. The order of `facts` is irrelevant.
    """
    history = TicketHistory(frozenset(pause_on))
    for fact in sorted(facts, key=in_order):
        history.take(fact)
    return history.plans


def in_order(fact: Fact) -> tuple[bool, datetime, bool, int, str]:
    """
    Where a fact sorts in the history: by time, and within one action the message before its changes.

    `order` is comparable only among messages, or among changes.
    """
    is_message = fact.kind in (FactKind.CUSTOMER, FactKind.REPLY, FactKind.ANSWER)
    return fact.kind != FactKind.CREATED, fact.at, not is_message, fact.order, fact.key


class TicketHistory:
    """Reads facts in order and moves the clocks along."""

    def __init__(self, pause_on: frozenset[str]) -> None:
        self.plans: list[Plan] = []
        self.first: Plan | None = Plan(Measure.FIRST_REPLY)
        self.created_at: datetime | None = None
        self.until_resolved = (
            (Plan(Measure.RESOLUTION), pause_on),
            (Plan(Measure.AGENT_WORK_TIME), WORK_PAUSES_ON),
            (Plan(Measure.REQUESTER_WAIT_TIME), WAIT_PAUSES_ON),
        )
        self.next: Plan | None = None
        self.update: Plan | None = None
        self.replies = 0
        self.updates = 0
        self.status = "new"
        self.void_reasons: set[str] = set()
        self.has_messages = False
        self.is_answered = False

    @property
    def is_void(self) -> bool:
        """Whether the ticket is spam, merged or in the trash."""
        return bool(self.void_reasons)

    def take(self, fact: Fact) -> None:
        """Process one more fact."""
        match fact.kind:
            case FactKind.CREATED:
                self.created_at = fact.at
                self.plans = [plan for plan, _ in self.until_resolved]
                if self.first is not None:
                    self.plans.insert(0, self.first)
                self.status = fact.value or self.status
            case FactKind.CUSTOMER:
                self._customer_wrote(fact)
            case FactKind.REPLY | FactKind.ANSWER:
                self._somebody_replied(fact)
            case FactKind.STATUS:
                self._end_waits(fact)
                self.status = fact.value
            case FactKind.VOIDED:
                self.void_reasons.add(fact.value)
            case FactKind.RESTORED:
                self.void_reasons.discard(fact.value)
        if self.plans:
            self._move(fact)

    def _customer_wrote(self, fact: Fact) -> None:
        self.has_messages = True
        if self.first is None:
            self.first = Plan(Measure.FIRST_REPLY)
            self.plans.append(self.first)
        if self.is_answered and self.next is None:
            self.replies += 1
            self.next = Plan(Measure.NEXT_REPLY, number=self.replies)
            self.plans.append(self.next)

    def _somebody_replied(self, fact: Fact) -> None:
        is_opening = not self.has_messages and fact.kind == FactKind.REPLY and fact.at == self.created_at
        self.has_messages = True
        self._update_posted(fact)
        if is_opening:
            self.plans = [plan for plan in self.plans if plan.measure != Measure.FIRST_REPLY]
            self.first = None
            return
        if self.first is None:
            # Another message of ours before the customer has written.
            return
        self.is_answered = True
        if self.next is not None:
            self.next.move(Step.FULFIL, fact)
            self.next = None

    def _update_posted(self, fact: Fact) -> None:
        """A public reply is the update that was due, and the next one is owed from now on."""
        if self.update is not None:
            self.update.move(Step.FULFIL, fact)
            self.update = None
        if self.plans and self.status not in FINISHED:
            self.updates += 1
            self.update = Plan(Measure.PERIODIC_UPDATE, number=self.updates)
            self.plans.append(self.update)

    def _end_waits(self, fact: Fact) -> None:
        """Once it is resolved, nobody is owed a reply or an update."""
        if fact.value not in FINISHED or self.status in FINISHED:
            return
        for wait in (self.next, self.update):
            if wait is not None:
                wait.move(Step.CANCEL, fact)
        self.next = self.update = None

    def _move(self, fact: Fact) -> None:
        is_finished = self.status in FINISHED
        if self.first is not None and self.first.mode != Step.FULFIL:
            self.first.move(self._mode(is_done=self.is_answered, is_paused=is_finished), fact)
        for clock, pause_on in self.until_resolved:
            if not (self.is_void and clock.mode == Step.FULFIL):
                is_done = is_finished and not self.is_void
                clock.move(self._mode(is_done=is_done, is_paused=self.status in pause_on), fact)
        for wait in (self.next, self.update):
            if wait is not None:
                wait.move(self._mode(is_done=False, is_paused=False), fact)

    def _mode(self, *, is_done: bool, is_paused: bool) -> Step:
        if self.is_void:
            return Step.CANCEL
        if is_done:
            return Step.FULFIL
        return Step.PAUSE if is_paused else Step.RESUME
