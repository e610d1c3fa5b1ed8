"""How well the finder of duplicates finds the same defect again, measured on files of reports."""

import csv
import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.reading.entities import entities_of
from core import clock
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of
from integrations.connections.evaluation import connection_measured
from integrations.issues import likeness, services
from integrations.issues.models import Issue
from integrations.issues.selectors import candidates as finder
from kb.encoding import client
from tickets.clearance import NO_TICKET

AT_ONCE = 200
PATIENCE = 60.0


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate duplicates`."""
    parser.add_argument("--reports", required=True, help='rows {"id", "title", "text"}, also packed (.gz)')
    parser.add_argument("--pairs", required=True, help="CSV with a and b: ids of two reports of one defect")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Take every report as an open issue, and look for each among all others, as a proposal does.

    `recall@5`: share of the reports with a duplicate that find one among the five that are shown; `share@5`:
    mean share of their duplicates there; `mrr`: reciprocal rank of the first. `false_merges`: share of all
    reports that are offered another defect's issue as the same (its score reaches `threshold`);
    `found_likely`: share of the reports with a duplicate that are offered one so.
    Times are per proposal, in milliseconds.
    """
    # What is measured is what is found, not how busy this machine is.
    client.QUESTION_SECONDS = PATIENCE
    reports = rows_of(options["reports"], "id", "title", "text")
    same = _pairs(options["pairs"])
    keys = _stored(reports)
    ranks: list[int | None] = []
    shares: list[float] = []
    times: list[float] = []
    likely = wrong = 0
    for report in reports:
        name = str(report["id"])
        started = time.perf_counter()
        found = [(keys[one.issue.pk], one.likeness) for one in _asked(report, keys)]
        times.append((time.perf_counter() - started) * 1000)
        wanted = same.get(name, set())
        first = next(((other, how) for other, how in found if how.is_likely), None)
        wrong += first is not None and first[0] not in wanted
        if wanted:
            likely += any(other in wanted and how.is_likely for other, how in found)
            places = [place for place, (other, _) in enumerate(found, start=1) if other in wanted]
            ranks.append(places[0] if places else None)
            shares.append(len(places) / len(wanted))
    return _figures(ranks, shares, times) | {
        "threshold": likeness.LIKELY,
        "false_merges": round(wrong / len(reports), 4),
        "found_likely": round(likely / len(ranks), 4),
        "reports": len(reports),
    }


def _pairs(path: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with Path(path).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if not row.get("a") or not row.get("b"):
                raise Invalid(f"{path}: each row needs a and b.")
            found.setdefault(row["a"], set()).add(row["b"])
            found.setdefault(row["b"], set()).add(row["a"])
    if not found:
        raise Invalid(f"{path} holds no pair.")
    return found


def _codes(report: Mapping[str, Any]) -> list[str]:
    entities = entities_of(f"{report['title']}\n{report['text']}")
    return list(dict.fromkeys(one["value"] for one in entities if one["kind"] == "error_code"))[:20]


def _stored(reports: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """The reports as issues; returns their ids by the rows' keys."""
    now = clock.now()
    row = connection_measured(now=now)
    made = Issue.objects.bulk_create(
        [
            Issue(
                connection=row,
                external_id=str(one["id"]),
                key=str(one["id"])[:40],
                title=str(one["title"])[:500],
                description=str(one["text"])[:50_000],
                codes=_codes(one),
                created_at=now,
                vector=finder.vector_of(str(one["title"]), str(one["text"]), NO_TICKET),
            )
            for one in reports
        ],
        batch_size=AT_ONCE,
    )
    services.sentences_fill(limit=len(made))
    return {one.pk: one.external_id for one in made}


def _asked(report: Mapping[str, Any], keys: Mapping[int, str]) -> list[finder.Candidate]:
    own = next(pk for pk, name in keys.items() if name == str(report["id"]))
    return finder.candidates(
        connection_id=Issue.objects.values_list("connection", flat=True).get(pk=own),
        title=str(report["title"]),
        text=str(report["text"]),
        codes=_codes(report),
        area="",
        without=[own],
        leave=NO_TICKET,
    )


def _figures(ranks: Sequence[int | None], shares: Sequence[float], times: Sequence[float]) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "recall@1": round(sum(1 for rank in ranks if rank == 1) / len(ranks), 4),
        "recall@5": round(sum(1 for rank in ranks if rank) / len(ranks), 4),
        "share@5": round(sum(shares) / len(shares), 4),
        "mrr": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4),
        "questions": len(ranks),
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p95_ms": round(ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)], 1),
    }


EVALUATIONS = {
    "duplicates": Evaluation(
        help="how well the same defect is found again among open issues",
        add_arguments=add_arguments,
        run=run,
        tables=("issues",),
    )
}
