"""Accounts as JSON, CSV and lines of text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.sheets import csv_of
from insights.health import FALL
from insights.selectors.accounts import RENEWAL_DAYS, Account, Accounts, Part
from people.models import Company

PARTS = ("at_risk", "renewing", "renewing_at_risk", "growing")
_HEAD = (
    "part", "company", "arr", "score", "score_28_days_ago", "reason", "renewal_on", "csm", "churn_signal",
    "expansion_signal",
)  # fmt: skip


def accounts_json(found: Accounts) -> dict[str, Any]:
    """All parts with the first of each."""
    return {
        "scored": found.scored,
        "unscored": found.unscored,
        "limit": found.limit,
        "fall": FALL,
        "renewal_days": RENEWAL_DAYS,
        "is_partial": found.is_partial,
        **{name: _part_json(getattr(found, name)) for name in PARTS},
    }


def _part_json(part: Part) -> dict[str, Any]:
    return {"count": part.count, "arr": str(part.arr), "results": [_account_json(one) for one in part.rows]}


def _account_json(one: Account) -> dict[str, Any]:
    company = one.company
    return {
        "company": {"id": company.pk, "name": company.name},
        "arr": None if company.arr is None else str(company.arr),
        "score": one.score,
        "before": one.before,
        "reason": one.reason or None,
        "renewal_on": renewal_text(company),
        "csm": {"id": company.csm.pk, "name": company.csm.name} if company.csm else None,
        "is_at_risk": one.is_at_risk,
        "churn_signal": one.churn,
        "expansion_signal": one.expansion,
    }


def renewal_text(company: Company) -> str | None:
    """When it renews."""
    return company.renewal_on.isoformat() if company.renewal_on else None


def accounts_csv(found: Accounts) -> str:
    """A line for each company of each part."""
    rows: list[list[object]] = []
    for name in PARTS:
        for one in getattr(found, name).rows:
            company = one.company
            csm = company.csm.name if company.csm else None
            about = [one.score, one.before, one.reason, renewal_text(company), csm, one.churn, one.expansion]
            rows.append([name, company.name, company.arr, *about])
    return csv_of(_HEAD, rows)


def accounts_lines(found: Accounts, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The figures in words: name and value."""
    lines = [
        (words["scored"], str(found.scored)),
        (words["unscored"], str(found.unscored)),
    ]
    for name in PARTS:
        part: Part = getattr(found, name)
        value = words["with_arr"].format(count=part.count, arr=money(part.arr)) if part.count else "0"
        lines.append((words[name].format(limit=found.limit, fall=FALL, days=RENEWAL_DAYS), value))
    return lines


def money(value: Decimal | None) -> str:
    """An amount without cents; where it is not known, a line."""
    return "-" if value is None else f"{value:,.0f}".replace(",", "\u202f")
