"""Reports of service levels as JSON and CSV."""

from typing import Any

from core.sheets import csv_of
from sla.services.reporting import Compliance, ContractReport, Miss
from tickets.rendering import stamp

COLUMNS = (
    "ticket", "subject", "measure", "priority", "policy", "team", "target_seconds", "due_at", "fulfilled_at",
    "late_seconds", "reason",
)  # fmt: skip


def compliance_json(groups: list[Compliance]) -> dict[str, Any]:
    """Groups with their sum."""
    whole = Compliance(None, "", sum(one.total for one in groups), sum(one.met for one in groups))
    return {
        "results": [_group(one) for one in groups],
        "total": whole.total,
        "met": whole.met,
        "share": whole.share,
    }


def misses_json(misses: list[Miss], *, is_partial: bool) -> dict[str, Any]:
    """Misses behind a figure."""
    return {"results": [_miss(one) for one in misses], "is_partial": is_partial}


def contract_json(report: ContractReport) -> dict[str, Any]:
    """One company's report."""
    return {
        "company": {"id": report.company.pk, "name": report.company.name},
        "measures": [_group(one) for one in report.measures],
        "misses": [_miss(one) for one in report.misses],
        "is_partial": report.is_partial,
    }


def contract_csv(report: ContractReport) -> str:
    """One company's report as CSV: a line for each measure, an empty one, then a line for each miss."""
    measures = csv_of(
        ["measure", "total", "met", "share"],
        ([one.name, one.total, one.met, one.share] for one in report.measures),
    )
    misses = csv_of(COLUMNS, (_cells(_miss(miss)) for miss in report.misses))
    return f"{measures}\r\n{misses}"


def _cells(row: dict[str, Any]) -> list[Any]:
    return [row["number"], row["subject"], row["kind"], *(row[name] for name in COLUMNS[3:])]


def _group(group: Compliance) -> dict[str, Any]:
    key = group.key.date().isoformat() if hasattr(group.key, "date") else group.key
    return {
        "key": "" if key is None else str(key),
        "name": group.name if not hasattr(group.key, "date") else str(key),
        "total": group.total,
        "met": group.met,
        "share": group.share,
    }


def _miss(miss: Miss) -> dict[str, Any]:
    clock = miss.clock
    ticket = clock.ticket
    return {
        "number": ticket.pk,
        "subject": ticket.subject,
        "kind": clock.measure,
        "priority": ticket.priority,
        "policy": clock.policy.name if clock.policy else "",
        "team": ticket.team.name if ticket.team else "",
        "target_seconds": clock.target_seconds,
        "due_at": stamp(clock.breached_at),
        "fulfilled_at": stamp(clock.fulfilled_at),
        "late_seconds": miss.late_seconds,
        "reason": miss.reason,
    }
