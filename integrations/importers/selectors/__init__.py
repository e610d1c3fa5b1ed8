"""Reads of imports."""

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from core.actors import Actor
from core.errors import NotFound
from integrations.importers.models import Import, Issue, Phase
from people.policy import require
from tickets.selectors import internal as all_tickets

VERB = "import.run"


def imports(*, actor: Actor) -> QuerySet[Import]:
    """All imports. Raises Forbidden."""
    require(actor, VERB)
    return Import.objects.select_related("brand", "made_by")


def import_get(*, actor: Actor, import_id: int) -> Import:
    """One import. Raises Forbidden, NotFound."""
    found = imports(actor=actor).filter(pk=import_id).first()
    if found is None:
        raise NotFound("There is no such import.")
    return found


def issues(
    *, actor: Actor, import_id: int, phase: str = "", kind: str = "", code: str = ""
) -> QuerySet[Issue]:
    """What was set aside. Raises Forbidden, NotFound."""
    found = Issue.objects.filter(import_run=import_get(actor=actor, import_id=import_id))
    given = {"phase": phase, "kind": kind, "code": code}
    return found.filter(**{name: value for name, value in given.items() if value})


def reasons(found: Import) -> dict[str, list[tuple[str, str, int]]]:
    """How many were set aside, by phase: kind, code and count."""
    rows = Issue.objects.filter(import_run=found).values("phase", "kind", "code").annotate(count=Count("pk"))
    told: dict[str, list[tuple[str, str, int]]] = {phase: [] for phase in Phase.values}
    for row in rows.order_by("kind", "-count", "code"):
        told[row["phase"]].append((row["kind"], row["code"], row["count"]))
    return told


def outcome(found: Import, phase: str, kind: str) -> dict[str, int]:
    """The counts of a kind in a phase."""
    counts = Counter(found.tally.get(phase, {}).get(kind, {}))
    return {name: counts[name] for name in ("new", "more", "known", "refused", "gone", "stays")}


def samples(found: Import) -> list[dict[str, Any]]:
    """The compared tickets; one that is gone since has no number."""
    rows = found.report.get("samples", [])
    numbers = [row["ticket"] for row in rows]
    here = set(all_tickets.tickets().filter(pk__in=numbers).values_list("pk", flat=True)) if rows else set()
    return [
        {"name": row["key"]} | row | {"ticket": row["ticket"] if row["ticket"] in here else None}
        for row in rows
    ]
