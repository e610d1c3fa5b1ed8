"""Imports as the API shows them."""

from typing import Any

from integrations.importers import selectors
from integrations.importers.models import Import, Issue, Phase
from integrations.importers.records import KINDS
from integrations.importers.services.acting import choices_here


def row_json(found: Import) -> dict[str, Any]:
    """An import in a list."""
    return {
        "id": found.pk,
        "source": found.source,
        "account": found.account,
        "state": found.state,
        "name": found.name,
        "size": found.size,
        "has_file": bool(found.path),
        "brand": {"id": found.brand.pk, "name": found.brand.name},
        "made_by": {"id": found.made_by.pk, "name": found.made_by.name},
        "created_at": found.created_at,
        "started_at": found.started_at,
        "finished_at": found.finished_at,
        "tickets": found.counts.get("ticket", 0),
        "error": found.error.partition(":")[0],
    }


def import_json(found: Import) -> dict[str, Any]:
    """An import in full."""
    return row_json(found) | {
        "version": found.version,
        "step": found.position.get("step", ""),
        "kinds": [
            {
                "kind": kind,
                "found": found.counts.get(kind, 0),
                "check": selectors.outcome(found, Phase.CHECK, kind),
                "run": selectors.outcome(found, Phase.RUN, kind),
                "undo": selectors.outcome(found, Phase.UNDO, kind),
            }
            for kind in KINDS
        ],
        "reasons": [
            {"phase": phase, "kind": kind, "code": code, "count": count}
            for phase, rows in selectors.reasons(found).items()
            for kind, code, count in rows
        ],
        "mapping": found.mapping,
        "choices": [
            {"kind": kind, "value": value, "name": name}
            for kind, some in choices_here(found).items()
            for value, name in some
        ],
        "agents_asking": found.counts.get("asking", 0),
        "by_year": found.report.get("by_year", []),
        "records": found.report.get("records", []),
        "samples": selectors.samples(found),
    }


def issue_json(row: Issue) -> dict[str, Any]:
    """Something that was set aside."""
    return {
        "id": row.pk,
        "phase": row.phase,
        "kind": row.kind,
        "external_id": row.external_id,
        "code": row.code,
        "file": row.file,
        "line": row.line,
        "detail": row.detail,
    }
