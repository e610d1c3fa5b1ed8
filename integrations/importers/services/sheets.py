"""The report of an import as a table."""

from collections.abc import Iterator

from core.actors import Actor
from core.sheets import csv_of
from integrations.importers import selectors
from integrations.importers.models import Import, Phase
from integrations.importers.records import KINDS

MOST = 100_000
"""Records that were set aside; the screen has the others."""
HEAD = ["part", "phase", "kind", "id", "theirs", "ours", "not_here", "reason", "file", "line", "detail"]


def report_csv(*, actor: Actor, import_id: int) -> str:
    """Counts, comparison by year and status, samples, and what was set aside. Raises Forbidden, NotFound."""
    found = selectors.import_get(actor=actor, import_id=import_id)
    return csv_of(HEAD, [*_counts(found), *_compared(found), *_set_aside(actor, found)])


def _counts(found: Import) -> Iterator[tuple[object, ...]]:
    phase = Phase.RUN if Phase.RUN in found.tally else Phase.CHECK
    for kind in KINDS:
        told = selectors.outcome(found, phase, kind)
        here = told["new"] + told["known"] + told["more"]
        yield ("count", phase, kind, "", found.counts.get(kind, 0), here, told["refused"], "", "", "", "")


def _compared(found: Import) -> Iterator[tuple[object, ...]]:
    for row in found.report.get("by_year", []):
        yield ("year", Phase.RUN, "ticket", row["name"], row["theirs"], row["ours"], "", "", "", "", "")
    for row in found.report.get("records", []):
        yield ("record", Phase.RUN, row["name"], "", row["theirs"], row["ours"], "", "", "", "", "")
    for row in found.report.get("samples", []):
        here = f"#{row['ticket']}"
        yield ("sample", Phase.RUN, "ticket", row["key"], row["theirs"], row["ours"], row["differing"], "",
               "", "", here)  # fmt: skip


def _set_aside(actor: Actor, found: Import) -> Iterator[tuple[object, ...]]:
    for row in selectors.issues(actor=actor, import_id=found.pk).order_by("pk")[:MOST].iterator():
        yield ("set_aside", row.phase, row.kind, row.external_id, "", "", "", row.code, row.file,
               row.line or "", row.detail)  # fmt: skip
