"""The only place that changes a ticket's life: it applies what `tickets.lifecycle` decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import writes
from core.actors import Actor
from core.events import publish
from core.wording import message_of
from people.models import Team, User
from tickets import entries, lifecycle
from tickets.events import TicketChanged, TicketReopened, TicketResolved, TicketWoken
from tickets.lifecycle import MergeInto, Outcome, Settle, Sign, State
from tickets.models import EntryKind, Ticket, TimelineEntry, Visibility
from tickets.services.resolving import check_required_fields
from tickets.services.surveying import survey_ask
from tickets.services.timeline import new_entry

Names = dict[str, dict[int, str]]


@dataclass(frozen=True)
class Applied:
    """
    What was set on a ticket that has not been saved yet.

    `line` is an unsaved entry, or None if the change leaves none; `columns` are the fields to save.
    """

    outcome: Outcome
    line: TimelineEntry | None
    is_history: bool = False

    @property
    def columns(self) -> list[str]:
        """The model fields that differ."""
        return [name.removesuffix("_id") for name in self.outcome.columns]


def state_of(ticket: Ticket) -> State:
    """The columns of a ticket that make up its `State`."""
    return State(**{name: getattr(ticket, name) for name in lifecycle.COLUMNS})


def change(
    *,
    actor: Actor,
    ticket: Ticket,
    changes: Sequence[lifecycle.Change],
    others: dict[str, list[Any]] | None = None,
    names: Names | None = None,
    assignee: User | None = None,
    reason: str = "",
    now: datetime,
) -> Applied:
    """
    Set what `changes` do to a locked ticket, and prepare the entry that records it.

    The caller saves both, with anything else in its use case, and then calls `tell`. `others` are fields
    outside a ticket's life that changed at the same time and share the entry; `assignee` is the person a
    change names, `names` are earlier names of people and teams. Raises FieldRequired.
    """
    known = names if names is not None else names_on(ticket)
    result = _set(ticket, changes, assignee=assignee, now=now)
    is_history = any(isinstance(one, Settle) for one in changes)
    # What is merged is worked on elsewhere; nobody answers its required fields here.
    is_merged = any(isinstance(one, MergeInto) for one in changes)
    if result.finishes and not is_history and not is_merged:
        check_required_fields(ticket)
    shown = (others or {}) | result.line
    line = None
    if shown:
        line = new_entry(
            actor,
            ticket,
            kind=EntryKind.CHANGE,
            visibility=Visibility.INTERNAL,
            now=now,
            title=ticket.subject if "subject" in shown else "",
            payload=entries.Change(shown, _names(ticket, shown, known), reason, message_of(reason)).to_json(),
        )
    return Applied(result, line, is_history)


def place(
    *, ticket: Ticket, changes: Sequence[lifecycle.Change], assignee: User | None = None, now: datetime
) -> None:
    """Set the first state of a ticket that nobody has seen yet: no entry, no notification."""
    _set(ticket, changes, assignee=assignee, now=now)


def _set(
    ticket: Ticket, changes: Sequence[lifecycle.Change], *, assignee: User | None, now: datetime
) -> Outcome:
    result = lifecycle.outcome(state_of(ticket), changes, now=now)
    for name, value in result.columns.items():
        setattr(ticket, name, value)
    if assignee is not None and ticket.assignee_id == assignee.pk:
        ticket.assignee = assignee
    return result


def names_on(ticket: Ticket) -> Names:
    """The names of the ticket's current people and teams."""
    found: Names = {"assignee": {}, "team": {}}
    if ticket.assignee is not None:
        found["assignee"][ticket.assignee.pk] = ticket.assignee.name
    if ticket.team is not None:
        found["team"][ticket.team.pk] = ticket.team.name
    return found


def _names(ticket: Ticket, shown: dict[str, list[Any]], before: Names) -> dict[str, list[str | None]]:
    """The names behind ids at this time: the history must read the same in years."""
    after: dict[str, Team | User | None] = {"assignee": ticket.assignee, "team": ticket.team}
    found: dict[str, list[str | None]] = {}
    for name, record in after.items():
        if name in shown:
            known = before[name] | ({record.pk: record.name} if record is not None else {})
            found[name] = [known.get(value) for value in shown[name]]
    return found


def append(applied: Applied, *first: TimelineEntry) -> list[TimelineEntry]:
    """Save entries and the entry of a change in this order, in one statement; returns them."""
    found = [*first, *([applied.line] if applied.line is not None else [])]
    if found:
        writes.insert(*found)
        found[0].ticket.last_entry_id = found[-1].pk
    return found


def append_with(batch: writes.Batch, applied: Applied, first: TimelineEntry) -> None:
    """`append` together with other writes; `first` has its id."""
    if applied.line is not None:
        (applied.line.pk,) = writes.take_ids(TimelineEntry)
    found = [first, *([applied.line] if applied.line is not None else [])]
    batch.insert(*found)
    first.ticket.last_entry_id = found[-1].pk


def changed_event(ticket: Ticket, applied: Applied, by_ref: str) -> TicketChanged | None:
    """The event for a change that came with a message; None if only the owner changed."""
    if not applied.outcome.line:
        return None
    return TicketChanged(ticket_id=ticket.pk, changes=applied.outcome.changes, by_ref=by_ref)


def tell(*, ticket: Ticket, applied: Applied, by_ref: str, now: datetime) -> None:
    """Publish what others act on, and ask for a rating if the ticket was resolved."""
    for sign in applied.outcome.signs:
        match sign:
            case Sign.RESOLVED if not applied.is_history:
                publish(TicketResolved(ticket_id=ticket.pk, resolved_by=by_ref, channel=ticket.channel))
                asks = ticket.brand.asks_rating or ticket.brand.asks_nps
                if asks and not ticket.requester.is_blocked:
                    survey_ask(ticket=ticket, now=now)
            case Sign.REOPENED:
                publish(TicketReopened(ticket_id=ticket.pk, by_ref=by_ref))
            case Sign.WOKEN:
                publish(TicketWoken(ticket_id=ticket.pk, by_ref=by_ref))
