"""People decide about proposed actions; what they approve is done as it was shown, once."""

from contextlib import suppress
from datetime import datetime

from assistant.actions.configured import action_find, read_action
from assistant.actions.inputs import input_fault
from assistant.in_force import in_force
from assistant.models import ActionCall, CallState
from assistant.selectors import actions as acts
from assistant.services.executing import (
    LOST,
    LOST_AFTER,
    Outcome,
    call_do,
    call_end,
    is_found,
    one_at_a_time,
    tell,
)
from core import clock
from core.actors import Actor
from core.errors import Conflict, NotFound
from core.events import step
from core.queue import enqueue_on_commit
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets

_NOT_BEGUN = "The worker that began it has ended."


class ActionDecided(Conflict):
    """Somebody has decided about this action already, or it did not need a decision."""

    code = "assistant.action_decided"


class ActionLimited(Conflict):
    """The action is switched off, or a limit of it does not hold any more."""

    code = "assistant.action_limited"


@step()
def action_approve(
    *, actor: Actor, ticket_id: int, call_id: int, tells_customer: bool = True, now: datetime
) -> ActionCall:
    """
    Approve a proposed action as it was shown; it is done right after the commit.

    With `tells_customer` the customer is told in the admin's words once it has happened. Raises NotFound,
    Forbidden, ActionDecided, ActionLimited.
    """
    require(actor, "action.decide")
    ticket = ticket_selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    one_at_a_time()
    row = _waiting(ticket, call_id)
    fault = _fault(row, now=now)
    if fault:
        raise ActionLimited(f"{fault} Decline it, or ask an admin.")
    row.state, row.decided_by_id, row.decided_at = CallState.APPROVED, actor.staff_id, now
    row.tells_customer = tells_customer
    row.save(update_fields=["state", "decided_by", "decided_at", "tells_customer"])
    tell(row, actor=actor, now=now)
    enqueue_on_commit("assistant.tasks.act", call_id=row.pk)
    return row


@step()
def action_decline(
    *, actor: Actor, ticket_id: int, call_id: int, note: str = "", now: datetime
) -> ActionCall:
    """Decline a proposed action; nothing is done. Raises NotFound, Forbidden, ActionDecided."""
    require(actor, "action.decide")
    row = _waiting(ticket_selectors.ticket_for_update(actor=actor, ticket_id=ticket_id), call_id)
    row.state, row.decided_by_id, row.decided_at = CallState.DECLINED, actor.staff_id, now
    row.note = note[:500]
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])
    tell(row, actor=actor, now=now)
    return row


def _waiting(ticket: Ticket, call_id: int) -> ActionCall:
    row = acts.call_for_update(ticket=ticket, call_id=call_id)
    if row.state != CallState.PROPOSED:
        raise ActionDecided("This has been decided already. Load the ticket again.", state=row.state)
    return row


def _fault(row: ActionCall, *, now: datetime) -> str:
    """Why what was proposed may not be done any more; empty if it may."""
    live = action_find(in_force().actions, row.action)
    if live is None or not live.is_on:
        return "This action is switched off."
    return acts.limit_fault(live, row.ticket, amount=row.amount, now=now, without=row.pk)


def call_execute(*, call_id: int, now: datetime) -> bool:
    """
    Do an approved action; False if another worker has it. Never to be called in a transaction.

    It is asked again whether the customer is still who they were, and whether what it names is theirs.
    """
    claimed = ActionCall.objects.filter(pk=call_id, state=CallState.APPROVED)
    if not claimed.update(state=CallState.RUNNING, started_at=now):
        return False
    row = ActionCall.objects.select_related("ticket__requester", "ticket__company", "ticket__brand").get(
        pk=call_id
    )
    action = read_action(row.definition)
    entry = all_tickets.entry_find(row.entry_id, ticket_id=row.ticket_id)
    subject = (
        acts.subject_of(row.ticket, entry, language=row.language, now=now) if entry is not None else None
    )
    fault = _fault(row, now=now)
    if row.ticket.is_deleted or row.ticket.is_spam:
        subject = None
    if subject is None:
        fault = "The customer is no longer who they were when it was proposed."
    elif not fault and input_fault(entry.body_text if entry else "", action.inputs, row.inputs):
        fault = "The message no longer gives the values that were approved."
    elif not fault and not is_found(action, subject, row.inputs):
        fault = "What it names was not found as the customer's own."
    if fault or subject is None:
        call_end(row, Outcome(CallState.FAILED, error=fault), now=clock.now())
        return True
    call_do(row, action, subject)
    return True


def calls_settle(*, now: datetime) -> list[int]:
    """End what dead workers left; returns the approved ones that never began, to be queued again."""
    for call_id in acts.calls_under_way(before=now - LOST_AFTER):
        row = ActionCall.objects.filter(pk=call_id).first()
        if row is None:
            continue
        state = CallState.IN_DOUBT if row.kind == "write" else CallState.FAILED
        outcome = Outcome(state, error=LOST if row.kind == "write" else _NOT_BEGUN)
        # It may go with its ticket, or be merged again and again: the others are ended all the same.
        with suppress(NotFound, Conflict):
            call_end(row, outcome, now=now)
    return acts.calls_approved()
