"""
Doing what an action says: once begun, a write is never begun again.

The record that it begins is committed before anything leaves. Whoever finds one that began and did not end
takes it for in doubt: nobody but a person can find out.
"""

import logging
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import get_random_string

from assistant.actions import declared
from assistant.actions.configured import Action, action_find, action_json, read_action
from assistant.actions.declared import HTTP, Found, Subject
from assistant.actions.inputs import amount_of
from assistant.actions.requests import (
    DONE,
    IN_DOUBT,
    MissingPlace,
    Prepared,
    Reply,
    facts_in,
    host_of,
    prepared,
    sent,
)
from assistant.actions.saying import facts_text, filled
from assistant.events import ActionChanged
from assistant.in_force import in_force
from assistant.models import ActionCall, CallState
from assistant.rendering import text_html
from assistant.selectors import actions as acts
from core import audit, clock
from core.actors import ASSISTANT, Actor
from core.errors import DomainError
from core.events import publish, step
from tickets.entries import Message
from tickets.models import Ticket
from tickets.models.ticket import lock_ticket
from tickets.selectors import internal as all_tickets
from tickets.services import post_reply

logger = logging.getLogger(__name__)

LOST_AFTER = timedelta(minutes=5)
_LOCK = 7_231_001
LOST = "It was begun and its end is not known. Look in the system before you do it again."
_NOTHING_FOUND = "Nothing was found for this customer."


AUDITED = {
    CallState.PROPOSED: "assistant.action_proposed",
    CallState.APPROVED: "assistant.action_approved",
    CallState.DECLINED: "assistant.action_declined",
    CallState.RUNNING: "assistant.action_begun",
    CallState.DONE: "assistant.action_done",
    CallState.FAILED: "assistant.action_failed",
    CallState.IN_DOUBT: "assistant.action_in_doubt",
}


class Outcome:
    """How one attempt ended: the facts, or why not."""

    def __init__(
        self, state: CallState, found: Found | None = None, *, error: str = "", status: int | None = None
    ) -> None:
        self.state, self.found, self.error, self.status = state, found, error[:400], status


