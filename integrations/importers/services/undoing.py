"""Taking an import back: what it brought and nobody has touched since goes, the rest stays with a reason."""

from datetime import datetime

from django.db import transaction

from core import audit
from core.errors import DomainError
from core.events import silenced
from integrations.importers.models import Import, Phase, State, Trace
from integrations.importers.services.reading import note
from kb.services import redirecting
from people.actors import staff_actor
from people.services import loading as customers
from tickets.services import unloading

ORDER = ("article", "ticket", "contact", "company")
AT_ONCE = 200


def undo_batch(*, import_id: int, now: datetime) -> bool:
    """Take some of it back; returns whether there is more."""
    with transaction.atomic(), silenced():
        found = Import.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=import_id)
        if found.state != State.UNDOING:
            return False
        step, after = found.position.get("step", ORDER[0]), found.position.get("after", 0)
        rows = list(Trace.objects.filter(import_run=found, kind=step, pk__gt=after).order_by("pk")[:AT_ONCE])
        if rows:
            made = [row for row in rows if row.is_made]
            stays = _take(found, step, made, now)
            gone = [row.pk for row in rows if not row.is_made or row.local_id not in stays]
            Trace.objects.filter(pk__in=gone).delete()
            _count(found, step, len(made) - len(stays), len(stays))
            kept = [row for row in made if row.local_id in stays]
            note(found, Phase.UNDO, [(step, row.external_id, stays[row.local_id], str(row.local_id), "", 0)
                                     for row in kept])  # fmt: skip
            found.position = {"step": step, "after": rows[-1].pk}
        elif step != ORDER[-1]:
            found.position = {"step": ORDER[ORDER.index(step) + 1], "after": 0}
        else:
            found.state, found.position, found.finished_at = State.UNDONE, {}, now
            audit.record(
                actor=staff_actor(found.made_by),
                action="importers.import_undone",
                target=f"import:{found.pk}",
                data={"source": found.source, "counts": found.tally.get(Phase.UNDO, {})},
                now=now,
            )
        found.save(update_fields=["state", "position", "tally", "finished_at"])
        return found.state == State.UNDOING


def _take(found: Import, step: str, rows: list[Trace], now: datetime) -> dict[int, str]:
    """Remove what these rows brought; the ids of what stays, with a code each."""
    match step:
        case "ticket":
            return unloading.tickets_unload(stamps={row.local_id: row.stamp for row in rows}, now=now)
        case "contact":
            return customers.contacts_unload(before={row.local_id: row.made_at for row in rows})
        case "company":
            return customers.companies_unload(ids=[row.local_id for row in rows])
        case _:
            return _redirects(found, rows, now)


def _redirects(found: Import, rows: list[Trace], now: datetime) -> dict[int, str]:
    stays: dict[int, str] = {}
    for row in rows:
        try:
            redirecting.redirect_delete(actor=staff_actor(found.made_by), redirect_id=row.local_id, now=now)
        except DomainError as error:
            if error.code != "not_found":
                stays[row.local_id] = "used"
    return stays


def _count(found: Import, kind: str, gone: int, stays: int) -> None:
    counts = found.tally.setdefault(Phase.UNDO, {}).setdefault(kind, {"gone": 0, "stays": 0})
    counts["gone"] += gone
    counts["stays"] += stays
