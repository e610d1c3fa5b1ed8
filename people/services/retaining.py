"""Retention: what is older than a brand's rules say goes, in small batches that may break off anywhere."""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction

from core import audit, retention
from core.actors import SYSTEM, Actor
from core.errors import Invalid, NotFound
from core.failing import words_of
from core.retention import ACTIONS, FEWEST_DAYS, MOST_DAYS, Due
from people.models import Brand, RetentionRule
from people.policy import require

logger = logging.getLogger(__name__)

BATCH = 20
SECONDS = 45.0
"""How long one run works at most; the next goes on."""


def retention_rules(*, actor: Actor) -> tuple[list[Brand], dict[tuple[int, str], RetentionRule]]:
    """All brands, and their rules by brand and kind. Raises Forbidden."""
    require(actor, "privacy.write")
    rules = {(rule.brand_id, rule.kind): rule for rule in RetentionRule.objects.select_related("by")}
    return list(Brand.objects.order_by("name")), rules


def retention_preview(
    *, actor: Actor, brand_id: int, kind: str, action: str, days: int, now: datetime
) -> Due:
    """What a rule would do at once. Raises Forbidden, NotFound, Invalid."""
    require(actor, "privacy.write")
    _check(brand_id, kind, action, days)
    found = [part.count(brand_id, action, now - timedelta(days=days)) for part in retention.parts(kind)]
    return Due(sum(one.count for one in found), sum(one.held for one in found))


@transaction.atomic
def retention_set(
    *, actor: Actor, brand_id: int, kind: str, action: str, days: int | None, now: datetime
) -> RetentionRule | None:
    """Set a brand's rule for a kind; without days it ends. Raises Forbidden, NotFound, Invalid."""
    require(actor, "privacy.write")
    _check(brand_id, kind, action, FEWEST_DAYS if days is None else days)
    held = RetentionRule.objects.select_for_update().filter(brand=brand_id, kind=kind)
    before = held.first()
    told = {"kind": kind, "days": days, "action": action, "before": before.days if before else None}
    if days is None:
        held.delete()
        made = None
    else:
        values = {"action": action, "days": days, "by_id": actor.user_id, "changed_at": now}
        made, _ = RetentionRule.objects.update_or_create(brand_id=brand_id, kind=kind, defaults=values)
    target = f"brand:{brand_id}"
    audit.record(actor=actor, action="people.retention_changed", target=target, now=now, data=told)
    return made


def retention_run(*, now: datetime) -> int:
    """
    Do what the rules ask for; returns how many records went. Call it outside of a transaction.

    Each batch is one transaction with its line in the audit log: killed anywhere, the next run goes on. A
    part that fails is logged and tried again by the next run.
    """
    ends, total = time.monotonic() + SECONDS, 0
    for rule in RetentionRule.objects.order_by("changed_at", "pk"):
        for part in retention.parts(rule.kind):
            try:
                while time.monotonic() < ends and (count := _batch(rule.pk, part, now=now)):
                    total += count
            except Exception as error:
                # What fails for one rule must not keep what others take away.
                logger.exception("Retention failed", extra={"rule": rule.pk, "why": words_of(error)})
    return total


@transaction.atomic
def _batch(rule_id: int, part: retention.Part, *, now: datetime) -> int:
    # Read anew: it may have been changed since, and what is gone cannot be brought back. Locked: one worker.
    rows = RetentionRule.objects.select_for_update(skip_locked=True, no_key=True)
    rule = rows.filter(pk=rule_id).first()
    if rule is None:
        return 0
    before = now - timedelta(days=rule.days)
    count = part.run(rule.brand_id, rule.action, before, now, BATCH)
    if count:
        data = {"kind": rule.kind, "did": rule.action, "count": count, "older_than": before.isoformat()}
        target = f"brand:{rule.brand_id}"
        audit.record(actor=SYSTEM, action="people.retention_ran", target=target, now=now, data=data)
    return count


def _check(brand_id: int, kind: str, action: str, days: int) -> None:
    if kind not in ACTIONS:
        raise Invalid(f"kind is one of {', '.join(ACTIONS)}.", errors={"kind": ["Unknown."]})
    if action not in ACTIONS[kind]:
        raise Invalid(
            f"For {kind} action is one of {', '.join(ACTIONS[kind])}.", errors={"action": ["Unknown."]}
        )
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise Invalid(
            f"days is a number from {FEWEST_DAYS} to {MOST_DAYS}.", errors={"days": ["Out of range."]}
        )
    if not Brand.objects.filter(pk=brand_id).exists():
        raise NotFound("There is no such brand.")
