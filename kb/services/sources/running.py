"""
Reading a source: one run over any number of workers, one worker at a time.

Who has the lease reads a piece outside of any transaction and stores it within one that holds the lease
(`holding`); a worker that dies leaves the rest to the next (`sources_due`).
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from core import audit, clock, queue
from core.actors import SYSTEM, Actor
from core.errors import Conflict
from core.sandbox.pool import Unavailable
from kb import selectors
from kb.models import (
    Kind,
    Reason,
    Source,
    SourceItem,
    SourcePage,
    SourceRun,
    State,
)
from kb.reading.schedules import next_run
from kb.reading.settings import WebSettings
from kb.services.sources.items import LeaseLost, items_present
from people.policy import require
from people.selectors import internal as everybody

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=6)
"""Longer than the longest piece: a file may take a minute of processor time, and three times as long."""
SLICE = 20.0
"""Seconds after which a worker lets other slow work take its turn."""
KEPT_RUNS = 30
TASK = "kb.tasks.read_source"


class SourceBusy(Conflict):
    """The source is being read."""

    code = "kb.source_busy"


class SourcePaused(Conflict):
    """The source is paused."""

    code = "kb.source_paused"


class Fault(Exception):
    """Why a whole run ends: one of `kb.models.Reason`, and what it is about."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail[:300]


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to store what a run reads."""

    source_id: int
    run_id: int
    token: str


Step = Callable[[Lease, Source, SourceRun], bool]
"""Reads one piece of a run; returns whether there may be more. Raises Fault, LeaseLost, Unavailable."""


def run_begin(*, source: Source, actor: Actor, now: datetime) -> SourceRun:
    """Begin a run, in a transaction that has locked the source. Raises SourceBusy and SourcePaused."""
    if source.state == State.PAUSED:
        raise SourcePaused("This source is paused. Resume it first.")
    if SourceRun.objects.filter(source=source, state=SourceRun.State.RUNNING).exists():
        raise SourceBusy("This source is being read. Wait until that is done, or stop it.")
    run = SourceRun.objects.create(
        source=source, by_ref=actor.ref[:60], by_name=actor.name[:200], started_at=now
    )
    if source.kind == Kind.WEBSITE:
        SourcePage.objects.create(run=run, url=WebSettings.of(source.reads).address)
    Source.objects.filter(pk=source.pk).update(state=State.WAITING, next_run_at=None)
    queue.enqueue_on_commit(TASK, source_id=source.pk)
    return run


@transaction.atomic
def source_read(*, actor: Actor, source_id: int, now: datetime) -> SourceRun:
    """Read a source now. Raises NotFound, Forbidden, SourceBusy, SourcePaused."""
    require(actor, "source.write")
    source = selectors.source_for_update(actor=actor, source_id=source_id)
    return run_begin(source=source, actor=actor, now=now)


@transaction.atomic
def source_stop(*, actor: Actor, source_id: int, now: datetime) -> None:
    """
    End the run of a source; what was read stays, and nothing counts as gone. Raises NotFound, Forbidden.

    A worker in the middle of a piece loses the lease, and with it that piece. Without a run nothing happens.
    """
    require(actor, "source.write")
    source = selectors.source_for_update(actor=actor, source_id=source_id)
    run_stop(source, now)


def run_stop(source: Source, now: datetime) -> None:
    """Stop the run of a locked source, if there is one."""
    run = SourceRun.objects.filter(source=source, state=SourceRun.State.RUNNING).first()
    if run is not None:
        _finish(source, run, SourceRun.State.STOPPED, Reason.STOPPED, "", now)


def source_work(*, source_id: int, steps: Mapping[str, Step], seconds: float = SLICE) -> bool:
    """
    Read on for a while; returns whether there is more to read.

    Does nothing while another worker has the lease, or without a run.
    """
    lease = _lease(source_id, clock.now())
    if lease is None:
        return False
    ends_at = time.monotonic() + seconds
    is_kept = False
    try:
        while time.monotonic() < ends_at:
            with holding(lease) as (source, run):
                pass
            if not steps[source.kind](lease, source, run):
                _done(lease)
                return False
            queue.stand_by()
        is_kept = True
    except LeaseLost:
        logger.info("Somebody else reads this source now", extra={"source": source_id})
    except Fault as fault:
        _failed(lease, fault)
    except Unavailable:
        logger.warning("A source waits for the process that reads files", extra={"source": source_id})
    except Exception:
        logger.exception("A source could not be read", extra={"source": source_id})
        _failed(lease, Fault(Reason.OURS))
    finally:
        _release(lease)
    return is_kept


@contextmanager
def holding(lease: Lease) -> Iterator[tuple[Source, SourceRun]]:
    """A transaction in which the source is ours, with its run. Raises LeaseLost."""
    with transaction.atomic():
        now = clock.now()
        held = Source.objects.select_for_update(of=("self",)).filter(
            pk=lease.source_id, lease=lease.token, leased_until__gt=now, removed_at=None
        )
        source = held.first()
        run = SourceRun.objects.filter(pk=lease.run_id, state=SourceRun.State.RUNNING).first()
        if source is None or run is None:
            raise LeaseLost("Another worker reads this source now.")
        source.leased_until = now + LEASE
        source.save(update_fields=["leased_until"])
        yield source, run


@transaction.atomic
def _lease(source_id: int, now: datetime) -> Lease | None:
    source = (
        Source.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(Q(lease="") | Q(leased_until__lte=now), pk=source_id, removed_at=None)
        .exclude(state=State.PAUSED)
        .first()
    )
    run = SourceRun.objects.filter(source=source_id, state=SourceRun.State.RUNNING).first()
    if source is None or run is None:
        return None
    source.lease, source.leased_until = secrets.token_urlsafe(16), now + LEASE
    source.state = State.READING
    source.save(update_fields=["lease", "leased_until", "state"])
    return Lease(source.pk, run.pk, source.lease)


def _release(lease: Lease) -> None:
    Source.objects.filter(pk=lease.source_id, lease=lease.token).update(lease="", leased_until=None)


def _done(lease: Lease) -> None:
    with holding(lease) as (source, run):
        # What has brought nothing at all is no success, whatever each page said.
        if source.kind == Kind.WEBSITE and not items_present(source).exists():
            _finish(source, run, SourceRun.State.FAILED, Reason.NOTHING, "", clock.now())
        else:
            _finish(source, run, SourceRun.State.DONE, "", "", clock.now())


def _failed(lease: Lease, fault: Fault) -> None:
    try:
        with holding(lease) as (source, run):
            _finish(source, run, SourceRun.State.FAILED, fault.reason, fault.detail, clock.now())
    except LeaseLost:
        logger.info("Another worker has gone on with this source", extra={"source": lease.source_id})


def _finish(source: Source, run: SourceRun, state: str, fault: str, detail: str, now: datetime) -> None:
    SourceRun.objects.filter(pk=run.pk).update(state=state, fault=fault, detail=detail, finished_at=now)
    SourcePage.objects.filter(run=run).delete()
    is_failed = state == SourceRun.State.FAILED
    Source.objects.filter(pk=source.pk).update(
        state=State.FAILING if is_failed else State.LIVE,
        fault=fault if is_failed else "",
        last_error=detail if is_failed else "",
        last_run_at=now,
        next_run_at=schedule_next(source, now),
        lease="",
        leased_until=None,
        item_count=items_present(source).count(),
    )
    old = SourceRun.objects.filter(source=source).order_by("-id").values_list("pk", flat=True)[KEPT_RUNS:]
    SourceItem.objects.filter(seen_run__in=list(old)).update(seen_run=None)
    SourceRun.objects.filter(pk__in=list(old)).delete()


def schedule_next(source: Source, now: datetime) -> datetime | None:
    """When a source is read again by itself, in the nights of its owner."""
    owner = everybody.user_any(source.owner_id) if source.owner_id is not None else None
    zone = owner.timezone if owner is not None else "UTC"
    return next_run(source.schedule, timezone=zone, number=source.pk, now=now)


@transaction.atomic
def sources_due(*, now: datetime) -> int:
    """Begin the runs whose time has come, and go on with those whose worker is gone; returns how many."""
    waiting = SourceRun.objects.filter(state=SourceRun.State.RUNNING, source__removed_at=None).filter(
        Q(source__lease="") | Q(source__leased_until__lte=now)
    )
    left = list(waiting.exclude(source__state=State.PAUSED).values_list("source_id", flat=True)[:50])
    for source_id in left:
        queue.enqueue_on_commit(TASK, source_id=source_id)
    due = Source.objects.select_for_update(of=("self",), skip_locked=True).filter(
        next_run_at__lte=now, removed_at=None
    )
    idle = list(
        due.exclude(state__in=(State.PAUSED, State.READING, State.WAITING)).order_by("next_run_at")[:50]
    )
    for source in idle:
        run_begin(source=source, actor=SYSTEM, now=now)
    return len(left) + len(idle)


@transaction.atomic
def source_pause(*, actor: Actor, source_id: int, now: datetime) -> None:
    """Read a source no more until it is resumed; its items stay in answers. Raises NotFound, Forbidden."""
    require(actor, "source.write")
    source = selectors.source_for_update(actor=actor, source_id=source_id)
    if source.state == State.PAUSED:
        return
    run_stop(source, now)
    Source.objects.filter(pk=source.pk).update(state=State.PAUSED, next_run_at=None)
    audit.record(actor=actor, action="kb.source_paused", target=f"source:{source.pk}", data={}, now=now)


@transaction.atomic
def source_resume(*, actor: Actor, source_id: int, now: datetime) -> None:
    """Read a paused source again, by its schedule. Raises NotFound, Forbidden."""
    require(actor, "source.write")
    source = selectors.source_for_update(actor=actor, source_id=source_id)
    if source.state != State.PAUSED:
        return
    state = State.FAILING if source.fault else State.LIVE
    Source.objects.filter(pk=source.pk).update(state=state, next_run_at=schedule_next(source, now))
    audit.record(actor=actor, action="kb.source_resumed", target=f"source:{source.pk}", data={}, now=now)
