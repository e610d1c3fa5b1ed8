"""What people do with signals: take, end and hand them on, plan an action, and judge them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.versions import refuse_overtaken
from insights.models import Signal
from insights.selectors.figures import SEE
from insights.services.signalling import OPEN, alert, sees_all, step_add
from people.policy import may, require
from people.selectors import internal as everybody


class SignalRepeated(Conflict):
    """There is an open signal of the same cause already."""

    code = "insights.signal_repeated"


@transaction.atomic
def signal_change(
    *, actor: Actor, signal_id: int, changes: Mapping[str, Any], expected_version: int | None, now: datetime
) -> Signal:
    """
    Change `state`, `owner_id`, `action`, `action_on` or `was_worth` of a signal; what is absent stays.

    Its owner may, and who may see all signals. Raises NotFound, Forbidden, Invalid, SignalRepeated,
    PreconditionFailed when somebody changed it in between.
    """
    require(actor, "ticket.update")
    seen = Signal.objects.visible_to(actor).filter(pk=signal_id).exists()
    row = Signal.objects.select_for_update(of=("self",)).filter(pk=signal_id).first() if seen else None
    if row is None:
        raise NotFound("There is no such signal, or you may not see it.")
    refuse_overtaken(expected=expected_version, newest=row.version, what="signals", how="changed")
    told = [
        line
        for line in (
            _state(row, changes, actor, now),
            _action(row, changes),
            _worth(row, changes, now),
            _owner(row, changes, actor),
        )
        if line is not None
    ]
    if not told:
        return row
    row.version += 1
    row.save()
    for what, text in told:
        step_add(row, what, now=now, by_id=actor.user_id, text=text)
    if any(what == "owner" for what, _ in told) and row.owner_id not in (None, actor.user_id):
        alert(row, now=now)
    audit.record(
        actor=actor,
        action="insights.signal_changed",
        target=f"signal:{row.pk}",
        now=now,
        data={"what": [what for what, _ in told]},
    )
    return row


Line = tuple[str, str] | None


def _state(row: Signal, changes: Mapping[str, Any], actor: Actor, now: datetime) -> Line:
    state = changes.get("state", row.state)
    if state == row.state:
        return None
    others = Signal.objects.filter(cause=row.cause, state__in=OPEN).exclude(pk=row.pk)
    if state in OPEN and row.state not in OPEN and others.exists():
        raise SignalRepeated("The same was raised again since. Look at the newer signal.")
    row.state, row.ended_at = state, None if state in OPEN else now
    if state == Signal.State.ACCEPTED and row.owner_id is None:
        user = everybody.user_find(actor.user_id)
        row.owner = user
    return state, ""


def _owner(row: Signal, changes: Mapping[str, Any], actor: Actor) -> Line:
    if "owner_id" not in changes or changes["owner_id"] == row.owner_id:
        return None
    if not may(actor, SEE) and changes["owner_id"] is not None:
        raise Forbidden("Only who sees all signals gives them to others. Ask a lead.", verb=SEE)
    user = everybody.user_find(changes["owner_id"]) if changes["owner_id"] is not None else None
    if changes["owner_id"] is not None and (user is None or not sees_all(user)):
        raise Invalid(
            "Signals are of all tickets. Choose somebody active who sees all of them.",
            code="insights.signal_owner",
            errors={"owner_id": ["Does not see all tickets, or is not here."]},
        )
    row.owner = user
    return "owner", user.name if user is not None else ""


def _action(row: Signal, changes: Mapping[str, Any]) -> Line:
    action = changes.get("action", row.action)
    on = changes.get("action_on", row.action_on)
    if (action, on) == (row.action, row.action_on):
        return None
    row.action, row.action_on = action, on
    return "action", action


def _worth(row: Signal, changes: Mapping[str, Any], now: datetime) -> Line:
    worth = changes.get("was_worth", row.was_worth)
    if worth == row.was_worth:
        return None
    row.was_worth, row.judged_at = worth, None if worth is None else now
    return ("worth" if worth else "noise" if worth is False else "unjudged"), ""