def one_at_a_time() -> None:
    """
    Wait until nobody else counts uses of actions; holds until the end of this transaction.

    Tickets are locked before it and uses after it: who waits for a ticket with this in hand holds up all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def call_begin(
    *,
    ticket: Ticket,
    entry_id: int,
    action: Action,
    inputs: Mapping[str, str],
    subject: Subject,
    category: str,
    score: float,
    engine: str,
    waits: bool,
    now: datetime,
) -> ActionCall | str:
    """
    Record that an action is proposed (`waits`) or begins; the limit that does not hold, in words.

    A lookup that a dead worker began is begun again; of a write there is one for a message.
    """
    held = lock_ticket(ticket.pk)
    if held is None or held.merged_into_id is not None:
        return "The conversation became part of another ticket."
    one_at_a_time()
    amount = amount_of(inputs[action.amount_input]) if action.amount_input else None
    known = acts.call_of_message(ticket_id=ticket.pk, entry_id=entry_id, action=action.key)
    if known is not None and action.is_write:
        return known
    fault = acts.limit_fault(
        action, ticket, amount=amount, now=now, without=known.pk if known is not None else None
    )
    if fault:
        return fault
    row = known or ActionCall(
        ticket=ticket, entry_id=entry_id, action=action.key, key=get_random_string(32), created_at=now
    )
    row.label, row.kind, row.source = action.label[:120], action.kind, action.source
    row.version, row.definition = in_force().number or None, action_json(action)
    row.category, row.language, row.inputs, row.amount = category, subject.language, dict(inputs), amount
    row.score, row.engine = score, engine[:120]
    row.is_automatic = not waits
    row.request_shown = shown(action, subject, inputs, key=row.key)
    row.state = CallState.PROPOSED if waits else CallState.RUNNING
    row.started_at = None if waits else now
    row.save()
    if waits:
        tell(row, actor=ASSISTANT, now=now)
    elif action.is_write:
        note_in_audit(row, actor=ASSISTANT, now=now)
    return row


def shown(action: Action, subject: Subject, inputs: Mapping[str, str], *, key: str) -> str:
    """What people read of what would be sent, without secrets."""
    if action.source != HTTP:
        source = declared.find(action.source)
        return f"{source.about if source else action.source}\n{action.option}".strip()
    try:
        return prepared(action, subject, inputs, key=key).shown
    except MissingPlace as error:
        return f"{action.request.method} {action.request.url}\nThe customer has no {error}."


def attempt(action: Action, subject: Subject, inputs: Mapping[str, str], *, key: str) -> Outcome:
    """Do it once, now. A request must not be made within a transaction."""
    if action.source != HTTP:
        return _declared(action, subject)
    try:
        one = prepared(action, subject, inputs, key=key)
    except MissingPlace as error:
        return Outcome(CallState.FAILED, error=f"The customer has no {error}.")
    reply = _sent(action, one, key=key)
    if reply.outcome == IN_DOUBT:
        return Outcome(CallState.IN_DOUBT, error=f"{reply.error} {LOST}", status=reply.status)
    if reply.outcome != DONE:
        return Outcome(CallState.FAILED, error=reply.error, status=reply.status)
    found = facts_in(action.request, reply.data, subject)
    if not action.is_write and not found.facts:
        return Outcome(CallState.FAILED, error=_NOTHING_FOUND, status=reply.status)
    return Outcome(CallState.DONE, found, status=reply.status)


def _declared(action: Action, subject: Subject) -> Outcome:
    source = declared.find(action.source)
    if source is None:
        return Outcome(CallState.FAILED, error="Its source is no longer on this installation.")
    try:
        # Within the transaction of a write, what it had done before it was refused must not stay.
        with transaction.atomic() if action.is_write else nullcontext():
            found = source.run(subject, action.option)
    except DomainError as error:
        return Outcome(CallState.FAILED, error=error.message)
    if not action.is_write and not found.facts:
        return Outcome(CallState.FAILED, error=_NOTHING_FOUND)
    return Outcome(CallState.DONE, found)


def _sent(action: Action, one: Prepared, *, key: str) -> Reply:
    names = action.secret_names
    secrets = acts.secret_values(names, host=host_of(action.request.url))
    missing = sorted(names - set(secrets))
    if missing:
        return Reply("failed", error=f"The secret {missing[0]} is no longer stored for this host.")
    return sent(action, one, secrets=secrets, key=key, moment=int(clock.now().timestamp()))


def is_found(action: Action, subject: Subject, inputs: Mapping[str, str]) -> bool:
    """Whether what a write names is the customer's own, as the lookup finds that checks it."""
    if not action.check_with:
        return True
    check = action_find(in_force().actions, action.check_with)
    if check is None or not check.is_on or not check.request.owner_path:
        return False
    own = {one.name: inputs[one.name] for one in check.inputs if one.name in inputs}
    outcome = attempt(check, subject, own, key=get_random_string(32))
    return outcome.state == CallState.DONE and bool(outcome.found and outcome.found.facts)


def call_do(row: ActionCall, action: Action, subject: Subject) -> ActionCall:
    """Do what was begun, and record how it ended."""
    if action.source != HTTP and action.is_write:
        return _done_here(row, action, subject)
    return call_end(row, attempt(action, subject, row.inputs, key=row.key), now=clock.now())


@transaction.atomic
def _done_here(row: ActionCall, action: Action, subject: Subject) -> ActionCall:
    """What is done in our own tables is done together with the record of it; its ticket is locked first."""
    held = acts.call_held(row.pk)
    if held.state != CallState.RUNNING:
        return held
    if held.ticket_id != subject.ticket_id:
        outcome = Outcome(CallState.FAILED, error="The conversation became part of another ticket.")
    else:
        outcome = attempt(action, subject, row.inputs, key=row.key)
    return call_end(row, outcome, now=clock.now())


