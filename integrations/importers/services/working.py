"""
The work of an import in steps that a kill cannot spoil: a batch, its memory and its place are one
transaction.

Whoever works locks the import's row for a batch, so two workers do one after the other, never the same twice.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from core import audit, clock
from core.events import silenced
from core.queue import enqueue, stand_by
from integrations.importers import stage
from integrations.importers.models import BUSY, Import, Issue, Phase, State
from integrations.importers.services import bringing, deciding, reading, reporting, undoing
from integrations.importers.services.bringing import Files
from integrations.importers.services.deciding import Context, Tally
from integrations.importers.services.files import path_of, stage_of
from people.actors import staff_actor

logger = logging.getLogger(__name__)
TASK = "integrations.importers.tasks.work"
LEASE = timedelta(minutes=2)
"""After so long without a sign somebody else goes on."""
STEPS = ("company", "contact", "ticket", "article")
BATCH = {"company": 500, "contact": 500, "ticket": 100, "article": 200}
SECONDS = 20.0
"""How long one task works, before other slow work takes its turn."""
_PASSES = (InterfaceError, OperationalError, OSError, MemoryError)
"""What is wrong with the machine and not with an export: somebody tries again."""
_BROKEN = {State.READING: State.FAILED, State.CHECKING: State.READ}
"""Where an import stands that cannot go on; the others are stopped."""


def import_work(*, import_id: int, seconds: float = SECONDS, step: Callable[[], None] = stand_by) -> bool:
    """
    Work on an import for a while; returns whether there is more. Outside of a transaction.

    One works at a time: whoever comes while another does leaves at once.
    """
    now = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    mine = Import.objects.filter(free, pk=import_id, state__in=BUSY)
    if not mine.update(lease_until=now + LEASE):
        return False
    ends_at = monotonic() + seconds
    try:
        while _one(import_id, now=clock.now()):
            step()
            if monotonic() >= ends_at:
                return True
        return False
    finally:
        Import.objects.filter(pk=import_id).update(lease_until=None)


def imports_waiting() -> list[int]:
    """Imports that have work to be done, and nobody who does it."""
    free = Q(lease_until=None) | Q(lease_until__lte=clock.now())
    waiting = Import.objects.filter(free, state__in=BUSY)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _one(import_id: int, *, now: datetime) -> bool:
    """One step; False if nothing is left. What can never succeed ends with a word, not in trying for ever."""
    Import.objects.filter(pk=import_id).update(lease_until=now + LEASE)
    found = Import.objects.select_related("brand", "made_by").filter(pk=import_id, state__in=BUSY).first()
    if found is None:
        return False
    try:
        return _step(found, now)
    except _PASSES:
        raise
    except Exception:
        logger.exception("An import cannot go on", extra={"import_id": import_id})
        state = _BROKEN.get(State(found.state), State.STOPPED)
        Import.objects.filter(pk=import_id, state=found.state).update(state=state, error="broken: ")
        return False


def _step(found: Import, now: datetime) -> bool:
    import_id = found.pk
    if found.state == State.READING:
        reading.read(found, now=now)
        return False
    if found.state == State.UNDOING:
        return undoing.undo_batch(import_id=import_id, now=now)
    is_read = stage.is_whole(stage_of(found))
    if not is_read and not path_of(found).is_file():
        Import.objects.filter(pk=import_id).update(state=State.STOPPED, error="file_gone: ")
        return False
    if not is_read:
        # It was cleaned away, made by an earlier version, or a disk was restored without it: it comes from
        # the same upload again.
        reading.restage(found, now=found.created_at)
    with stage.opened(stage_of(found)) as staged:
        try:
            with transaction.atomic(), silenced():
                return _batch(import_id, staged, _bring, now)
        except _PASSES:
            raise
        except Exception:
            logger.exception("A batch of an import failed", extra={"import_id": import_id})
        with transaction.atomic(), silenced():
            return _batch(import_id, staged, _bring_singly, now)


Rows = Sequence[dict[str, Any]]


def _batch(import_id: int, staged: stage.Stage, bring: Callable[..., None], now: datetime) -> bool:
    found = (
        Import.objects.select_for_update(of=("self",)).select_related("brand", "made_by").get(pk=import_id)
    )
    if found.state not in (State.CHECKING, State.RUNNING):
        return False
    is_dry = found.state == State.CHECKING
    phase = Phase.CHECK if is_dry else Phase.RUN
    step, after = found.position.get("step", STEPS[0]), found.position.get("after", 0)
    rows = staged.batch(step, after, BATCH[step])
    tally = Tally()
    if rows:
        bring(Context(found, staged, now=now), step, [data for _, data in rows], tally, is_dry=is_dry)
        found.position = {"step": step, "after": rows[-1][0]}
    elif step != STEPS[-1]:
        found.position = {"step": STEPS[STEPS.index(step) + 1], "after": 0}
    else:
        _end(found, staged, tally, phase, now)
    _count(found, phase, tally)
    reading.note(found, phase, tally.refused)
    found.save(update_fields=["position", "tally", "state", "finished_at", "report"])
    return found.state in BUSY


def _bring_singly(context: Context, step: str, batch: Rows, tally: Tally, *, is_dry: bool) -> None:
    """Each record by itself; one that cannot be written is set aside, and the others come."""
    for data in batch:
        own = Tally()
        try:
            with transaction.atomic():
                _bring(context, step, [data], own, is_dry=is_dry)
        except _PASSES:
            raise
        except Exception:
            logger.exception("A record of an import is set aside", extra={"import_id": context.run.pk})
            own = Tally()
            is_agent = step == "contact" and data["is_agent"] and not context.staged.has_asked(data["key"])
            own.refuse("agent" if is_agent else step, data["key"], "broken")
            for message in context.staged.messages(data["key"]) if step == "ticket" else ():
                own.refuse_message(message, "of_its_ticket", data["key"])
        tally.counts.update(own.counts)
        tally.refused += own.refused


def _bring(context: Context, step: str, batch: Rows, tally: Tally, *, is_dry: bool) -> None:
    match step:
        case "company":
            companies = deciding.decide_companies(context, batch, tally)
            bringing.bring_companies(context, companies, tally, is_dry=is_dry)
        case "contact":
            contacts = deciding.decide_contacts(context, batch, tally)
            bringing.bring_contacts(context, contacts, tally, is_dry=is_dry)
        case "ticket":
            planned = deciding.decide_tickets(context, batch, tally)
            if not is_dry:
                bringing.bring_tickets(context, planned, Files(context.run), tally)
        case _:
            actor = staff_actor(context.run.made_by)
            bringing.bring_articles(context, actor, batch, tally, is_dry=is_dry)


def _end(found: Import, staged: stage.Stage, tally: Tally, phase: str, now: datetime) -> None:
    for message in staged.orphans():
        tally.refuse_message(message, "no_ticket")
    found.position = {}
    if phase == Phase.CHECK:
        found.state = State.CHECKED
        return
    found.state, found.finished_at = State.DONE, now
    _count(found, phase, tally)
    reading.note(found, phase, tally.refused)
    tally.counts.clear()
    tally.refused.clear()
    found.report = _compared(found, staged)
    audit.record(
        actor=staff_actor(found.made_by),
        action="importers.import_finished",
        target=f"import:{found.pk}",
        data={"source": found.source, "counts": found.tally.get(phase, {})},
        now=now,
    )


def _compared(found: Import, staged: stage.Stage) -> dict[str, Any]:
    """The comparison; what came is here without one as well."""
    try:
        with transaction.atomic():
            return reporting.compared(found, staged)
    except _PASSES:
        raise
    except Exception:
        logger.exception("An import could not be compared with its export", extra={"import_id": found.pk})
        return {}


def _count(found: Import, phase: str, tally: Tally) -> None:
    counts = found.tally.setdefault(phase, {})
    for (kind, outcome), more in tally.counts.items():
        of_kind = counts.setdefault(kind, {})
        of_kind[outcome] = of_kind.get(outcome, 0) + more


def begin(found: Import, phase: str) -> None:
    """Set an import to the beginning of a phase; the caller saves it, and holds it."""
    if phase == Phase.UNDO:
        forget(found, Phase.CHECK, Phase.RUN)
    forget(found, phase)
    found.position = {}
    found.tally[phase] = {}


def forget(found: Import, *phases: str) -> None:
    """Drop what phases told, and the comparison with it: that was of another state. The caller saves it."""
    for phase in phases:
        found.tally.pop(phase, None)
    found.report = {}
    Issue.objects.filter(import_run=found, phase__in=phases).delete()


def go_on(import_id: int) -> None:
    """Queue its work once the caller's transaction has committed."""
    transaction.on_commit(lambda: enqueue(TASK, import_id=import_id), robust=True)
