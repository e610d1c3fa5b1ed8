"""How the assistant is doing, for the people who run it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum

from assistant import selectors
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.engines.choice import engine_for, plan
from assistant.engines.openai import budget
from assistant.engines.protocol import CAPABILITIES
from assistant.models import Head, ModelUse, Run, RunState
from tickets.clearance import NO_TICKET

WINDOW = timedelta(days=1)


def status_of(*, now: datetime) -> dict[str, Any]:
    """Engines by capability, thresholds, classifiers in use, and the outcomes of the last 24 hours."""
    policy = selectors.policy_for(None)
    done = Run.objects.filter(state=RunState.DONE, finished_at__gte=now - WINDOW)
    outcomes = dict(done.values_list("outcome").annotate(count=Count("id")).order_by("outcome"))
    spent = ModelUse.objects.filter(on=now.date()).aggregate(total=Sum("cost_usd"))["total"]
    heads: dict[str, dict[str, Any]] = {}
    for head in Head.objects.order_by("name", "-trained_at").distinct("name").defer("arrays"):
        heads[head.name] = {
            "version": head.version,
            "rows": head.rows,
            "accuracy": head.accuracy,
            "trained_at": head.trained_at.isoformat().replace("+00:00", "Z"),
        }
    return {
        "is_on": policy.is_on,
        "channels": list(policy.channels),
        "threshold": policy.threshold if policy.threshold is not None else shipped_threshold(),
        "engines": {capability: engine_for(capability, NO_TICKET).name for capability in CAPABILITIES},
        "plan": plan(settings.AI_ENGINE),
        "heads": heads,
        "last_24_hours": outcomes,
        "waiting": Run.objects.exclude(state=RunState.DONE).count(),
        "budget": {"spent_usd_today": float(spent or 0), "daily_usd": float(budget.limit_today())},
    }
