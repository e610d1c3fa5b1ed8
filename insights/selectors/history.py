"""What is known of a ticket, in the form that points are made of."""

from dataclasses import replace
from datetime import datetime

from assistant.selectors.measured import part_in
from insights.holding import FIELDS, Held, Step, held_of
from insights.points import (
    Asked,
    Ended,
    History,
    Judged,
    Said,
    Turn,
    finished_last,
    quality_known_at,
    turns_of,
)
from people.selectors import internal as everybody
from routing.selectors import steps_taken
from sla import selectors as clocks
from tickets.entries import Change, Message
from tickets.models import AuthorKind, EntryKind, Ticket, TimelineEntry, Visibility
from tickets.selectors import internal as all_tickets
from tickets.selectors.returning import opened_anew


class Known:
    """A ticket with its history; `next_at` is when it changes by the clock alone, None for never."""

    def __init__(self, ticket: Ticket) -> None:
        part = part_in(ticket.pk)
        judgements = clocks.judgements(ticket.pk)
        talk = part.conversation
        self.ticket = ticket
        self.segment = everybody.company_segment(ticket.company_id) if ticket.company_id else ""
        timeline = _history(ticket)
        self.held = timeline.held()
        told = timeline.complete(
            has_category=bool(ticket.type),
            is_escalated=steps_taken(ticket.pk) > 0,
            surveys=[
                Asked(row.pk, row.asked_at, row.answered_at, row.score, row.kind)
                for row in all_tickets.ratings(ticket.pk)
            ],
            targets=[Judged(*row) for row in judgements.made],
            drafts=[Judged(*row) for row in part.drafts],
            verdicts=[Judged(*row) for row in part.verdicts],
            conversation=None
            if talk is None
            else Ended(talk.state, talk.ended_at, talk.has_been_solved, talk.has_come_back),
        )
        self.finished_at = finished_last(turns_of(told))
        self.history = replace(told, wrote_anew=_wrote_anew(ticket, self.finished_at))
        self.clocks_at: tuple[datetime | None, ...] = (
            judgements.next_due_at,
            None if talk is None else talk.due_at,
        )


def _wrote_anew(ticket: Ticket, finished_at: datetime | None) -> bool:
    if finished_at is None:
        return False
    until = quality_known_at(finished_at)
    return opened_anew(ticket, since=finished_at, until=until).exists()


class _Timeline:
    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.said: list[Said] = []
        self.statuses: list[Turn] = []
        self.holders: list[int | None] = []
        self.steps: list[Step] = []

    def take(self, entry: TimelineEntry) -> None:
        if entry.kind == EntryKind.CHANGE:
            self._changed(entry)
        elif entry.visibility == Visibility.PUBLIC:
            self._spoke(entry)

    def _changed(self, entry: TimelineEntry) -> None:
        changes = Change.of(entry.payload).changes
        self.steps += [Step(entry.created_at, name, *changes[name]) for name in FIELDS if name in changes]
        if "status" in changes:
            old, new = changes["status"]
            self.statuses.append(Turn(entry.created_at, str(old), str(new)))
        if "assignee" in changes:
            old, new = changes["assignee"]
            self.holders += [new] if self.holders else [old, new]

    def _spoke(self, entry: TimelineEntry) -> None:
        message = Message.of(entry.payload)
        if message.is_acknowledgement or (entry.author_kind == AuthorKind.CONTACT and message.asks_nothing):
            return
        is_answer = entry.author_kind == AuthorKind.ASSISTANT and message.is_answer
        self.said.append(Said(entry.created_at, entry.author_kind, is_answer))

    def held(self) -> list[Held]:
        ticket = self.ticket
        return held_of(
            sorted(self.steps, key=lambda step: step.at),
            now_is={
                "status": ticket.status,
                "assignee": ticket.assignee_id,
                "snoozed_until": ticket.snoozed_until,
            },
            created_at=ticket.created_at,
            last_at=ticket.resolved_at or ticket.closed_at or ticket.last_activity_at,
        )

    def complete(self, **rest: object) -> History:
        ticket = self.ticket
        return History(
            created_at=ticket.created_at,
            status=ticket.status,
            finished_at=ticket.resolved_at or ticket.closed_at or ticket.last_activity_at,
            last_message_at=ticket.last_message_at,
            said=sorted(self.said, key=lambda one: one.at),
            statuses=sorted(self.statuses, key=lambda one: one.at),
            holders=self.holders or [ticket.assignee_id],
            **rest,  # type: ignore[arg-type]  # the rest of the members, named by the caller
        )


def _history(ticket: Ticket) -> _Timeline:
    timeline = _Timeline(ticket)
    for entry in all_tickets.history(ticket.pk):
        timeline.take(entry)
    return timeline


def known_of(ticket_id: int) -> Known | None:
    """All that is known of a ticket now; None if it is gone."""
    ticket = all_tickets.ticket_find(ticket_id)
    return None if ticket is None else Known(ticket)
