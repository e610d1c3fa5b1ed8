"""Work that must leave its holder: they went away, left, or were not there when it came back."""

from datetime import datetime, timedelta

from django.db import transaction

from core import writes
from core.actors import SYSTEM
from core.events import step
from people.answering import can_answer
from people.selectors import internal as everybody
from routing import selectors
from routing.line import must_hand_on
from routing.models import Decision
from routing.services.assigning import WORKABLE, ticket_assign
from routing.services.recording import is_known, line, one_at_a_time, record, state_of
from routing.wording import say
from tickets import selectors as ticket_selectors
from tickets.selectors import internal as all_tickets
from tickets.services import ticket_claim, ticket_set_routing

UNDO_WITHIN = timedelta(minutes=10)
"""Within this time, taking a ticket back from the person one gave it to is an undo."""


def person_hand_on(*, user_id: int, now: datetime) -> list[int]:
    """
    Hand on what somebody can no longer do; returns the numbers of the tickets that left them.

    Work that waits for customers stays until they answer.
    """
    user = everybody.user_any(user_id)
    if user is None:
        return []
    absence = selectors.absences(now).absence_of(user)
    tickets = all_tickets.tickets().present().filter(assignee_id=user_id, status__in=WORKABLE)
    left: list[int] = []
    for ticket in tickets.order_by("priority", "id"):
        why = must_hand_on(
            presence=user.presence,
            is_active=user.is_active,
            can_answer=can_answer(user),
            absence=absence,
            channel=ticket.channel,
            has_just_returned=False,
        )
        if why and ticket_release(
            ticket_id=ticket.pk,
            user_id=user_id,
            why=say("leaves", name=user.name, why=why),
            is_gone=not can_answer(user),
            now=now,
        ):
            left.append(ticket.pk)
    return left


@step()
def ticket_check_holder(*, ticket_id: int, has_just_returned: bool, now: datetime) -> bool:
    """
    The customer wrote: the holder must be present to read it.

    Returns whether it was handed on. A ticket that nobody holds and that is with people joins the line.
    """
    one_at_a_time()
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    holder = ticket.assignee
    if holder is None:
        return False
    why = must_hand_on(
        presence=holder.presence,
        is_active=holder.is_active,
        can_answer=can_answer(holder),
        absence=selectors.absences(now).absence_of(holder),
        channel=ticket.channel,
        has_just_returned=has_just_returned,
    )
    if not why:
        return False
    return ticket_release(
        ticket_id=ticket_id,
        user_id=holder.pk,
        why=say("leaves", name=holder.name, why=why),
        is_gone=not can_answer(holder),
        now=now,
    )


@step()
def ticket_release(
    *,
    ticket_id: int,
    user_id: int,
    why: str,
    key: str = "",
    has_declined: bool = False,
    is_gone: bool = False,
    now: datetime,
) -> bool:
    """
    Take a ticket from its holder, if they still have it, and give it to the next person.

    If there is nobody else to choose (a team of one) it stays, unless the person `is_gone` and will never
    answer it. With `has_declined` it is never assigned back to them automatically.
    """
    one_at_a_time()
    if is_known(key) or (not is_gone and selectors.is_dormant(selectors.takers())):
        return False
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    if ticket.assignee_id != user_id:
        return False
    ticket = ticket_claim(
        actor=SYSTEM, ticket_id=ticket_id, user_id=None, expected_assignee_id=user_id, reason=why, now=now
    )
    state = state_of(ticket_id)
    state.previous_id, state.line_since = user_id, now
    if has_declined:
        state.declined_by = sorted({*state.declined_by, user_id})
    writes.update(state, ["previous", "declined_by", "line_since"])
    record(
        ticket,
        Decision.Step.HANDED_ON,
        key=key,
        reasons=[line("Handed on", why)],
        text=f"Handed on: {why}.",
        now=now,
    )
    ticket_set_routing(ticket_id=ticket_id, eligible_at=now, reason=why, now=now)
    ticket_assign(ticket_id=ticket_id, now=now)
    return True


@step()
def ticket_returned(*, ticket_id: int, declined_by: int | None, now: datetime) -> None:
    """
    A person handed the ticket back to the line; it goes to somebody else.

    Who takes back at once what they gave to another puts it where it was: nobody declined it.
    """
    one_at_a_time()
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    if ticket.assignee_id is not None or not ticket.is_open or ticket.routing_eligible_at is not None:
        return
    state = state_of(ticket_id)
    since = now
    if declined_by is not None:
        if all_tickets.was_given_by_mistake(ticket_id, within=UNDO_WITHIN):
            # What was never in the line has no place there yet.
            since = state.line_since or now
        else:
            state.declined_by = sorted({*state.declined_by, declined_by})
    state.line_since = since
    writes.update(state, ["declined_by", "line_since"])
    ticket_set_routing(ticket_id=ticket_id, eligible_at=since, now=now)
    ticket_assign(ticket_id=ticket_id, now=now)


@transaction.atomic
def ticket_reset(*, ticket_id: int, now: datetime) -> None:
    """A resolved ticket was reopened: its earlier refusals and escalations no longer apply."""
    state = state_of(ticket_id)
    state.declined_by, state.is_escalated = [], False
    writes.update(state, ["declined_by", "is_escalated"])
