"""How the email channel reacts to events on tickets."""

from core import clock
from core.events import EventMeta
from integrations.email import services
from people.selectors import internal as everybody
from routing.events import TicketEscalated
from tickets import selectors as ticket_selectors
from tickets.events import MessageReceived, NoteAdded, ReplyPosted
from tickets.models import Channel
from tickets.selectors import internal as all_tickets


def on_reply_posted(event: ReplyPosted, meta: EventMeta) -> None:
    """Send what we wrote by email if it has to leave that way."""
    entry = all_tickets.entry_find(event.entry_id)
    if entry is not None and not entry.is_redacted:
        services.reply_queue(entry=entry, now=clock.now())


def wants_message(event: MessageReceived) -> bool:
    """A new ticket is acknowledged only where it came by mail, and nobody has it yet."""
    return not event.is_new_ticket or event.channel == Channel.EMAIL


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """Acknowledge a new mail if the assistant will not, and notify an assignee who is away."""
    if event.is_new_ticket:
        services.acknowledge(ticket_id=event.ticket_id, now=clock.now())
        return
    entry = all_tickets.entry_find(event.entry_id)
    if entry is not None and not entry.is_redacted:
        services.notice_queue(entry=entry, now=clock.now())


def wants_note(event: NoteAdded) -> bool:
    """Only who is named hears of a note."""
    return bool(event.mentions)


def on_note_added(event: NoteAdded, meta: EventMeta) -> None:
    """Mail the people a note mentions if they are offline and may still see the ticket."""
    users = everybody.users_active(event.mentions)
    entry = all_tickets.entry_find(event.entry_id) if users else None
    if entry is None or entry.is_redacted:
        return
    ticket = all_tickets.ticket_find(event.ticket_id)
    seeing = ticket_selectors.staff_seeing(ticket=ticket, users=users) if ticket is not None else set()
    for user in users:
        if user.pk in seeing:
            services.mention_queue(entry=entry, user=user, now=clock.now())


def wants_escalation(event: TicketEscalated) -> bool:
    """Only who is told of it gets a mail."""
    return bool(event.notified)


def on_ticket_escalated(event: TicketEscalated, meta: EventMeta) -> None:
    """Mail those who were told of a ticket, are not in front of the workspace, and may see it."""
    users = everybody.users_active(event.notified)
    ticket = all_tickets.ticket_find(event.ticket_id) if users else None
    seeing = ticket_selectors.staff_seeing(ticket=ticket, users=users) if ticket is not None else set()
    for user in users:
        if user.pk in seeing:
            services.escalation_queue(
                ticket_id=event.ticket_id,
                decision_id=event.decision_id,
                why=event.why,
                user=user,
                now=clock.now(),
            )
