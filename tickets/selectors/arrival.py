"""What is taken out of customers' messages on arrival."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from core.actors import Actor
from core.leaks import Kind
from people.policy import require
from tickets.models import ArrivalCount, ArrivalRule
from tickets.rendering import stamp

OFF_AT_FIRST = frozenset({Kind.PASSWORD})
"""What a form alone proves is taken out from the beginning; what a sentence says is a guess."""
COUNTED = timedelta(days=30)


def kinds_on() -> frozenset[Kind]:
    """The kinds that are taken out now."""
    stored = dict(ArrivalRule.objects.values_list("kind", "is_on"))
    return frozenset(kind for kind in Kind if stored.get(kind.value, kind not in OFF_AT_FIRST))


def arrival_rules(*, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """All kinds, with how many were taken out lately. Raises Forbidden."""
    require(actor, "privacy.write")
    on, stored = kinds_on(), {row.kind: row for row in ArrivalRule.objects.select_related("changed_by")}
    since = (now - COUNTED).date()
    found = ArrivalCount.objects.filter(day__gt=since).values("kind").annotate(sum=Sum("count"))
    counts = {row["kind"]: row["sum"] for row in found}
    rules = []
    for kind in Kind:
        row = stored.get(kind.value)
        rules.append(
            {
                "kind": kind.value,
                "is_on": kind in on,
                "last_30_days": counts.get(kind.value, 0),
                "changed_by": row.changed_by.name if row is not None and row.changed_by else "",
                "changed_at": stamp(row.changed_at) if row is not None else None,
            }
        )
    return rules
