"""Ticket columns that belong to higher floors and are set here: due time, routing, handler."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core import writes
from core.actors import Actor
from core.errors import NotFound
from core.events import step
from core.wording import message_of
from tickets import selectors
from tickets.events import TicketChanged
from tickets.lifecycle import PassOn
from tickets.models import Ticket
from tickets.models.ticket import lock_ticket, lock_tickets
from tickets.services import changing
from tickets.services.timeline import announce, refresh


@transaction.atomic(savepoint=False)
def ticket_set_due(
    *,
    ticket_id: int,
    due_at: datetime | None,
    kind: str,
    state: str,
    started_at: datetime | None,
    now: datetime,
) -> None:
    """Mirror the most urgent clock on the ticket, for lists; called by `sla` only."""
    ticket = lock_ticket(ticket_id)
    if ticket is None:
        raise NotFound("There is no such ticket.")
    if _take_due(ticket, Due(ticket_id, due_at, kind, state, started_at)):
        writes.update(ticket, _DUE)
        refresh(ticket)


@dataclass(frozen=True)
class Due:
    """The most urgent clock of a ticket, as lists show it."""

    ticket_id: int
    due_at: datetime | None
    kind: str
    state: str
    started_at: datetime | None


@step()
def tickets_set_due(*, dues: Sequence[Due]) -> None:
    """`ticket_set_due` of some tickets together, at most MAX_LISTED; one that is gone is not missed."""
    by_id = {due.ticket_id: due for due in dues}
    changed = [ticket for ticket in lock_tickets(list(by_id)) if _take_due(ticket, by_id[ticket.pk])]
    writes.update_many(changed, _DUE)
    for ticket in changed:
        refresh(ticket)


_DUE = ("next_due_at", "next_due_kind", "next_due_state", "next_due_started_at")


def _take_due(ticket: Ticket, due: Due) -> bool:
    """Whether this changed anything."""
    before = tuple(getattr(ticket, name) for name in _DUE)
    ticket.next_due_at, ticket.next_due_kind = due.due_at, due.kind
    ticket.next_due_state, ticket.next_due_started_at = due.state, due.started_at
    return before != tuple(getattr(ticket, name) for name in _DUE)


@transaction.atomic(savepoint=False)
def ticket_set_routing(
    *,
    ticket_id: int,
    eligible_at: datetime | None = None,
    reason: str | None = None,
    held: Ticket | None = None,
    now: datetime,
) -> None:
    """
    Note since when a ticket waits for a person, and the short reason; called by `routing` only.

    `held` is the ticket, if the caller has locked it and it is as stored.
    """
    ticket = held or lock_ticket(ticket_id)
    if ticket is None:
        raise NotFound("There is no such ticket.")
    ticket.routing_eligible_at = eligible_at
    if reason is not None:
        ticket.reason, ticket.reason_message = reason[:200], message_of(reason)
    writes.update(ticket, ["routing_eligible_at", "reason", "reason_message"])
    refresh(ticket)


@transaction.atomic(savepoint=False)
def ticket_set_handler(
    *,
    actor: Actor,
    ticket_id: int,
    handler: str,
    expected_handlers: Iterable[str] | None = None,
    expected_last_customer_entry_id: int | None = None,
    held: Ticket | None = None,
    now: datetime,
) -> bool:
    """
    Hand the conversation over, if it is still as the caller saw it.

    Returns False and changes nothing if another owner stepped in (`expected_handlers`) or the customer wrote
    again (`expected_last_customer_entry_id`). `held` is the ticket, if the caller has locked it and it is as
    stored. Raises NotFound.
    """
    ticket = held or selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    if expected_handlers is not None and ticket.handler not in set(expected_handlers):
        return False
    expected_entry = expected_last_customer_entry_id
    if expected_entry is not None and ticket.last_customer_entry_id != expected_entry:
        return False
    if ticket.handler == handler:
        return True
    applied = changing.change(actor=actor, ticket=ticket, changes=[PassOn(handler)], now=now)
    ticket.version += 1
    writes.update(ticket, [*applied.columns, "version"])
    event = TicketChanged(ticket_id=ticket.pk, changes=applied.outcome.changes, by_ref=actor.ref)
    announce(event, ticket)
    return True
