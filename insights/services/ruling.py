"""Setting the weights of health and the budgets of signals: a new version, checked as a whole."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid
from core.versions import author, refuse_overtaken
from insights.models import CompanyHealth, SignalRules
from insights.rules import InvalidRules, Rules, content_of, read_rules
from insights.selectors.health import rules_in_force
from insights.services.supposing import WRITE
from people.policy import require
from people.selectors import internal as everybody

_LOCK = 7_401_153_002


def rules_read(content: Mapping[str, Any]) -> Rules:
    """Rules as they would be in force after publishing them. Raises Invalid."""
    try:
        rules = read_rules(content, rules_in_force().rules)
    except InvalidRules as error:
        raise Invalid(str(error), errors={error.name: [str(error)]}) from error
    known = {user.pk for user in everybody.users_active(rules.leads.values())}
    for kind, user_id in rules.leads.items():
        if user_id not in known:
            raise Invalid(
                "A lead is not here any more. Choose somebody else.",
                code="insights.lead_gone",
                errors={"leads": [f"Unknown for {kind}."]},
            )
    return rules


@transaction.atomic
def signal_rules_publish(
    *, actor: Actor, content: Mapping[str, Any], expected_version: int | None, now: datetime
) -> SignalRules:
    """
    Put weights, budgets and leads in force; every company is worked out anew.

    Raises Forbidden, Invalid, PreconditionFailed when somebody else published in between.
    """
    require(actor, WRITE)
    with connection.cursor() as cursor:
        # Two who publish at once would both be the next version.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    newest = rules_in_force().version
    refuse_overtaken(expected=expected_version, newest=newest, what="rules")
    rules = rules_read(content)
    row = SignalRules.objects.create(
        version=newest + 1, content=content_of(rules), **author(actor), created_at=now
    )
    audit.record(
        actor=actor, action="insights.rules_published", target=f"signal_rules:{row.version}", now=now
    )
    CompanyHealth.objects.update(due_at=now)
    return row
