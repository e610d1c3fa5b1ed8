"""The JSON forms of scheduled reports."""

from datetime import datetime
from typing import Any

from insights.api.serializers import NONE
from insights.models import ReportRecipient, ReportSchedule, ReportSettings
from insights.selectors.reporting import ReportsListed, Standing, may_read

_IDS = ("team_id", "brand_id")


def reports_json(found: ReportsListed) -> dict[str, Any]:
    """All that the screen shows."""
    accounts = ReportSchedule.Report.ACCOUNTS
    return {
        "results": [report_json(one) for one in found.standing],
        "readers": [
            {"id": one.pk, "name": one.name, "sees_accounts": may_read(one, accounts)}
            for one in found.readers
        ],
        "settings": settings_json(found.settings, may_change=found.may_allow),
    }


def settings_json(row: ReportSettings, *, may_change: bool) -> dict[str, Any]:
    """What holds for all."""
    return {"allows_outside": row.allows_outside, "may_change": may_change, "version": row.version}


def report_json(found: Standing) -> dict[str, Any]:
    """One scheduled report."""
    row = found.row
    return {
        "id": row.pk,
        "name": row.name,
        "owner": {"id": row.owner.pk, "name": row.owner.name},
        "report": row.report,
        "filters": {
            name: (value or 0) if name in _IDS else (value or NONE) for name, value in row.filters.items()
        },
        "days": row.days,
        "every": row.every,
        "on_day": row.on_day,
        "hour": row.hour,
        "timezone": row.timezone,
        "format": row.format,
        "recipients": [_recipient_json(one, found) for one in found.recipients],
        "pause": row.pause or None,
        "failures": row.failures,
        "due_at": _stamp(row.due_at),
        "sent_at": _stamp(row.sent_at),
        "version": row.version,
    }


def _recipient_json(one: ReportRecipient, found: Standing) -> dict[str, Any]:
    return {
        "person": {"id": one.user.pk, "name": one.user.name} if one.user is not None else None,
        "address": one.address or None,
        "state": found.states.get(one.key) if one.key else None,
        "skipped": one.skipped or None,
    }


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
