"""
Queueing tasks by name: callers need not import the modules that do the work.

Work is recorded in the database before it is queued, and a sweep finds it there, so a broker outage only
delays it.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from celery import current_app
from celery.exceptions import OperationalError as BrokerAway
from django.db import transaction
from kombu.exceptions import OperationalError as KombuAway
from kombu.utils.scheduling import round_robin_cycle
from redis.exceptions import RedisError

from core.causing import NOBODY, Cause, caused_by, current_cause

logger = logging.getLogger(__name__)
CAUSE_HEADER = "candor_cause"

if TYPE_CHECKING:
    _Cycle = round_robin_cycle[str]
else:
    # Generic in its stubs alone.
    _Cycle = round_robin_cycle

URGENT, EVENTS, MAIL, SLOW = "urgent", "events", "mail", "slow"
NAMES = (URGENT, EVENTS, MAIL, SLOW)
"""
The queues, which every worker serves: what somebody waits for in front of a screen; the quick rest; what
talks to mail servers; what takes seconds, such as models, vectors and training.
"""


def place(name: str) -> int:
    """Where a queue stands among the others; a system's own comes after those of the house."""
    return NAMES.index(name) if name in NAMES else len(NAMES)


# Longer than the built-in engine needs for an answer; whoever makes others wait for more holds up everything.
LONGEST_STANDBY = 1.5

Argument = int | str | Sequence[int]


class _Answering(threading.local):
    """What a thread that answers a request has to queue, and None when it answers none."""

    waiting: list[tuple[str, str, dict[str, Argument], Cause]] | None = None


_answering = _Answering()


def begin_answer(**_: Any) -> None:
    """Receives Django's `request_started`: what the request queues leaves once it has been answered."""
    end_answer()
    _answering.waiting = []


def end_answer(**_: Any) -> None:
    """Receives Django's `request_finished`."""
    waiting, _answering.waiting = _answering.waiting, None
    for task, on, kwargs, cause in waiting or ():
        with caused_by(cause):
            enqueue(task, on, **kwargs)


def enqueue(task: str, on: str = "", /, **kwargs: Argument) -> None:
    """
    Queue the task with this full name, if not on its own queue then `on` another: now, or within a request
    as soon as that has been answered.

    Without a broker it is left to the task's sweep.
    """
    if _answering.waiting is not None:
        _answering.waiting.append((task, on, kwargs, current_cause()))
        return
    options: dict[str, Any] = {"queue": on} if on else {}
    if (cause := current_cause()) != NOBODY:
        # What a task does has the cause of who queued it; what a sweep finds again has none.
        options["headers"] = {CAUSE_HEADER: [cause.depth, cause.origin]}
    try:
        current_app.signature(task, kwargs=kwargs).apply_async(retry=False, **options)
    except (BrokerAway, KombuAway, RedisError, OSError):
        logger.warning("Broker is away; the sweep will do it", extra={"task": task, **kwargs})


def enqueue_on_commit(task: str, on: str = "", /, **kwargs: Argument) -> None:
    """Queue the task once the caller's transaction has committed."""
    transaction.on_commit(lambda: enqueue(task, on, **kwargs), robust=True)


class UrgentFirst(_Cycle):
    """The order in which a worker asks the broker for work: always the urgent first, the others in turn."""

    def consume(self, n: int) -> Any:
        """The names of the queues, the next one first."""
        return sorted(super().consume(n), key=lambda name: name != URGENT)


class Rank(IntEnum):
    """Who goes before whom among the threads of one process: a lower rank goes first."""

    URGENT = 0
    """What somebody waits for in front of a screen."""
    ARRIVAL = 1
    """Taking in what came from outside, so that people see it."""
    BACKGROUND = 2


class _Standby:
    """Lets the threads of one process wait while another does what goes first: they share one interpreter."""

    def __init__(self) -> None:
        self._busy = dict.fromkeys(Rank, 0)
        self._changed = threading.Condition()
        self._own = threading.local()

    @contextmanager
    def ahead(self, rank: Rank) -> Iterator[None]:
        """Work that those of a later rank wait for."""
        with self._changed:
            self._busy[rank] += 1
        before = self._rank()
        self._own.rank = min(rank, before)
        try:
            yield
        finally:
            self._own.rank = before
            with self._changed:
                self._busy[rank] -= 1
                self._changed.notify_all()

    def wait(self) -> None:
        """
        Return once nothing that goes first runs, or after a while all the same.

        There may be no end to what arrives: who has waited for it in vain goes on as long before waiting
        again.
        """
        now = time.monotonic()
        may_go_on = now < getattr(self._own, "goes_on_until", 0.0)
        if not self._is_behind(only_urgent=may_go_on):
            return
        ends_at = now + LONGEST_STANDBY
        with self._changed:
            while self._is_behind() and (left := ends_at - time.monotonic()) > 0:
                self._changed.wait(left)
            if self._is_behind():
                self._own.goes_on_until = time.monotonic() + LONGEST_STANDBY

    def _rank(self) -> Rank:
        found: Rank = getattr(self._own, "rank", Rank.BACKGROUND)
        return found

    def _is_behind(self, *, only_urgent: bool = False) -> bool:
        before = (Rank.URGENT,) if only_urgent else tuple(Rank)
        return any(self._busy[rank] for rank in before if rank < self._rank())


_standby = _Standby()


def ahead(rank: Rank = Rank.URGENT) -> AbstractContextManager[None]:
    """Do work within this block that later ranks of the same process stand by for (`stand_by`)."""
    return _standby.ahead(rank)


def stand_by() -> None:
    """
    Let what goes first in this process go first, for at most a moment.

    For work between two pieces, never within a transaction: what it holds would be held longer.
    """
    _standby.wait()
