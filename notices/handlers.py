"""What makes a notice. Repeated deliveries are kept out by receipts."""

from assistant.events import ReviewDue
from core import clock
from core.events import EventMeta
from notices import services
from notices.models import Kind
from routing import selectors as routing_selectors
from routing.events import PeopleCalled, TicketEscalated
from tickets.events import MessageReceived, NoteAdded, TicketChanged
from tickets.selectors import internal as all_tickets


def wants_note(event: NoteAdded) -> bool:
    """Only who is named hears of a note."""
    return bool(event.mentions)


def on_note_added(event: NoteAdded, meta: EventMeta) -> None:
    """Whoever a note mentions hears of it."""
    services.notices_raise(
        kind=Kind.MENTION,
        ticket_id=event.ticket_id,
        user_ids=event.mentions,
        entry_id=event.entry_id,
        now=clock.now(),
    )


def wants_change(event: TicketChanged) -> bool:
    """Only a ticket that somebody else got."""
    new = event.changes.get("assignee", [None, None])[1]
    return new not in (None, _own(event.by_ref))


def _own(ref: str) -> int | None:
    kind, _, number = ref.partition(":")
    return int(number) if kind == "staff" and number.isdigit() else None


def on_ticket_changed(event: TicketChanged, meta: EventMeta) -> None:
    """Whoever gets a ticket hears of it, unless they took it themselves."""
    services.notices_raise(
        kind=Kind.ASSIGNED,
        ticket_id=event.ticket_id,
        user_ids=[event.changes["assignee"][1]],
        by_ref=event.by_ref,
        now=clock.now(),
    )


def wants_message(event: MessageReceived) -> bool:
    """Nobody has or follows a new ticket yet."""
    return not event.is_new_ticket


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """The assignee and the followers hear of what the customer writes."""
    services.notices_raise(
        kind=Kind.MESSAGE,
        ticket_id=event.ticket_id,
        user_ids=all_tickets.concerned_by(event.ticket_id),
        entry_id=event.entry_id,
        now=clock.now(),
    )


def on_ticket_escalated(event: TicketEscalated, meta: EventMeta) -> None:
    """Whoever a ticket is escalated to hears of it, with the reason."""
    services.notices_raise(
        kind=Kind.ESCALATED,
        ticket_id=event.ticket_id,
        user_ids=event.notified,
        text=routing_selectors.escalation_words(event.decision_id),
        now=clock.now(),
    )


def wants_call(event: PeopleCalled) -> bool:
    """Only a rule that found somebody."""
    return bool(event.notified)


def on_people_called(event: PeopleCalled, meta: EventMeta) -> None:
    """Whoever a rule brings to a ticket hears of it, with the name of the rule."""
    services.notices_raise(
        kind=Kind.ESCALATED,
        ticket_id=event.ticket_id,
        user_ids=event.notified,
        text=event.why,
        now=clock.now(),
    )


def on_review_due(event: ReviewDue, meta: EventMeta) -> None:
    """Whoever answers for a boundary of the assistant hears that its review is due."""
    services.notice_tell(kind=Kind.REVIEW, user_id=event.owner_id, text=event.label, now=clock.now())
