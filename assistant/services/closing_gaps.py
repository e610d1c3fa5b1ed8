"""Closing gaps: who does it, how far it has come, and what a ticket costs."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from assistant.models import Gap, GapFigures, GapState
from assistant.selectors import gaps as selectors
from core import audit
from core.actors import Actor
from core.errors import Invalid, PreconditionFailed
from kb.selectors import article_get
from people.policy import require
from people.selectors import internal as everybody


@transaction.atomic
def gap_change(
    *, actor: Actor, gap_id: int, changes: dict[str, Any], expected_version: int | None, now: datetime
) -> Gap:
    """
    Set a gap's owner, state or article.

    `changes` holds any of `owner_id`, `state`, `reason`, `article_id`. Dismissing needs a reason. Raises
    Forbidden, NotFound, Invalid, PreconditionFailed.
    """
    selectors.gap_get(actor=actor, gap_id=gap_id)
    gap = Gap.objects.select_for_update().get(pk=gap_id)
    if expected_version is not None and expected_version != gap.version:
        raise PreconditionFailed("Somebody changed this gap in between. Load it again.", version=gap.version)
    if "owner_id" in changes:
        _own(gap, changes["owner_id"])
    if "article_id" in changes:
        wanted = changes["article_id"]
        gap.article = None if wanted is None else article_get(actor=actor, article_id=wanted)
        gap.trial = {}
    if "state" in changes:
        gap_to_state(gap, changes["state"], changes.get("reason", ""), now)
    elif "reason" in changes:
        raise Invalid("A reason belongs to a state.", errors={"reason": ["Send it with the state."]})
    gap_save(gap, now)
    audit.record(
        actor=actor,
        action="assistant.gap_changed",
        target=f"gap:{gap.pk}",
        data={"fields": sorted(changes), "state": gap.state},
        now=now,
    )
    return gap


def _own(gap: Gap, user_id: int | None) -> None:
    if user_id is not None and not everybody.users_active([user_id]):
        raise Invalid("There is no such colleague.", errors={"owner_id": ["Unknown."]})
    gap.owner_id = user_id


def gap_to_state(gap: Gap, state: str, reason: str, now: datetime) -> None:
    """Bring a locked gap to a state, unsaved. Raises Invalid without a reason for dismissing it."""
    if state == GapState.DISMISSED and not reason.strip():
        raise Invalid("Say why this is no gap.", errors={"reason": ["Required to dismiss it."]})
    if state == GapState.DONE and gap.state != GapState.DONE:
        gap.done_at = now
    if state in (GapState.OPEN, GapState.IN_WORK):
        gap.done_at = None
    gap.state, gap.reason = state, reason.strip()[:500]


def gap_save(gap: Gap, now: datetime) -> None:
    """Save a locked gap as its next version."""
    gap.version += 1
    gap.updated_at = now
    gap.save()


@transaction.atomic
def figures_set(
    *,
    actor: Actor,
    cost_per_ticket: Decimal | None,
    minutes_per_reply: int | None,
    currency: str,
    now: datetime,
) -> GapFigures:
    """Say what a ticket costs this installation. Raises Forbidden."""
    require(actor, "source.write")
    row, _ = GapFigures.objects.update_or_create(
        is_only=True,
        defaults={
            "cost_per_ticket": cost_per_ticket,
            "minutes_per_reply": minutes_per_reply,
            "currency": currency.upper(),
            "by_id": actor.user_id,
            "updated_at": now,
        },
    )
    audit.record(
        actor=actor,
        action="assistant.gap_figures_set",
        target="gap_figures:1",
        data={"minutes_per_reply": minutes_per_reply, "currency": row.currency},
        now=now,
    )
    return row


@transaction.atomic
def gaps_close(*, article_id: int, now: datetime) -> int:
    """Readers get the article that closes these gaps: their effect counts from now on. Safe to repeat."""
    open_ones = Gap.objects.select_for_update().filter(
        article=article_id, state__in=[GapState.OPEN, GapState.IN_WORK]
    )
    closed = 0
    for gap in open_ones:
        gap_to_state(gap, GapState.DONE, "", now)
        gap_save(gap, now)
        closed += 1
    return closed
