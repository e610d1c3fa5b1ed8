"""Changing the installation's own figures for money."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.versions import refuse_overtaken
from insights.models import Assumptions
from people.policy import require

WRITE = "insights.write"
FIELDS = (
    "currency",
    "assisted_cost",
    "self_service_cost",
    "usd_rate",
    "hourly_cost",
    "minutes_per_draft",
    "support_cost_monthly",
    "churn_reduction_monthly",
    "licence_monthly",
    "implementation_once",
)


@transaction.atomic
def assumptions_save(
    *, actor: Actor, values: dict[str, Any], expected: int | None, now: datetime
) -> Assumptions:
    """
    Set the installation's own figures. What does not change them is no change.

    Raises Forbidden; PreconditionFailed when somebody changed them since version `expected`.
    """
    require(actor, WRITE)
    Assumptions.objects.get_or_create(pk=1)
    row = Assumptions.objects.select_for_update().get(pk=1)
    refuse_overtaken(expected=expected, newest=row.version, what="figures", how="changed")
    changes = {
        name: [_plain(getattr(row, name)), _plain(values[name])]
        for name in FIELDS
        if name in values and getattr(row, name) != values[name]
    }
    if not changes:
        return row
    for name in changes:
        setattr(row, name, values[name])
    row.version += 1
    row.changed_by_id, row.changed_at = actor.staff_id, now
    row.save()
    audit.record(
        actor=actor,
        action="insights.assumptions_changed",
        target="insights:assumptions",
        now=now,
        data=changes,
    )
    return row


def _plain(value: Any) -> Any:
    return None if value is None else str(value)