@step()
def call_end(row: ActionCall, outcome: Outcome, *, now: datetime) -> ActionCall:
    """
    Record how something that was begun has ended, once, and tell the customer if a person wished that.

    Raises NotFound, Conflict.
    """
    kept = acts.call_held(row.pk)
    if kept.state != CallState.RUNNING:
        return kept
    found = outcome.found
    kept.state, kept.error, kept.status = outcome.state, outcome.error, outcome.status
    kept.facts = dict(found.facts) if found is not None else {}
    kept.as_of = found.as_of if found is not None else None
    kept.finished_at = now
    if kept.state == CallState.DONE:
        words = read_action(kept.definition).words_in(kept.language)
        kept.told = filled(words, kept.inputs | kept.facts)
    kept.save()
    untold = _customer_told(kept, now=now) if _is_to_be_told(kept) else ""
    tell(kept, actor=ASSISTANT, now=now, untold=untold)
    return kept


def _is_to_be_told(row: ActionCall) -> bool:
    """Of one that was done on its own, the assistant's answer tells."""
    return row.state == CallState.DONE and row.tells_customer and not row.is_automatic and bool(row.told)


def tell(row: ActionCall, *, actor: Actor, now: datetime, untold: str = "") -> None:
    """
    Leave a note in the ticket, an event, and for a write a line in the audit log.

    `untold` is why the customer could not be told.
    """
    try:
        post_reply(
            actor=ASSISTANT,
            ticket_id=all_tickets.standing_number(row.ticket_id),
            kind="note",
            body_text=f"{_noted(row, actor)}\n{untold}".strip(),
            client_id=f"action:{row.pk}:{row.state}:{row.started_at.timestamp() if row.started_at else ''}",
            now=now,
        )
    except DomainError as error:
        # A ticket that takes no note any more must not undo the record of what was done.
        logger.warning("An action left no note", extra={"use": row.pk, "why": error.message})
    if row.kind == declared.WRITE:
        note_in_audit(row, actor=actor, now=now)
    publish(
        ActionChanged(
            ticket_id=row.ticket_id, call_id=row.pk, action=row.action, state=row.state, by_ref=actor.ref
        )
    )


def note_in_audit(row: ActionCall, *, actor: Actor, now: datetime) -> None:
    """A line for what a write has come to."""
    audit.record(
        actor=actor,
        action=AUDITED[CallState(row.state)],
        target=f"ticket:{row.ticket_id}",
        data={"action": row.action, "use": row.pk},
        now=now,
    )


def _noted(row: ActionCall, actor: Actor) -> str:
    facts = facts_text(row.facts)
    match row.state:
        case CallState.PROPOSED:
            return f"Proposed and waiting for approval: “{row.label}”. Nothing has been done."
        case CallState.APPROVED:
            return f"{actor.name} approved “{row.label}”."
        case CallState.DECLINED:
            return f"{actor.name} declined “{row.label}”. {row.note}".strip()
        case CallState.DONE if row.kind == declared.WRITE:
            return f"Done: “{row.label}”.\n{facts}".strip()
        case CallState.DONE:
            return f"Looked up “{row.label}”.\n{facts}".strip()
        case CallState.IN_DOUBT:
            return f"In doubt: “{row.label}”. {row.error}"
    return f"Not done: “{row.label}”. {row.error}".strip()


def _customer_told(row: ActionCall, *, now: datetime) -> str:
    """
    Tell the customer what was done, in the admin's words, together with the record of it; why not, in words.

    Nothing that stands against a reply may undo the record: it has happened.
    """
    try:
        entry = post_reply(
            actor=ASSISTANT,
            ticket_id=row.ticket_id,
            body_html=text_html(row.told),
            payload=Message(decision="action"),
            client_id=f"action:{row.pk}",
            now=now,
        )
    except DomainError as error:
        return f"The customer was not told: {error.message} Write to them."
    row.reply_entry_id = entry.pk
    row.save(update_fields=["reply_entry_id"])
    return ""
