"""Reports of service levels as JSON and CSV."""

import csv
import io
from typing import Any

from sla.services.reporting import Compliance, ContractReport, Miss
from tickets.rendering import stamp

COLUMNS = (
    "ticket", "subject", "measure", "priority", "policy", "team", "target_seconds", "due_at", "fulfilled_at",
    "late_seconds", "reason",
)  # fmt: skip
# A spreadsheet takes a cell that starts like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def compliance_json(groups: list[Compliance]) -> dict[str, Any]:
    """Groups with their sum."""
    whole = Compliance(None, "", sum(one.total for one in groups), sum(one.met for one in groups))
    return {
        "results": [_group(one) for one in groups],
        "total": whole.total,
        "met": whole.met,
        "share": whole.share,
    }


def contract_json(report: ContractReport) -> dict[str, Any]:
    """One company's report."""
    return {
        "company": {"id": report.company.pk, "name": report.company.name},
        "measures": [_group(one) for one in report.measures],
        "misses": [_miss(one) for one in report.misses],
        "is_partial": report.is_partial,
    }


def contract_csv(report: ContractReport) -> str:
    """
    One company's report as CSV: a line for each measure, an empty one, then a line for each miss.

    Texts that a spreadsheet would calculate start with an apostrophe.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["measure", "total", "met", "share"])
    for one in report.measures:
        writer.writerow([one.name, one.total, one.met, "" if one.share is None else one.share])
    writer.writerow([])
    writer.writerow(COLUMNS)
    for miss in report.misses:
        row = _miss(miss)
        values = [row["number"], row["subject"], row["kind"], *(row[name] for name in COLUMNS[3:])]
        writer.writerow([safe(value) for value in values])
    return buffer.getvalue()


def safe(value: Any) -> Any:
    """A cell that no spreadsheet calculates."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


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
